import { ChannelDatatype, ColorModel, PixelFormat } from '@rushes/proto';
import type { IngestedChunk } from '../../../packages/viewer/src/app/source/ingest-messages.ts';
import { spatial2dView } from '../../../packages/viewer/src/app/views/spatial-2d/view.ts';
import type { HoverPoint, MountedView, ViewContext, ViewHost } from '../../../packages/viewer/src/app/views/view.ts';
import { batch, ChunkMaker, FRAME } from '../../viewer/data/make-chunks.ts';
import { contextOf, FakeDisplay, path, storeOf } from '../../viewer/views/view-fixture.ts';

/** CSS pixels of the view; a picture of 64 by 48 is shown ten times as large. */
const WIDTH = 640;
const HEIGHT = 480;
const SCALE = 10;

type Rgba = readonly [number, number, number, number];

const RED = 0xff0000ff;
const GREEN = 0x00ff00ff;
const f32 = (...numbers: number[]) => Float32Array.from(numbers);

/** The picture that most scenes have below: 64 by 48, dark grey. */
const ground = () => image('cam', ColorModel.L, ChannelDatatype.U8, new Uint8Array(64 * 48).fill(40));

function image(
  entity: string,
  model: ColorModel,
  datatype: ChannelDatatype,
  bytes: Uint8Array,
  pixelFormat: PixelFormat | null = null,
): Logged {
  const format = {
    width: 64,
    height: 48,
    pixel_format: pixelFormat,
    color_model: pixelFormat === null ? model : null,
    channel_datatype: pixelFormat === null ? datatype : null,
  };
  return [entity, [batch('Image', 'buffer', [bytes]), batch('Image', 'format', [format])]];
}

type Logged = readonly [entity: string, batches: readonly ReturnType<typeof batch>[]];

function depthFormat(datatype: ChannelDatatype) {
  return { width: 64, height: 48, pixel_format: null, color_model: ColorModel.L, channel_datatype: datatype };
}

/** Numbers that grow from left to right. */
function ramp<T extends Uint8Array | Uint16Array | Float32Array>(numbers: T, step: number): T {
  for (let i = 0; i < numbers.length; i++) numbers[i] = (i % 64) * step;
  return numbers;
}

