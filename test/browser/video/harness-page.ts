// Runs in the browser: the real video worker and display, fed with an elementary stream through the sample port.
import type { ChunkId, EntityPath } from '@rushes/proto';
import { copyFrame } from '../../../packages/viewer/src/app/video/frame-copy.ts';
import { createVideoDisplay } from '../../../packages/viewer/src/app/video/video-client.ts';
import type { VideoDisplay } from '../../../packages/viewer/src/app/video/video-display.ts';
import { type SampleMessage, ShowMode } from '../../../packages/viewer/src/app/video/video-messages.ts';

/** How the samples reach the worker: as logged, or newest first in small pieces as history does. */
export type Arrival = 'in-order' | 'newest-first';

export interface Answer {
  readonly ordinal: number;
  /** MD5 of the pixels on display, planes back to back; null with an error. */
  readonly md5: string | null;
  /** Ordinal of the sample that the display says it shows. */
  readonly shown: number | null;
  readonly error: string | null;
  readonly millis: number;
  readonly format: string | null;
}

export interface HarnessApi {
  load(file: string, arrival: Arrival): Promise<number>;
  /** Seeks to each ordinal in turn, waits for the frame or the error, and reads the pixels. */
  seek(ordinals: readonly number[]): Promise<Answer[]>;
  /** Sets wish after wish without waiting, one per animation frame, then waits for the last. Returns what was shown on the way too. */
  scrub(ordinals: readonly number[]): Promise<{ readonly last: Answer; readonly shownOnTheWay: number }>;
  /** Loads the file sample by sample at `fps` in real time, following; returns what was shown in order, and the delays. */
  follow(file: string, fps: number): Promise<FollowReport>;
  /** What the frame on display is like, and its copy as the cache makes it where decoders are short of surfaces. */
  copyShown(): Promise<{ readonly shown: FrameFacts; readonly copy: FrameFacts }>;
  /** The error that a page without a decoder gives. */
  errorWithoutDecoder(): Promise<string>;
  /** Plays `from` to `to` at `fps`, returns the ordinals shown. */
  play(from: number, to: number, fps: number): Promise<number[]>;
}

export interface FrameFacts {
  readonly md5: string;
  readonly format: string | null;
  readonly visible: readonly [width: number, height: number];
  readonly display: readonly [width: number, height: number];
  readonly colorSpace: VideoColorSpaceInit;
}

export interface FollowReport {
  readonly shown: readonly number[];
  readonly md5s: readonly string[];
  readonly skipped: number;
  /** From posting a sample to its frame on display, ms. */
  readonly delaysMillis: readonly number[];
}

interface Stage {
  readonly worker: Worker;
  readonly samplePort: MessagePort;
  readonly display: VideoDisplay;
}

interface Stream {
  readonly bytes: Uint8Array;
  readonly units: readonly (readonly [offset: number, size: number, isIdr: boolean])[];
}

const ENTITY = '/camera' as EntityPath;
const FIRST_KEY = 1000;
const AVC1 = 0x61766331;

let stage: Stage | undefined;

async function fetchStream(file: string): Promise<Stream> {
  const [bytes, units] = await Promise.all([fetch(`/corpus/${file}`), fetch(`/corpus/${file}?units`)]);
  return { bytes: new Uint8Array(await bytes.arrayBuffer()), units: await units.json() };
}

function setStage(): Stage {
  stage?.display.dispose();
  stage?.worker.terminate();
  const worker = new Worker('/worker.js', { type: 'module' });
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ kind: 'start', samplePort: port2 }, [port2]);
  const display = createVideoDisplay(worker);
  // Here every change counts as drawn at once: this page tests decoding, not drawing.
  display.subscribe(() => queueMicrotask(() => display.painted(ENTITY)));
  stage = { worker, samplePort: port1, display };
  post(stage, { kind: 'codec', entity: ENTITY, fourcc: AVC1 });
  return stage;
}

function post({ samplePort }: Stage, message: SampleMessage): void {
  samplePort.postMessage(message);
}

/** The samples `from` to `to` (exclusive) as one chunk. */
function samplesMessage(stream: Stream, from: number, to: number): SampleMessage {
  const units = stream.units.slice(from, to);
  const rowIds = new Uint8Array(16 * units.length);
  const view = new DataView(rowIds.buffer);
  for (let row = 0; row < units.length; row++)
    view.setBigUint64(row * 16, 1_700_000_000_000_000_000n + BigInt(from + row));
  const starts = new Int32Array(units.length + 1);
  units.forEach(([, size], row) => {
    starts[row + 1] = (starts[row] ?? 0) + size;
  });
  const bytes = new Uint8Array(starts.at(-1) ?? 0);
  for (const [row, [offset, size]] of units.entries())
    bytes.set(stream.bytes.subarray(offset, offset + size), starts[row]);
  return {
    kind: 'samples',
    entity: ENTITY,
    chunkId: from.toString(16).padStart(32, '0') as ChunkId,
    firstKey: FIRST_KEY + from,
    rowIds,
    bytes,
    starts,
    keyframes: Uint8Array.from(units, ([, , isIdr]) => (isIdr ? 1 : 0)),
    firstSample: from,
  };
}

/** Resolves once the display shows `key` or says why it cannot. */
function settle(display: VideoDisplay, key: number): Promise<void> {
  return new Promise((resolve) => {
    const isSettled = () => display.shown(ENTITY)?.key === key || display.state(ENTITY).kind === 'error';
    if (isSettled()) {
      resolve();
      return;
    }
    const unsubscribe = display.subscribe(() => {
      if (!isSettled()) return;
      unsubscribe();
      resolve();
    });
  });
}

