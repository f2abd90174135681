import { MarkerShape } from '@rushes/proto';
import type { TimeZone } from '../../util/time-format.ts';
import { drawTimeAxis, drawVerticalAxis, verticalAxisWidth, verticalTicks, X_AXIS_HEIGHT } from '../chart/draw-axes.ts';
import { type AxisRange, type ChartArea, xToLeft, yToTop } from '../chart/scale.ts';
import type { TimeAxis } from '../chart/time-axis.ts';
import type { CanvasSurface } from '../shared-canvas.ts';
import { cssColor } from '../shared-colors.ts';
import type { ThemeColors } from '../shared-theme.ts';
import type { PlotLine } from './decimate.ts';
import { isStroked, traceMarker } from './draw-markers.ts';
import { lonelyPoints, type Projection, traceLine } from './line-path.ts';
import type { LineStyle, PointStyle, Series } from './series.ts';

/** CSS pixels around the lines. */
const TOP_SPACE = 8;
const RIGHT_SPACE = 12;
/** Values of a line further apart than this, in CSS pixels, are marked by dots. */
const DOT_SPACING = 14;
const DOT_RADIUS = 2.2;

/** Everything one picture of a plot is made of. */
export interface PlotContent {
  readonly axis: TimeAxis;
  readonly zone: TimeZone;
  readonly x: AxisRange;
  readonly y: AxisRange;
  readonly series: readonly Series[];
  /** One for each of the series. */
  readonly lines: readonly PlotLine[];
  /** Drawn above the others, and heavier. */
  readonly emphasized: (series: Series) => boolean;
}

/** Where the lines are in a view of this size; `y` decides how much the labels take. */
export function plotArea(surface: CanvasSurface, context: CanvasRenderingContext2D, y: AxisRange): ChartArea {
  const height = surface.height - TOP_SPACE - X_AXIS_HEIGHT;
  const left = verticalAxisWidth(context, verticalTicks(y, height));
  return { left, top: TOP_SPACE, width: surface.width - left - RIGHT_SPACE, height };
}

/** Paints the plot; gives the place of its lines. */
export function drawPlot(surface: CanvasSurface, content: PlotContent, colors: ThemeColors): ChartArea {
  const context = surface.begin();
  const area = plotArea(surface, context, content.y);
  if (area.width < 1 || area.height < 1) return area;
  drawVerticalAxis(context, area, content.y, verticalTicks(content.y, area.height), colors);
  drawTimeAxis(context, area, content.x, content.axis, content.zone, colors);
  context.save();
  context.beginPath();
  context.rect(area.left, area.top - 2, area.width, area.height + 4);
  context.clip();
  for (const isOnTop of [false, true]) {
    for (const [index, series] of content.series.entries()) {
      const line = content.lines[index];
      if (line !== undefined && content.emphasized(series) === isOnTop) {
        drawSeries(context, area, content, series, line, isOnTop);
      }
    }
  }
  context.restore();
  return area;
}

function drawSeries(
  context: CanvasRenderingContext2D,
  area: ChartArea,
  { x, y }: PlotContent,
  series: Series,
  line: PlotLine,
  isEmphasized: boolean,
): void {
  const to: Projection = {
    x: (value) => xToLeft(area, x, value),
    // Far outside is as good as a little outside, and canvases stop drawing lines to very far away.
    y: (value) => Math.min(Math.max(yToTop(area, y, value), -1e5), 1e5),
  };
  const color = cssColor(series.color);
  if (series.line !== undefined) drawLine(context, line, series.line, color, to, isEmphasized);
  if (series.points !== undefined) drawMarkers(context, line, series.points, color, to, isEmphasized);
}

function drawLine(
  context: CanvasRenderingContext2D,
  line: PlotLine,
  style: LineStyle,
  color: string,
  to: Projection,
  isEmphasized: boolean,
): void {
  context.beginPath();
  traceLine(context, line, style.interpolation, to);
  context.strokeStyle = color;
  context.lineWidth = style.width + (isEmphasized ? 1.25 : 0);
  // Round joins cost most where they show least: on lines of thousands of points.
  context.lineJoin = line.xs.length > 2000 ? 'bevel' : 'round';
  context.stroke();
  const dots = sparse(line, to) ? line.xs.map((_, index) => index) : lonelyPoints(line);
  if (dots.length === 0) return;
  context.beginPath();
  const radius = Math.max(DOT_RADIUS, style.width * 0.9);
  for (const index of dots) {
    const value = line.ys[index] as number;
    if (!Number.isNaN(value)) {
      traceMarker(context, MarkerShape.Circle, to.x(line.xs[index] as number), to.y(value), radius);
    }
  }
  context.fillStyle = color;
  context.fill();
}

/** Few enough values that each can be seen by itself. */
function sparse({ xs }: PlotLine, to: Projection): boolean {
  if (xs.length < 3) return true;
  const first = to.x(xs[0] as number);
  const last = to.x(xs.at(-1) as number);
  return (last - first) / (xs.length - 1) >= DOT_SPACING;
}

function drawMarkers(
  context: CanvasRenderingContext2D,
  { xs, ys }: PlotLine,
  { marker, radius }: PointStyle,
  color: string,
  to: Projection,
  isEmphasized: boolean,
): void {
  const size = radius + (isEmphasized ? 1 : 0);
  context.beginPath();
  for (let i = 0; i < xs.length; i++) {
    const value = ys[i] as number;
    if (!Number.isNaN(value)) traceMarker(context, marker, to.x(xs[i] as number), to.y(value), size);
  }
  if (isStroked(marker)) {
    context.strokeStyle = color;
    context.lineWidth = Math.max(1.25, size / 2.5);
    context.stroke();
  } else {
    context.fillStyle = color;
    context.fill();
  }
}