function bytesOf(numbers: Uint8Array | Uint16Array | Float32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

const ANNOTATIONS: Logged = [
  '/',
  [
    batch('AnnotationContext', 'context', [
      [
        described(1, 'car', GREEN),
        {
          class_id: 7,
          class_description: {
            info: { id: 7, label: 'person', color: RED },
            keypoint_annotations: [
              { id: 0, label: 'head', color: null },
              { id: 1, label: 'hand', color: GREEN },
            ],
            keypoint_connections: [{ keypoint0: 0, keypoint1: 1 }],
          },
        },
      ],
    ]),
  ],
];

function described(id: number, label: string, color: number) {
  return {
    class_id: id,
    class_description: { info: { id, label, color }, keypoint_annotations: [], keypoint_connections: [] },
  };
}

/** Refers to a picture of the file at `clip` for each frame: ten a second, in nanoseconds rounded down. */
function videoRows(maker: ChunkMaker): IngestedChunk {
  const reference = batch('VideoFrameReference', 'video_reference', ['/clip']);
  const rows = Array.from({ length: 60 }, (_, frame) => ({
    times: [BigInt(frame)],
    batches: [
      batch('VideoFrameReference', 'timestamp', BigInt64Array.of(BigInt(frame) * 100_000_000n - 1n)),
      reference,
    ],
  }));
  return maker.plain('cam', [FRAME], rows);
}

/** What a scene may be given from outside: files that Node makes. */
interface SceneFiles {
  readonly bytes?: Uint8Array;
}

const SCENES: Readonly<Record<string, (files: SceneFiles) => readonly Logged[]>> = {
  rgb: () => {
    const bytes = new Uint8Array(64 * 48 * 3);
    for (let i = 0; i < 64 * 48; i++) bytes.set(i % 64 < 32 ? [200, 30, 10] : [10, 30, 200], i * 3);
    return [image('cam', ColorModel.RGB, ChannelDatatype.U8, bytes)];
  },
  nv12: () => {
    const bytes = new Uint8Array(64 * 48 * 1.5).fill(128);
    bytes.fill(81, 0, 64 * 48);
    for (let i = 64 * 48; i < bytes.length; i += 2) bytes.set([90, 240], i);
    return [image('cam', ColorModel.L, ChannelDatatype.U8, bytes, PixelFormat.NV12)];
  },
  'grey floats': () => [
    image('cam', ColorModel.L, ChannelDatatype.F32, bytesOf(ramp(new Float32Array(64 * 48), 1 / 63))),
  ],
  'large picture': () => {
    const bytes = new Uint8Array(1600 * 1200 * 3).fill(77);
    const format = { width: 1600, height: 1200, pixel_format: null, color_model: ColorModel.RGB, channel_datatype: 6 };
    return [['cam', [batch('Image', 'buffer', [bytes]), batch('Image', 'format', [format])]]];
  },
  'huge picture': () => {
    const bytes = Uint8Array.from({ length: 2600 * 2000 }, (_, i) => (i % 2600 < 1303 ? 50 : 200));
    const format = { width: 2600, height: 2000, pixel_format: null, color_model: ColorModel.L, channel_datatype: 6 };
    return [['cam', [batch('Image', 'buffer', [bytes]), batch('Image', 'format', [format])]]];
  },
  encoded: ({ bytes }) => [['cam', [batch('EncodedImage', 'blob', [bytes ?? new Uint8Array()])]]],
  'broken jpeg': () => [
    ['cam', [batch('EncodedImage', 'blob', [Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3)])]],
    ['cam/det', [batch('Boxes2D', 'half_sizes', f32(10, 10)), batch('Boxes2D', 'centers', f32(32, 24))]],
  ],
  'short buffer': () => [
    image('cam', ColorModel.RGB, ChannelDatatype.U8, new Uint8Array(100)),
    ['cam/det', [batch('Boxes2D', 'half_sizes', f32(10, 10)), batch('Boxes2D', 'centers', f32(32, 24))]],
  ],
  depth: () => [
    [
      'cam',
      [
        batch('DepthImage', 'buffer', [bytesOf(ramp(new Uint16Array(64 * 48), 100))]),
        batch('DepthImage', 'format', [depthFormat(ChannelDatatype.U16)]),
        batch('DepthImage', 'colormap', Uint8Array.of(1)),
        batch('DepthImage', 'depth_range', Float64Array.of(0, 6300)),
      ],
    ],
  ],
  'encoded depth': ({ bytes }) => [
    [
      'cam',
      [
        batch('EncodedDepthImage', 'blob', [bytes ?? new Uint8Array()]),
        batch('EncodedDepthImage', 'media_type', ['image/png']),
      ],
    ],
  ],
  segmentation: () => [
    ground(),
    ANNOTATIONS,
    [
      'cam/mask',
      [
        batch('SegmentationImage', 'buffer', [Uint8Array.from({ length: 64 * 48 }, (_, i) => (i % 64 < 32 ? 1 : 0))]),
        batch('SegmentationImage', 'format', [depthFormat(ChannelDatatype.U8)]),
      ],
    ],
  ],
  boxes: () => [
    ground(),
    [
      'cam/det',
      [
        batch('Boxes2D', 'half_sizes', f32(10, 8, 3, 3)),
        batch('Boxes2D', 'centers', f32(20, 24, 50, 24)),
        batch('Boxes2D', 'colors', Uint32Array.of(RED, GREEN)),
        batch('Boxes2D', 'labels', ['cat', 'dog']),
      ],
    ],
  ],
  points: () => [
    ground(),
    ANNOTATIONS,
    [
      'cam/pose',
      [
        batch('Points2D', 'positions', f32(10, 10, 50, 40)),
        batch('Points2D', 'radii', f32(2)),
        batch('Points2D', 'class_ids', Uint16Array.of(7)),
        batch('Points2D', 'keypoint_ids', Uint16Array.of(0, 1)),
      ],
    ],
  ],
  lines: () => [
    ground(),
    [
      'cam/path',
      [
        batch('LineStrips2D', 'strips', [f32(5, 10, 60, 10), f32(5, 30, 30, 30, Number.NaN, 30, 40, 30, 60, 30)]),
        batch('LineStrips2D', 'colors', Uint32Array.of(RED, GREEN)),
        batch('LineStrips2D', 'radii', f32(0.5)),
      ],
    ],
  ],
  arrows: () => [
    ground(),
    [
      'cam/flow',
      [
        batch('Arrows2D', 'vectors', f32(40, 0)),
        batch('Arrows2D', 'origins', f32(10, 24)),
        batch('Arrows2D', 'colors', Uint32Array.of(GREEN)),
        batch('Arrows2D', 'radii', f32(0.5)),
      ],
    ],
  ],
  ellipses: () => [
    ground(),
    [
      'cam/area',
      [
        batch('Ellipses2D', 'half_sizes', f32(20, 10)),
        batch('Ellipses2D', 'centers', f32(32, 24)),
        batch('Ellipses2D', 'colors', Uint32Array.of(RED)),
        batch('Ellipses2D', 'line_radii', f32(0.5)),
      ],
    ],
  ],
  'draw order': () => [
    ground(),
    [
      'cam/a',
      [
        batch('Boxes2D', 'half_sizes', f32(10, 10)),
        batch('Boxes2D', 'centers', f32(32, 24)),
        batch('Boxes2D', 'colors', Uint32Array.of(RED)),
        batch('Boxes2D', 'radii', f32(1)),
        batch('Boxes2D', 'draw_order', f32(50)),
      ],
    ],
    [
      'cam/b',
      [
        batch('LineStrips2D', 'strips', [f32(0, 14, 64, 14)]),
        batch('LineStrips2D', 'colors', Uint32Array.of(GREEN)),
        batch('LineStrips2D', 'radii', f32(1)),
      ],
    ],
  ],
  'not finite': () => [
    ground(),
    [
      'cam/det',
      [
        batch('Boxes2D', 'half_sizes', f32(10, 8, Number.NaN, 3, Number.POSITIVE_INFINITY, 1)),
        batch('Boxes2D', 'centers', f32(20, 24, 50, 24)),
        batch('Boxes2D', 'colors', Uint32Array.of(RED)),
      ],
    ],
  ],
  'video file': ({ bytes }) => [['clip', [batch('AssetVideo', 'blob', [bytes ?? new Uint8Array()])]]],
  'camera alone': () => [
    [
      'cam',
      [
        batch('Pinhole', 'image_from_camera', f32(100, 0, 0, 0, 100, 0, 32, 24, 1)),
        batch('Pinhole', 'resolution', f32(64, 48)),
      ],
    ],
    ['cam/det', [batch('Points2D', 'positions', f32(5, 5)), batch('Points2D', 'colors', Uint32Array.of(RED))]],
  ],
};

