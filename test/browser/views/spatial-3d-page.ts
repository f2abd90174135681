import { decodeChunk, parseEntityPath, RrdStreamReader } from '@rushes/proto';
import type { WritableRecordingStore } from '../../../packages/viewer/src/app/data/recording-store.ts';
import type { IngestedChunk } from '../../../packages/viewer/src/app/source/ingest-messages.ts';
import { spatial3dView } from '../../../packages/viewer/src/app/views/spatial-3d/view.ts';
import {
  type HoverPoint,
  type MountedView,
  type ViewContext,
  type ViewHost,
  ViewKind,
} from '../../../packages/viewer/src/app/views/view.ts';
import { contextOf, FakeDisplay, storeOf } from '../../viewer/views/view-fixture.ts';
import { type SceneName, sceneChunks } from './spatial-3d-scenes.ts';

/** One view on the page, driven by a test. */
interface Stage {
  readonly element: HTMLElement;
  readonly view: MountedView;
  readonly store: WritableRecordingStore;
  readonly told: { selected: unknown[]; hovered: unknown[]; points: (HoverPoint | undefined)[]; invalidations: number };
  change: Partial<ViewContext>;
}

const stages: Stage[] = [];
const contexts: WebGL2RenderingContext[] = [];
const getContext = HTMLCanvasElement.prototype.getContext;
// The renderer's canvas is in no document: its context is caught where it is made.
HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...args: [string, unknown?]) {
  const context = getContext.apply(this, args as never) as RenderingContext | null;
  if (context instanceof WebGL2RenderingContext && !contexts.includes(context)) contexts.push(context);
  return context;
} as typeof getContext;

function mountStore(
  store: WritableRecordingStore,
  width: number,
  height: number,
  change: Partial<ViewContext>,
): number {
  const element = document.createElement('div');
  element.style.cssText = `position:relative;width:${width}px;height:${height}px`;
  document.body.append(element);
  const told: Stage['told'] = { selected: [], hovered: [], points: [], invalidations: 0 };
  const host: ViewHost = {
    select: (entity, instance) => told.selected.push([entity, instance]),
    hover: (entity, instance) => told.hovered.push([entity, instance]),
    point: (point) => told.points.push(point),
    setTime: () => undefined,
    changeSettings: (patch) => {
      stage.change = { ...stage.change, settings: { ...stage.change.settings, ...(patch as ViewContext['settings']) } };
    },
    invalidate: () => {
      told.invalidations++;
    },
  };
  const spec = { id: '3d', kind: ViewKind.Spatial3D, origin: parseEntityPath('/'), title: '3D' };
  const view = spatial3dView.mount(element, spec, host);
  view.resize(width, height, 1);
  const stage: Stage = { element, view, store, told, change };
  return stages.push(stage) - 1;
}

let lostBy: WEBGL_lose_context | undefined;
const PATIENCE_MILLIS = 20_000;

