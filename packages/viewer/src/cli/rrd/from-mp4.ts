import { basename, extname } from 'node:path';
import { parseEntityPath } from '@rushes/proto';
import type { Command } from 'commander';
import { formatBytes } from '../../tools/format-bytes.ts';
import { parseFrameRate } from '../../tools/mp4/frame-rate.ts';
import { openVideoFile } from '../../tools/mp4/video-file.ts';
import { type VideoToRecordingReport, videoToRecording } from '../../tools/mp4/video-to-recording.ts';
import { formatDuration } from '../../tools/time-format.ts';
import { applicationIdOf, count, printOutcome } from './conversion-output.ts';
import { withFile } from './input-file.ts';
import { refuseOutput, writeOutputFile } from './output-file.ts';
import { progressOn } from './progress.ts';
import { runAction, subcommand } from './subcommand.ts';

interface FromMp4Options {
  readonly entity: string;
  readonly fps?: string;
  readonly partial?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `viewer rrd from-mp4`: a video file as a recording, copied as it is. */
export function fromMp4Command(): Command {
  return subcommand({
    name: 'from-mp4',
    summary: 'Copies the H.264 video of a file (MP4, MOV, MKV, TS, H264) into a recording, without encoding it again.',
    examples: [
      ['drive.mp4 drive.rrd', 'on the timelines frame and video_time'],
      ['drive.mkv drive.rrd --entity camera/front', 'on an entity of that name'],
      ['camera.h264 camera.rrd --fps 30', 'a bare stream, which has no times of its own'],
    ],
  })
    .argument('<file>', 'the video: MP4, MOV, MKV, WebM, MPEG-TS or bare H.264 (Annex B)')
    .argument('<output>', 'the recording to write')
    .option('--entity <path>', 'the entity that the video is logged to; several tracks become its children', 'video')
    .option('--fps <rate>', 'frames per second of bare H.264, such as 30, 29.97 or 30000/1001')
    .option('--partial', 'convert what a file that was cut short still holds')
    .option('--force', 'write over the output if it exists')
    .option('--json', 'print the summary as JSON')
    .action((file: string, output: string, options: FromMp4Options) => runAction(() => fromMp4(file, output, options)));
}

async function fromMp4(file: string, output: string, options: FromMp4Options): Promise<undefined> {
  const entity = parseEntityPath(options.entity);
  const frameRate = options.fps === undefined ? undefined : parseFrameRate(options.fps);
  const outputOptions = { isForced: options.force ?? false, inputs: [file] };
  await refuseOutput(output, outputOptions);
  const progress = progressOn(process.stderr, `${file} → ${output}`);
  try {
    const report = await withFile(file, async (source) => {
      const video = await openVideoFile(source, { file, frameRate, acceptsPartial: options.partial });
      try {
        const totalBytes = await source.size();
        return await writeOutputFile(output, outputOptions, (recording) =>
          videoToRecording(video, (bytes) => recording.write(bytes), {
            file,
            entity,
            applicationId: applicationIdOf(basename(file, extname(file))),
            totalBytes,
            onProgress: (done, total) => progress.update(done, total),
          }),
        );
      } finally {
        video.close();
      }
    });
    progress.clear();
    tell(output, report, options);
  } finally {
    progress.clear();
  }
  return undefined;
}

function tell(output: string, report: VideoToRecordingReport, options: FromMp4Options): void {
  const tracks = report.tracks.map(
    ({ entity, samples, width, height, firstNanos, lastNanos }) =>
      `${count(samples, 'picture')} on ${entity}, ${width}×${height}, ${formatDuration(lastNanos - firstNanos)}`,
  );
  const summary = `${output}: ${tracks.join('; ')}; ${formatBytes(report.byteLength)}`;
  printOutcome(options, summary, { output, ...report }, [...report.notes, ...report.tracks.flatMap(notesOf)]);
}

function notesOf(track: VideoToRecordingReport['tracks'][number]): string[] {
  const { entity, droppedBeforeKeyframe, droppedDamaged, timesGoingBack, firstNanos } = track;
  const notes: string[] = [];
  if (firstNanos < 0n) {
    notes.push(`${entity}: what the file keeps players from showing at its beginning has times below 0`);
  }
  if (droppedBeforeKeyframe > 0) {
    notes.push(
      `${entity}: left out, as they come before the first keyframe: ${count(droppedBeforeKeyframe, 'picture')}`,
    );
  }
  if (droppedDamaged > 0) {
    notes.push(`${entity}: left out, as no picture can be read from them: ${count(droppedDamaged, 'sample')}`);
  }
  if (timesGoingBack > 0) {
    notes.push(
      `${entity}: the file gives times before that of the picture before: ${count(timesGoingBack, 'picture')}`,
    );
  }
  return notes;
}
