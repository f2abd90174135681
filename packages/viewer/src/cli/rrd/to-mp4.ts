import { parseEntityPath, type Timeline } from '@rushes/proto';
import type { Command } from 'commander';
import { formatBytes } from '../../tools/format-bytes.ts';
import { parseFrameRate } from '../../tools/mp4/frame-rate.ts';
import { type RecordingToMp4Report, recordingToMp4 } from '../../tools/mp4/recording-to-mp4.ts';
import { formatDuration, parseTime } from '../../tools/time-format.ts';
import { badOption, count, printOutcome } from './conversion-output.ts';
import { withFile } from './input-file.ts';
import { refuseOutput, writeOutputFile } from './output-file.ts';
import { progressOn } from './progress.ts';
import { runAction, subcommand } from './subcommand.ts';

interface ToMp4Options {
  readonly entity?: string;
  readonly recording?: string;
  readonly timeline?: string;
  readonly from?: string;
  readonly to?: string;
  readonly fps?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `viewer rrd to-mp4`: a video of a recording as an MP4, copied as it is. */
export function toMp4Command(): Command {
  return subcommand({
    name: 'to-mp4',
    summary: 'Copies a video of a recording into an MP4, without encoding it again.',
    examples: [
      ['run.rrd drive.mp4', 'the only video of the recording, all of it'],
      ['run.rrd drive.mp4 --entity camera/front --from 12s --to 1m30s', 'a part of one of several'],
      ['run.rrd drive.mp4 --timeline frame --fps 30', 'where only frame numbers were logged'],
    ],
  })
    .argument('<file>', 'the recording')
    .argument('<output>', 'the MP4 to write')
    .option('--entity <path>', 'the entity with the video; needed if there are several')
    .option('--recording <id>', 'the recording, if the file has several')
    .option('--timeline <name>', 'what the times are taken from; default: one of times, log_time last')
    .option('--from <time>', 'first picture, such as 12.5s, 2026-01-31 12:34:56 or 100; shown exactly from there')
    .option('--to <time>', 'last picture')
    .option('--fps <rate>', 'frames per second of a timeline of numbers, such as 30, 29.97 or 30000/1001')
    .option('--force', 'write over the output if it exists')
    .option('--json', 'print the summary as JSON')
    .action((file: string, output: string, options: ToMp4Options) => runAction(() => toMp4(file, output, options)));
}

async function toMp4(file: string, output: string, options: ToMp4Options): Promise<undefined> {
  const { entity, recording, timeline, fps } = options;
  const frameRate = fps === undefined ? undefined : parseFrameRate(fps);
  const outputOptions = { isForced: options.force ?? false, inputs: [file] };
  // Before the recording is read, which may take a while.
  await refuseOutput(output, outputOptions);
  const progress = progressOn(process.stderr, `${file} → ${output}`);
  try {
    const report = await withFile(file, (source) =>
      writeOutputFile(output, outputOptions, (mp4) =>
        recordingToMp4(
          source,
          { write: (bytes, position) => mp4.writeAt(bytes, position) },
          {
            entity: entity === undefined ? undefined : parseEntityPath(entity),
            recordingId: recording,
            timeline,
            frameRate,
            range: (stream) => ({
              from: timeOption('--from', options.from, stream.timeline),
              to: timeOption('--to', options.to, stream.timeline),
            }),
            onProgress: (done, total) => progress.update(done, total),
          },
        ).then((made) => ({ ...made, byteLength: mp4.byteLength })),
      ),
    );
    progress.clear();
    tell(output, report, options);
  } finally {
    progress.clear();
  }
  return undefined;
}

function timeOption(option: string, text: string | undefined, { kind }: Timeline): bigint | undefined {
  if (text === undefined) return undefined;
  const parsed = parseTime(kind, text, 'utc');
  if (!parsed.ok) throw badOption(option, parsed.problem);
  return parsed.time;
}

function tell(
  output: string,
  report: RecordingToMp4Report & { readonly byteLength: number },
  options: ToMp4Options,
): void {
  const { samples, width, height, durationNanos, byteLength, entity, hiddenSamples } = report;
  const summary = `${output}: ${count(samples - hiddenSamples, 'picture')} of ${entity}, ${width}×${height}, ${formatDuration(durationNanos)}, ${formatBytes(byteLength)}`;
  printOutcome(options, summary, { output, ...report }, notesOf(report));
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
