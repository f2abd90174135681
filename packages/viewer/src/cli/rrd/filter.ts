import type { Command } from 'commander';
import { entityFilter } from '../../tools/entity-filter.ts';
import { filterRecording } from '../../tools/filter.ts';
import { formatTime } from '../../tools/time-format.ts';
import { CommandError, CommandErrorCode, ExitCode } from './command-error.ts';
import { type RangeFlags, rangeOf } from './filter-range.ts';
import { withRecording } from './input-file.ts';
import { refuseOutput } from './output-file.ts';
import {
  compressionOf,
  problemLines,
  type RewriteFlags,
  rewriteLine,
  toJson,
  withRewriteFlags,
  writeRecording,
} from './rewrite.ts';
import { runAction, subcommand } from './subcommand.ts';

type FilterFlags = RewriteFlags & RangeFlags & { readonly entity?: readonly string[] };

/** `viewer rrd filter`: some entities, some time. */
export function filterCommand(): Command {
  const command = subcommand({
    name: 'filter',
    summary:
      'Writes a part of a recording: some entities, a range of time, or both. Static data is kept; video that is cut inside a group of pictures starts at its keyframe.',
    examples: [
      ["run.rrd --entity '/camera/**' -o camera.rrd", 'one camera and all below it'],
      ['run.rrd --timeline frame --from 100 --to 200 -o part.rrd', 'frames 100 to 200'],
      ['run.rrd --timeline session_time --from 1m30s --to 2m -o part.rrd', 'thirty seconds'],
      [
        'run.rrd --timeline log_time --from 2026-01-31T12:00:00Z -o part.rrd',
        'from a moment on; UTC unless it says otherwise',
      ],
    ],
  })
    .argument('<file>', 'the recording')
    .option('--entity <pattern...>', 'entities to keep; * is anything in one part, ** any number of parts')
    .option('--timeline <name>', 'what --from and --to are on; may be left out if there is one besides log_time')
    .option('--from <time>', 'first time to keep: a number, a duration or a timestamp, as the timeline has them')
    .option('--to <time>', 'last time to keep');
  return withRewriteFlags(command).action((file: string, flags: FilterFlags) => runAction(() => run(file, flags)));
}

async function run(file: string, flags: FilterFlags): Promise<ExitCode> {
  await refuseOutput(flags.output, { isForced: flags.force === true, inputs: [file] });
  return withRecording(file, async (recording, source) => {
    const range = rangeOf(flags, recording);
    const entities = flags.entity === undefined ? undefined : entityFilter(flags.entity);
    if (entities === undefined && range === undefined) {
      throw new CommandError(CommandErrorCode.BadOption, 'Say what to keep: --entity, --from, --to.');
    }
    if (entities !== undefined) {
      const paths = recording.stores.flatMap(({ entries }) => entries.map(({ entityPath }) => entityPath));
      if (!paths.some(entities)) {
        throw new CommandError(
          CommandErrorCode.NotFound,
          `No entity matches ${flags.entity?.join(' ')}; "viewer rrd info ${file}" lists them.`,
        );
      }
    }
    const compression = flags.compression ?? compressionOf(recording);
    const report = await writeRecording(flags, [file], `Filtering ${file}:`, (write, onProgress) =>
      filterRecording(source, { write, onProgress, entities, range, compression }),
    );
    if (flags.json === true) {
      process.stdout.write(`${toJson({ output: flags.output, timeline: range?.timeline, ...report })}\n`);
      return ExitCode.Done;
    }
    process.stdout.write(
      `${rewriteLine(flags.output, report)}\n${report.keptRows} rows kept, ${report.droppedRows} left out\n`,
    );
    for (const { entityPath, extraSamples, startsAt } of report.cuts) {
      if (extraSamples === 0 || range === undefined) continue;
      const start = formatTime(range.kind, startsAt, 'utc');
      process.stdout.write(
        `${entityPath}: ${extraSamples} more samples are kept, from the keyframe at ${start} on, to decode those in the range\n`,
      );
    }
    if (report.uncutChunks > 0) {
      process.stderr.write(
        `${report.uncutChunks} chunks have columns of types that are not known and were kept whole\n`,
      );
    }
    for (const line of problemLines(report.problems)) process.stderr.write(`not in the output: ${line}\n`);
    return ExitCode.Done;
  });
}
