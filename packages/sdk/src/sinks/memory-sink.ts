import { encodeMessage } from '@rushes/proto';
import type { EncodedBlueprint } from '../blueprint/blueprint.ts';
import { SdkError, SdkErrorCode } from '../errors.ts';
import { SendQueue } from './send-queue.ts';
import type { Sink, SinkChunk, SinkContext, SinkStatus } from './sink.ts';

const DEFAULT_LIMIT_BYTES = 256 * 1024 * 1024;

/**
 * Keeps what is logged in memory, as the messages that would go over the socket; for tests and tools.
 *
 * @example
 * const sink = new MemorySink();
 * const rec = new RecordingStream('test', { sinks: [sink] });
 * rec.log('arm/torque', new Scalars(3.2));
 * await rec.flush();
 * const messages = sink.drain().map((bytes) => decodeMessage(bytes));
 *
 * @group Sinks
 */
export class MemorySink implements Sink {
  readonly maxDelayMillis = 8;
  readonly #queue: SendQueue;
  #context: SinkContext | undefined;
  #blueprint: Uint8Array | undefined;
  #closed = false;
  #overflowing = false;
  #sentChunks = 0;
  #sentBytes = 0;

  /** `limitBytes`: beyond it the oldest is given up. Default: 256 MiB. */
  constructor(options: { readonly limitBytes?: number | undefined } = {}) {
    this.#queue = new SendQueue({ limitBytes: options.limitBytes ?? DEFAULT_LIMIT_BYTES, retainedBytes: 0 });
  }

  /** How the sink is doing right now. */
  get status(): SinkStatus {
    return {
      kind: 'memory',
      target: 'memory',
      state: this.#closed ? 'closed' : this.#context === undefined ? 'idle' : 'connected',
      trouble: undefined,
      queuedBytes: this.#queue.queuedBytes,
      sentChunks: this.#sentChunks,
      sentBytes: this.#sentBytes,
      dropped: this.#queue.dropped,
    };
  }

  open(context: SinkContext): void {
    this.#context = context;
  }

  /** Takes a chunk in; called by the recording stream. */
  send(chunk: SinkChunk): void {
    if (!this.#queue.push(chunk) || this.#overflowing) return;
    this.#overflowing = true;
    this.#context?.report(
      new SdkError(
        SdkErrorCode.QueueOverflow,
        'The memory sink is full and gave up its oldest data; drain it more often.',
        {
          severity: 'warning',
        },
      ),
    );
  }

  /** Takes a layout in; called by the recording stream. */
  sendBlueprint({ bytes }: EncodedBlueprint): void {
    this.#blueprint = bytes;
  }

  /** The encoded messages since the last call, oldest first; flush the recording stream before. The caller owns the bytes. */
  drain(): Uint8Array[] {
    const messages: Uint8Array[] = [];
    if (this.#blueprint !== undefined && this.#context !== undefined) {
      const header = { recording: this.#context.recording.id };
      messages.push(encodeMessage({ kind: 'blueprint', header, body: this.#blueprint }));
      this.#blueprint = undefined;
    }
    for (let next = this.#queue.takeNext(); next !== undefined; next = this.#queue.takeNext()) {
      const bytes = encodeMessage({ kind: 'chunk', ...next });
      messages.push(bytes);
      this.#sentChunks++;
      this.#sentBytes += bytes.byteLength;
    }
    this.#queue.acknowledge(this.#queue.lastSent);
    this.#overflowing = false;
    return messages;
  }

  async flush(): Promise<void> {
    // Nothing is under way: what was sent is here.
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
