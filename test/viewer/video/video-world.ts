import type { ChunkId, EntityPath, RecordingId } from '@rushes/proto';
import type { DecoderFailure, PlayerClock } from '../../../packages/viewer/src/app/video/decoder.ts';
import type { FrameKeeping } from '../../../packages/viewer/src/app/video/frame-cache.ts';
import { type SampleMessage, ShowMode } from '../../../packages/viewer/src/app/video/video-messages.ts';
import { type ServiceEvent, VideoService } from '../../../packages/viewer/src/app/video/video-service.ts';
import { type DecoderScript, FakeDecoder, type FakeFrame, FrameLedger, GOOD_DECODER } from './fake-decoder.ts';
import { concat, idrNal, pNal, ppsNal, spsNal } from './tiny-h264.ts';

export const CAMERA = '/camera' as EntityPath;
export const H264 = 0x61766331;

class FakeClock implements PlayerClock {
  #nowMillis = 0;
  readonly #timers = new Set<{ readonly atMillis: number; readonly callback: () => void }>();

  nowMillis(): number {
    return this.#nowMillis;
  }

  after(millis: number, callback: () => void): () => void {
    const timer = { atMillis: this.#nowMillis + millis, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Moves to the next timer within `untilMillis` and runs it; false when there is none. */
  runNext(untilMillis: number): boolean {
    const due = [...this.#timers].sort((a, b) => a.atMillis - b.atMillis)[0];
    if (due === undefined || due.atMillis > untilMillis) {
      this.#nowMillis = Math.max(this.#nowMillis, untilMillis);
      return false;
    }
    this.#nowMillis = Math.max(this.#nowMillis, due.atMillis);
    this.#timers.delete(due);
    due.callback();
    return true;
  }
}

export interface WorldOptions {
  /** Samples per group of pictures. Default 10. */
  readonly gopLength?: number;
  /** Frames (of one byte each) the cache holds. Default 1000. */
  readonly cachedFrames?: number;
  readonly keeping?: FrameKeeping<FakeFrame>;
  readonly missingDecoder?: string;
}

/** The video service on scripted decoders and a clock that only tests move. */
export class VideoWorld {
  script: DecoderScript = GOOD_DECODER;
  readonly decoders: FakeDecoder[] = [];
  readonly ledger = new FrameLedger();
  /** Every frame sent, as sample number and picture. */
  readonly shown: { readonly entity: EntityPath; readonly sample: number; readonly picture: string }[] = [];
  /** Every state sent, in words: `ok`, `loading`, `catching-up`, or the error's code. */
  readonly states: string[] = [];
  skipped = 0;
  /** False: the page has stopped, as in a debugger. */
  takesFrames = true;
  readonly service: VideoService<FakeFrame>;
  readonly #clock = new FakeClock();
  readonly #gopLength: number;
  readonly #entities: EntityPath[] = [];
  #wishes = 0;

  constructor(options: WorldOptions = {}) {
    this.#gopLength = options.gopLength ?? 10;
    this.service = new VideoService<FakeFrame>({
      createDecoder: (events) => {
        const decoder = new FakeDecoder(() => this.script, this.ledger, events);
        this.decoders.push(decoder);
        return decoder;
      },
      missingDecoder: options.missingDecoder,
      keeping: options.keeping ?? { isFree: () => true, byteLength: () => 1, detach: (frame) => frame },
      clock: this.#clock,
      send: (event) => this.#receive(event),
      maxCacheBytes: options.cachedFrames ?? 1000,
    });
  }

  /** Numbers of all samples decoded, over all decoders. */
  get decoded(): number[] {
    return this.decoders.flatMap((decoder) => decoder.decoded);
  }

  get lastShown(): { readonly sample: number; readonly picture: string } | undefined {
    const last = this.shown.at(-1);
    return last && { sample: last.sample, picture: last.picture };
  }

  get lastState(): string | undefined {
    return this.states.at(-1);
  }

  /** The picture that sample n must have. */
  pictureOf(sample: number): string {
    const start = sample - (sample % this.#gopLength);
    return Array.from({ length: sample - start + 1 }, (_, index) => start + index).join('.');
  }

  /** Samples `from` to `to` (exclusive) of a stream of whole groups of pictures, as one chunk. */
  samples(from: number, to: number, override: { entity?: EntityPath; withoutOrdinals?: boolean } = {}): void {
    const numbers = Array.from({ length: to - from }, (_, index) => from + index);
    this.chunk(
      from,
      numbers.map((number) => this.sampleBytes(number)),
      override,
    );
  }

  /** Any bytes as samples `from` and following; a sample is a keyframe where `isKey` says so. */
  chunk(
    from: number,
    parts: readonly Uint8Array[],
    { entity = CAMERA, withoutOrdinals = false, isKey = (sample: number) => sample % this.#gopLength === 0 } = {},
  ): void {
    const rowIds = new Uint8Array(16 * parts.length);
    parts.forEach((_, row) => {
      new DataView(rowIds.buffer).setBigUint64(row * 16 + 8, BigInt(from + row));
    });
    const starts = Int32Array.from([0, ...parts.map((_, row) => concat(...parts.slice(0, row + 1)).length)]);
    this.take({
      kind: 'samples',
      entity,
      chunkId: chunkIdOf(from, entity),
      firstKey: this.#firstKeyOf(entity) + from,
      rowIds,
      bytes: concat(...parts),
      starts,
      keyframes: Uint8Array.from(parts, (_, row) => (isKey(from + row) ? 1 : 0)),
      ...(withoutOrdinals ? {} : { firstSample: from }),
    });
  }

  sampleBytes(number: number): Uint8Array {
    const inGop = number % this.#gopLength;
    return inGop === 0 ? concat(spsNal(), ppsNal(), idrNal(number)) : pNal(number, inGop);
  }

  codec(fourcc = H264, entity = CAMERA): void {
    this.take({ kind: 'codec', entity, fourcc });
  }

  evict(...firstSamples: readonly number[]): void {
    this.take({ kind: 'evicted', chunkIds: firstSamples.map((from) => chunkIdOf(from, CAMERA)) });
  }

  historyComplete(): void {
    this.take({ kind: 'history-complete' });
  }

  reset(): void {
    this.take({ kind: 'reset', recording: 'other' as RecordingId });
  }

  take(message: SampleMessage): void {
    this.service.take(message);
  }

  want(sample: number, mode: ShowMode = ShowMode.Seek, entity = CAMERA): void {
    this.service.show(entity, this.#firstKeyOf(entity) + sample, mode, ++this.#wishes);
  }

  /** Lets the decoders do all they can without time going by. */
  async run(): Promise<void> {
    for (let isIdle = false; !isIdle; ) {
      isIdle = true;
      for (const decoder of this.decoders) if (decoder.step()) isIdle = false;
      // Flushes resolve in microtasks.
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    }
  }

  /** Lets so much time go by, the decoders working as it does. */
  async advance(millis: number): Promise<void> {
    const until = this.#clock.nowMillis() + millis;
    await this.run();
    while (this.#clock.runNext(until)) await this.run();
  }

  /** One piece of work of each decoder. */
  step(): void {
    for (const decoder of this.decoders) decoder.step();
  }

  async seek(sample: number): Promise<void> {
    this.want(sample);
    await this.run();
  }

  /** Keys are unique over all streams. */
  #firstKeyOf(entity: EntityPath): number {
    if (!this.#entities.includes(entity)) this.#entities.push(entity);
    return 100_000 * (1 + this.#entities.indexOf(entity));
  }

  #receive(event: ServiceEvent<FakeFrame>): void {
    switch (event.kind) {
      case 'frame':
        this.shown.push({
          entity: event.entity,
          sample: event.key - this.#firstKeyOf(event.entity),
          picture: event.frame.picture,
        });
        event.frame.close();
        if (this.takesFrames) this.service.noteTaken(event.entity);
        return;
      case 'state':
        this.states.push(event.state.kind === 'error' ? event.state.code : event.state.kind);
        return;
      case 'skipped':
        this.skipped = event.frames;
        return;
      default:
        event satisfies never;
    }
  }
}

/** A decoder that fails at these samples, in both kinds or only outside software. */
export function failingAt(samples: readonly number[], failure: DecoderFailure, onlyHardware = false): DecoderScript {
  return {
    ...GOOD_DECODER,
    react: (sample, software) => (samples.includes(sample) && !(onlyHardware && software) ? { failure } : 'picture'),
  };
}

/** A decoder that has no picture for these samples. */
export function silentAt(isSilent: (sample: number, software: boolean) => boolean): DecoderScript {
  return { ...GOOD_DECODER, react: (sample, software) => (isSilent(sample, software) ? 'nothing' : 'picture') };
}

function chunkIdOf(from: number, entity: EntityPath): ChunkId {
  return `${entity}#${from}` as ChunkId;
}
