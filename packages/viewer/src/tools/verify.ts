import {
  type ByteSource,
  type Chunk,
  type ChunkId,
  decodeChunk,
  type IndexedRrd,
  openRrd,
  ProtoError,
  type RrdMessageMap,
  storeKey,
  type TimelineKind,
  VIDEO_SAMPLE,
} from '@rushes/proto';
import { type OnProgress, readMessages } from './read-messages.ts';
import { problemOf, type RecordingProblem } from './rewrite-report.ts';
import { VerifyCode } from './verify-code.ts';
import { ManifestCheck } from './verify-manifest.ts';
import { VideoCheck } from './verify-video.ts';

/** What is wrong in a recording. */
export interface VerifyReport {
  readonly byteLength: number;
  readonly chunks: number;
  readonly videoSamples: number;
  /** Sorted by offset. */
  readonly problems: readonly RecordingProblem[];
  /** Problems of a kind that was found too often to list them all. */
  readonly unlisted: number;
}

/** Problems of one code that are listed. */
const MAX_LISTED = 50;

/**
 * Reads all of a recording and names everything that is wrong in it: framing, checksums, every value of every chunk, what the
 * manifest says of them, and whether a decoder can play the samples of each video in the order of their row ids.
 */
export async function verifyRecording(source: ByteSource, onProgress?: OnProgress): Promise<VerifyReport> {
  const opened = await openRrd(source);
  const check = new RecordingCheck(source, opened);
  for await (const message of readMessages(source, onProgress)) {
    switch (message.kind) {
      case 'store-info':
        check.stores.add(storeKey(message.info.storeId));
        break;
      case 'chunk':
        check.chunk(message);
        break;
      case 'problem':
        check.problem(problemOf(message.error));
        break;
      case 'stream':
      case 'end':
      case 'blueprint-activation':
        break;
    }
  }
  await check.finish();
  return check.report(opened.byteLength);
}

class RecordingCheck {
  readonly stores = new Set<string>();
  readonly #timelines = new Map<string, TimelineKind>();
  readonly #chunkIds = new Map<string, Set<ChunkId>>();
  readonly #manifest: ManifestCheck | undefined;
  readonly #video: VideoCheck;
  readonly #problems: RecordingProblem[] = [];
  readonly #counts = new Map<string, number>();
  #unlisted = 0;
  #chunks = 0;

  constructor(source: ByteSource, opened: IndexedRrd) {
    for (const error of opened.problems) this.problem(problemOf(error));
    const take = (problem: RecordingProblem) => this.problem(problem);
    // The index of a recording that was scanned is made of the chunks themselves.
    this.#manifest = opened.origin === 'scan' ? undefined : new ManifestCheck(opened, take);
    this.#video = new VideoCheck(source, take);
  }

  problem(problem: RecordingProblem): void {
    const { code, offset } = problem;
    // Opening and reading through find some things twice.
    if (this.#problems.some((known) => known.code === code && known.offset === offset && isOfFile(code))) return;
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count > MAX_LISTED) this.#unlisted++;
    else this.#problems.push(problem);
  }

  chunk(message: RrdMessageMap['chunk'] & { readonly offset: number }): void {
    const { storeId, facts, arrow, offset } = message;
    this.#chunks++;
    const key = storeKey(storeId);
    if (!this.stores.has(key)) {
      this.stores.add(key);
      this.problem({
        code: VerifyCode.NoStoreInfo,
        offset,
        message: `A store must be introduced before its chunks, ${storeId.kind} ${storeId.recordingId} is not. Byte offset: ${offset}`,
      });
    }
    this.#manifest?.chunk(message);
    this.#chunkId(key, facts.chunkId, offset);
    for (const { timeline, kind } of facts.spans) {
      const name = `${key} ${timeline}`;
      const known = this.#timelines.get(name) ?? kind;
      this.#timelines.set(name, known);
      if (known === kind) continue;
      this.problem({
        code: VerifyCode.TimelineConflict,
        offset,
        message: `Timeline "${timeline}" must be a ${known} everywhere, chunk ${facts.chunkId} has it as a ${kind}. Byte offset: ${offset}`,
      });
    }
    let chunk: Chunk;
    try {
      chunk = decodeChunk(arrow);
    } catch (error) {
      if (!(error instanceof ProtoError)) throw error;
      this.problem({
        code: 'bad-chunk',
        offset,
        message: `Chunk ${facts.chunkId} of ${facts.entityPath} does not decode (${error.code}): ${error.message} Byte offset: ${offset}`,
      });
      return;
    }
    if (facts.components.some(({ descriptor }) => descriptor.component.startsWith(VIDEO_PREFIX))) {
      this.#video.chunk(message, chunk);
    }
  }

  async finish(): Promise<void> {
    this.#manifest?.finish();
    await this.#video.finish();
  }

  report(byteLength: number): VerifyReport {
    return {
      byteLength,
      chunks: this.#chunks,
      videoSamples: this.#video.sampleCount,
      problems: this.#problems.sort((a, b) => a.offset - b.offset),
      unlisted: this.#unlisted,
    };
  }

  #chunkId(store: string, chunkId: ChunkId, offset: number): void {
    let ids = this.#chunkIds.get(store);
    if (ids === undefined) {
      ids = new Set();
      this.#chunkIds.set(store, ids);
    }
    if (ids.has(chunkId)) {
      this.problem({
        code: VerifyCode.DuplicateChunkId,
        offset,
        message: `A chunk id must be there once in a store, ${chunkId} is there again. Byte offset: ${offset}`,
      });
    }
    ids.add(chunkId);
  }
}

const VIDEO_PREFIX = VIDEO_SAMPLE.slice(0, VIDEO_SAMPLE.indexOf(':') + 1);

/** Whether a code is one of the framing, of which a place has at most one problem. */
function isOfFile(code: string): boolean {
  return !code.startsWith('video-');
}
