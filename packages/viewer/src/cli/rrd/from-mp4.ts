import { parseEntityPath } from '@rushes/proto';
import type { Command } from 'commander';
import { formatBytes } from '../../tools/format-bytes.ts';
import { parseFrameRate } from '../../tools/frame-rate.ts';
import { openVideoFile } from '../../tools/mp4/video-file.ts';
import { type VideoToRecordingReport, videoToRecording } from '../../tools/mp4/video-to-recording.ts';
import { formatDuration } from '../../tools/time-format.ts';
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

type FromMp4Flags = ConversionFlags & {
  readonly entity: string;
  readonly fps?: string;
  readonly partial?: true;
};

/** `viewer rrd from-mp4`: a video file as a recording, copied as it is. */
export function fromMp4Command(): Command {
  const command = subcommand({
    name: 'from-mp4',
    summary: 'Copies the H.264 video of a file (MP4, MOV, MKV, TS, H264) into a recording, without encoding it again.',
    examples: [
      ['drive.mp4 -o drive.rrd', 'on the timelines frame and video_time'],
      ['drive.mkv -o drive.rrd --entity camera/front', 'on an entity of that name'],
      ['camera.h264 -o camera.rrd --fps 30', 'a bare stream, which has no times of its own'],
    ],
  })
    .argument('<file>', 'the video: MP4, MOV, MKV, WebM, MPEG-TS or bare H.264 (Annex B)')
    .option('--entity <path>', 'the entity that the video is logged to; several tracks become its children', 'video')
    .option('--fps <rate>', 'frames per second of bare H.264, such as 30, 29.97 or 30000/1001')
    .option('--partial', 'convert what a file that was cut short still holds');
  return withConversionFlags(command, 'the recording to write').action((file: string, flags: FromMp4Flags) =>
    runAction(() => fromMp4(file, flags)),
  );
}

async function fromMp4(file: string, flags: FromMp4Flags): Promise<undefined> {
  const entity = parseEntityPath(flags.entity);
  const frameRate = flags.fps === undefined ? undefined : parseFrameRate(flags.fps);
  const report = await convert(flags, file, (withOutput) =>
    withFile(file, async (source) => {
      const video = await openVideoFile(source, { file, frameRate, acceptsPartial: flags.partial });
      try {
        const totalBytes = await source.size();
        const applicationId = applicationIdOf(file);
        return await withOutput((output, onProgress) =>
          videoToRecording(video, (bytes) => output.write(bytes), {
            file,
            entity,
            applicationId,
            totalBytes,
            onProgress,
          }),
        );
      } finally {
        video.close();
      }
    }),
  );
  const tracks = report.tracks.map(
    ({ entity: path, samples, width, height, firstNanos, lastNanos }) =>
      `${count(samples, 'picture')} on ${path}, ${width}×${height}, ${formatDuration(lastNanos - firstNanos)}`,
  );
  const summary = `${flags.output}: ${tracks.join('; ')}; ${formatBytes(report.byteLength)}`;
  const notes = [...report.notes, ...report.tracks.flatMap(notesOf)];
  printOutcome(flags, summary, { output: flags.output, ...report }, notes);
  return undefined;
}

function notesOf(track: VideoToRecordingReport['tracks'][number]): string[] {
  const { entity, droppedBeforeKeyframe, droppedDamaged, timesGoingBack, firstNanos } = track;
  const notes = track.warnings.map((warning) => `${track.entity}: ${warning}`);
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
