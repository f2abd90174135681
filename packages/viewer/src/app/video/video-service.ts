import { assertNever, type EntityPath, VideoCodec } from '@rushes/proto';
import type { DecoderFactory, FrameHandle, PlayerClock } from './decoder.ts';
import { DecoderBudget } from './decoder-budget.ts';
import { DEFAULT_FRAME_CACHE_BYTES, FILE_FRAME_CACHE_BYTES, FrameCache, type FrameKeeping } from './frame-cache.ts';
import { FrameOutbox } from './frame-outbox.ts';
import { Player } from './player.ts';
import { SampleStore } from './sample-store.ts';
import type { VideoError } from './video-error.ts';
import { type SampleMessage, type ShowMode, VideoErrorCode, type VideoState } from './video-messages.ts';

/** What the service sends to the page; `VideoEvent` with any kind of frame. */
export type ServiceEvent<F> =
  | FrameEvent<F>
  | {
      readonly kind: 'state';
      readonly entity: EntityPath;
      readonly key: number;
      readonly wish: number;
      readonly state: VideoState;
    }
  | { readonly kind: 'skipped'; readonly entity: EntityPath; readonly frames: number };

interface FrameEvent<F> {
  readonly kind: 'frame';
  readonly entity: EntityPath;
  readonly key: number;
  readonly wish: number;
  readonly frame: F;
}

export interface VideoServiceOptions<F extends FrameHandle<F>> {
  readonly createDecoder: DecoderFactory<F>;
  /** Why nothing can be decoded here, if so. */
  readonly missingDecoder?: string | undefined;
  readonly keeping: FrameKeeping<F>;
  readonly clock: PlayerClock;
  /** Takes over the frames in it. */
  readonly send: (event: ServiceEvent<F>) => void;
  readonly maxCacheBytes?: number;
}

interface Stream<F extends FrameHandle<F>> {
  readonly store: SampleStore;
  readonly player: Player<F>;
  readonly outbox: FrameOutbox<F, FrameEvent<F>>;
}

/** All video of the page: one sample store and one player per stream, one frame cache and one decoder budget for all. */
export class VideoService<F extends FrameHandle<F>> {
  readonly #options: VideoServiceOptions<F>;
  readonly #streams = new Map<EntityPath, Stream<F>>();
  readonly #cache: FrameCache<F>;
  readonly #budget = new DecoderBudget();
  #isHistoryComplete = false;
  #reloads = false;

  constructor(options: VideoServiceOptions<F>) {
    this.#options = options;
    this.#cache = new FrameCache<F>({
      keeping: options.keeping,
      ...(options.maxCacheBytes === undefined ? {} : { maxBytes: options.maxCacheBytes }),
      onIdle: () => {
        for (const { player } of this.#streams.values()) player.noteRoom();
      },
    });
  }

  /** Bytes of encoded samples and of decoded pictures held. */
  get memory(): { readonly sampleBytes: number; readonly frameBytes: number } {
    let sampleBytes = 0;
    for (const { store } of this.#streams.values()) sampleBytes += store.byteLength;
    return { sampleBytes, frameBytes: this.#cache.byteLength };
  }

  /** What the page asks to see. */
  show(entity: EntityPath, key: number, mode: ShowMode, wish: number): void {
    const { missingDecoder } = this.#options;
    if (missingDecoder === undefined) {
      this.#streamOf(entity).player.want(key, mode, wish);
      return;
    }
    const state: VideoState = { kind: 'error', code: VideoErrorCode.NoWebCodecs, message: missingDecoder };
    this.#options.send({ kind: 'state', entity, key, wish, state });
  }

  hide(entity: EntityPath): void {
    const stream = this.#streams.get(entity);
    stream?.player.hide();
    stream?.outbox.clear();
  }

  /** The page has received a frame of this stream. */
  noteTaken(entity: EntityPath): void {
    this.#streams.get(entity)?.outbox.noteTaken();
  }

  /** What the ingest worker brings. */
  take(message: SampleMessage): void {
    switch (message.kind) {
      case 'samples': {
        const { store, player } = this.#streamOf(message.entity);
        player.noteAdded(store.add(message));
        return;
      }
      case 'codec':
        this.#streamOf(message.entity).player.noteCodec(codecProblem(message.fourcc));
        return;
      case 'evicted':
        for (const { store, player } of this.#streams.values()) {
          const gone = store.evict(message.chunkIds);
          if (gone.length > 0) player.noteEvicted(gone);
        }
        return;
      case 'unloaded':
        for (const { store, player } of this.#streams.values()) {
          // The buffers are left to garbage collection: giving them back by "transfer(0)" makes Chromium 156 forget that they take
          // memory, and collect them hundreds of megabytes later.
          if (store.evict(message.chunkIds).length > 0) player.noteUnloaded();
        }
        return;
      case 'history-complete':
        this.#isHistoryComplete = true;
        for (const { player } of this.#streams.values()) player.noteHistoryComplete();
        return;
      case 'reset':
        this.#isHistoryComplete = false;
        this.#reloads = message.reloads ?? false;
        for (const { store, player, outbox } of this.#streams.values()) {
          store.clear(this.#reloads);
          player.reset();
          outbox.clear();
        }
        this.#cache.clear();
        this.#cache.limitTo(
          this.#options.maxCacheBytes ?? (this.#reloads ? FILE_FRAME_CACHE_BYTES : DEFAULT_FRAME_CACHE_BYTES),
        );
        return;
      default:
        assertNever(message);
    }
  }

  close(): void {
    for (const { player, outbox } of this.#streams.values()) {
      player.close();
      outbox.clear();
    }
    this.#streams.clear();
    this.#cache.clear();
  }

  #streamOf(entity: EntityPath): Stream<F> {
    const known = this.#streams.get(entity);
    if (known !== undefined) return known;
    const { send, createDecoder, clock, keeping } = this.#options;
    const store = new SampleStore();
    store.clear(this.#reloads);
    let skipped = 0;
    const onSkipped = (frames: number) => {
      skipped += frames;
      send({ kind: 'skipped', entity, frames: skipped });
    };
    const outbox = new FrameOutbox<F, FrameEvent<F>>({
      send,
      onDropped: () => onSkipped(1),
      nowMillis: () => clock.nowMillis(),
      byteLength: (frame) => keeping.byteLength(frame),
    });
    const player = new Player<F>({
      store,
      cache: this.#cache,
      budget: this.#budget,
      createDecoder,
      clock,
      events: {
        onFrame: (key, wish, frame) => outbox.post({ kind: 'frame', entity, key, wish, frame }),
        onState: (key, wish, state) => send({ kind: 'state', entity, key, wish, state }),
        onSkipped,
      },
    });
    const stream = { store, player, outbox };
    this.#streams.set(entity, stream);
    if (this.#isHistoryComplete) player.noteHistoryComplete();
    return stream;
  }
}

function codecProblem(fourcc: number): VideoError | undefined {
  if (fourcc === VideoCodec.H264) return undefined;
  const name = String.fromCharCode(
    (fourcc >>> 24) & 0xff,
    (fourcc >>> 16) & 0xff,
    (fourcc >>> 8) & 0xff,
    fourcc & 0xff,
  );
  return {
    code: VideoErrorCode.Unsupported,
    message: `These samples are of codec "${name}" (0x${fourcc.toString(16)}); this viewer decodes H.264 ("avc1").`,
  };
}
