import { parseEntityPath, type Timeline } from '@rushes/proto';
import type { Command } from 'commander';
import { formatBytes } from '../../tools/format-bytes.ts';
import { parseFrameRate } from '../../tools/frame-rate.ts';
import { type RecordingToMp4Report, recordingToMp4 } from '../../tools/mp4/recording-to-mp4.ts';
import { formatDuration, parseTime } from '../../tools/time-format.ts';
import { CommandError, CommandErrorCode } from './command-error.ts';
import { type ConversionFlags, convert, count, printOutcome, withConversionFlags } from './conversion.ts';
import { withFile } from './input-file.ts';
import { runAction, subcommand } from './subcommand.ts';

type ToMp4Flags = ConversionFlags & {
  readonly entity?: string;
  readonly recording?: string;
  readonly timeline?: string;
  readonly from?: string;
  readonly to?: string;
  readonly fps?: string;
};

/** `viewer rrd to-mp4`: a video of a recording as an MP4, copied as it is. */
export function toMp4Command(): Command {
  const command = subcommand({
    name: 'to-mp4',
    summary: 'Copies a video of a recording into an MP4, without encoding it again.',
    examples: [
      ['run.rrd -o drive.mp4', 'the only video of the recording, all of it'],
      ['run.rrd -o drive.mp4 --entity camera/front --from 12s --to 1m30s', 'a part of one of several'],
      ['run.rrd -o drive.mp4 --timeline frame --fps 30', 'where only frame numbers were logged'],
    ],
  })
    .argument('<file>', 'the recording')
    .option('--entity <path>', 'the entity with the video; needed if there are several')
    .option('--recording <id>', 'the recording, if the file has several')
    .option('--timeline <name>', 'what the times are taken from; default: one of times, log_time last')
    .option('--from <time>', 'first picture, such as 12.5s, 2026-01-31 12:34:56 (UTC) or 100; shown exactly from there')
    .option('--to <time>', 'last picture')
    .option('--fps <rate>', 'frames per second of a timeline of numbers, such as 30, 29.97 or 30000/1001');
  return withConversionFlags(command, 'the MP4 to write').action((file: string, flags: ToMp4Flags) =>
    runAction(() => toMp4(file, flags)),
  );
}

async function toMp4(file: string, flags: ToMp4Flags): Promise<undefined> {
  const entity = flags.entity === undefined ? undefined : parseEntityPath(flags.entity);
  const frameRate = flags.fps === undefined ? undefined : parseFrameRate(flags.fps);
  const report = await convert(flags, file, (withOutput) =>
    withFile(file, (source) =>
      withOutput(async (output, onProgress) => {
        const sink = { write: (bytes: Uint8Array, position: number) => output.writeAt(bytes, position) };
        const made = await recordingToMp4(source, sink, {
          entity,
          recordingId: flags.recording,
          timeline: flags.timeline,
          frameRate,
          range: ({ timeline }) => ({
            from: readTime('--from', flags.from, timeline),
            to: readTime('--to', flags.to, timeline),
          }),
          onProgress,
        });
        return { ...made, byteLength: output.byteLength };
      }),
    ),
  );
  const { samples, hiddenSamples, width, height, durationNanos, byteLength } = report;
  const pictures = count(samples - hiddenSamples, 'picture');
  const summary = `${flags.output}: ${pictures} of ${report.entity}, ${width}×${height}, ${formatDuration(durationNanos)}, ${formatBytes(byteLength)}`;
  printOutcome(flags, summary, { output: flags.output, ...report }, notesOf(report));
  return undefined;
}

/** Times without a zone are UTC: a command line means the same wherever it is run. */
function readTime(option: string, text: string | undefined, { kind }: Timeline): bigint | undefined {
  if (text === undefined) return undefined;
  const parsed = parseTime(kind, text, 'utc');
  if (parsed.ok) return parsed.time;
  throw new CommandError(CommandErrorCode.BadOption, `${option}: ${parsed.problem}`);
}

function notesOf(report: RecordingToMp4Report): string[] {
  const notes: string[] = [];
  const { hiddenSamples, droppedBeforeKeyframe, droppedWithoutPicture, withoutTime, movedTimes } = report;
  if (hiddenSamples > 0) {
    notes.push(
      `the range begins within a group of pictures: ${count(hiddenSamples, 'picture')} from its keyframe on ${hiddenSamples === 1 ? 'is' : 'are'} in the file too, hidden by an edit list`,
    );
  }
  if (droppedBeforeKeyframe > 0) {
    notes.push(`left out, as they come before the first keyframe: ${count(droppedBeforeKeyframe, 'picture')}`);
  }
  if (droppedWithoutPicture > 0)
    notes.push(`left out, as they hold no picture: ${count(droppedWithoutPicture, 'sample')}`);
  if (withoutTime > 0) {
    notes.push(`left out, as they are not on ${report.timeline} or hold no sample: ${count(withoutTime, 'row')}`);
  }
  if (movedTimes > 0) {
    notes.push(`moved by the least that keeps them apart, as their times are equal: ${count(movedTimes, 'picture')}`);
  }
  if (report.maxRoundingNanos > 2n) {
    notes.push(`times are rounded to 1/${report.timescale} s, by ${report.maxRoundingNanos} ns at most`);
  }
  if (report.parameterSetChanges > 0) {
    notes.push(
      `size or profile change ${count(report.parameterSetChanges, 'time')} within the video: not every player follows`,
    );
  }
  return notes;
}
