import type { ByteSource, ChunkRows, RowSlice, RrdMessageMap, RrdStoreId, TuidGenerator } from '@rushes/proto';
import { storeKey } from '@rushes/proto';
import { type GopUnit, planUnits } from './gop-units.ts';
import { HeldChunks } from './held-chunks.ts';
import { inRowOrder, isWhole, joinRun, rowsOrUndefined, runsOfColumns } from './join-chunks.ts';
import { type OnProgress, readMessages } from './read-messages.ts';
import { RecordingOutput, type WriteBytes } from './recording-output.ts';
import { problemOf, type RecordingProblem, type RewriteReport } from './rewrite-report.ts';
import { type SurveyedStream, streamKey, VideoSurvey } from './video-survey.ts';

/** How a recording is put in order. */
export interface OptimizeOptions {
  readonly write: WriteBytes;
  /** Default: `lz4` if any chunk of the recording is compressed, else `none`. Video never is. */
  readonly compression?: 'none' | 'lz4' | undefined;
  /** Called during both passes: the whole is twice the size of the recording. */
  readonly onProgress?: OnProgress | undefined;
  readonly ids?: TuidGenerator | undefined;
}

/** What putting in order has come to. */
export interface OptimizeReport extends RewriteReport {
  /** Chunks that were copied as they are, among those of the output. */
  readonly keptChunks: number;
}

/** Bytes of values, or rows, from which on a chunk is large enough. Half of what it may grow to by being joined with another. */
const ENOUGH_BYTES = 128 * 1024;
const ENOUGH_ROWS = 2048;
/** Bytes of small chunks that wait for others of their kind, over all kinds. */
const MAX_WAITING_BYTES = 128 * 1024 * 1024;

/**
 * Writes a recording anew so that it opens at once and seeks cheaply: a footer, one group of pictures a chunk, small chunks of
 * other data joined. No row, time, row id or value changes; video is not encoded again; what no one knows is kept as it is.
 * Doing it twice gives the same bytes as doing it once. Reads the recording twice; memory follows chunks and the number of
 * video samples (40 bytes each), not the file.
 */
