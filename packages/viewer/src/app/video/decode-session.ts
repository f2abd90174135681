import { DecoderFeed, type H264Sps, ReferenceCheck } from '@rushes/proto';
import type { Decoder, DecoderFactory, DecoderFailure, FrameHandle } from './decoder.ts';
import { type SampleStore, type StoredSample, sampleBytes } from './sample-store.ts';

/** What a session tells its player. */
export interface SessionEvents<F> {
  /** The picture of a sample; ownership of the frame passes on. */
  onPicture(sample: StoredSample, frame: F): void;
  /** These were fed and have no picture: a later one came out, or the decoder was flushed. */
  onLost(samples: readonly StoredSample[], flushed: boolean): void;
  /** The decoder is broken; the player closes the session. `at`: the first sample without an answer. */
  onFailure(failure: DecoderFailure, message: string, at: StoredSample | undefined): void;
  /** The decoder has room for more, or has come to rest after a flush. */
  onRoom(): void;
}

/** What came of feeding a sample. */
export type FeedResult =
  | 'fed'
  /** Fed to keep the decoder's memory going, but built on lost pictures: what comes out of it is not passed on. */
  | 'lost-references'
  | 'no-parameter-sets'
  | 'unreadable';

/** Samples in the decoder's queue. Enough to keep it at work between two events; few, as a newer wish makes them waste. */
const QUEUE_DEPTH = 3;

/** Samples passed over that may still come late. */
const MAX_PASSED_OVER = 32;

/** Step of the timestamps that name samples. Looks like 30 fps, since some decoders judge their speed by it. */
const TIMESTAMP_STEP_MICROS = 33_333;

/**
 * One decoder at work on one stream: feeds samples in order, tells outputs apart by timestamps made up for each sample, and
 * notices samples that got no picture. Knows nothing of wishes.
 */
export class DecodeSession<F extends FrameHandle<F>> {
  /** True when told to keep to software. */
  readonly software: boolean;
  readonly #store: SampleStore;
  readonly #events: SessionEvents<F>;
  readonly #decoder: Decoder;
  #feed = new DecoderFeed();
  #references = new ReferenceCheck();
  #configured: H264Sps | undefined;
  #start: StoredSample | undefined;
  #lastFed: StoredSample | undefined;
  #timestampMicros = 0;
  readonly #outstanding = new Map<number, StoredSample>();
  readonly #passedOver = new Map<number, StoredSample>();
  /** Timestamps of samples whose pictures are built on lost ones. */
  readonly #untrusted = new Set<number>();
  #isFlushing = false;
  #isClosed = false;
  #pictures = 0;

  constructor(store: SampleStore, createDecoder: DecoderFactory<F>, software: boolean, events: SessionEvents<F>) {
    this.#store = store;
    this.software = software;
    this.#events = events;
    this.#decoder = createDecoder({
      onOutput: (frame, timestampMicros) => this.#takeOutput(frame, timestampMicros),
      onFailure: (failure, message) => {
        if (!this.#isClosed) events.onFailure(failure, message, this.#firstOutstanding());
      },
      onDequeue: () => {
        if (!this.#isClosed) events.onRoom();
      },
    });
  }

  /** The keyframe of the group of pictures it is in; undefined when the next sample must be a keyframe. */
  get start(): StoredSample | undefined {
    return this.#start;
  }

  /** The last sample fed since `begin`. */
  get lastFed(): StoredSample | undefined {
    return this.#lastFed;
  }

  /** Pictures put out since it was opened. */
  get pictures(): number {
    return this.#pictures;
  }

  get outstandingCount(): number {
    return this.#outstanding.size;
  }

  get isFlushing(): boolean {
    return this.#isFlushing;
  }

  /** Samples the decoder has not taken up yet. */
  get queueSize(): number {
    return this.#decoder.queueSize;
  }

