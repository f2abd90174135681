import {
  type ByteSource,
  type Chunk,
  type EntityPath,
  H264StreamChecker,
  type RrdMessageMap,
  VIDEO_SAMPLE,
  VideoCodec,
} from '@rushes/proto';
import { HeldChunks } from './held-chunks.ts';
import type { RecordingProblem } from './rewrite-report.ts';
import { VerifyCode } from './verify-code.ts';
import { columnOf, decodeOrUndefined, type SurveyedStream, sampleOf, streamKey, VideoSurvey } from './video-survey.ts';

const IS_KEYFRAME = 'VideoStream:is_keyframe';
/** Chunks that are kept while a stream in disorder is read again in its order. */
const HELD_BYTES = 64 * 1024 * 1024;

interface Checked {
  readonly checker: H264StreamChecker;
  /** Problems found so far, given up if the stream turns out to be in disorder. */
  readonly problems: RecordingProblem[];
}

/**
 * Checks the samples of every H.264 stream as they are checked when they are logged. Streams that the file has in the order of
 * decoding are checked while it is read; the others are read once more.
 */
export class VideoCheck {
  sampleCount = 0;
  readonly #source: ByteSource;
  readonly #report: (problem: RecordingProblem) => void;
  readonly #survey = new VideoSurvey();
  readonly #checked = new Map<string, Checked>();

  constructor(source: ByteSource, report: (problem: RecordingProblem) => void) {
    this.#source = source;
    this.#report = report;
  }

  chunk(message: RrdMessageMap['chunk'] & { readonly offset: number }, chunk: Chunk): void {
    this.#survey.add(message);
    const stream = this.#survey.stream(message.storeId, chunk.entityPath);
    const column = columnOf(chunk, VIDEO_SAMPLE);
    if (stream === undefined || column === undefined) return;
    const flags = columnOf(chunk, IS_KEYFRAME);
    const key = streamKey(message.storeId, chunk.entityPath);
    let checked = this.#checked.get(key);
    if (checked === undefined) {
      checked = { checker: new H264StreamChecker(), problems: [] };
      this.#checked.set(key, checked);
    }
    for (let row = 0; row < chunk.rowCount; row++) {
      const sample = sampleOf(column, row);
      if (sample === undefined) continue;
      this.sampleCount++;
      if (!stream.knowsKeyframes || !stream.samples.isAscending) continue;
      const place = { entityPath: chunk.entityPath, chunkId: chunk.id, row, offset: message.offset };
      const isKeyframe = checkSample(checked, sample, place);
      const instance = flags?.rowStarts[row] ?? 0;
      if (flags?.values.kind !== 'booleans' || instance === flags.rowStarts[row + 1]) continue;
      const isFlagged = flags.values.booleans[instance] === 1;
      if (isFlagged === isKeyframe) continue;
      checked.problems.push({
        code: VerifyCode.KeyframeFlag,
        offset: message.offset,
        message: `${IS_KEYFRAME} says ${isFlagged}, but the sample is ${isKeyframe ? 'a' : 'no'} keyframe. ${whereOf(place)}`,
      });
    }
  }

  async finish(): Promise<void> {
    for (const stream of this.#survey.streams) {
      const offset = stream.chunks[0]?.offset ?? 0;
      if (stream.codec === undefined) {
        this.#report({
          code: VerifyCode.NoCodec,
          offset,
          message: `A video needs VideoStream:codec on its entity, ${stream.entityPath} has none; it is taken for H.264 (${VideoCodec.H264}). Byte offset: ${offset}`,
        });
      }
      if (!stream.knowsKeyframes) continue;
      for (const place of stream.samples.repeatedIds()) {
        const { chunk, row } = stream.samples.at(place);
        const at = stream.chunks[chunk]?.offset ?? 0;
        this.#report({
          code: VerifyCode.DuplicateRowId,
          offset: at,
          message: `Row ids must be there once, row ${row} of a chunk of ${stream.entityPath} has that of another. Byte offset: ${at}`,
        });
      }
      const checked = this.#checked.get(streamKey(stream.storeId, stream.entityPath));
      const problems = stream.samples.isAscending ? checked?.problems : await this.#checkInOrder(stream);
      for (const problem of problems ?? []) this.#report(problem);
    }
  }

  async #checkInOrder(stream: SurveyedStream): Promise<readonly RecordingProblem[]> {
    const checked: Checked = { checker: new H264StreamChecker(), problems: [] };
    const held = new HeldChunks(this.#source, HELD_BYTES);
    let open: { readonly index: number; readonly chunk: Chunk | undefined } | undefined;
    for (let place = 0; place < stream.samples.length; place++) {
      const { chunk: index, row } = stream.samples.at(place);
      const chunkPlace = stream.chunks[index];
      if (chunkPlace === undefined) continue;
      if (open?.index !== index) {
        const arrow = await held.get(String(index), chunkPlace);
        held.hold(String(index), arrow);
        open = { index, chunk: decodeOrUndefined(arrow) };
      }
      const column = open.chunk && columnOf(open.chunk, VIDEO_SAMPLE);
      const sample = column && sampleOf(column, row);
      if (sample === undefined) continue;
      const { chunkId, offset } = chunkPlace;
      checkSample(checked, sample, { entityPath: stream.entityPath, chunkId, row, offset });
    }
    return checked.problems;
  }
}

interface SamplePlace {
  readonly entityPath: EntityPath;
  readonly chunkId: string;
  readonly row: number;
  readonly offset: number;
}

/** Checks the next sample of a stream; returns whether it is a keyframe. */
function checkSample({ checker, problems }: Checked, sample: Uint8Array, place: SamplePlace): boolean {
  const verdict = checker.check(sample);
  if (!verdict.ok) {
    const { code, message } = verdict.refusal;
    problems.push({ code: `video-${code}`, offset: place.offset, message: `${message} ${whereOf(place)}` });
    return false;
  }
  if (verdict.annexB !== sample) {
    problems.push({
      code: 'video-no-parameter-sets',
      offset: place.offset,
      message: `A keyframe must have its parameter sets (SPS, PPS) in its sample: viewers cannot start at this one. ${whereOf(place)}`,
    });
  }
  for (const { code, message } of verdict.warnings) {
    if (code === 'damaged')
      problems.push({ code: 'video-damaged', offset: place.offset, message: `${message} ${whereOf(place)}` });
  }
  return verdict.isKeyframe;
}

function whereOf({ entityPath, chunkId, row, offset }: SamplePlace): string {
  return `Entity: ${entityPath}, row ${row} of chunk ${chunkId}. Byte offset: ${offset}`;
}
