import type { Command } from 'commander';
import { mergeRecordings } from '../../tools/merge.ts';
import { ExitCode } from './command-error.ts';
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

/** `viewer rrd merge`: several recordings into one. */
export function mergeCommand(): Command {
  const command = subcommand({
    name: 'merge',
    summary:
      'Writes several recordings into one file. Stores of the same id become one; chunks that are in several files are written once.',
    examples: [
      ['left.rrd right.rrd -o both.rrd', 'two recordings in one file'],
      ['monday/*.rrd -o monday.rrd', 'the parts of a long recording'],
    ],
  }).argument('<files...>', 'the recordings');
  return withRewriteFlags(command).action((files: string[], flags: RewriteFlags) => runAction(() => run(files, flags)));
}

async function run(files: readonly string[], flags: RewriteFlags): Promise<ExitCode> {
  await refuseOutput(flags.output, { isForced: flags.force === true, inputs: files });
  return withAll(files, async (inputs) => {
    const compression = flags.compression ?? (inputs.some((input) => input.compression === 'lz4') ? 'lz4' : 'none');
    const report = await writeRecording(flags, files, `Merging ${files.length} recordings:`, (write, onProgress) =>
      mergeRecordings(inputs, { write, onProgress, compression }),
    );
    if (flags.json === true) {
      process.stdout.write(`${toJson({ output: flags.output, ...report })}\n`);
      return ExitCode.Done;
    }
    process.stdout.write(`${rewriteLine(flags.output, report)}\n`);
    if (report.duplicates > 0) process.stdout.write(`${report.duplicates} chunks were there more than once\n`);
    for (const { input, message } of report.conflicts) process.stderr.write(`conflict in ${input}: ${message}\n`);
    for (const line of problemLines(report.problems)) process.stderr.write(`not in the output: ${line}\n`);
    return ExitCode.Done;
  });
}

type OpenedInput = Parameters<typeof mergeRecordings>[0][number] & { readonly compression: 'none' | 'lz4' };

/** Opens the files one inside the other, so that each is closed whatever happens. */
async function withAll<T>(
  files: readonly string[],
  use: (inputs: readonly OpenedInput[]) => Promise<T>,
  opened: readonly OpenedInput[] = [],
): Promise<T> {
  const [name, ...rest] = files;
  if (name === undefined) return use(opened);
  return withRecording(name, (recording, source) =>
    withAll(rest, use, [...opened, { name, source, compression: compressionOf(recording) }]),
  );
}
