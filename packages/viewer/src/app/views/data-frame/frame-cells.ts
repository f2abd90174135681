import { MIN_TIME } from '@rushes/proto';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';
import type { FrameColumn } from './frame-columns.ts';

/** What a cell shows. */
export type FrameCell =
  | { readonly kind: 'none' }
  /** Logged in this very line. */
  | { readonly kind: 'logged'; readonly ref: RowRef }
  /** Logged before, and what counts at this time. */
  | { readonly kind: 'filled'; readonly ref: RowRef }
  /** Only what is not loaded could tell. */
  | { readonly kind: 'away' };

const NONE: FrameCell = { kind: 'none' };
const AWAY: FrameCell = { kind: 'away' };

/** Where the values of cells are read. */
export interface CellScope {
  readonly store: RecordingStore;
  readonly timeline: string;
  /** Cells without a value of their own show the latest one before. */
  readonly fill: boolean;
}

/** A cell of a line at `time` that logged this, or nothing. Static values do not fill: they stand in a line of their own. */
export function frameCell(scope: CellScope, column: FrameColumn, time: bigint, logged: RowRef | undefined): FrameCell {
  if (logged !== undefined) return { kind: 'logged', ref: logged };
  if (!scope.fill) return NONE;
  const found = scope.store.peekLatestAt(column.entity, column.component, scope.timeline, time);
  if (found === 'away') return AWAY;
  return found?.time === undefined ? NONE : { kind: 'filled', ref: found };
}

/** A cell of the line of static values. */
export function staticCell({ store, timeline }: CellScope, { entity, component }: FrameColumn): FrameCell {
  const found = store.peekLatestAt(entity, component, timeline, MIN_TIME);
  if (found === undefined || found === 'away' || found.time !== undefined) return NONE;
  return { kind: 'logged', ref: found };
}
