import type { ByteSource, ChunkRows, RowSlice, RrdMessageMap, TuidGenerator } from '@rushes/proto';
import type { EntityFilter } from './entity-filter.ts';
import { coalesce, isWhole, joinRun, rowsOrUndefined } from './join-chunks.ts';
import { type OnProgress, readMessages } from './read-messages.ts';
import { RecordingOutput, type WriteBytes } from './recording-output.ts';
import { problemOf, type RecordingProblem, type RewriteReport } from './rewrite-report.ts';
import { cutVideo, type KeptRows, type VideoCut } from './video-cut.ts';
import { streamKey, surveyVideo } from './video-survey.ts';

/** Times on one timeline, both ends included; an end that is left out is open. */
export interface FilterRange {
  readonly timeline: string;
  readonly from?: bigint | undefined;
  readonly to?: bigint | undefined;
}

/** What is kept of a recording. */
export interface FilterOptions {
  readonly write: WriteBytes;
  /** Default: all. */
  readonly entities?: EntityFilter | undefined;
  /** Default: all times. Static data is at all times; rows that are not on the timeline at none. */
  readonly range?: FilterRange | undefined;
  readonly compression?: 'none' | 'lz4' | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly ids?: TuidGenerator | undefined;
}

/** What cutting has come to. */
export interface FilterReport extends RewriteReport {
  readonly keptRows: number;
  readonly droppedRows: number;
  /** One per video stream of which something was kept, if there was a range. */
  readonly cuts: readonly VideoCut[];
  /** Chunks that lie across the border of the range and are kept whole, because they have columns of types that are not known. */
  readonly uncutChunks: number;
}

/** Properties of the recording itself, such as its name. */
const PROPERTIES = '/__properties';

/**
 * Writes those rows of a recording that are asked for, exactly as they are. Blueprints and the properties of the recording are
 * kept. With a range the recording is read twice: a cut inside a group of pictures is moved to its keyframe.
 */
export async function filterRecording(source: ByteSource, options: FilterOptions): Promise<FilterReport> {
  const { range } = options;
  const inputBytes = await source.size();
  const total = range === undefined ? inputBytes : 2 * inputBytes;
  const isSelected = (storeKind: string, entityPath: Parameters<EntityFilter>[0]): boolean =>
    storeKind === 'blueprint' ||
    entityPath === PROPERTIES ||
    entityPath.startsWith(`${PROPERTIES}/`) ||
    options.entities?.(entityPath) !== false;
  const video = new Map<string, { readonly kept: KeptRows; nextChunk: number; readonly offsets: readonly number[] }>();
  const cuts: VideoCut[] = [];
  if (range !== undefined) {
    const survey = await surveyVideo(source, {
      timeline: range.timeline,
      selects: (storeId, entityPath) => storeId.kind === 'recording' && isSelected(storeId.kind, entityPath),
      onProgress: (done) => options.onProgress?.(done, total),
    });
    for (const stream of survey.streams) {
      const kept = cutVideo(stream, isWithin(range));
      if (kept.cut !== undefined) cuts.push(kept.cut);
      const offsets = stream.chunks.map(({ offset }) => offset);
      video.set(streamKey(stream.storeId, stream.entityPath), { kept, nextChunk: 0, offsets });
    }
  }
  const output = await RecordingOutput.open({
    write: options.write,
    compression: options.compression ?? 'none',
    ids: options.ids,
  });
  const problems: RecordingProblem[] = [];
  let [inputChunks, keptRows, droppedRows, uncutChunks] = [0, 0, 0, 0];

  const takeChunk = async (message: RrdMessageMap['chunk'] & { readonly offset: number }): Promise<void> => {
    const { storeId, facts, arrow } = message;
    inputChunks++;
    if (!isSelected(storeId.kind, facts.entityPath)) {
      droppedRows += facts.rowCount;
      return;
    }
    const stream = video.get(streamKey(storeId, facts.entityPath));
    let keptOfVideo: ((row: number) => boolean) | undefined;
    if (stream !== undefined && stream.offsets[stream.nextChunk] === message.offset) {
      const place = stream.nextChunk++;
      keptOfVideo = (row) => stream.kept.isKept(place, row);
    }
    if (range === undefined || facts.isStatic || storeId.kind === 'blueprint') {
      keptRows += facts.rowCount;
      await output.chunk(storeId, arrow, facts);
      return;
    }
    const rows = rowsOrUndefined(arrow);
    if (rows === undefined) {
      const span = facts.spans.find(({ timeline }) => timeline === range.timeline);
      const overlaps = span !== undefined && span.max >= (range.from ?? span.max) && span.min <= (range.to ?? span.min);
      if (overlaps) {
        uncutChunks++;
        keptRows += facts.rowCount;
        await output.chunk(storeId, arrow, facts);
      } else {
        droppedRows += facts.rowCount;
      }
      return;
    }
    const slices = keptSlices(rows, keptOfVideo ?? timeTest(rows, range));
    const count = slices.reduce((sum, { from, to }) => sum + to - from, 0);
    keptRows += count;
    droppedRows += rows.rowCount - count;
    if (count === 0) return;
    if (isWhole(slices)) await output.chunk(storeId, arrow, facts);
    else await output.chunk(storeId, joinRun(output, slices));
  };

  const passStart = total - inputBytes;
  for await (const message of readMessages(source, (done) => options.onProgress?.(passStart + done, total))) {
    switch (message.kind) {
      case 'store-info':
        await output.storeInfo(message.info);
        break;
      case 'chunk':
        await takeChunk(message);
        break;
      case 'blueprint-activation':
        await output.blueprintActivation(message.activation);
        break;
      case 'problem':
        problems.push(problemOf(message.error));
        break;
      case 'stream':
      case 'end':
        break;
    }
  }
  await output.end();
  const { byteLength: outputBytes, chunkCount: outputChunks } = output;
  return {
    inputBytes,
    outputBytes,
    inputChunks,
    outputChunks,
    keptRows,
    droppedRows,
    cuts,
    uncutChunks,
    problems,
  };
}

/** Tells whether a time is in a range. */
export function isWithin({ from, to }: FilterRange): (time: bigint) => boolean {
  return (time) => (from === undefined || time >= from) && (to === undefined || time <= to);
}

function timeTest(rows: ChunkRows, range: FilterRange): (row: number) => boolean {
  const times = rows.times(range.timeline);
  const test = isWithin(range);
  return (row) => {
    const time = times?.[row];
    return time !== undefined && test(time);
  };
}

function keptSlices(rows: ChunkRows, isKept: (row: number) => boolean): readonly RowSlice[] {
  const slices: RowSlice[] = [];
  for (let from = 0; from < rows.rowCount; from++) if (isKept(from)) slices.push({ rows, from, to: from + 1 });
  return coalesce(slices);
}
