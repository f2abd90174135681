/**
 * Every way in which the SDK reports trouble. The codes are stable: programs may switch on them.
 *
 * @group Errors
 */
export const SdkErrorCode = {
  /** No connection could be made; the sink goes on trying. Warning, once per outage. */
  ConnectionFailed: 'connection-failed',
  /** A connection ended; the sink goes on trying, and sends what is missing. Warning. */
  ConnectionLost: 'connection-lost',
  /** The hub answered with an error and closed the connection. */
  Refused: 'refused',
  /** The hub sent something that is not the protocol. */
  ProtocolError: 'protocol-error',
  /** The queue of a sink was full: whole groups of pictures or the oldest rows were given up. Warning, once per episode. */
  QueueOverflow: 'queue-overflow',
  /** One chunk was given up because it cannot be sent or written, or the hub refuses it each time. */
  ChunkRefused: 'chunk-refused',
  /** What was logged had not all arrived in time. Thrown by `flush`. */
  FlushTimeout: 'flush-timeout',
  /** `close` had to leave data unsent. */
  UnsentData: 'unsent-data',
  /** Something was logged after `close`. Warning, once. */
  Closed: 'closed',
  /** A video stream that only some browsers can decode was logged. Warning, once per entity. */
  LimitedDecoderSupport: 'limited-decoder-support',
  /** A video stream is damaged or unusual, but goes on. Warning, once per entity and cause. */
  VideoWarning: 'video-warning',
  /** Something was logged static that views only look for on a timeline, such as scalars. Warning, once. */
  StaticIgnored: 'static-ignored',
  /** An optional package is missing, or too old. Thrown by the helpers in `@rushes/sdk/node`. */
  MissingDependency: 'missing-dependency',
  /** FFmpeg could not open, read or encode. Thrown by the helpers in `@rushes/sdk/node`. */
  MediaError: 'media-error',
  /** `save` was called where there are no files: in a web page. Thrown by `save`. */
  NoFileSystem: 'no-file-system',
  /** `save`: there is a file of this name, and `overwrite` was not set. */
  FileExists: 'file-exists',
  /** `save`: the folder does not exist. */
  NoSuchFolder: 'no-such-folder',
  /** `save`: the name is that of a folder or a device. */
  NotAFile: 'not-a-file',
  /** `save`: this user may not write there. */
  NoPermission: 'no-permission',
  /** The disk is full; recording goes on as soon as there is room. Once per episode. */
  DiskFull: 'disk-full',
  /** The file was deleted, or its disk removed, while it was written to. */
  FileVanished: 'file-vanished',
  /** The operating system could not make or write the file for another reason, which the message gives. */
  FileFailed: 'file-failed',
  /** A sink failed in a way it does not name itself. */
  SinkFailed: 'sink-failed',
} as const;
/** One of the codes. @group Errors */
export type SdkErrorCode = (typeof SdkErrorCode)[keyof typeof SdkErrorCode];

/**
 * Trouble at run time, handed to `onError` and never thrown by `rec.log`. The message says what happened, where, and what to do.
 *
 * @group Errors
 */
export class SdkError extends Error {
  override readonly name: string = 'SdkError';
  /** What happened; stable. */
  readonly code: SdkErrorCode;
  /** `warning`: nothing is lost, or it is counted in `status`; `error`: something will stay missing until you act. */
  readonly severity: 'warning' | 'error';

  constructor(
    code: SdkErrorCode,
    message: string,
    options: { readonly severity?: 'warning' | 'error'; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.severity = options.severity ?? 'error';
  }
}
