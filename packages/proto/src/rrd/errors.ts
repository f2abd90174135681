/**
 * Every way in which a recording file can be wrong. The codes are stable: programs may switch on them.
 * `docs/spec/recording.md` lists them with their causes.
 *
 * @group Recordings
 */
export const RrdErrorCode = {
  /** The bytes do not begin with `RRF2`. */
  NotRrd: 'not-rrd',
  /** A format from before version 0.23: `RRF0`, `RRF1`, MessagePack, or a version that says so. */
  OldRrd: 'old-rrd',
  /** A stream header with a serializer or reserved bytes that no known version writes. */
  BadStreamHeader: 'bad-stream-header',
  /** The file ends within a message; everything before it was read. */
  Truncated: 'truncated',
  /** A length beyond its named limit; checked before any allocation. */
  LimitExceeded: 'limit-exceeded',
  /** A message of a kind that this version does not know; stepped over. */
  UnknownKind: 'unknown-kind',
  /** A message that is not the protobuf message of its kind. */
  BadMessage: 'bad-message',
  /** An LZ4 block that does not decode to the size that was announced. */
  BadLz4: 'bad-lz4',
  /** A chunk whose Arrow stream does not parse, or that lacks its id or entity; `cause` says more. */
  BadChunk: 'bad-chunk',
  /** Bytes after an End that begin no other stream, or a footer that is not at the place where it must be. */
  BadFooter: 'bad-footer',
  /** The checksum of the footer is not the one of its bytes. */
  BadCrc: 'bad-crc',
  /** A footer whose manifest does not parse, or points outside of the file. */
  BadManifest: 'bad-manifest',
  /** The byte source gave an error, or fewer bytes than asked for. */
  ReadFailed: 'read-failed',
} as const;
export type RrdErrorCode = (typeof RrdErrorCode)[keyof typeof RrdErrorCode];

/**
 * An error in a recording file. The message says what was expected, what was found, and at which byte.
 *
 * @group Recordings
 */
export class RrdError extends Error {
  override readonly name = 'RrdError';
  /** What is wrong, for programs. */
  readonly code: RrdErrorCode;
  /** Offset in bytes from the beginning of the file (or of everything appended) of the structure that is wrong. */
  readonly offset: number;

  constructor(code: RrdErrorCode, problem: string, offset: number, options?: { cause?: unknown }) {
    super(`${problem}. Byte offset: ${offset}`, options);
    this.code = code;
    this.offset = offset;
  }
}
