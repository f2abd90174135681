import type { Command } from 'commander';
import { formatBytes } from '../../tools/format-bytes.ts';
import { parseFrameRate } from '../../tools/frame-rate.ts';
import { type RecordingToMcapReport, recordingToMcap } from '../../tools/mcap/recording-to-mcap.ts';
import { type ConversionFlags, convert, count, printOutcome, withConversionFlags } from './conversion.ts';
import { withRecording } from './input-file.ts';
import { runAction, subcommand } from './subcommand.ts';

type ToMcapFlags = ConversionFlags & {
  readonly recording?: string;
  readonly timeline?: string;
  readonly fps?: string;
};

/** `viewer rrd to-mcap`: a recording as an MCAP file with Foxglove's schemas. */
export function toMcapCommand(): Command {
  const command = subcommand({
    name: 'to-mcap',
    summary:
      'Writes video, encoded images, log lines and scalars of a recording as an MCAP file. What has no message is named.',
    examples: [
      ['run.rrd -o run.mcap', 'times from the timeline that most rows are on, timestamps first'],
      ['run.rrd -o run.mcap --timeline capture_time', 'times from another timeline'],
      ['run.rrd -o run.mcap --timeline frame --fps 30', 'where only frame numbers were logged'],
    ],
  })
    .argument('<file>', 'the recording')
    .option('--recording <id>', 'the recording, if the file has several')
    .option('--timeline <name>', 'what the times of the messages are taken from')
    .option('--fps <rate>', 'frames per second of a timeline of numbers, such as 30, 29.97 or 30000/1001');
  return withConversionFlags(command, 'the MCAP file to write').action((file: string, flags: ToMcapFlags) =>
    runAction(() => toMcap(file, flags)),
  );
}

async function toMcap(file: string, flags: ToMcapFlags): Promise<undefined> {
  const frameRate = flags.fps === undefined ? undefined : parseFrameRate(flags.fps);
  const report = await convert(flags, file, (withOutput) =>
    withRecording(file, (recording) =>
      withOutput((output, onProgress) =>
        recordingToMcap(recording, (bytes) => output.write(bytes), {
          recordingId: flags.recording,
          timeline: flags.timeline,
          frameRate,
          onProgress,
        }),
      ),
    ),
  );
  const { messages, topics, timeline, byteLength } = report;
  const summary = `${flags.output}: ${count(messages, 'message')} on ${count(topics.length, 'topic')}, times of ${timeline}, ${formatBytes(byteLength)}`;
  printOutcome(flags, summary, { output: flags.output, ...report }, notesOf(report));
  return undefined;
}

function notesOf(report: RecordingToMcapReport): string[] {
  const notes = report.problems.map((problem) => `left out: ${problem}`);
  for (const { entity, component, rows, isStatic } of report.unmapped) {
    notes.push(`not in the file: ${component} of ${entity}, ${count(rows, isStatic ? 'static row' : 'row')}`);
  }
  if (report.otherTimelines.length > 0) {
    notes.push(`not in the file: the timelines ${report.otherTimelines.join(', ')}, as a message has one time`);
  }
  if (report.changedLevels > 0) {
    notes.push(`the level became one that Foxglove has: ${count(report.changedLevels, 'log line')}`);
  }
  return notes;
}
