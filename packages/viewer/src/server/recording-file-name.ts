import type { RecordingInfo } from '@rushes/proto';

/** Parts that come from outside are cut to so many characters: names have at most 255 bytes almost everywhere. */
const MAX_PART_CHARS = 80;

/**
 * The name of the file that a recording is saved to, `robot_2026-11-21T12-07-16Z_x7f3.rrd`: sorted by program and time, and of no
 * characters but letters, digits, `.`, `_` and `-`, so that no application id leads out of the folder.
 *
 * @param attempt From 2 on, another name for the same recording.
 */
export function recordingFileName(info: RecordingInfo, attempt = 1): string {
  const started = new Date(Number(info.startedAtNanos / 1_000_000n));
  const time = `${started.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
  const suffix = attempt === 1 ? '' : `_${attempt}`;
  return `${safePart(info.applicationId)}_${time}_${safePart(info.id)}${suffix}.rrd`;
}

function safePart(text: string): string {
  const safe = text
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    // Hidden files, and names that look like options.
    .replace(/^[.-]+/, '')
    .slice(0, MAX_PART_CHARS);
  return safe === '' ? 'recording' : safe;
}
