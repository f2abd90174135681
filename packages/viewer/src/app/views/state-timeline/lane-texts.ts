import { type EntityPath, entityPathParts } from '@rushes/proto';
import { formatTime } from '../../util/time-format.ts';
import type { ViewContext } from '../view.ts';
import type { LanePiece } from './lane-layout.ts';
import type { StateLane, StateLook } from './state-query.ts';

/** What a piece of a lane is, and from when to when. */
export function pieceText(
  { store, timeline, zone }: ViewContext,
  look: (state: string) => StateLook,
  piece: LanePiece,
): string {
  const { span, count } = piece;
  if (count > 1) return `${count} states\nzoom in to tell them apart`;
  const kind = store.timelineKind(timeline) ?? 'sequence';
  const end = span.to === undefined ? 'now on' : formatTime(kind, span.to, zone);
  const from = formatTime(kind, span.from, zone);
  return `${look(span.state).label}\n${span.to === undefined ? `from ${from} on` : `${from} to ${end}`}`;
}

/** Below the origin; `count`: lanes of the entity. */
export function laneName({ entity, instance }: StateLane, origin: EntityPath, count: number): string {
  const parts = entityPathParts(entity);
  const below = parts.slice(entityPathParts(origin).length);
  const name = below.length > 0 ? below.join('/') : (parts.at(-1) ?? '/');
  return count > 1 ? `${name}[${instance}]` : name;
}
