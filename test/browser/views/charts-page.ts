import {
  type ArchetypeName,
  archetypeField,
  type Chunk,
  ChunkBuilder,
  type ComponentBatch,
  type ComponentData,
  type EntityPath,
  type FieldName,
  parseEntityPath,
  parseRecordingId,
  type Timeline,
  TuidGenerator,
} from '@rushes/proto';
import { createRecordingStore } from '../../../packages/viewer/src/app/data/chunk-recording-store.ts';
import type { WritableRecordingStore } from '../../../packages/viewer/src/app/data/recording-store.ts';
import { ShowMode } from '../../../packages/viewer/src/app/video/video-messages.ts';
import { barChartView } from '../../../packages/viewer/src/app/views/bar-chart/view.ts';
import { dataFrameView } from '../../../packages/viewer/src/app/views/data-frame/view.ts';
import { graphView } from '../../../packages/viewer/src/app/views/graph/view.ts';
import { mapView } from '../../../packages/viewer/src/app/views/map/view.ts';
import { stateTimelineView } from '../../../packages/viewer/src/app/views/state-timeline/view.ts';
import { tensorView } from '../../../packages/viewer/src/app/views/tensor/view.ts';
import { textDocumentView } from '../../../packages/viewer/src/app/views/text-document/view.ts';
import { textLogView } from '../../../packages/viewer/src/app/views/text-log/view.ts';
import { timeSeriesView } from '../../../packages/viewer/src/app/views/time-series/view.ts';
import type {
  MountedView,
  ViewClass,
  ViewContext,
  ViewHost,
  ViewKind,
} from '../../../packages/viewer/src/app/views/view.ts';
import '../../../packages/viewer/src/app/ui/theme.css';

/** Runs in the browser: one view of a made-up recording, with a host that does at once what it is asked for. */
const CLASSES: readonly ViewClass[] = [
  timeSeriesView,
  stateTimelineView,
  barChartView,
  tensorView,
  textLogView,
  textDocumentView,
  dataFrameView,
  graphView,
  mapView,
];

const FRAME: Timeline = { name: 'frame', kind: 'sequence' };
const ids = new TuidGenerator();

function batch<A extends ArchetypeName>(archetype: A, field: FieldName<A>, data: ComponentData): ComponentBatch {
  const { descriptor, itemType } = archetypeField(archetype, field);
  return { descriptor, itemType, data };
}

function chunk(
  entity: string,
  times: readonly number[],
  batchesOf: (index: number) => readonly ComponentBatch[],
): Chunk {
  const builder = new ChunkBuilder(parseEntityPath(entity), [FRAME]);
  for (const [index, time] of times.entries()) builder.appendRow(ids, [BigInt(time)], batchesOf(index));
  return builder.finish(ids.nextChunkId());
}

const upTo = (count: number, step = 1) => Array.from({ length: count }, (_, i) => i * step);
const tensor = (shape: readonly number[], numbers: Float32Array) => ({
  shape: BigUint64Array.from(shape, BigInt),
  names: null,
  buffer: { F32: numbers },
});

/** Many rows in chunks as a program would send them. */
function many(
  entity: string,
  count: number,
  batchesOf: (index: number) => readonly ComponentBatch[],
): readonly Chunk[] {
  const size = 4096;
  return upTo(Math.ceil(count / size)).map((part) => {
    const times = upTo(Math.min(size, count - part * size)).map((i) => part * size + i);
    return chunk(entity, times, (index) => batchesOf(part * size + index));
  });
}

