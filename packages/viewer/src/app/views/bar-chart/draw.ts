import type { EntityPath } from '@rushes/proto';
import {
  drawHorizontalAxis,
  drawVerticalAxis,
  verticalAxisWidth,
  verticalTicks,
  X_AXIS_HEIGHT,
} from '../chart/draw-axes.ts';
import type { AxisRange, ChartArea } from '../chart/scale.ts';
import type { CanvasSurface } from '../shared-canvas.ts';
import { cssColor } from '../shared-colors.ts';
import type { ThemeColors } from '../shared-theme.ts';
import { barRects } from './bar-layout.ts';
import type { BarSet } from './bar-query.ts';

const TOP_SPACE = 10;
const RIGHT_SPACE = 12;

/** One bar, or all of an entity. */
export interface MarkedBar {
  readonly entity: EntityPath;
  readonly index: number | undefined;
}

/** Everything one picture of bars is made of. */
export interface BarContent {
  readonly sets: readonly BarSet[];
  readonly x: AxisRange;
  readonly y: AxisRange;
  readonly marked: readonly MarkedBar[];
}

/** Paints the bars; gives the place of the chart. */
export function drawBars(surface: CanvasSurface, { sets, x, y, marked }: BarContent, colors: ThemeColors): ChartArea {
  const context = surface.begin();
  const height = surface.height - TOP_SPACE - X_AXIS_HEIGHT;
  const ticks = verticalTicks(y, height);
  const left = verticalAxisWidth(context, ticks);
  const area = { left, top: TOP_SPACE, width: surface.width - left - RIGHT_SPACE, height };
  if (area.width < 1 || area.height < 1) return area;
  drawHorizontalAxis(context, area, x, colors);
  drawVerticalAxis(context, area, y, ticks, colors);
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.width, area.height);
  context.clip();
  // Several sets overlap: each must be seen through the others.
  const opacity = sets.length > 1 ? 0.65 : 1;
  for (const set of sets) {
    const rects = barRects(set, area, x, y);
    const marks = marked.filter(({ entity }) => entity === set.entity);
    const isAll = marks.some(({ index }) => index === undefined);
    context.fillStyle = cssColor(set.color, marks.length > 0 && !isAll ? opacity * 0.75 : opacity);
    for (const rect of rects) context.fillRect(rect.left, rect.top, rect.width, rect.height);
    context.fillStyle = cssColor(set.color);
    for (const rect of rects) {
      if (isAll || !marks.some(({ index }) => index === rect.index)) continue;
      context.fillRect(rect.left, rect.top, rect.width, rect.height);
      context.strokeStyle = colors.text;
      context.lineWidth = 1;
      context.strokeRect(rect.left + 0.5, rect.top + 0.5, Math.max(0, rect.width - 1), Math.max(0, rect.height - 1));
    }
  }
  context.restore();
  return area;
}
