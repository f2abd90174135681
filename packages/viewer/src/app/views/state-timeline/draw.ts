import type { TimeZone } from '../../util/time-format.ts';
import { drawTimeAxis, X_AXIS_HEIGHT } from '../chart/draw-axes.ts';
import type { AxisRange, ChartArea } from '../chart/scale.ts';
import type { TimeAxis } from '../chart/time-axis.ts';
import type { CanvasSurface } from '../shared-canvas.ts';
import { cssColor, textColorOn } from '../shared-colors.ts';
import type { ThemeColors } from '../shared-theme.ts';
import { LANE_HEIGHT, type LanePiece, laneTop } from './lane-layout.ts';
import type { StateLook } from './state-query.ts';

const LABEL_FONT = '12px system-ui, sans-serif';
/** CSS pixels. */
const LABEL_PADDING = 6;
const LEAST_LABEL_WIDTH = 60;
const GUTTER_SHARE = 0.32;
const RADIUS = 3;

/** One lane as it is drawn. */
export interface DrawnLane {
  readonly name: string;
  readonly pieces: readonly LanePiece[];
  readonly look: (state: string) => StateLook;
  readonly isSelected: boolean;
  readonly isHovered: boolean;
}

/** What the lanes are drawn in. */
export interface LaneFrame {
  readonly area: ChartArea;
  readonly axis: TimeAxis;
  readonly range: AxisRange;
  readonly zone: TimeZone;
  /** CSS pixels the lanes are scrolled down. */
  readonly scrolled: number;
}

/** Where the lanes go in a view of this size, with their names on the left. */
export function lanesArea(surface: CanvasSurface, names: readonly string[]): ChartArea {
  const context = surface.begin();
  context.font = LABEL_FONT;
  const widest = names.reduce((most, name) => Math.max(most, context.measureText(name).width), LEAST_LABEL_WIDTH);
  const left = Math.round(Math.min(widest + 2 * LABEL_PADDING + 4, surface.width * GUTTER_SHARE));
  return { left, top: 0, width: surface.width - left - 12, height: surface.height - X_AXIS_HEIGHT };
}

export function drawLanes(
  surface: CanvasSurface,
  frame: LaneFrame,
  lanes: readonly DrawnLane[],
  colors: ThemeColors,
): void {
  const context = surface.begin();
  const { area, scrolled } = frame;
  if (area.width < 1 || area.height < 1) return;
  drawTimeAxis(context, area, frame.range, frame.axis, frame.zone, colors);
  context.save();
  context.beginPath();
  context.rect(0, area.top, surface.width, area.height);
  context.clip();
  for (const [index, lane] of lanes.entries()) {
    const top = laneTop(index) - scrolled;
    if (top > area.height || top + LANE_HEIGHT < 0) continue;
    drawLane(context, area, lane, top, colors);
  }
  context.restore();
}

function drawLane(
  context: CanvasRenderingContext2D,
  area: ChartArea,
  lane: DrawnLane,
  top: number,
  colors: ThemeColors,
): void {
  context.fillStyle = lane.isHovered || lane.isSelected ? colors.border : colors.borderSoft;
  context.fillRect(area.left, top, area.width, LANE_HEIGHT);
  drawName(context, area, lane, top, colors);
  for (const piece of lane.pieces) drawPiece(context, lane, piece, top, colors);
}

function drawName(
  context: CanvasRenderingContext2D,
  area: ChartArea,
  { name, isSelected }: DrawnLane,
  top: number,
  colors: ThemeColors,
): void {
  context.font = LABEL_FONT;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = isSelected ? colors.accent : colors.text;
  context.fillText(fitted(context, name, area.left - 2 * LABEL_PADDING), LABEL_PADDING, top + LANE_HEIGHT / 2);
}

function drawPiece(
  context: CanvasRenderingContext2D,
  lane: DrawnLane,
  { left, width, span, count }: LanePiece,
  top: number,
  colors: ThemeColors,
): void {
  const look = lane.look(span.state);
  if (!look.visible) return;
  if (count > 1) {
    // Too short to be told apart: thinner and grey, so that it is not taken for one state.
    context.fillStyle = colors.textDim;
    context.fillRect(left, top + 6, Math.max(1, width), LANE_HEIGHT - 12);
    return;
  }
  context.fillStyle = cssColor(look.color);
  if (width < 4) context.fillRect(left, top, width, LANE_HEIGHT);
  else {
    context.beginPath();
    // A hairline on the right keeps equal colours apart.
    context.roundRect(left, top, width - 1, LANE_HEIGHT, Math.min(RADIUS, width / 2));
    context.fill();
  }
  const room = width - 2 * LABEL_PADDING;
  if (room < 12) return;
  context.font = LABEL_FONT;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = textColorOn(look.color);
  context.fillText(fitted(context, look.label, room), left + LABEL_PADDING, top + LANE_HEIGHT / 2);
}

/** The text, cut to what fits. */
function fitted(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let low = 0;
  let high = Math.min(text.length, 200);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (context.measureText(`${text.slice(0, middle)}…`).width <= room) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `${text.slice(0, low)}…`;
}