const RECIPES = {
  waves: () => [
    chunk('plots/sine', upTo(200), (i) => [batch('Scalars', 'scalars', Float64Array.of(Math.sin(i / 15)))]),
    chunk('plots/pair', upTo(200), (i) => [
      batch('Scalars', 'scalars', Float64Array.of(Math.cos(i / 20) + 2, i % 50 === 0 ? Number.NaN : 1)),
    ]),
    chunk('plots/found', upTo(20, 10), (i) => [
      batch('Scalars', 'scalars', Float64Array.of(i / 10 - 1)),
      batch('SeriesPoints', 'markers', Uint8Array.of((i % 10) + 1)),
      batch('SeriesPoints', 'marker_sizes', Float32Array.of(5)),
    ]),
    chunk('plots/words', [5], () => [
      { ...batch('Scalars', 'scalars', Float64Array.of(0)), itemType: 'Utf8' as const, data: ['high'] },
    ]),
  ],
  million: () => [
    ...many('plots/noise', 1_000_000, (i) => [
      batch('Scalars', 'scalars', Float64Array.of(Math.sin(i / 40_000) + 0.2 * Math.sin(i * 12.9898))),
    ]),
  ],
  states: () => [
    chunk('robot/mode', [0, 40, 90, 150], (i) => [
      batch('StateChange', 'state', [['idle', 'drive', '', 'charge'][i] ?? '']),
    ]),
    chunk('robot/arms', [10, 120], (i) => [batch('StateChange', 'state', i === 0 ? ['up', 'down'] : ['down', 'down'])]),
  ],
  bars: () => [
    chunk('histogram', [0], () => [
      batch('BarChart', 'values', [tensor([6], Float32Array.of(3, 8, -2, 5, Number.NaN, 1))]),
    ]),
  ],
  tensor: () => [
    chunk('cube', [0], () => [
      batch('Tensor', 'data', [
        tensor(
          [4, 20, 30],
          Float32Array.from({ length: 2400 }, (_, i) => (i % 600 === 0 ? Number.NaN : i)),
        ),
      ]),
    ]),
    chunk('flat', [0], () => [batch('Tensor', 'data', [tensor([0, 7], new Float32Array(0))])]),
  ],
  graph: () => [
    chunk('net', [0], () => [
      batch('GraphNodes', 'node_ids', ['a', 'b', 'c', 'd']),
      batch('GraphNodes', 'radii', Float32Array.of(8)),
      batch('GraphEdges', 'edges', [
        { first: 'a', second: 'b' },
        { first: 'b', second: 'c' },
        { first: 'c', second: 'a' },
        { first: 'c', second: 'ghost' },
        { first: 'd', second: 'd' },
      ]),
      batch('GraphEdges', 'graph_type', Uint8Array.of(2)),
    ]),
  ],
  places: () => [
    chunk('rover', [0], () => [
      batch('GeoPoints', 'positions', Float64Array.of(52.5, 13.4, 52.52, 13.38, 99, 0)),
      batch('GeoPoints', 'radii', Float32Array.of(-8)),
    ]),
    chunk('route', [0], () => [
      batch('GeoLineStrings', 'line_strings', [Float64Array.of(52.49, 13.3, 52.51, 13.36, 52.52, 13.45)]),
    ]),
  ],
  log: () => [
    ...many('arm/log', 60_000, (i) => [
      batch('TextLog', 'text', [`step ${i}`]),
      batch('TextLog', 'level', [i % 10 === 0 ? 'WARN' : 'INFO']),
    ]),
    ...many('base/log', 40_000, (i) => [batch('TextLog', 'text', [`wheel ${i}`])]),
  ],
  document: () => [
    chunk('readme', [0], () => [
      batch('TextDocument', 'text', [
        `# Long\n\n${'text <script>globalThis.attacked = 1</script> <img src=x onerror="globalThis.attacked = 1"> *more*\n\n'.repeat(100_000)}`,
      ]),
      batch('TextDocument', 'media_type', ['text/markdown']),
    ]),
  ],
} satisfies Readonly<Record<string, () => readonly Chunk[]>>;

/** A made-up recording. */
export type RecipeName = keyof typeof RECIPES;

interface Shown {
  readonly view: MountedView;
  readonly element: HTMLElement;
  context: ViewContext;
}

let shown: Shown | undefined;
let frame = 0;
let isPainted = false;
const drawMillis: number[] = [];

function invalidate(): void {
  if (frame !== 0) return;
  frame = requestAnimationFrame(() => {
    frame = 0;
    if (shown === undefined) return;
    const start = performance.now();
    isPainted = shown.view.draw(shown.context);
    drawMillis.push(performance.now() - start);
  });
}