/** What the view told the page. */
interface Told {
  hovered: readonly [string | undefined, number | undefined];
  selected: readonly [string | undefined, number | undefined];
  point: HoverPoint | undefined;
}

let view: MountedView | undefined;
let context: ViewContext | undefined;
let told: Told = { hovered: [undefined, undefined], selected: [undefined, undefined], point: undefined };
let wake: () => void = () => undefined;

const host: ViewHost = {
  select: (entity, instance) => {
    told.selected = [entity, instance];
  },
  hover: (entity, instance) => {
    told.hovered = [entity, instance];
  },
  point: (point) => {
    told.point = point;
  },
  setTime: () => undefined,
  changeSettings: () => undefined,
  invalidate: () => wake(),
};

/** Shows a scene, until all of it is there. */
async function show(name: string, files: SceneFiles = {}, change: Partial<ViewContext> = {}): Promise<void> {
  view?.dispose();
  told = { hovered: [undefined, undefined], selected: [undefined, undefined], point: undefined };
  const maker = new ChunkMaker();
  const chunks: IngestedChunk[] = (SCENES[name]?.(files) ?? []).map(([entity, batches]) =>
    maker.plain(entity, [], [{ times: [], batches }]),
  );
  if (name === 'video file') chunks.push(videoRows(maker));
  context = contextOf(storeOf(...chunks), new FakeDisplay(), change);
  document.body.replaceChildren();
  const element = document.createElement('div');
  element.style.cssText = `position:relative;width:${WIDTH}px;height:${HEIGHT}px;background:#000`;
  document.body.append(element);
  const spec = { id: 'v', kind: spatial2dView.kind, origin: path('cam'), title: 'cam' };
  view = spatial2dView.mount(element, spec, host);
  view.resize(WIDTH, HEIGHT, 1);
  await draw();
}