export async function optimize(source: ByteSource, options: OptimizeOptions): Promise<OptimizeReport> {
  const inputBytes = await source.size();
  const total = 2 * inputBytes;
  const survey = new VideoSurvey();
  let inputChunks = 0;
  let isCompressed = false;
  for await (const message of readMessages(source, (done) => options.onProgress?.(done, total))) {
    if (message.kind !== 'chunk') continue;
    inputChunks++;
    isCompressed ||= message.isCompressed;
    survey.add(message);
  }
  const output = await RecordingOutput.open({
    write: options.write,
    compression: options.compression ?? (isCompressed ? 'lz4' : 'none'),
    ids: options.ids,
  });
  const problems: RecordingProblem[] = [];
  const pass = new RewritePass(source, output, survey);
  for await (const message of readMessages(source, (done) => options.onProgress?.(inputBytes + done, total))) {
    switch (message.kind) {
      case 'store-info':
        await output.storeInfo(message.info);
        break;
      case 'chunk':
        await pass.chunk(message);
        break;
      case 'blueprint-activation':
        // It must come after the chunks of its blueprint, some of which may wait.
        await pass.finishWaiting();
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
  await pass.finishWaiting();
  await output.end();
  const { byteLength: outputBytes, chunkCount: outputChunks } = output;
  return { inputBytes, outputBytes, inputChunks, outputChunks, keptChunks: pass.keptChunks, problems };
}

type ChunkMessage = RrdMessageMap['chunk'] & { readonly offset: number };

/** The chunks of a video stream while they are cut anew. */
interface StreamPlan {
  readonly stream: SurveyedStream;
  readonly key: string;
  readonly units: readonly GopUnit[];
  /** Of each chunk, how many units that are not written yet need it. */
  readonly uses: Int32Array;
  /** Units in the order in which they can be written. */
  readonly ready: readonly number[];
  nextReady: number;
  /** Chunks of the stream that were read. */
  nextChunk: number;
}

interface Waiting {
  readonly storeId: RrdStoreId;
  readonly chunks: ChunkRows[];
  bytes: number;
  rows: number;
}

class RewritePass {
  keptChunks = 0;
  readonly #output: RecordingOutput;
  readonly #held: HeldChunks;
  readonly #plans = new Map<string, StreamPlan>();
  readonly #waiting = new Map<string, Waiting>();
  #waitingBytes = 0;

  constructor(source: ByteSource, output: RecordingOutput, survey: VideoSurvey) {
    this.#output = output;
    this.#held = new HeldChunks(source);
    for (const stream of survey.streams) {
      const plan = makePlan(stream);
      if (plan !== undefined) this.#plans.set(plan.key, plan);
    }
  }

  async chunk(message: ChunkMessage): Promise<void> {
    const { storeId, facts, arrow } = message;
    const plan = this.#plans.get(streamKey(storeId, facts.entityPath));
    if (plan?.stream.chunks[plan.nextChunk]?.offset === message.offset) return this.#videoChunk(plan, message);
    const rows = facts.isStatic || facts.rowCount === 0 ? undefined : rowsOrUndefined(arrow);
    const bytes = rows?.valueBytes() ?? 0;
    if (rows === undefined || isEnough(bytes, rows.rowCount)) return this.#keep(message);
    const key = `${storeKey(storeId)} ${rows.columnsKey}`;
    let waiting = this.#waiting.get(key);
    if (waiting === undefined) {
      waiting = { storeId, chunks: [], bytes: 0, rows: 0 };
      this.#waiting.set(key, waiting);
    }
    // Read from a copy: the chunk may be a view into megabytes of the file.
    const own = rowsOrUndefined(arrow.slice());
    if (own !== undefined) waiting.chunks.push(own);
    waiting.bytes += bytes;
    waiting.rows += rows.rowCount;
    this.#waitingBytes += arrow.length;
    if (isEnough(waiting.bytes, waiting.rows)) await this.#finish(key, waiting);
    if (this.#waitingBytes > MAX_WAITING_BYTES) await this.finishWaiting();
  }

  /** Writes all small chunks that wait for others. */
  async finishWaiting(): Promise<void> {
    for (const [key, waiting] of [...this.#waiting]) await this.#finish(key, waiting);
    this.#waitingBytes = 0;
  }

  async #finish(key: string, waiting: Waiting): Promise<void> {
    this.#waiting.delete(key);
    for (const rows of waiting.chunks) this.#waitingBytes -= rows.arrow.length;
    const slices = waiting.chunks.length === 1 ? undefined : inRowOrder(waiting.chunks);
    if (slices === undefined) {
      for (const rows of waiting.chunks) await this.#keepRows(waiting.storeId, rows);
    } else {
      await this.#output.chunk(waiting.storeId, joinRun(this.#output, slices));
    }
  }

  async #videoChunk(plan: StreamPlan, message: ChunkMessage): Promise<void> {
    const place = plan.nextChunk++;
    this.#held.hold(heldKey(plan, place), message.arrow);
    for (;;) {
      const index = plan.ready[plan.nextReady];
      const unit = index === undefined ? undefined : plan.units[index];
      if (unit === undefined || unit.lastChunk > place) break;
      plan.nextReady++;
      await this.#writeUnit(plan, unit);
    }
  }

  async #writeUnit(plan: StreamPlan, { parts }: GopUnit): Promise<void> {
    const slices: RowSlice[] = [];
    const chunks = new Map<number, ChunkRows>();
    for (const { chunk, from, to } of parts) {
      const place = plan.stream.chunks[chunk];
      if (place === undefined) continue;
      let rows = chunks.get(chunk);
      rows ??= rowsOrUndefined(await this.#held.get(heldKey(plan, chunk), place));
      if (rows === undefined) continue;
      chunks.set(chunk, rows);
      slices.push({ rows, from, to });
    }
    for (const run of runsOfColumns(slices)) {
      const [first] = run;
      if (first !== undefined && isWhole(run)) await this.#keepRows(plan.stream.storeId, first.rows);
      else await this.#output.chunk(plan.stream.storeId, joinRun(this.#output, run));
    }
    for (const chunk of new Set(parts.map((part) => part.chunk))) {
      const uses = (plan.uses[chunk] ?? 1) - 1;
      plan.uses[chunk] = uses;
      if (uses === 0) this.#held.release(heldKey(plan, chunk));
    }
  }

  async #keep({ storeId, arrow, facts }: ChunkMessage): Promise<void> {
    this.keptChunks++;
    await this.#output.chunk(storeId, arrow, facts);
  }

  async #keepRows(storeId: RrdStoreId, rows: ChunkRows): Promise<void> {
    this.keptChunks++;
    await this.#output.chunk(storeId, rows.arrow);
  }
}

function isEnough(bytes: number, rows: number): boolean {
  return bytes >= ENOUGH_BYTES || rows >= ENOUGH_ROWS;
}

function heldKey(plan: StreamPlan, chunk: number): string {
  return `${chunk} ${plan.key}`;
}

/** Undefined if the stream's chunks stay as they are: keyframes or types are not known, or row ids are there twice. */
function makePlan(stream: SurveyedStream): StreamPlan | undefined {
  if (!stream.knowsKeyframes || !stream.canCut || stream.samples.repeatedIds().length > 0) return undefined;
  const units = planUnits(stream);
  const uses = new Int32Array(stream.chunks.length);
  for (const { parts } of units) {
    for (const chunk of new Set(parts.map((part) => part.chunk))) uses[chunk] = (uses[chunk] ?? 0) + 1;
  }
  const ready = [...units.keys()].sort((a, b) => (units[a]?.lastChunk ?? 0) - (units[b]?.lastChunk ?? 0) || a - b);
  const key = streamKey(stream.storeId, stream.entityPath);
  return { stream, key, units, uses, ready, nextReady: 0, nextChunk: 0 };
}
