import type { TimeSpan } from '@rushes/proto';
import { formatBytes } from './format-bytes.ts';
import type { EntityInfo, RecordingFileInfo, StoreInfo } from './recording-info.ts';
import { formatDuration, formatTime } from './time-format.ts';
import type { VideoInfo } from './video-info.ts';

/** Lines for a person that say what is in a recording. */
export function infoLines(info: RecordingFileInfo): readonly string[] {
  const versions = [...new Set(info.streams.map(({ version }) => version))].join(', ');
  const joined = info.streams.length > 1 ? `, ${info.streams.length} recordings joined` : '';
  const lines = [`${formatBytes(info.byteLength)}, version ${versions}, opened by ${info.openedBy}${joined}`];
  for (const store of info.stores) lines.push('', ...storeLines(store));
  if (info.problems.length > 0) {
    lines.push('', info.problems.length === 1 ? '1 problem:' : `${info.problems.length} problems:`);
    for (const { code, message } of info.problems) lines.push(`  ${code}: ${message}`);
  }
  return lines;
}

function storeLines(store: StoreInfo): string[] {
  const { storeId, madeBy, chunks, rows, byteLength, uncompressedBytes } = store;
  const ratio = byteLength < 0.98 * uncompressedBytes ? `, ${formatBytes(uncompressedBytes)} uncompressed` : '';
  const version = madeBy?.version === undefined ? '' : `, version ${madeBy.version}`;
  return [
    `${storeId.kind} ${storeId.recordingId} of ${storeId.applicationId}`,
    `  made by ${madeBy === undefined ? 'a program that does not say so' : madeBy.source + version}`,
    `  ${chunks} chunks, ${rows} rows, ${formatBytes(byteLength)}${ratio}`,
    ...store.timelines.map(
      (span) => `  timeline ${span.timeline} (${span.kind}): ${spanText(span)}, ${span.rows} rows`,
    ),
    ...store.entities.flatMap(entityLines),
    ...store.video.flatMap(videoLines),
  ];
}

function spanText({ kind, min, max }: TimeSpan): string {
  const ends = `${formatTime(kind, min, 'utc')} to ${formatTime(kind, max, 'utc')}`;
  return kind === 'timestamp' ? `${ends} (${formatDuration(max - min)})` : ends;
}

function entityLines({ entityPath, chunks, rows, byteLength, components }: EntityInfo): string[] {
  return [
    `  entity ${entityPath}: ${chunks} chunks, ${rows} rows, ${formatBytes(byteLength)}`,
    ...components.map(
      (each) =>
        `    ${each.component}${each.isStatic ? ' (static)' : ''}: ${each.rows} rows of ${each.componentType ?? '?'}`,
    ),
  ];
}

function videoLines(video: VideoInfo): string[] {
  const { timeline, from, to, gopSamples, keyframes } = video;
  const codec = `${video.codec ?? 'no codec logged'}${video.codecString === undefined ? '' : ` ${video.codecString}`}`;
  const size = video.width === undefined ? '' : `, ${video.width} × ${video.height}`;
  const lines = [`  video ${video.entityPath}: ${codec}${size}`];
  const key = keyframes === undefined ? ', keyframes not known' : `, ${keyframes} keyframes`;
  lines.push(`    ${video.samples} samples${key}, ${formatBytes(video.sampleBytes)}`);
  if (gopSamples !== undefined) {
    lines.push(`    group of pictures: ${gopSamples.min} to ${gopSamples.max} samples, median ${gopSamples.median}`);
  }
  if (video.leadingSamples > 0)
    lines.push(`    ${video.leadingSamples} samples before the first keyframe cannot be shown`);
  if (timeline !== undefined && from !== undefined && to !== undefined) {
    const rate = video.framesPerSecond === undefined ? '' : `, ${video.framesPerSecond.toFixed(2)} per second`;
    const bits = video.bitsPerSecond === undefined ? '' : `, ${(video.bitsPerSecond / 1e6).toPrecision(3)} Mbit/s`;
    lines.push(
      `    ${timeline.name}: ${spanText({ timeline: timeline.name, kind: timeline.kind, min: from, max: to })}${rate}${bits}`,
    );
    for (const gap of video.gaps) {
      lines.push(`    gap of ${formatDuration(gap.to - gap.from)} after ${formatTime(timeline.kind, gap.from, 'utc')}`);
    }
    if (video.gapCount > video.gaps.length) lines.push(`    and ${video.gapCount - video.gaps.length} shorter gaps`);
  }
  if (!video.isInOrder)
    lines.push('    the file does not have the samples in order; "viewer rrd optimize" puts them in order');
  return lines;
}
