import type { FrameRate } from '../frame-rate.ts';

/**
 * The FFmpeg command that makes of a video what a recording can hold: H.264 without B-frames, a keyframe every two seconds at the
 * latest, nothing cropped or scaled, every picture at its time.
 *
 * @param file As the user named it.
 * @param frameRate Of bare H.264: otherwise FFmpeg takes what the stream says of itself, if anything.
 */
export function ffmpegCommand(file: string, frameRate?: FrameRate): string {
  const encoder =
    '-c:v libx264 -preset medium -crf 18 -bf 0 -pix_fmt yuv420p -force_key_frames "expr:gte(t,n_forced*2)"';
  const output = quote(`${withoutExtension(file)}.no-b-frames.mp4`);
  if (frameRate === undefined) return `ffmpeg -i ${quote(file)} -map 0:v ${encoder} -fps_mode passthrough ${output}`;
  const { numerator, denominator } = frameRate;
  return `ffmpeg -r ${numerator}/${denominator} -i ${quote(file)} -map 0:v ${encoder} ${output}`;
}

function withoutExtension(file: string): string {
  return file.replace(/\.[^./\\]{1,5}$/, '');
}

/** For a POSIX shell; plain names stay plain. A name that begins with a dash would be taken for an option. */
function quote(file: string): string {
  const name = file.startsWith('-') ? `./${file}` : file;
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
}