/** Draws until the view says that it is settled. */
async function draw(change: Partial<ViewContext> = {}): Promise<void> {
  if (context === undefined || view === undefined) throw new Error('A scene was expected to be shown.');
  context = { ...context, ...change };
  for (;;) {
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    if (view.draw(context)) return;
    await woken;
  }
}

function canvas(): HTMLCanvasElement {
  const found = document.querySelector('canvas');
  if (found === null) throw new Error('A canvas was expected.');
  return found;
}

/** The colour on the canvas at a place in pixels of a picture of 64 by 48. */
function pixel(x: number, y: number): Rgba {
  const context2d = canvas().getContext('2d');
  const [red = 0, green = 0, blue = 0, alpha = 0] =
    context2d?.getImageData(Math.floor(x * SCALE), Math.floor(y * SCALE), 1, 1).data ?? [];
  return [red, green, blue, alpha];
}

/** The number that a picture of the bar clip carries, as it is seen on the canvas. */
function bars(): number {
  const digits = [
    [0, 0, 0],
    [230, 0, 0],
    [0, 200, 0],
    [0, 0, 230],
  ];
  let number = 0;
  for (let digit = 7; digit >= 0; digit--) {
    // Of 320 pixels, shown twice as large.
    const shown = pixel((16 + (digit + 0.5) * 36) / 5, 24);
    const distances = digits.map((color) =>
      color.reduce((sum, value, i) => sum + Math.abs(value - (shown[i] ?? 0)), 0),
    );
    number = number * 4 + distances.indexOf(Math.min(...distances));
  }
  return number;
}

/** Moves the pointer there, and tells what is said of the pixel. */
async function point(x: number, y: number): Promise<Told & { readonly status: string; readonly magnified: boolean }> {
  const rect = canvas().getBoundingClientRect();
  const place = { clientX: rect.left + x * SCALE, clientY: rect.top + y * SCALE };
  canvas().dispatchEvent(new PointerEvent('pointermove', { ...place, pointerId: 1, bubbles: true }));
  await draw();
  const magnifier = document.querySelector<HTMLElement>('.view-2d-magnifier');
  const magnified = magnifier?.hidden === false;
  const status = document.querySelector('.view-2d-status')?.textContent ?? '';
  return { ...told, status: magnified ? `${status} ${magnifier.textContent}` : status, magnified };
}

/** Turns the wheel there, towards the picture. */
async function zoom(x: number, y: number, factor: number): Promise<void> {
  const rect = canvas().getBoundingClientRect();
  const place = { clientX: rect.left + x * SCALE, clientY: rect.top + y * SCALE };
  canvas().dispatchEvent(new WheelEvent('wheel', { ...place, deltaY: -Math.log(factor) / 0.0018, cancelable: true }));
  await draw();
}

/** All words over the picture. */
function words(): string {
  return [...document.querySelectorAll<HTMLElement>('.view-2d > div')]
    .filter((each) => !each.hidden && !each.matches('.view-2d-magnifier, .view-2d-status'))
    .map((each) => each.innerText)
    .join('\n')
    .trim();
}

declare global {
  interface Window {
    spatial: {
      show: typeof show;
      draw: typeof draw;
      pixel: typeof pixel;
      point: typeof point;
      words: typeof words;
      bars: typeof bars;
      zoom: typeof zoom;
    };
  }
}
window.spatial = { show, draw, pixel, point, words, bars, zoom };
