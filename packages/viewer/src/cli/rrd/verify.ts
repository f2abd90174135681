import type { Command } from 'commander';
import { formatBytes } from '../../tools/format-bytes.ts';
import { type VerifyReport, verifyRecording } from '../../tools/verify.ts';
import { ExitCode } from './command-error.ts';
import { withFile } from './input-file.ts';
import { progressOn } from './progress.ts';
import { toJson } from './rewrite.ts';
import { runAction, subcommand } from './subcommand.ts';

interface VerifyFlags {
  readonly json?: true;
  readonly progress?: true;
}

/** `viewer rrd verify`: is a recording sound. */
export function verifyCommand(): Command {
  return subcommand({
    name: 'verify',
    summary:
      'Reads all of a recording and names everything that is wrong in it, with its byte offset. Ends with code 1 if there is anything.',
    examples: [
      ['run.rrd', 'one line per problem'],
      ['run.rrd --json', 'one JSON object: problems with code, offset and message'],
      ['run.rrd && rm run.bak.rrd', 'go on only if all is well'],
    ],
  })
    .argument('<file>', 'the recording')
    .option('--json', 'print one JSON object')
    .option('--progress', 'tell how far it is also where stderr is no terminal')
    .action((file: string, flags: VerifyFlags) =>
      runAction(() =>
        withFile(file, async (source) => {
          const progress = progressOn(process.stderr, `Verifying ${file}:`, flags.progress === true);
          let report: VerifyReport;
          try {
            report = await verifyRecording(source, (done, total) => progress.update(done, total));
          } finally {
            progress.clear();
          }
          process.stdout.write(`${flags.json === true ? toJson({ file, ...report }) : textOf(file, report)}\n`);
          return report.problems.length === 0 ? ExitCode.Done : ExitCode.Failed;
        }),
      ),
    );
}

function textOf(file: string, { problems, unlisted, chunks, videoSamples, byteLength }: VerifyReport): string {
  const lines = problems.map(({ code, message }) => `${code}: ${message}`);
  if (unlisted > 0) lines.push(`and ${unlisted} more of these`);
  const looked = `${chunks} chunks, ${videoSamples} video samples, ${formatBytes(byteLength)}`;
  const count = problems.length + unlisted;
  const verdict = count === 0 ? 'no problems' : count === 1 ? '1 problem' : `${count} problems`;
  return [...lines, `${file}: ${verdict} in ${looked}`].join('\n');
}
