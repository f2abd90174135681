import { type AxisRange, type ChartArea, xToLeft } from '../chart/scale.ts';
import { type TimeAxis, timeToAxis } from '../chart/time-axis.ts';
import type { StateLane, StateSpan } from './state-query.ts';

export const LANE_HEIGHT = 24;
export const LANE_GAP = 6;
const LANE_PITCH = LANE_HEIGHT + LANE_GAP;
/** CSS pixels below which neighbours are shown as one. */
const LEAST_WIDTH = 2;

/** A piece of a lane on the screen: one state, or several too short to be told apart. */
export interface LanePiece {
  readonly left: number;
  readonly width: number;
  /** The state, or the last of several. */
  readonly span: StateSpan;
  /** How many states it stands for. */
  readonly count: number;
  /** The span begins and ends in sight. */
  readonly isWhole: boolean;
}

/** CSS pixels that so many lanes are high. */
export function lanesHeight(count: number): number {
  return count * LANE_PITCH + LANE_GAP;
}

export function laneTop(index: number): number {
  return LANE_GAP + index * LANE_PITCH;
}

/** Which lane is at so many pixels from the top of the first; −1 between lanes and beside them. */
export function laneAt(top: number, count: number): number {
  const index = Math.floor((top - LANE_GAP) / LANE_PITCH);
  return index >= 0 && index < count && top - laneTop(index) <= LANE_HEIGHT ? index : -1;
}

/** The pieces of a lane in a chart. `end`: where what has no end yet is drawn to. */
export function lanePieces(
  lane: StateLane,
  area: ChartArea,
  axis: TimeAxis,
  range: AxisRange,
  end: number,
): readonly LanePiece[] {
  const pieces: LanePiece[] = [];
  const right = area.left + area.width;
  for (const span of lane.spans) {
    const from = timeToAxis(axis, span.from);
    const to = span.to === undefined ? Math.max(end, from) : timeToAxis(axis, span.to);
    if (to < range.from || from > range.to) continue;
    const left = Math.max(area.left, xToLeft(area, range, from));
    const width = Math.min(right, xToLeft(area, range, to)) - left;
    const last = pieces.at(-1);
    if (last !== undefined && width < LEAST_WIDTH && left - last.left < LEAST_WIDTH) {
      pieces[pieces.length - 1] = {
        left: last.left,
        width: Math.max(last.width, left + width - last.left),
        span,
        count: last.count + 1,
        isWhole: true,
      };
      continue;
    }
    const isWhole = from >= range.from && to <= range.to;
    pieces.push({ left, width: Math.max(1, width), span, count: 1, isWhole });
  }
  return pieces;
}

/** The piece at so many pixels from the left edge of the view. */
export function pieceAt(pieces: readonly LanePiece[], left: number): LanePiece | undefined {
  return pieces.find((piece) => left >= piece.left - 0.5 && left <= piece.left + piece.width + 0.5);
}
