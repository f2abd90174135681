import type { Command } from 'commander';
import { optimize } from '../../tools/optimize.ts';
import { ExitCode } from './command-error.ts';
import { withFile } from './input-file.ts';
import { refuseOutput } from './output-file.ts';
import { problemLines, type RewriteFlags, rewriteLine, toJson, withRewriteFlags, writeRecording } from './rewrite.ts';
import { runAction, subcommand } from './subcommand.ts';

/** `viewer rrd optimize`: write a recording anew so that it opens at once and seeks cheaply. */
export function optimizeCommand(): Command {
  const command = subcommand({
    name: 'optimize',
    summary:
      'Writes a recording anew: with a footer, so that it opens at once; one group of pictures a chunk, so that seeking reads little; small chunks joined. Nothing that was logged changes. Repairs what a killed writer left behind.',
    examples: [
      ['run.rrd -o run-optimized.rrd', 'put it in order'],
      ['crashed.rrd -o repaired.rrd', 'keep all that is complete in a file that was cut short'],
    ],
  }).argument('<file>', 'the recording');
  return withRewriteFlags(command).action((file: string, flags: RewriteFlags) => runAction(() => run(file, flags)));
}

async function run(file: string, flags: RewriteFlags): Promise<ExitCode> {
  await refuseOutput(flags.output, { isForced: flags.force === true, inputs: [file] });
  return withFile(file, async (source) => {
    const report = await writeRecording(flags, [file], `Optimizing ${file}:`, (write, onProgress) =>
      optimize(source, { write, onProgress, compression: flags.compression }),
    );
    if (flags.json === true) {
      process.stdout.write(`${toJson({ output: flags.output, ...report })}\n`);
    } else {
      process.stdout.write(`${rewriteLine(flags.output, report)}\n`);
      for (const line of problemLines(report.problems)) process.stderr.write(`not in the output: ${line}\n`);
    }
    return ExitCode.Done;
  });
}