function change(patch: Partial<ViewContext>): void {
  if (shown !== undefined) shown.context = { ...shown.context, ...patch };
  invalidate();
}

const host: ViewHost = {
  select: (selected, selectedInstance) => change({ selected, selectedInstance }),
  hover: (hovered, hoveredInstance) => change({ hovered, hoveredInstance }),
  point: () => undefined,
  setTime: (time) => change({ time }),
  changeSettings: (patch) => {
    const settings = { ...shown?.context.settings, ...patch };
    change({
      settings: Object.fromEntries(
        Object.entries(settings).filter(([, value]) => value !== undefined),
      ) as ViewContext['settings'],
    });
  },
  invalidate,
};

function storeOf(recipe: RecipeName): WritableRecordingStore {
  const store = createRecordingStore(parseRecordingId('made-up'));
  store.add(RECIPES[recipe]().map((each) => ({ chunk: each, video: undefined, byteLength: 100 })));
  return store;
}

const unused = () => {
  throw new Error('These views need no video.');
};

/** What a test does with the page. */
export const charts = {
  /** Mounts a view over a recording in an element of 800 × 500 pixels, and waits until it is painted. */
  async show(kind: ViewKind, recipe: RecipeName, theme: 'dark' | 'light' = 'dark'): Promise<void> {
    shown?.view.dispose();
    document.body.replaceChildren();
    document.body.className = 'rushes';
    document.documentElement.dataset.theme = theme;
    document.body.dataset.theme = theme;
    document.body.style.margin = '0';
    const element = document.createElement('div');
    element.style.cssText = 'position: relative; width: 800px; height: 500px; overflow: hidden';
    document.body.append(element);
    const viewClass = CLASSES.find((candidate) => candidate.kind === kind);
    if (viewClass === undefined) throw new TypeError(`no view of kind ${kind}`);
    const origin = parseEntityPath('/');
    const view = viewClass.mount(element, { id: 'test', kind, origin, title: '' }, host);
    view.resize(800, 500, devicePixelRatio);
    const store = storeOf(recipe);
    const video = { want: unused, release: unused, shown: unused } as unknown as ViewContext['video'];
    shown = {
      view,
      element,
      context: {
        store,
        video,
        timeline: 'frame',
        time: 100n,
        mode: ShowMode.Seek,
        theme,
        zone: 'utc',
        contents: store.entities(),
        range: undefined,
        settings: {},
        selected: undefined,
        hovered: undefined,
        isVisible: () => true,
      },
    };
    isPainted = false;
    invalidate();
    await charts.painted();
  },
  /** Resolves when nothing more is to be drawn. */
  async painted(): Promise<void> {
    for (let i = 0; i < 600; i++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      if (frame === 0 && isPainted) return;
    }
    throw new Error('The view was not painted within 600 frames.');
  },
  state(): { time: number; selected: EntityPath | undefined; instance: number | undefined; settings: string } {
    const context = shown?.context;
    return {
      time: Number(context?.time),
      selected: context?.selected,
      instance: context?.selectedInstance,
      settings: JSON.stringify(context?.settings ?? {}),
    };
  },
  hovered(): string {
    return `${shown?.context.hovered ?? ''} ${shown?.context.hoveredInstance ?? ''}`.trim();
  },
  setTime(time: number): void {
    change({ time: BigInt(time) });
  },
  /** How many colours are on the view's canvas. */
  colors(): number {
    const canvas = shown?.element.querySelector<HTMLCanvasElement>('canvas.view-canvas');
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    return new Set(new Uint32Array(data?.buffer ?? new ArrayBuffer(0))).size;
  },
  texts(selector: string): readonly string[] {
    return [...(shown?.element.querySelectorAll<HTMLElement>(selector) ?? [])]
      .filter((element) => element.checkVisibility())
      .map((element) => element.textContent ?? '');
  },
  /** Milliseconds that each draw took since this was last asked. */
  takeDrawMillis(): readonly number[] {
    return drawMillis.splice(0);
  },
};

declare global {
  interface Window {
    charts: typeof charts;
  }
}
window.charts = charts;