/** A window that nobody sees gets no frames: time goes on there too. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve());
    setTimeout(resolve, 100);
  });
}

function stageAt(at: number): Stage {
  const stage = stages[at];
  if (stage === undefined) throw new RangeError(`No view ${at} was mounted.`);
  return stage;
}

/** What tests call through `page.evaluate`. */
export const space = {
  mount(scene: SceneName, width = 200, height = 200, change: Partial<ViewContext> = {}): number {
    return mountStore(storeOf(...sceneChunks(scene)), width, height, change);
  },

  /** A whole recording, without its video. */
  async mountFile(url: string, width: number, height: number, change: Partial<ViewContext>): Promise<number> {
    const reader = new RrdStreamReader();
    reader.append(new Uint8Array(await (await fetch(url)).arrayBuffer()));
    const chunks: IngestedChunk[] = [];
    for (let message = reader.next(); message !== undefined; message = reader.next()) {
      if (message.kind !== 'chunk') continue;
      chunks.push({ chunk: decodeChunk(message.arrow), video: undefined, byteLength: message.byteLength });
    }
    return mountStore(storeOf(...chunks), width, height, change);
  },

  draw(at = 0, change: Partial<ViewContext> = {}): boolean {
    const stage = stageAt(at);
    stage.change = { ...stage.change, ...change };
    return stage.view.draw(contextOf(stage.store, new FakeDisplay(), stage.change));
  },

  /** Draws until all is on the screen. */
  async settle(at = 0, change: Partial<ViewContext> = {}): Promise<void> {
    const started = performance.now();
    while (!space.draw(at, change)) {
      if (performance.now() - started > PATIENCE_MILLIS) throw new Error(`Not all was drawn: ${space.text(at)}`);
      await nextFrame();
    }
  },

  /** Until the view has asked for a draw once more than it had. */
  async invalidated(before: number, at = 0): Promise<void> {
    const started = performance.now();
    while (stageAt(at).told.invalidations === before) {
      if (performance.now() - started > PATIENCE_MILLIS) throw new Error('The view was expected to ask for a draw.');
      await nextFrame();
    }
  },

  /** Red, green, blue and alpha at a place. */
  pixel(left: number, top: number, at = 0): number[] {
    const canvas = stageAt(at).element.querySelector('canvas');
    return [...(canvas?.getContext('2d')?.getImageData(left, top, 1, 1).data ?? [])];
  },

  /** How many pixels are of about this colour. */
  count(isMeant: (r: number, g: number, b: number) => boolean, at = 0): number {
    const canvas = stageAt(at).element.querySelector('canvas');
    if (canvas === null) return 0;
    const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      if ((data[i + 3] ?? 0) > 200 && isMeant(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0)) count++;
    }
    return count;
  },

  /** Turns the view by dragging; how long each frame took until its pixels were there. */
  async orbit(frames: number, at = 0): Promise<number[]> {
    const canvas = stageAt(at).element.querySelector('canvas');
    if (canvas === null) return [];
    const send = (type: string, left: number) =>
      canvas.dispatchEvent(
        new PointerEvent(type, { pointerId: 1, clientX: left, clientY: 200, button: 0, buttons: 1, bubbles: true }),
      );
    canvas.setPointerCapture = () => undefined;
    send('pointerdown', 100);
    const took: number[] = [];
    for (let frame = 0; frame < frames; frame++) {
      const started = performance.now();
      send('pointermove', 110 + frame * 5);
      space.draw(at);
      space.pixel(0, 0, at);
      took.push(performance.now() - started);
      await nextFrame();
    }
    send('pointerup', 110 + frames * 5);
    return took;
  },

  /** How long it takes to find what is under the pointer, once the points were sorted. */
  hoverMillis(at = 0): number {
    const canvas = stageAt(at).element.querySelector('canvas');
    const move = (left: number) =>
      canvas?.dispatchEvent(new PointerEvent('pointermove', { clientX: left, clientY: 200 }));
    move(300);
    const started = performance.now();
    for (let i = 0; i < 10; i++) move(301 + i);
    return (performance.now() - started) / 10;
  },

  problems(at = 0): string[] {
    const { element } = stageAt(at);
    return [...element.querySelectorAll('.view-problems summary, .view-problems li')].map(
      (line) => line.textContent ?? '',
    );
  },

  text: (at = 0): string => stageAt(at).element.innerText,
  told: (at = 0): Stage['told'] => stageAt(at).told,
  contextCount: (): number => contexts.length,
  loseContext(): void {
    // A lost context gives no extensions any more.
    lostBy = contexts.at(-1)?.getExtension('WEBGL_lose_context') ?? undefined;
    lostBy?.loseContext();
  },
  restoreContext: (): void => lostBy?.restoreContext(),

  unmountAll(): void {
    for (const { view, element } of stages.splice(0)) {
      view.dispose();
      element.remove();
    }
  },
};

(globalThis as unknown as { space: typeof space }).space = space;
