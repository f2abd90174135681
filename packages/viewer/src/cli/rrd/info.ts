import type { Command } from 'commander';
import { withRecording } from './input-file.ts';
import { runAction, subcommand } from './subcommand.ts';

/** `viewer rrd info`: what is in a recording. */
export function infoCommand(): Command {
  return subcommand({
    name: 'info',
    summary: 'Tells what is in a recording.',
    examples: [['run.rrd', 'stores, entities, timelines, sizes and video streams']],
  })
    .argument('<file>', 'the recording')
    .action((file: string) =>
      runAction(() =>
        withRecording(file, async ({ stores, origin, problems }) => {
          for (const { storeId, entries } of stores) {
            process.stdout.write(
              `${storeId.kind} ${storeId.applicationId}/${storeId.recordingId}: ${entries.length} chunks\n`,
            );
          }
          process.stdout.write(`opened by ${origin}, ${problems.length} problems\n`);
          return undefined;
        }),
      ),
    );
}
