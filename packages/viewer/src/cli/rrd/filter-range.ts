import { type IndexedRrd, LOG_TIME, type TimelineKind } from '@rushes/proto';
import type { FilterRange } from '../../tools/filter.ts';
import { parseTime } from '../../tools/time-format.ts';
import { CommandError, CommandErrorCode } from './command-error.ts';

/** Options that choose a range of time. */
export interface RangeFlags {
  readonly from?: string;
  readonly to?: string;
  readonly timeline?: string;
}

/**
 * The range that the options stand for, times read by what the timeline is; undefined without `--from` and `--to`. Without
 * `--timeline` it is the only one, `log_time` not counted.
 *
 * @throws CommandError `bad-option` or `not-found`
 */
export function rangeOf(
  flags: RangeFlags,
  recording: IndexedRrd,
): (FilterRange & { readonly kind: TimelineKind }) | undefined {
  if (flags.from === undefined && flags.to === undefined) {
    if (flags.timeline === undefined) return undefined;
    throw new CommandError(CommandErrorCode.BadOption, '--timeline needs --from, --to or both.');
  }
  const kinds = timelineKinds(recording);
  const timeline = flags.timeline ?? onlyTimeline(kinds);
  const kind = kinds.get(timeline);
  if (kind === undefined) {
    throw new CommandError(
      CommandErrorCode.NotFound,
      `The recording has no timeline ${JSON.stringify(timeline)}; it has ${listOf(kinds)}.`,
    );
  }
  const range = { timeline, kind, from: readTime('--from', flags.from, kind), to: readTime('--to', flags.to, kind) };
  if (range.from !== undefined && range.to !== undefined && range.from > range.to) {
    throw new CommandError(
      CommandErrorCode.BadOption,
      `--from must not be after --to, found ${flags.from} and ${flags.to}.`,
    );
  }
  return range;
}

/** The timelines of the recordings of a file, with their kinds, sorted by name. */
export function timelineKinds({ stores }: IndexedRrd): ReadonlyMap<string, TimelineKind> {
  const kinds = new Map<string, TimelineKind>();
  for (const { storeId, entries } of stores) {
    if (storeId.kind === 'blueprint') continue;
    for (const { spans } of entries) for (const { timeline, kind } of spans) kinds.set(timeline, kind);
  }
  return new Map([...kinds].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function onlyTimeline(kinds: ReadonlyMap<string, TimelineKind>): string {
  const own = [...kinds.keys()].filter((name) => name !== LOG_TIME);
  const candidates = own.length > 0 ? own : [...kinds.keys()];
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only;
  throw new CommandError(
    CommandErrorCode.BadOption,
    `Say with --timeline which times are meant: the recording has ${listOf(kinds)}.`,
  );
}

function listOf(kinds: ReadonlyMap<string, TimelineKind>): string {
  return kinds.size === 0 ? 'none' : [...kinds].map(([name, kind]) => `${name} (${kind})`).join(', ');
}

/** Times without a zone are UTC: a command line means the same wherever it is run. */
function readTime(option: string, text: string | undefined, kind: TimelineKind): bigint | undefined {
  if (text === undefined) return undefined;
  const parsed = parseTime(kind, text, 'utc');
  if (parsed.ok) return parsed.time;
  throw new CommandError(CommandErrorCode.BadOption, `${option}: ${parsed.problem}`);
}
