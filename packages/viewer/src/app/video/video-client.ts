import type { EntityPath } from '@rushes/proto';
import { assertNever } from '@rushes/proto';
import type { FramePixels, ShownFrame, VideoDisplay } from './video-display.ts';
import { ShowMode, type VideoCommand, type VideoEvent, type VideoState } from './video-messages.ts';

/** The part of a `Worker` that the display talks to. */
export interface VideoWorkerPort {
  postMessage(command: VideoCommand): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<VideoEvent>) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent<VideoEvent>) => void): void;
}

interface Slot {
  wanted: { readonly key: number; readonly mode: ShowMode; readonly wish: number } | undefined;
  /** A view has asked for it since all of them began to be drawn. */
  isAsked: boolean;
  /** Answers to earlier wishes are of no interest: another recording, or nothing was to be shown in between. */
  firstWish: number;
  shown: ShownFrame | undefined;
  /** `shown` has been drawn at least once. */
  isPainted: boolean;
  /** Frames that came before the one on display was drawn, oldest first; each gets its turn. Only in Follow and Play. */
  readonly waiting: ShownFrame[];
  state: VideoState;
  /** Skipped by the worker, and here. */
  skipped: number;
  passedOver: number;
}

/**
 * Samples come in clumps, draws at the screen's pace: without a place to wait, every clump would cost a frame. More than this many
 * waiting would be delay, so the page is asked to draw without waiting for the screen.
 */
const WAITING_FRAMES = 3;
/**
 * Frames may come a second before the chunks they are known by, while the page is busy opening. A page that leaves more than these
 * undrawn has stopped: the frame that was never drawn gives way, and is counted. Few are kept of large pictures, but some.
 */
const MAX_WAITING_FRAMES = 90;
const MAX_WAITING_BYTES = 64 * 2 ** 20;
const LARGE_WAITING_FRAMES = 8;
/** Planar YUV, twice: the frame and its planes. */
const BYTES_PER_PIXEL = 3;

const OK: VideoState = { kind: 'ok' };
const ON_ITS_WAY: VideoState = { kind: 'catching-up', behind: 1 };

/**
 * The page's side of the video worker. Each slot owns the frame on display and the few that wait for their turn, and closes each
 * when another one takes its place; frames that come too late are closed at once. The caller keeps the worker and ends it after `dispose`.
 */
export function createVideoDisplay(worker: VideoWorkerPort): VideoDisplay {
  return new WorkerVideoDisplay(worker);
}

function mayAllWait(waiting: readonly ShownFrame[]): boolean {
  if (waiting.length <= LARGE_WAITING_FRAMES) return true;
  const bytes = waiting.reduce((sum, { frame }) => sum + frame.codedWidth * frame.codedHeight * BYTES_PER_PIXEL, 0);
  return waiting.length <= MAX_WAITING_FRAMES && bytes <= MAX_WAITING_BYTES;
}

class WorkerVideoDisplay implements VideoDisplay {
  readonly #worker: VideoWorkerPort;
  readonly #slots = new Map<EntityPath, Slot>();
  readonly #listeners = new Set<(entity: EntityPath) => void>();
  readonly #onMessage = ({ data }: MessageEvent<VideoEvent>) => this.#take(data);
  #wishes = 0;

