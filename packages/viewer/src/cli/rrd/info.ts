import type { Command } from 'commander';
import { infoLines } from '../../tools/info-text.ts';
import { describeRecording } from '../../tools/recording-info.ts';
import { withFile } from './input-file.ts';
import { progressOn } from './progress.ts';
import { toJson } from './rewrite.ts';
import { runAction, subcommand } from './subcommand.ts';

interface InfoFlags {
  readonly json?: true;
  readonly progress?: true;
}

/** `viewer rrd info`: what is in a recording. */
export function infoCommand(): Command {
  return subcommand({
    name: 'info',
    summary:
      'Tells what is in a recording: stores, entities, timelines, sizes, and of each video its keyframes, rate and gaps.',
    examples: [
      ['run.rrd', 'for people'],
      ['run.rrd --json', 'for programs: one JSON object; times are strings of integers in the unit of their timeline'],
    ],
  })
    .argument('<file>', 'the recording')
    .option('--json', 'print one JSON object')
    .option('--progress', 'tell how far it is also where stderr is no terminal')
    .action((file: string, flags: InfoFlags) =>
      runAction(() =>
        withFile(file, async (source) => {
          const progress = progressOn(process.stderr, `Reading ${file}:`, flags.progress === true);
          try {
            const info = await describeRecording(source, (done, total) => progress.update(done, total));
            progress.clear();
            const text = flags.json === true ? toJson({ file, ...info }) : [file, ...infoLines(info)].join('\n');
            process.stdout.write(`${text}\n`);
          } finally {
            progress.clear();
          }
          return undefined;
        }),
      ),
    );
}
