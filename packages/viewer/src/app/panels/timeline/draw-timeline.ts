import type { EntityPath, TimelineKind } from '@rushes/proto';
import type { TimeScale } from '../../state/time-viewport.ts';
import type { TimeZone } from '../../util/time-format.ts';
import { rulerTicks } from '../../util/time-ticks.ts';
import { densityBands } from './density-bands.ts';
import type { LaneDensity } from './lane-densities.ts';

export const RULER_PX = 24;
export const LANE_PX = 22;
/** Width of one count of the density. */
export const BUCKET_PX = 2;

/** Colours as the style sheet gives them to the panel. */
export interface TimelineColors {
  readonly dim: string;
  readonly line: string;
  readonly lineSoft: string;
  readonly bar: string;
  readonly barSelected: string;
  readonly selectedLane: string;
  readonly hoveredLane: string;
  readonly ruler: string;
}

export interface Lane {
  readonly entity: EntityPath;
  /** Top edge in px below the ruler; may be negative. */
  readonly top: number;
  readonly density: LaneDensity;
  readonly isSelected: boolean;
  readonly isHovered: boolean;
  readonly isShown: boolean;
}

export interface TimelinePicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly scale: TimeScale;
  readonly kind: TimelineKind;
  readonly zone: TimeZone;
  readonly lanes: readonly Lane[];
  readonly colors: TimelineColors;
  readonly font: string;
}

/** Room that a label takes, by kind: the longest that occurs, with air. */
const LABEL_PX = { sequence: 72, duration: 104, timestamp: 120 } as const satisfies Record<TimelineKind, number>;

/** Draws ruler and lanes into a context that is scaled to CSS pixels. The cursor is an element of its own above them. */
export function drawTimeline(context: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { widthPx, heightPx } = picture;
  context.clearRect(0, 0, widthPx, heightPx);
  drawLanes(context, picture);
  drawRuler(context, picture);
}

function drawLanes(context: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { widthPx, heightPx, colors, scale } = picture;
  context.save();
  context.beginPath();
  context.rect(0, RULER_PX, widthPx, heightPx - RULER_PX);
  context.clip();
  for (const lane of picture.lanes) {
    const top = RULER_PX + lane.top;
    if (lane.isSelected || lane.isHovered) {
      context.fillStyle = lane.isSelected ? colors.selectedLane : colors.hoveredLane;
      context.fillRect(0, top, widthPx, LANE_PX);
    }
    context.fillStyle = colors.lineSoft;
    context.fillRect(0, top + LANE_PX - 1, widthPx, 1);
    context.fillStyle = lane.isSelected ? colors.barSelected : colors.bar;
    context.globalAlpha = lane.isShown ? 1 : 0.4;
    drawDensity(context, lane, top, scale);
    context.globalAlpha = 1;
  }
  context.restore();
}

function drawDensity(context: CanvasRenderingContext2D, lane: Lane, top: number, scale: TimeScale): void {
  const { density, span } = lane.density;
  const left = scale.xOf(span.from);
  const step = (scale.xOf(span.to) - left) / density.counts.length;
  const middle = top + (LANE_PX - 1) / 2;
  // Bands that touch share an edge on a whole pixel, or a seam would show between them.
  const edge = (bucket: number): number => Math.round(left + bucket * step);
  for (const { from, to, heightPx } of densityBands(density)) {
    context.fillRect(edge(from), Math.round(middle - heightPx / 2), Math.max(edge(to) - edge(from), 2), heightPx);
  }
}

function drawRuler(context: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { widthPx, colors, scale, kind, zone } = picture;
  context.fillStyle = colors.ruler;
  context.fillRect(0, 0, widthPx, RULER_PX);
  context.fillStyle = colors.line;
  context.fillRect(0, RULER_PX - 1, widthPx, 1);
  context.font = picture.font;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const { from, to } = scale.span;
  let free = Number.NEGATIVE_INFINITY;
  for (const tick of rulerTicks(kind, from, to, Math.max(1, widthPx / LABEL_PX[kind]), zone)) {
    const x = Math.round(scale.xOf(tick.time));
    context.fillStyle = tick.label === undefined ? colors.line : colors.dim;
    const height = tick.label === undefined ? 4 : RULER_PX - 9;
    context.fillRect(x, RULER_PX - 1 - height, 1, height);
    if (tick.label === undefined || x + 5 < free) continue;
    const labelWidth = context.measureText(tick.label).width;
    if (x + 5 + labelWidth > widthPx) continue;
    free = x + 5 + labelWidth + 6;
    context.fillText(tick.label, x + 5, (RULER_PX - 4) / 2);
  }
}

/** True when both would look the same: nothing has to be drawn. */
export function samePicture(a: TimelinePicture, b: TimelinePicture): boolean {
  return (
    a.widthPx === b.widthPx &&
    a.heightPx === b.heightPx &&
    a.scale.span.from === b.scale.span.from &&
    a.scale.span.to === b.scale.span.to &&
    a.kind === b.kind &&
    a.zone === b.zone &&
    a.colors === b.colors &&
    a.lanes.length === b.lanes.length &&
    a.lanes.every((lane, i) => sameLane(lane, b.lanes[i]))
  );
}

function sameLane(a: Lane, b: Lane | undefined): boolean {
  return (
    a.entity === b?.entity &&
    a.top === b.top &&
    a.density === b.density &&
    a.isSelected === b.isSelected &&
    a.isHovered === b.isHovered &&
    a.isShown === b.isShown
  );
}
