import type { CanvasSurface } from '../shared-canvas.ts';
import { cssColor } from '../shared-colors.ts';
import type { ThemeColors } from '../shared-theme.ts';
import type { MapCamera } from './map-camera.ts';
import { type GridLine, gridLines, scaleBar } from './map-grid.ts';
import type { MapShape } from './map-shapes.ts';
import type { TileCache } from './tile-cache.ts';
import { tilesInView } from './tile-layout.ts';

const FONT = '11px system-ui, sans-serif';
const MARGIN = 10;

/** Everything one picture of a map is made of. */
export interface MapPicture {
  readonly camera: MapCamera;
  readonly shapes: readonly MapShape[];
  readonly tiles: TileCache | undefined;
  readonly isMarked: (shape: MapShape) => boolean;
}

/** True when all tiles are there that can be. */
export function drawMap(surface: CanvasSurface, picture: MapPicture, colors: ThemeColors): boolean {
  const context = surface.begin();
  const isComplete = picture.tiles === undefined || drawTiles(surface, context, picture.camera, picture.tiles);
  drawGrid(surface, context, gridLines(picture.camera, surface), picture.tiles !== undefined, colors);
  for (const isMarked of [false, true]) {
    for (const shape of picture.shapes) {
      if (picture.isMarked(shape) === isMarked) drawShape(context, shape, isMarked, colors);
    }
  }
  drawScaleBar(surface, context, picture.camera, colors);
  return isComplete;
}

function drawTiles(
  surface: CanvasSurface,
  context: CanvasRenderingContext2D,
  camera: MapCamera,
  tiles: TileCache,
): boolean {
  let isComplete = true;
  for (const { zoom, x, y, left, top, size } of tilesInView(camera, surface, surface.ratio)) {
    const { image, isPending } = tiles.tile(zoom, x, y);
    if (isPending) isComplete = false;
    // To whole pixels of the screen, or seams show between the tiles.
    const [from, above] = [snap(left, surface.ratio), snap(top, surface.ratio)];
    const width = snap(left + size, surface.ratio) - from;
    const height = snap(top + size, surface.ratio) - above;
    if (image !== undefined) context.drawImage(image, from, above, width, height);
  }
  return isComplete;
}

function drawGrid(
  surface: CanvasSurface,
  context: CanvasRenderingContext2D,
  lines: readonly GridLine[],
  isOverTiles: boolean,
  colors: ThemeColors,
): void {
  context.font = FONT;
  context.globalAlpha = isOverTiles ? 0.35 : 1;
  context.fillStyle = colors.borderSoft;
  for (const { axis, at, degrees } of lines) {
    context.fillStyle = degrees === 0 ? colors.border : colors.borderSoft;
    if (axis === 'longitude') context.fillRect(Math.round(at), 0, 1, surface.height);
    else context.fillRect(0, Math.round(at), surface.width, 1);
  }
  context.globalAlpha = 1;
  for (const { axis, at, label } of lines) {
    if (axis === 'longitude') {
      context.textAlign = 'center';
      context.textBaseline = 'top';
      // Other things stand in the corners.
      if (at > 60 && at < surface.width - 100) haloed(context, label, at, 5, colors);
    } else {
      context.textAlign = 'left';
      context.textBaseline = 'bottom';
      if (at > 30) haloed(context, label, 5, at - 2, colors);
    }
  }
}

function drawShape(
  context: CanvasRenderingContext2D,
  { kind, places, radius, color }: MapShape,
  isMarked: boolean,
  colors: ThemeColors,
): void {
  context.beginPath();
  if (kind === 'point') context.arc(places[0] ?? 0, places[1] ?? 0, radius, 0, 2 * Math.PI);
  else {
    for (let i = 0; i < places.length; i += 2) context.lineTo(places[i] ?? 0, places[i + 1] ?? 0);
  }
  if (kind === 'point') {
    context.fillStyle = cssColor(color);
    context.fill();
    context.lineWidth = isMarked ? 2.5 : 1;
    context.strokeStyle = isMarked ? colors.text : colors.background;
    context.stroke();
    return;
  }
  context.lineJoin = 'round';
  context.lineCap = 'round';
  if (isMarked) {
    context.lineWidth = radius * 2 + 4;
    context.strokeStyle = colors.text;
    context.stroke();
  }
  context.lineWidth = radius * 2;
  context.strokeStyle = cssColor(color);
  context.stroke();
}

function drawScaleBar(
  surface: CanvasSurface,
  context: CanvasRenderingContext2D,
  camera: MapCamera,
  colors: ThemeColors,
): void {
  const { widthPx, label } = scaleBar(camera);
  const top = surface.height - MARGIN - 6;
  const left = surface.width - MARGIN - widthPx;
  context.strokeStyle = colors.text;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(left, top + 6);
  context.lineTo(left + widthPx, top + 6);
  context.lineTo(left + widthPx, top);
  context.stroke();
  context.font = FONT;
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  haloed(context, label, left + widthPx / 2, top + 3, colors);
}

function haloed(context: CanvasRenderingContext2D, text: string, left: number, top: number, colors: ThemeColors): void {
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeStyle = colors.background;
  context.strokeText(text, left, top);
  context.fillStyle = colors.textDim;
  context.fillText(text, left, top);
}

function snap(place: number, ratio: number): number {
  return Math.round(place * ratio) / ratio;
}
