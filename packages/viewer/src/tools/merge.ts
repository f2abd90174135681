import {
  type ByteSource,
  type ChunkId,
  type RrdBlueprintActivation,
  type RrdMessageMap,
  type RrdStoreId,
  storeKey,
  type TimelineKind,
  type TuidGenerator,
} from '@rushes/proto';
import { inRowOrder, joinRun, rowsOrUndefined } from './join-chunks.ts';
import { type ChunkPlace, type OnProgress, readChunkAt, readMessages } from './read-messages.ts';
import { RecordingOutput, type WriteBytes } from './recording-output.ts';
import { problemOf, type RecordingProblem, type RewriteReport } from './rewrite-report.ts';

/** A recording that goes into another. */
export interface MergeInput {
  /** For messages. */
  readonly name: string;
  readonly source: ByteSource;
}

/** How recordings are put together. */
export interface MergeOptions {
  readonly write: WriteBytes;
  readonly compression?: 'none' | 'lz4' | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly ids?: TuidGenerator | undefined;
}

/** Two inputs that say different things of the same. */
export interface MergeConflict {
  /**
   * `chunk-id`: two chunks of different contents have one id; both are kept, the later one under a new id, or left out if it
   * cannot be given one. `timeline-kind`: a timeline is of different kinds; both are kept as they are.
   */
  readonly kind: 'chunk-id' | 'timeline-kind';
  readonly input: string;
  readonly message: string;
}

/** What putting together has come to. */
export interface MergeReport extends RewriteReport {
  readonly stores: number;
  /** Chunks that were there more than once, byte for byte. */
  readonly duplicates: number;
  readonly conflicts: readonly MergeConflict[];
  /** Of each problem the input that has it. */
  readonly problems: readonly (RecordingProblem & { readonly input: string })[];
}

interface SeenChunk extends ChunkPlace {
  readonly input: MergeInput;
}

/**
 * Writes the chunks of several recordings into one, input after input, each chunk once. Stores of one id become one store.
 * Memory: the ids of all chunks, about 200 bytes each.
 */
export async function mergeRecordings(inputs: readonly MergeInput[], options: MergeOptions): Promise<MergeReport> {
  const sizes = await Promise.all(inputs.map(({ source }) => source.size()));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const output = await RecordingOutput.open({
    write: options.write,
    compression: options.compression ?? 'none',
    ids: options.ids,
  });
  const merge = new Merge(output);
  let done = 0;
  for (const [i, input] of inputs.entries()) {
    await merge.take(input, (read) => options.onProgress?.(done + read, total));
    done += sizes[i] ?? 0;
  }
  await output.end();
  const { byteLength: outputBytes, chunkCount: outputChunks } = output;
  return { inputBytes: total, outputBytes, outputChunks, ...merge.report() };
}

class Merge {
  readonly #output: RecordingOutput;
  readonly #stores = new Map<
    string,
    { readonly chunks: Map<ChunkId, SeenChunk>; readonly kinds: Map<string, TimelineKind> }
  >();
  readonly #activations = new Set<string>();
  readonly #conflicts: MergeConflict[] = [];
  readonly #problems: MergeReport['problems'][number][] = [];
  #inputChunks = 0;
  #duplicates = 0;

  constructor(output: RecordingOutput) {
    this.#output = output;
  }

  report(): Pick<MergeReport, 'stores' | 'inputChunks' | 'duplicates' | 'conflicts' | 'problems'> {
    return {
      stores: this.#stores.size,
      inputChunks: this.#inputChunks,
      duplicates: this.#duplicates,
      conflicts: this.#conflicts,
      problems: this.#problems,
    };
  }

  async take(input: MergeInput, onProgress: (read: number) => void): Promise<void> {
    for await (const message of readMessages(input.source, onProgress)) {
      switch (message.kind) {
        case 'store-info': {
          // Of several introductions the first one holds: that of the recording that was named first.
          const isNew = !this.#stores.has(storeKey(message.info.storeId));
          this.#store(message.info.storeId);
          if (isNew) await this.#output.storeInfo(message.info);
          break;
        }
        case 'chunk':
          this.#inputChunks++;
          await this.#chunk(input, message);
          break;
        case 'blueprint-activation':
          await this.#activation(message.activation);
          break;
        case 'problem':
          this.#problems.push({ ...problemOf(message.error), input: input.name });
          break;
        case 'stream':
        case 'end':
          break;
      }
    }
  }

  async #activation(activation: RrdBlueprintActivation): Promise<void> {
    const key = `${storeKey(activation.blueprintId)} ${activation.makeActive} ${activation.makeDefault}`;
    if (this.#activations.has(key)) return;
    this.#activations.add(key);
    await this.#output.blueprintActivation(activation);
  }

  async #chunk(input: MergeInput, message: RrdMessageMap['chunk'] & { readonly offset: number }): Promise<void> {
    const { storeId, arrow, facts, offset, byteLength } = message;
    const store = this.#store(storeId);
    const { spans, chunkId, entityPath } = facts;
    for (const { timeline, kind } of spans) {
      const known = store.kinds.get(timeline);
      if (known === undefined) store.kinds.set(timeline, kind);
      // Once is enough: a recording has thousands of chunks on a timeline.
      else if (known !== kind && !store.kinds.has(`${kind} ${timeline}`)) {
        store.kinds.set(`${kind} ${timeline}`, kind);
        this.#conflicts.push({
          kind: 'timeline-kind',
          input: input.name,
          message: `Timeline "${timeline}" of recording ${storeId.recordingId} is a ${kind} here and a ${known} before; viewers may show only one of them.`,
        });
      }
    }
    const seen = store.chunks.get(chunkId);
    if (seen === undefined) {
      store.chunks.set(chunkId, { input, offset, byteLength });
      await this.#output.chunk(storeId, arrow, facts);
      return;
    }
    // Held back from the stream: the bytes of the message may be gone when the other chunk has been read.
    const own = arrow.slice();
    if (sameBytes(await readChunkAt(seen.input.source, seen), own)) {
      this.#duplicates++;
      return;
    }
    const where = `Chunk ${chunkId} of ${entityPath} in ${input.name} at byte ${offset} differs from the one in ${seen.input.name} at byte ${seen.offset}`;
    const rows = rowsOrUndefined(own);
    const slices = rows === undefined ? undefined : inRowOrder([rows]);
    const canRename = slices !== undefined && slices.length > 0;
    const outcome = canRename ? 'it was given a new id' : 'it cannot be given a new id and was left out';
    this.#conflicts.push({ kind: 'chunk-id', input: input.name, message: `${where}; ${outcome}.` });
    if (canRename) await this.#output.chunk(storeId, joinRun(this.#output, slices));
  }

  #store(storeId: RrdStoreId) {
    const key = storeKey(storeId);
    let store = this.#stores.get(key);
    if (store === undefined) {
      store = { chunks: new Map(), kinds: new Map() };
      this.#stores.set(key, store);
    }
    return store;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