  constructor(worker: VideoWorkerPort) {
    this.#worker = worker;
    worker.addEventListener('message', this.#onMessage);
  }

  foresee(entity: EntityPath, key: number): void {
    const slot = this.#slotOf(entity);
    if (!slot.isAsked) this.#want(entity, slot, key, ShowMode.Seek);
  }

  beginDraw(): void {
    for (const slot of this.#slots.values()) slot.isAsked = false;
  }

  isAsked(entity: EntityPath): boolean {
    return this.#slots.get(entity)?.isAsked === true;
  }

  releaseUnasked(): void {
    for (const [entity, slot] of this.#slots) if (!slot.isAsked && slot.wanted !== undefined) this.#empty(entity, slot);
  }

  want(entity: EntityPath, key: number | undefined, mode: ShowMode): void {
    const slot = this.#slotOf(entity);
    slot.isAsked = true;
    this.#want(entity, slot, key, mode);
  }

  #want(entity: EntityPath, slot: Slot, key: number | undefined, mode: ShowMode): void {
    if (key === undefined) {
      if (slot.wanted === undefined && slot.shown === undefined) return;
      this.#empty(entity, slot);
      this.#notify(entity);
      return;
    }
    if (slot.wanted?.key === key && slot.wanted.mode === mode) return;
    const isKeySame = slot.wanted?.key === key;
    const wish = ++this.#wishes;
    slot.wanted = { key, mode, wish };
    if (mode === ShowMode.Seek) this.#stopWaiting(slot, key);
    if (slot.shown?.key === key) slot.state = OK;
    else if (!isKeySame) slot.state = ON_ITS_WAY;
    this.#worker.postMessage({ kind: 'show', entity, key, mode, wish });
  }

  shown(entity: EntityPath): ShownFrame | undefined {
    return this.#slots.get(entity)?.shown;
  }

  state(entity: EntityPath): VideoState {
    return this.#slots.get(entity)?.state ?? OK;
  }

  wanted(entity: EntityPath): number | undefined {
    return this.#slots.get(entity)?.wanted?.key;
  }

  skipped(entity: EntityPath): number {
    const slot = this.#slots.get(entity);
    return slot === undefined ? 0 : slot.skipped + slot.passedOver;
  }

  get isCrowded(): boolean {
    for (const { waiting } of this.#slots.values()) if (waiting.length > WAITING_FRAMES) return true;
    return false;
  }

  painted(entity: EntityPath): void {
    const slot = this.#slots.get(entity);
    if (slot === undefined) return;
    slot.isPainted = true;
    const next = slot.waiting.shift();
    if (next === undefined) return;
    this.#show(slot, next);
    this.#notify(entity);
  }

  async readPixels(entity: EntityPath): Promise<FramePixels | undefined> {
    const shown = this.shown(entity);
    const rect = shown?.frame.visibleRect;
    if (shown === undefined || rect === null || rect === undefined || shown.frame.format === null) return undefined;
    // A handle of its own: the display may move on while the pixels are read.
    const frame = shown.frame.clone();
    try {
      const { format } = frame;
      const data = new Uint8Array(frame.allocationSize());
      await frame.copyTo(data);
      return { key: shown.key, format: String(format), width: rect.width, height: rect.height, data };
    } finally {
      frame.close();
    }
  }

  reset(): void {
    for (const [entity, slot] of this.#slots) {
      this.#empty(entity, slot);
      slot.skipped = 0;
      slot.passedOver = 0;
      this.#notify(entity);
    }
  }

  subscribe(listener: (entity: EntityPath) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#worker.removeEventListener('message', this.#onMessage);
    this.#listeners.clear();
    for (const [entity, slot] of this.#slots) this.#empty(entity, slot);
    this.#slots.clear();
  }

  #take(event: VideoEvent): void {
    const slot = this.#slotOf(event.entity);
    switch (event.kind) {
      case 'frame':
        this.#worker.postMessage({ kind: 'taken', entity: event.entity });
        if (slot.wanted === undefined || event.wish < slot.firstWish) {
          event.frame.close();
          return;
        }
        this.#takeFrame(slot, slot.wanted.mode, { frame: event.frame, planes: event.planes, key: event.key });
        break;
      case 'state':
        if (slot.wanted?.wish !== event.wish) return;
        // The frame that makes it right may still wait for its turn.
        if (event.state.kind === 'ok' && slot.waiting.length > 0) return;
        slot.state = event.state;
        break;
      case 'skipped':
        slot.skipped = event.frames;
        break;
      default:
        assertNever(event);
    }
    this.#notify(event.entity);
  }

  #takeFrame(slot: Slot, mode: ShowMode, frame: ShownFrame): void {
    const mayWait = mode !== ShowMode.Seek && slot.shown !== undefined && !slot.isPainted;
    if (!mayWait) {
      this.#show(slot, frame);
      return;
    }
    slot.waiting.push(frame);
    if (mayAllWait(slot.waiting)) return;
    const next = slot.waiting.shift();
    if (next !== undefined) this.#show(slot, next);
    slot.passedOver += 1;
  }

  #show(slot: Slot, frame: ShownFrame): void {
    slot.shown?.frame.close();
    slot.shown = frame;
    slot.isPainted = false;
    const { wanted } = slot;
    // Following, the worker does not wait to be asked: what it shows may be newer than the wish. Later samples have higher keys.
    const isAhead = wanted?.mode === ShowMode.Follow && frame.key > wanted.key;
    if (frame.key === wanted?.key || isAhead) slot.state = OK;
  }

  /** The cursor no longer runs: of the frames that wait, only the one it stands on is of use. */
  #stopWaiting(slot: Slot, key: number): void {
    for (const frame of slot.waiting.splice(0)) {
      if (frame.key === key) this.#show(slot, frame);
      else frame.frame.close();
    }
  }

  #empty(entity: EntityPath, slot: Slot): void {
    if (slot.wanted !== undefined) this.#worker.postMessage({ kind: 'hide', entity });
    slot.wanted = undefined;
    slot.isAsked = false;
    slot.firstWish = this.#wishes + 1;
    slot.shown?.frame.close();
    slot.shown = undefined;
    for (const frame of slot.waiting.splice(0)) frame.frame.close();
    slot.state = OK;
  }

  #slotOf(entity: EntityPath): Slot {
    let slot = this.#slots.get(entity);
    if (slot === undefined) {
      slot = {
        wanted: undefined,
        isAsked: false,
        firstWish: 0,
        shown: undefined,
        isPainted: false,
        waiting: [],
        state: OK,
        skipped: 0,
        passedOver: 0,
      };
      this.#slots.set(entity, slot);
    }
    return slot;
  }

  #notify(entity: EntityPath): void {
    for (const listener of this.#listeners) listener(entity);
  }
}
