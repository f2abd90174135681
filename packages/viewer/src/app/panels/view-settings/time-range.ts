import type { TimelineKind } from '@rushes/proto';
import { formatTime, parseTime, type TimeZone } from '../../util/time-format.ts';
import type { RangeEdge, VisibleRange } from '../../views/view.ts';

/** What a person chooses between for one view and timeline. */
export type RangeChoice = 'default' | 'cursor' | 'absolute' | 'whole';

/** The choice that a range stands for. */
export function choiceOf(range: VisibleRange | undefined): RangeChoice {
  if (range === undefined) return 'default';
  const kinds = [range.from.kind, range.to.kind];
  if (kinds.every((kind) => kind === 'infinite')) return 'whole';
  return kinds.includes('absolute') ? 'absolute' : 'cursor';
}

const SPAN: Readonly<Record<TimelineKind, bigint>> = {
  sequence: 100n,
  duration: 5_000_000_000n,
  timestamp: 5_000_000_000n,
};

/** What a choice begins with: so much before the cursor, or all of the timeline as it is now. */
export function presetRange(
  choice: RangeChoice,
  kind: TimelineKind,
  extent: { readonly min: bigint; readonly max: bigint },
): VisibleRange | undefined {
  switch (choice) {
    case 'default':
      return undefined;
    case 'cursor':
      return { from: { kind: 'cursor', offset: String(-SPAN[kind]) }, to: { kind: 'cursor', offset: '0' } };
    case 'absolute':
      return {
        from: { kind: 'absolute', time: String(extent.min) },
        to: { kind: 'absolute', time: String(extent.max) },
      };
    case 'whole':
      return { from: { kind: 'infinite' }, to: { kind: 'infinite' } };
  }
}

/** An end as a person reads and writes it: distances from the cursor are durations, or numbers of a sequence. */
export function edgeText(edge: RangeEdge, kind: TimelineKind, zone: TimeZone): string {
  switch (edge.kind) {
    case 'infinite':
      return '';
    case 'cursor':
      return formatTime(kind === 'sequence' ? 'sequence' : 'duration', BigInt(edge.offset), zone);
    case 'absolute':
      return formatTime(kind, BigInt(edge.time), zone);
  }
}

/** What was written, as an end of the same choice; nothing stands for the end of the timeline. A text says what is wrong. */
export function parseEdge(
  text: string,
  choice: 'cursor' | 'absolute',
  kind: TimelineKind,
  zone: TimeZone,
): RangeEdge | { readonly problem: string } {
  if (text.trim() === '') return { kind: 'infinite' };
  const parsed = parseTime(choice === 'cursor' && kind !== 'sequence' ? 'duration' : kind, text, zone);
  if (!parsed.ok) return { problem: parsed.problem };
  return choice === 'cursor'
    ? { kind: 'cursor', offset: String(parsed.time) }
    : { kind: 'absolute', time: String(parsed.time) };
}
