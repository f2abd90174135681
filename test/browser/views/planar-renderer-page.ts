import { type PlanarPicture, readPlanes } from '../../../packages/viewer/src/app/video/planar-picture.ts';
import { planarCut } from '../../../packages/viewer/src/app/views/pictures/planar-cut.ts';
import { PlanarRenderer } from '../../../packages/viewer/src/app/views/pictures/planar-renderer.ts';

/** A made frame, and how it is to be shown. */
export interface PlanarCase {
  readonly format: 'I420' | 'I422' | 'I444';
  readonly width: number;
  readonly height: number;
  readonly colorSpace: VideoColorSpaceInit;
  /** Device pixels of the canvas per image pixel. */
  readonly scale: number;
  readonly originX: number;
  readonly originY: number;
}

export interface PlanarComparison {
  /** The planes could be read. */
  readonly isPlanar: boolean;
  /** Differences of a channel against what the browser draws from the frame itself, 0 to 255; canvas borders of two pixels left out. */
  readonly mean: number;
  readonly largest: number;
}

const CANVAS = 96;
const renderer = new PlanarRenderer();

/** Smooth gradients in all three planes: sharp edges would compare filters, not colours. */
function makeFrame({ format, width, height, colorSpace }: PlanarCase): VideoFrame {
  const columns = format === 'I444' ? width : Math.ceil(width / 2);
  const rows = format === 'I420' ? Math.ceil(height / 2) : height;
  const data = new Uint8Array(width * height + 2 * columns * rows);
  for (let i = 0; i < width * height; i++) data[i] = 40 + (160 * (i % width)) / width;
  for (let i = 0; i < columns * rows; i++) {
    data[width * height + i] = 90 + (80 * Math.floor(i / columns)) / rows;
    data[width * height + columns * rows + i] = 150 - (70 * (i % columns)) / columns;
  }
  return new VideoFrame(data, { format, codedWidth: width, codedHeight: height, timestamp: 0, colorSpace });
}

function newContext(): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = CANVAS;
  canvas.height = CANVAS;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('A 2D context was expected.');
  return context;
}

function paintPlanes(context: CanvasRenderingContext2D, planes: PlanarPicture, test: PlanarCase): void {
  const camera = { originX: test.originX, originY: test.originY, scaleX: test.scale, scaleY: test.scale };
  const { cut, left, top } = planarCut(test, { camera, pixelRatio: 1 }, context.canvas, true);
  const rendered = renderer.render(planes, cut);
  if (rendered === undefined) throw new Error('WebGL 2 was expected.');
  context.drawImage(rendered, 0, 0, cut.widthPx, cut.heightPx, left, top, cut.widthPx, cut.heightPx);
}

async function compare(test: PlanarCase): Promise<PlanarComparison> {
  const frame = makeFrame(test);
  const planes = await readPlanes(frame);
  if (planes === undefined) {
    frame.close();
    return { isPlanar: false, mean: 0, largest: 0 };
  }
  const ours = newContext();
  const theirs = newContext();
  paintPlanes(ours, planes, test);
  theirs.drawImage(frame, test.originX, test.originY, test.width * test.scale, test.height * test.scale);
  frame.close();
  const [a, b] = [ours, theirs].map((context) => context.getImageData(2, 2, CANVAS - 4, CANVAS - 4).data);
  let sum = 0;
  let largest = 0;
  for (let i = 0; i < (a?.length ?? 0); i++) {
    const difference = Math.abs((a?.[i] ?? 0) - (b?.[i] ?? 0));
    sum += difference;
    largest = Math.max(largest, difference);
  }
  return { isPlanar: true, mean: sum / (a?.length ?? 1), largest };
}

/** The share of red, green and blue in what a picture of one colour becomes. */
async function colorOf(yuv: readonly [number, number, number], colorSpace: VideoColorSpaceInit): Promise<number[]> {
  const data = new Uint8Array(16 * 16 * 3).map((_, i) => yuv[Math.floor(i / 256) as 0 | 1 | 2]);
  const frame = new VideoFrame(data, { format: 'I444', codedWidth: 16, codedHeight: 16, timestamp: 0, colorSpace });
  const planes = await readPlanes(frame);
  frame.close();
  if (planes === undefined) throw new Error('Planes were expected.');
  const context = newContext();
  const scale = CANVAS / 16;
  paintPlanes(context, planes, {
    format: 'I444',
    width: 16,
    height: 16,
    colorSpace,
    scale,
    originX: 0,
    originY: 0,
  });
  return [...context.getImageData(CANVAS / 2, CANVAS / 2, 1, 1).data.slice(0, 3)];
}

declare global {
  interface Window {
    planar: { compare: typeof compare; colorOf: typeof colorOf };
  }
}
window.planar = { compare, colorOf };
