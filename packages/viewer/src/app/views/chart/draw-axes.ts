import { TimelineKind } from '@rushes/proto';
import type { TimeZone } from '../../util/time-format.ts';
import { rulerTicks } from '../../util/time-ticks.ts';
import type { ThemeColors } from '../shared-theme.ts';
import { type NumberTick, numberTicks } from './number-ticks.ts';
import { type AxisRange, type ChartArea, xToLeft, yToTop } from './scale.ts';
import { axisToTime, type TimeAxis, timeToAxis } from './time-axis.ts';

/** CSS pixels under the chart for the labels of the horizontal axis. */
export const X_AXIS_HEIGHT = 24;
const FONT = '11px system-ui, sans-serif';
/** CSS pixels a label may take, of times and of numbers one above another. */
const TIME_LABEL_SPACE = 110;
const NUMBER_LABEL_SPACE = 70;
const LINE_SPACE = 28;
const LABEL_GAP = 6;
const LEAST_Y_AXIS_WIDTH = 34;

/** The marks of a vertical axis of this height. */
export function verticalTicks(range: AxisRange, heightPx: number): readonly NumberTick[] {
  return numberTicks(range.from, range.to, Math.max(2, Math.floor(heightPx / LINE_SPACE)));
}

/** CSS pixels that these labels need on the left. */
export function verticalAxisWidth(context: CanvasRenderingContext2D, ticks: readonly NumberTick[]): number {
  context.font = FONT;
  const longest = ticks.reduce((most, { label }) => Math.max(most, context.measureText(label).width), 0);
  // In steps, so that lines do not shift with every digit that comes and goes.
  return Math.max(LEAST_Y_AXIS_WIDTH, Math.ceil((longest + LABEL_GAP + 6) / 8) * 8);
}

export function drawVerticalAxis(
  context: CanvasRenderingContext2D,
  area: ChartArea,
  range: AxisRange,
  ticks: readonly NumberTick[],
  colors: ThemeColors,
): void {
  context.font = FONT;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const { value, label } of ticks) {
    const top = Math.round(yToTop(area, range, value)) + 0.5;
    if (top < area.top || top > area.top + area.height + 1) continue;
    context.fillStyle = value === 0 ? colors.border : colors.borderSoft;
    context.fillRect(area.left, top - 0.5, area.width, 1);
    context.fillStyle = colors.textDim;
    context.fillText(label, area.left - LABEL_GAP, top);
  }
}

interface Mark {
  readonly position: number;
  readonly label: string;
}

/** Grid lines and labels of times. */
export function drawTimeAxis(
  context: CanvasRenderingContext2D,
  area: ChartArea,
  range: AxisRange,
  axis: TimeAxis,
  zone: TimeZone,
  colors: ThemeColors,
): void {
  const labels = Math.max(1, Math.floor(area.width / TIME_LABEL_SPACE));
  const ticks = rulerTicks(axis.kind, axisToTime(axis, range.from), axisToTime(axis, range.to), labels, zone);
  const marks = ticks.flatMap((tick): readonly Mark[] => {
    if (tick.label === undefined) return [];
    const label = axis.kind === TimelineKind.Sequence ? `#${tick.label}` : tick.label;
    return [{ position: timeToAxis(axis, tick.time), label }];
  });
  drawMarks(context, area, range, marks, colors);
}

/** Grid lines and labels of numbers. */
export function drawHorizontalAxis(
  context: CanvasRenderingContext2D,
  area: ChartArea,
  range: AxisRange,
  colors: ThemeColors,
): void {
  const ticks = numberTicks(range.from, range.to, Math.max(2, Math.floor(area.width / NUMBER_LABEL_SPACE)));
  const marks = ticks.map(({ value, label }) => ({ position: value, label }));
  drawMarks(context, area, range, marks, colors);
}

function drawMarks(
  context: CanvasRenderingContext2D,
  area: ChartArea,
  range: AxisRange,
  marks: readonly Mark[],
  colors: ThemeColors,
): void {
  context.font = FONT;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const bottom = area.top + area.height;
  for (const { position, label } of marks) {
    const left = Math.round(xToLeft(area, range, position));
    if (left < area.left || left > area.left + area.width) continue;
    context.fillStyle = colors.borderSoft;
    context.fillRect(left, area.top, 1, area.height);
    context.fillStyle = colors.textDim;
    // The first and the last stay whole at the edges.
    const half = context.measureText(label).width / 2;
    const middle = Math.min(Math.max(left, half + 2), area.left + area.width + 10 - half);
    context.fillText(label, middle, bottom + 7);
  }
  context.fillStyle = colors.border;
  context.fillRect(area.left, bottom, area.width, 1);
}