async function md5OfShown(display: VideoDisplay): Promise<{ md5: string; key: number; format: string } | undefined> {
  const pixels = await display.readPixels(ENTITY);
  if (pixels === undefined) return undefined;
  return { md5: window.md5(pixels.data), key: pixels.key, format: pixels.format };
}

async function seekTo({ display }: Stage, ordinal: number): Promise<Answer> {
  const begun = performance.now();
  const key = FIRST_KEY + ordinal;
  display.want(ENTITY, key, ShowMode.Seek);
  await settle(display, key);
  const millis = performance.now() - begun;
  const state = display.state(ENTITY);
  if (state.kind === 'error') return { ordinal, md5: null, shown: null, error: state.code, millis, format: null };
  const read = await md5OfShown(display);
  const shown = read === undefined ? null : read.key - FIRST_KEY;
  return { ordinal, md5: read?.md5 ?? null, shown, error: null, millis, format: read?.format ?? null };
}

async function factsOf(frame: VideoFrame): Promise<FrameFacts> {
  const pixels = new Uint8Array(frame.allocationSize());
  await frame.copyTo(pixels);
  return {
    md5: window.md5(pixels),
    format: frame.format,
    visible: [frame.visibleRect?.width ?? 0, frame.visibleRect?.height ?? 0],
    display: [frame.displayWidth, frame.displayHeight],
    colorSpace: frame.colorSpace.toJSON(),
  };
}

function staged(): Stage {
  if (stage === undefined) throw new Error('load() comes first');
  return stage;
}

const nextAnimationFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

const api: HarnessApi = {
  async load(file, arrival) {
    const stream = await fetchStream(file);
    const target = setStage();
    const count = stream.units.length;
    if (arrival === 'in-order') {
      post(target, samplesMessage(stream, 0, count));
    } else {
      for (let to = count; to > 0; to -= 3) post(target, samplesMessage(stream, Math.max(0, to - 3), to));
    }
    post(target, { kind: 'history-complete' });
    return count;
  },

  async seek(ordinals) {
    const answers: Answer[] = [];
    for (const ordinal of ordinals) answers.push(await seekTo(staged(), ordinal));
    return answers;
  },

  async scrub(ordinals) {
    const { display } = staged();
    const seen = new Set<number>();
    const unsubscribe = display.subscribe(() => {
      const key = display.shown(ENTITY)?.key;
      if (key !== undefined) seen.add(key);
    });
    for (const ordinal of ordinals) {
      display.want(ENTITY, FIRST_KEY + ordinal, ShowMode.Seek);
      await nextAnimationFrame();
    }
    unsubscribe();
    const last = await seekTo(staged(), ordinals.at(-1) ?? 0);
    return { last, shownOnTheWay: seen.size };
  },

  async follow(file, fps) {
    const stream = await fetchStream(file);
    const target = setStage();
    const { display } = target;
    const postedAt = new Map<number, number>();
    const shown: number[] = [];
    const reads: Promise<string>[] = [];
    const delaysMillis: number[] = [];
    const isDone = new Promise<void>((resolve) => {
      display.subscribe(() => {
        const key = display.shown(ENTITY)?.key;
        if (key === undefined || shown.at(-1) === key - FIRST_KEY) return;
        shown.push(key - FIRST_KEY);
        delaysMillis.push(performance.now() - (postedAt.get(key) ?? 0));
        reads.push(md5OfShown(display).then((read) => read?.md5 ?? ''));
        if (shown.at(-1) === stream.units.length - 1) resolve();
      });
    });
    const begun = performance.now();
    let posted = 0;
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        while (posted < stream.units.length && performance.now() - begun >= (posted * 1000) / fps) {
          postedAt.set(FIRST_KEY + posted, performance.now());
          post(target, samplesMessage(stream, posted, posted + 1));
          display.want(ENTITY, FIRST_KEY + posted, ShowMode.Follow);
          posted++;
        }
        if (posted < stream.units.length) return;
        clearInterval(timer);
        resolve();
      }, 4);
    });
    await isDone;
    return { shown, md5s: await Promise.all(reads), skipped: display.skipped(ENTITY), delaysMillis };
  },

  async copyShown() {
    const frame = staged().display.shown(ENTITY)?.frame;
    if (frame === undefined) throw new Error('nothing is shown');
    const copy = await copyFrame(frame.clone());
    if (copy === undefined) throw new Error('the frame cannot be copied');
    const facts = { shown: await factsOf(frame), copy: await factsOf(copy) };
    copy.close();
    return facts;
  },

  async errorWithoutDecoder() {
    const { display } = setStage();
    display.want(ENTITY, FIRST_KEY, ShowMode.Seek);
    await settle(display, FIRST_KEY);
    const state = display.state(ENTITY);
    return state.kind === 'error' ? `${state.code}: ${state.message}` : state.kind;
  },

  async play(from, to, fps) {
    const { display } = staged();
    await seekTo(staged(), from);
    const shown: number[] = [from];
    const unsubscribe = display.subscribe(() => {
      const key = display.shown(ENTITY)?.key;
      if (key !== undefined && shown.at(-1) !== key - FIRST_KEY) shown.push(key - FIRST_KEY);
    });
    const begun = await nextAnimationFrame();
    for (let at = from; at < to; ) {
      const now = await nextAnimationFrame();
      at = Math.min(to, from + Math.floor(((now - begun) * fps) / 1000));
      display.want(ENTITY, FIRST_KEY + at, ShowMode.Play);
    }
    await settle(display, FIRST_KEY + to);
    unsubscribe();
    return shown;
  },
};

declare global {
  interface Window {
    harness: HarnessApi;
  }
}
window.harness = api;
