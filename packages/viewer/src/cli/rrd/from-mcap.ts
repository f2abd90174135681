import type { Command } from 'commander';
import { formatBytes } from '../../tools/format-bytes.ts';
import { type McapToRecordingReport, mcapToRecording } from '../../tools/mcap/mcap-to-recording.ts';
import {
  applicationIdOf,
  type ConversionFlags,
  convert,
  count,
  printOutcome,
  withConversionFlags,
} from './conversion.ts';
import { withFile } from './input-file.ts';
import { runAction, subcommand } from './subcommand.ts';

type FromMcapFlags = ConversionFlags & { readonly partial?: true };

/** `viewer rrd from-mcap`: the messages of an MCAP file as a recording. */
export function fromMcapCommand(): Command {
  const command = subcommand({
    name: 'from-mcap',
    summary: 'Writes the video, images and log lines of an MCAP file (Foxglove schemas in protobuf) as a recording.',
    examples: [
      ['run.mcap -o run.rrd', 'topics become entities; what cannot be converted is named'],
      ['crashed.mcap -o run.rrd --partial', 'a file that was cut short, as far as it goes'],
    ],
  })
    .argument('<file>', 'the MCAP file; chunks may be compressed with lz4 or zstd')
    .option('--partial', 'convert what a file that was cut short still holds');
  return withConversionFlags(command, 'the recording to write').action((file: string, flags: FromMcapFlags) =>
    runAction(() => fromMcap(file, flags)),
  );
}

async function fromMcap(file: string, flags: FromMcapFlags): Promise<undefined> {
  const report = await convert(flags, file, (withOutput) =>
    withFile(file, (source) =>
      withOutput((output, onProgress) =>
        mcapToRecording(source, (bytes) => output.write(bytes), {
          file,
          applicationId: applicationIdOf(file),
          acceptsPartial: flags.partial,
          onProgress,
        }),
      ),
    ),
  );
  const { rows, entities, timelines, byteLength } = report;
  const summary = `${flags.output}: ${count(rows, 'row')} on ${count(entities.length, 'entity', 'entities')}, timelines ${timelines.join(', ')}, ${formatBytes(byteLength)}`;
  printOutcome(flags, summary, { output: flags.output, ...report }, notesOf(report));
  return undefined;
}

function notesOf(report: McapToRecordingReport): string[] {
  const notes = [...report.notes];
  for (const { topic, schema, encoding, messages } of report.unmapped) {
    const what = [schema, encoding].filter((text) => text !== '').join(', ');
    notes.push(`not in the recording: ${topic} (${what}), ${count(messages, 'message')}`);
  }
  for (const [field, messages] of Object.entries(report.lostFields)) {
    notes.push(`not in the recording: the field ${field} of ${count(messages, 'message')}`);
  }
  if (report.attachments > 0) notes.push(`not in the recording: ${count(report.attachments, 'attachment')}`);
  return notes;
}
