import { RrdSourceKind } from '@rushes/proto';
import {
  DEFAULT_MAX_DELAY_MILLIS,
  RecordingFile,
  type RecordingFileError,
  type RecordingFileStatus,
} from '@rushes/proto/node';
import type { EncodedBlueprint } from '../blueprint/blueprint.ts';
import { describe } from '../coerce/describe.ts';
import { SdkError, SdkErrorCode } from '../errors.ts';
import type { FileSinkOptions } from '../sinks/file-sink-options.ts';
import type { SavingSink, Sink, SinkChunk, SinkContext, SinkStatus } from '../sinks/sink.ts';
import { CLIENT } from '../version.ts';

/** How much of the delay may go into gathering rows. */
const GATHERING_SHARE = 3 / 8;
const COMPRESSIONS: readonly unknown[] = ['none', 'lz4', undefined];
const FSYNCS: readonly unknown[] = [false, 'interval', true, undefined];

/** What there is once the sink is attached to a recording stream. */
interface Attachment {
  readonly context: SinkContext;
  readonly file: RecordingFile;
}

/**
 * Writes a recording file (`.rrd`) as it is logged. If the program is killed the file opens, and lacks only what was logged in the
 * last `maxDelayMillis`; closing the recording stream adds the manifest, by which a large file opens without being read.
 *
 * A full disk is waited for: what is logged meanwhile is queued (128 MiB), beyond that the oldest is given up, video in whole groups
 * of pictures, and counted in `status.dropped`. A file that cannot be made, or vanishes, is reported and then left alone; the other
 * sinks do not notice.
 *
 * @example
 * const rec = new RecordingStream('my-robot', { sinks: [new FileSink('run.rrd'), new SocketSink()] });
 *
 * @group Sinks
 */
export class FileSink implements Sink, SavingSink {
  readonly maxDelayMillis: number;
  readonly #fileDelayMillis: number;
  readonly #path: string;
  readonly #options: FileSinkOptions;
  #attachment: Attachment | undefined;

  /**
   * `path`: the file; its folder must exist.
   *
   * @throws TypeError, RangeError for arguments that cannot be used.
   */
  constructor(path: string, options: FileSinkOptions = {}) {
    const { maxDelayMillis = DEFAULT_MAX_DELAY_MILLIS, compression, fsync, limitBytes } = options;
    if (typeof path !== 'string' || path === '' || path.includes('\0')) {
      throw new TypeError(`A recording needs a file name like 'run.rrd', but got ${describe(path)}.`);
    }
    if (!(typeof maxDelayMillis === 'number' && maxDelayMillis >= 2)) {
      throw new RangeError(
        `FileSink maxDelayMillis must be a number of at least 2, but is ${describe(maxDelayMillis)}.`,
      );
    }
    if (!(limitBytes === undefined || (typeof limitBytes === 'number' && limitBytes >= 0))) {
      throw new RangeError(`FileSink limitBytes must be a number of at least 0, but is ${describe(limitBytes)}.`);
    }
    if (!COMPRESSIONS.includes(compression)) {
      throw new TypeError(`FileSink compression must be 'none' or 'lz4', but is ${describe(compression)}.`);
    }
    if (!FSYNCS.includes(fsync)) {
      throw new TypeError(`FileSink fsync must be false, 'interval' or true, but is ${describe(fsync)}.`);
    }
    this.#path = path;
    this.#options = options;
    // Rows are gathered, then chunks; half of the time is left for the event loop and the disk, which are late at times.
    this.maxDelayMillis = maxDelayMillis * GATHERING_SHARE;
    this.#fileDelayMillis = maxDelayMillis - this.maxDelayMillis;
  }

  /** Resolves once the file was made, or could not be made; never rejects. */
  get opened(): Promise<void> {
    return this.#attachment?.file.opened ?? Promise.resolve();
  }

  /** How the sink is doing right now. */
  get status(): SinkStatus {
    const status = this.#attachment?.file.status;
    return {
      kind: 'file',
      target: this.#path,
      state: status === undefined ? 'idle' : STATES[status.state],
      trouble: status?.trouble?.message,
      queuedBytes: status?.queuedBytes ?? 0,
      sentChunks: status?.writtenChunks ?? 0,
      sentBytes: status?.writtenBytes ?? 0,
      dropped: status?.givenUp ?? new Map(),
    };
  }

  open(context: SinkContext): void {
    if (this.#attachment !== undefined) {
      throw new TypeError('A FileSink belongs to one recording stream; make another one, with another file, for this.');
    }
    const { id, applicationId } = context.recording;
    const { fsync, overwrite, compression } = this.#options;
    const file = new RecordingFile(
      this.#path,
      {
        storeId: { kind: 'recording', recordingId: id, applicationId },
        source: { kind: RrdSourceKind.Other, extra: new TextEncoder().encode(CLIENT) },
      },
      {
        fsync,
        overwrite,
        compression,
        queueBytes: this.#options.limitBytes,
        maxDelayMillis: this.#fileDelayMillis,
        clock: context.clock,
        onTrouble: (error) => context.report(toSdkError(error)),
      },
    );
    this.#attachment = { context, file };
  }

  /** Queues a chunk for the file; called by the recording stream. */
  send({ header, body }: SinkChunk): void {
    const { entity, rows, isStatic, components, video, chunkId, spans } = header;
    this.#attachment?.file.append({
      arrow: body,
      entity,
      rows,
      isStatic,
      components,
      // The batcher makes a chunk of rows with the same columns.
      dense: { chunkId, spans },
      video: video && { stream: '', startsAtKeyframe: video.startsAtKeyframe },
    });
  }

  /** Writes a layout beside the recording; called by the recording stream. */
  sendBlueprint({ store }: EncodedBlueprint): void {
    this.#attachment?.file.addBlueprint(store);
  }

  async flush(timeoutMillis: number): Promise<void> {
    if (this.#attachment === undefined) return;
    const { context, file } = this.#attachment;
    await new Promise<void>((resolve, reject) => {
      const cancel = Number.isFinite(timeoutMillis)
        ? context.clock.setTimer(() => reject(this.#timeoutError(timeoutMillis)), timeoutMillis)
        : () => undefined;
      file
        .flush()
        .then(resolve, (error) => reject(toSdkError(error)))
        .finally(cancel);
    });
  }

  async close(timeoutMillis: number): Promise<void> {
    await this.#attachment?.file.close(timeoutMillis);
  }

  #timeoutError(timeoutMillis: number): SdkError {
    const { queuedBytes, trouble } = this.status;
    const message = `Not everything logged was written within ${timeoutMillis} ms: ${queuedBytes} bytes are left (${trouble ?? 'the disk is slow'}). File: ${this.#path}`;
    return new SdkError(SdkErrorCode.FlushTimeout, message);
  }
}

/** For the conditional import of `RecordingStream.save`: in browsers the same name throws. */
export function makeFileSink(path: string, options: FileSinkOptions): SavingSink {
  return new FileSink(path, options);
}

const STATES = {
  opening: 'connecting',
  open: 'connected',
  waiting: 'waiting',
  failed: 'closed',
  closed: 'closed',
} as const satisfies Record<RecordingFileStatus['state'], SinkStatus['state']>;

/** What the SDK's users switch on: the file's own codes, which are among those of the SDK. */
function toSdkError(error: RecordingFileError): SdkError {
  const severity = error.code === SdkErrorCode.QueueOverflow ? 'warning' : 'error';
  return new SdkError(error.code, error.message, { severity, cause: error });
}
