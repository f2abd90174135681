import { assertNever, type ByteSource, blobSource, httpSource } from '@rushes/proto';
import { type FilterReport, filterRecording } from '../../tools/filter.ts';
import { recordingToMp4 } from '../../tools/mp4/recording-to-mp4.ts';
import type { FileSource } from '../source/file-messages.ts';
import { rangeFetch } from '../source/range-fetch.ts';
import type { SocketLike, SourceClock } from '../source/socket-source.ts';
import type { TimeRange } from '../state/time-range.ts';
import { clockRange } from './clock-range.ts';
import { type Excerpt, excerptOfFile } from './excerpt.ts';
import { ExportError } from './export-error.ts';
import type { ExportEvent, ExportFormat, ExportRequest } from './export-messages.ts';
import type { ExportSink } from './export-sink.ts';
import { excerptOfHub } from './hub-excerpt.ts';

/** What a worker has that a test replaces. */
export interface ExportWorld {
  readonly openSocket: (url: string) => SocketLike;
  readonly clock: SourceClock;
}

type OnProgress = (progress: Extract<ExportEvent, { kind: 'progress' }>) => void;

/**
 * Writes a part of a recording to the sink, which it finishes, or discards when something goes wrong.
 *
 * @throws ExportError, ConversionError or RrdError, each with a code and a sentence.
 */
export async function runExport(
  request: Omit<ExportRequest, 'target'>,
  sink: ExportSink,
  world: ExportWorld,
  onProgress: OnProgress,
): Promise<Extract<ExportEvent, { kind: 'done' }>> {
  try {
    const excerpt = await excerptOf(request, world, onProgress);
    const written = await writeExcerpt(excerpt, request, sink, (done, total) =>
      onProgress({ kind: 'progress', step: 'writing', share: total === 0 ? undefined : done / total }),
    );
    return { kind: 'done', blob: await sink.finish(), ...written };
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

function excerptOf(
  { origin, range: times, format }: Omit<ExportRequest, 'target'>,
  world: ExportWorld,
  onProgress: OnProgress,
): Promise<Excerpt> {
  const range = { ...times, entity: format.kind === 'mp4' ? format.entity : undefined };
  const report = (done: number, total: number | undefined): void =>
    onProgress({ kind: 'progress', step: 'reading', share: total ? Math.min(done / total, 1) : undefined });
  switch (origin.kind) {
    case 'file':
      return excerptOfFile(openSource(origin.source), origin.recording, range, report);
    case 'hub':
      return excerptOfHub(origin.recording, range, { url: origin.url, ...world, onProgress: report });
    default:
      return assertNever(origin);
  }
}

function openSource(source: FileSource): ByteSource {
  return source.kind === 'blob'
    ? blobSource(source.blob)
    : httpSource(
        source.url,
        rangeFetch((url, init) => fetch(url, init)),
      );
}

interface Written {
  readonly byteLength: number;
  readonly notes: readonly string[];
}

async function writeExcerpt(
  excerpt: Excerpt,
  { range, format }: { readonly range: TimeRange; readonly format: ExportFormat },
  sink: ExportSink,
  onProgress: (done: number, total: number) => void,
): Promise<Written> {
  let byteLength = 0;
  switch (format.kind) {
    case 'rrd': {
      const report = await filterRecording(excerpt.source, {
        range,
        onProgress,
        write: async (bytes) => {
          await sink.write(bytes, byteLength);
          byteLength += bytes.length;
        },
      });
      if (report.keptRows <= excerpt.staticRows) throw nothingInRange('Nothing', range);
      return { byteLength, notes: rrdNotes(report) };
    }
    case 'mp4': {
      if (!excerpt.videos.has(format.entity)) throw nothingInRange(`No picture of ${format.entity}`, range);
      const clocked = excerpt.isCounted ? await clockRange(excerpt.source, format.entity, range) : undefined;
      const { timeline, from, to } = clocked ?? range;
      const report = await recordingToMp4(
        excerpt.source,
        {
          write: (bytes, position) => {
            byteLength = Math.max(byteLength, position + bytes.length);
            return sink.write(bytes, position);
          },
        },
        {
          entity: format.entity,
          timeline,
          range: () => ({ from, to }),
          onProgress,
          frameRate: FALLBACK_RATE,
        },
      );
      return { byteLength, notes: mp4Notes(report, clocked) };
    }
    default:
      return assertNever(format);
  }
}

/** For video that is on no timeline but one that counts. */
const FALLBACK_RATE = { numerator: 30n, denominator: 1n };

function nothingInRange(what: string, { timeline }: TimeRange): ExportError {
  return new ExportError(
    'nothing-in-range',
    `${what} was logged in this range of ${timeline}: choose another range, or another timeline.`,
  );
}

function rrdNotes({ cuts, uncutChunks, problems }: FilterReport): readonly string[] {
  return [
    ...cuts
      .filter(({ extraSamples }) => extraSamples > 0)
      .map(
        ({ entityPath, extraSamples }) =>
          `The video of ${entityPath} begins ${pictures(extraSamples)} before the range, at the keyframe that it needs.`,
      ),
    ...(uncutChunks > 0 ? [`${uncutChunks} chunks of unknown types reach beyond the range; they are whole.`] : []),
    ...problems.slice(0, 3).map(({ message }) => message),
  ];
}

function mp4Notes(
  { samples, hiddenSamples, movedTimes }: { samples: number; hiddenSamples: number; movedTimes: number },
  clocked: TimeRange | undefined,
): readonly string[] {
  return [
    `${pictures(samples - hiddenSamples)}, copied as they were encoded.`,
    ...(hiddenSamples > 0
      ? [`${pictures(hiddenSamples)} before the range are in the file from the keyframe on; players do not show them.`]
      : []),
    ...(clocked === undefined ? [] : [`They play by the times of ${clocked.timeline}.`]),
    ...(movedTimes > 0 ? [`${pictures(movedTimes)} of equal times were moved apart.`] : []),
  ];
}

function pictures(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'picture' : 'pictures'}`;
}