  get hasRoom(): boolean {
    return !this.#isFlushing && !this.#isClosed && this.#decoder.queueSize < QUEUE_DEPTH;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** True while the picture of this fed sample has neither come nor been given up. */
  isOutstanding(sample: StoredSample): boolean {
    for (const fed of this.#outstanding.values()) if (fed === sample) return true;
    return false;
  }

  /** Goes to a keyframe, which is fed next. What is in the decoder still comes out. */
  begin(start: StoredSample): void {
    this.#start = start;
    this.#lastFed = undefined;
    this.#feed = new DecoderFeed();
    this.#references = new ReferenceCheck();
    for (const parameterSets of this.#store.parameterSetsBefore(start)) {
      this.#feed.prepare(parameterSets);
      this.#references.take(parameterSets);
    }
  }

  /** The next sample in decode order: the keyframe after `begin`, else the one after the last fed. */
  next(): StoredSample | undefined {
    return this.#lastFed === undefined ? this.#start : this.#store.next(this.#lastFed);
  }

  /** Feeds what `next` gave. A failure of the decoder may be reported before it returns. */
  feed(sample: StoredSample): FeedResult {
    const isFirst = this.#lastFed === undefined;
    const bytes = sampleBytes(sample);
    const { data, isKey, sps } = this.#feed.prepare(bytes);
    const isWhole = this.#references.take(bytes);
    this.#lastFed = sample;
    if (data.length === 0) return 'unreadable';
    if (isFirst && !isKey) return 'no-parameter-sets';
    if (isKey && sps !== undefined) {
      this.#start = sample;
      if (this.#configured === undefined || !isSamePicture(this.#configured, sps)) {
        this.#configured = sps;
        this.#decoder.configure({ sps, software: this.software });
      }
    }
    this.#timestampMicros += TIMESTAMP_STEP_MICROS;
    if (isWhole) this.#outstanding.set(this.#timestampMicros, sample);
    else this.#untrusted.add(this.#timestampMicros);
    this.#decoder.decode(this.#timestampMicros, isKey, data);
    return isWhole ? 'fed' : 'lost-references';
  }

  /** Brings out every picture still held back. The next sample must be a keyframe: `start` becomes undefined. */
  flush(): void {
    this.#isFlushing = true;
    this.#start = undefined;
    this.#lastFed = undefined;
    void this.#decoder.flush().then(() => {
      if (this.#isClosed) return;
      this.#isFlushing = false;
      const lost = [...this.#outstanding.values()];
      this.#outstanding.clear();
      this.#untrusted.clear();
      if (lost.length > 0) this.#events.onLost(lost, true);
      this.#events.onRoom();
    });
  }

  /** Makes the next sample a keyframe: what was fed does not lead to what is asked for any more. */
  interrupt(): void {
    this.#start = undefined;
    this.#lastFed = undefined;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#decoder.close();
  }

  #firstOutstanding(): StoredSample | undefined {
    return this.#outstanding.values().next().value;
  }

  #takeOutput(frame: F, timestampMicros: number): void {
    if (this.#untrusted.delete(timestampMicros)) this.#pictures++;
    const sample = this.#outstanding.get(timestampMicros) ?? this.#passedOver.get(timestampMicros);
    if (this.#isClosed || sample === undefined) {
      frame.close();
      return;
    }
    this.#outstanding.delete(timestampMicros);
    this.#passedOver.delete(timestampMicros);
    this.#pictures++;
    const lost = this.#passOver(timestampMicros);
    this.#events.onPicture(sample, frame);
    if (lost.length > 0 && !this.#isClosed) this.#events.onLost(lost, false);
  }

  /** Pictures come in the order of feeding: what was fed before this one has none. */
  #passOver(timestampMicros: number): StoredSample[] {
    const lost: StoredSample[] = [];
    for (const [fedAt, sample] of this.#outstanding) {
      if (fedAt >= timestampMicros) break;
      this.#outstanding.delete(fedAt);
      this.#passedOver.set(fedAt, sample);
      lost.push(sample);
    }
    for (const oldest of this.#passedOver.keys()) {
      if (this.#passedOver.size <= MAX_PASSED_OVER) break;
      this.#passedOver.delete(oldest);
    }
    return lost;
  }
}

/** Whether a decoder set up for one can go on with the other; finer changes are its own business. */
function isSamePicture(a: H264Sps, b: H264Sps): boolean {
  return (
    a.codecString === b.codecString &&
    a.codedWidth === b.codedWidth &&
    a.codedHeight === b.codedHeight &&
    a.crop.left === b.crop.left &&
    a.crop.top === b.crop.top &&
    a.crop.width === b.crop.width &&
    a.crop.height === b.crop.height
  );
}
