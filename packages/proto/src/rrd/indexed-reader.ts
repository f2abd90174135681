import type { ByteSource } from './byte-source.ts';
import { type RrdChunkColumns, toManifestEntries } from './chunk-columns.ts';
import { readChunkFacts } from './chunk-facts.ts';
import { unpack } from './chunk-payload.ts';
import { footerCrc } from './crc.ts';
import { RrdError, RrdErrorCode } from './errors.ts';
import {
  decodeStreamFooter,
  decodeStreamHeader,
  MAX_RRD_FOOTER_BYTES,
  MAX_RRD_STREAMS,
  STREAM_FOOTER_BYTES,
  STREAM_HEADER_BYTES,
  startsStream,
} from './format.ts';
import { decodeManifest, type ManifestColumns, type RrdManifest, type RrdManifestEntry } from './manifest.ts';
import {
  decodeArrowMessage,
  decodeFooter,
  type RrdBlueprintActivation,
  type RrdStoreId,
  type RrdStoreInfo,
} from './messages.ts';
import { type ScanSink, scan } from './scan.ts';
import { asRrdError } from './stream-reader.ts';
import { readExactly, readSize, WindowReader } from './window-reader.ts';
import { storeKey } from './writer.ts';

/**
 * One store of an opened recording file.
 *
 * @group Recordings
 */
export interface RrdStoreIndex extends RrdManifest {
  /**
   * Undefined if the file has none, which Rerun's viewer opens as well; or if the index came from a footer and the info stands
   * behind the first chunk of the file (that of a blueprint, usually).
   */
  readonly info: RrdStoreInfo | undefined;
}

/**
 * How the chunks of a file were found: all in footers, all by scanning, or in joined files some one way, some the other.
 *
 * @group Recordings
 */
export type RrdIndexOrigin = 'footer' | 'scan' | 'mixed';

/**
 * How a recording file is opened.
 *
 * @group Recordings
 */
export interface OpenRrdOptions {
  /** Called while a file without a footer is scanned, with bytes behind the scan and bytes in all. May throw to stop. */
  readonly onProgress?: ((scannedBytes: number, totalBytes: number) => void) | undefined;
  /**
   * Called with the chunks of a footer, in columns and in the order of the file: for who keeps hundreds of thousands of them. The
   * opened recording then has no `entries` of that footer.
   */
  readonly onColumns?: ((storeId: RrdStoreId, columns: RrdChunkColumns) => void) | undefined;
  /** Called with each chunk as a scan finds it, so that a picture can be shown before the scan is through. */
  readonly onEntry?: ((storeId: RrdStoreId, entry: RrdManifestEntry) => void) | undefined;
  /** Whether what a scan finds stays with the opened recording; default true. False leaves `entries` empty. */
  readonly keepEntries?: boolean;
  /**
   * Bytes read at once while scanning. Default 16 KiB: larger chunks are skipped over, smaller ones read together. Sources with
   * slow answers do better with more.
   */
  readonly windowBytes?: number;
}

/**
 * Opens a recording for reading chunks in any order. With a footer only that and the beginning of the file are read; without,
 * or where its checksum or manifest is wrong, the file is scanned for the headers of its chunks.
 *
 * @throws RrdError `not-rrd`, `old-rrd`, `bad-stream-header`, `truncated` (shorter than a stream header) or `read-failed`.
 * Everything else is in `problems`.
 * @group Recordings
 */
export async function openRrd(source: ByteSource, options: OpenRrdOptions = {}): Promise<IndexedRrd> {
  const size = await readSize(source);
  const head = await readExactly(source, 0, Math.min(STREAM_HEADER_BYTES, size));
  if (head.length < STREAM_HEADER_BYTES && !(head.length >= 4 && !startsStream(head))) {
    throw new RrdError(RrdErrorCode.Truncated, `A recording has at least 12 bytes, found ${size}`, 0);
  }
  decodeStreamHeader(head, 0);
  return new Opening(source, size, options).run();
}

/**
 * An opened recording: what is in it, and its chunks when asked for.
 *
 * @group Recordings
 */
export class IndexedRrd {
  /** In the order in which the file has them. */
  readonly stores: readonly RrdStoreIndex[];
  /** How the chunks were found. */
  readonly origin: RrdIndexOrigin;
  /** What was found wrong; the rest of the file is in the index. */
  readonly problems: readonly RrdError[];
  /** Bytes of the file when it was opened. */
  readonly byteLength: number;
  /** Empty where the index came from footers, which do not list them. */
  readonly blueprintActivations: readonly RrdBlueprintActivation[];
  readonly #source: ByteSource;

  /** @internal */
  constructor(
    source: ByteSource,
    found: Pick<IndexedRrd, 'stores' | 'origin' | 'problems' | 'byteLength' | 'blueprintActivations'>,
  ) {
    this.#source = source;
    this.stores = found.stores;
    this.origin = found.origin;
    this.problems = found.problems;
    this.byteLength = found.byteLength;
    this.blueprintActivations = found.blueprintActivations;
  }

  /**
   * Reads one chunk and gives its Arrow stream, uncompressed, as `decodeChunk` takes it.
   *
   * @throws RrdError `read-failed`, `bad-message`, `bad-lz4`, `bad-chunk` or `limit-exceeded`; `bad-manifest` if another chunk
   * lies there.
   */
  async readChunk(entry: RrdManifestEntry): Promise<Uint8Array> {
    return this.unpackChunk(entry, await readExactly(this.#source, entry.offset, entry.byteLength));
  }

  /**
   * As {@link readChunk}, from bytes that were read already: for callers that fetch neighbouring chunks at once.
   *
   * @param bytes Those from `entry.offset` on, `entry.byteLength` of them.
   */
  unpackChunk(entry: Pick<RrdManifestEntry, 'offset' | 'chunkId'>, bytes: Uint8Array): Uint8Array {
    return unpackRrdChunk(entry, bytes);
  }
}

/**
 * Gives the Arrow stream, uncompressed, of a chunk whose bytes were read from a file.
 *
 * @param entry Where the chunk is, and which.
 * @param bytes Those of its message's payload.
 * @throws RrdError as {@link IndexedRrd.readChunk}, but for `read-failed`
 * @group Recordings
 */
export function unpackRrdChunk(entry: Pick<RrdManifestEntry, 'offset' | 'chunkId'>, bytes: Uint8Array): Uint8Array {
  const arrow = unpack(decodeArrowMessage(bytes, entry.offset), entry.offset);
  let chunkId: string;
  try {
    ({ chunkId } = readChunkFacts(arrow));
  } catch (error) {
    throw asRrdError(error, entry.offset);
  }
  if (chunkId === entry.chunkId) return arrow;
  throw new RrdError(
    RrdErrorCode.BadManifest,
    `The manifest says that chunk ${entry.chunkId} is here, found ${chunkId}`,
    entry.offset,
  );
}

/** Bytes read at once by default. */
const WINDOW_BYTES = 16 * 1024;
/** Bytes at the beginning of a stream where store infos are looked for. */
const HEAD_WINDOW_BYTES = 4096;

/** Read from the end of a stream at once: the footer of a short recording is in it. */
const TAIL_BYTES = 4 * 1024;

/** No message of a chunk is smaller, whatever compressed it: its schema alone has four names and an id of 32 digits. */
const MIN_CHUNK_BYTES = 128;

interface Segment {
  readonly start: number;
  readonly end: number;
  /** Undefined if the segment must be scanned. */
  readonly manifests: readonly ManifestColumns[] | undefined;
}

class Opening {
  readonly #source: ByteSource;
  readonly #size: number;
  readonly #options: OpenRrdOptions;
  readonly #stores = new Map<
    string,
    { storeId: RrdStoreId; info: RrdStoreInfo | undefined; entries: RrdManifestEntry[] }
  >();
  readonly #problems: RrdError[] = [];
  readonly #activations: RrdBlueprintActivation[] = [];

  constructor(source: ByteSource, size: number, options: OpenRrdOptions) {
    this.#source = source;
    this.#size = size;
    this.#options = options;
  }

  async run(): Promise<IndexedRrd> {
    const segments = await this.#findSegments();
    let scanned = 0;
    for (const segment of segments) {
      if (segment.manifests === undefined) {
        scanned++;
        await this.#scan(segment);
      } else {
        await this.#takeManifests(segment, segment.manifests);
      }
    }
    return new IndexedRrd(this.#source, {
      stores: [...this.#stores.values()],
      origin: scanned === 0 ? 'footer' : scanned === segments.length ? 'scan' : 'mixed',
      problems: this.#problems,
      byteLength: this.#size,
      blueprintActivations: this.#activations,
    });
  }

  /**
   * Goes from footer to footer towards the beginning. A footer's offset counts from the beginning of its own stream, so it
   * tells where in a joined file that is.
   */
  async #findSegments(): Promise<readonly Segment[]> {
    const segments: Segment[] = [];
    let end = this.#size;
    while (end > 0 && segments.length < MAX_RRD_STREAMS) {
      const found = await this.#footerBefore(end);
      segments.unshift(found ?? { start: 0, end, manifests: undefined });
      end = found?.start ?? 0;
    }
    if (end > 0) segments.unshift({ start: 0, end, manifests: undefined });
    return segments;
  }

  async #footerBefore(end: number): Promise<Segment | undefined> {
    const footerStart = end - STREAM_FOOTER_BYTES;
    if (footerStart < STREAM_HEADER_BYTES) return undefined;
    const tailStart = Math.max(end - TAIL_BYTES, 0);
    const tail = await readExactly(this.#source, tailStart, end - tailStart);
    const footer = decodeStreamFooter(tail.subarray(footerStart - tailStart));
    if (footer === undefined) return undefined;
    const offset = footerStart - footer.byteLength;
    const start = offset - footer.offset;
    if (!(start >= 0 && offset >= start + STREAM_HEADER_BYTES)) {
      return this.#refuseFooter(
        RrdErrorCode.BadFooter,
        `The stream footer points to ${footer.byteLength} bytes at ${footer.offset}, which is not before it`,
        footerStart,
      );
    }
    if (footer.byteLength > MAX_RRD_FOOTER_BYTES) {
      return this.#refuseFooter(
        RrdErrorCode.LimitExceeded,
        `A footer has at most ${MAX_RRD_FOOTER_BYTES} bytes, found ${footer.byteLength}`,
        footerStart,
      );
    }
    const [header, payload] = await Promise.all([
      readExactly(this.#source, start, STREAM_HEADER_BYTES),
      offset >= tailStart
        ? tail.subarray(offset - tailStart, footerStart - tailStart)
        : readExactly(this.#source, offset, footer.byteLength),
    ]);
    if (!startsStream(header)) {
      return this.#refuseFooter(
        RrdErrorCode.BadFooter,
        `By its footer a stream begins at ${start}, but none does`,
        footerStart,
      );
    }
    const crc = footerCrc(payload);
    if (crc !== footer.crc) {
      return this.#refuseFooter(
        RrdErrorCode.BadCrc,
        `The footer has checksum ${crc}, but the stream footer says ${footer.crc}; its chunks are found by scanning`,
        footerStart,
      );
    }
    try {
      let maxChunks = Math.floor((offset - start) / MIN_CHUNK_BYTES);
      const manifests = decodeFooter(payload, offset).map((message) => {
        const manifest = decodeManifest(message, { offset, streamStart: start, maxChunks });
        maxChunks -= manifest.columns.count;
        return manifest;
      });
      return { start, end, manifests };
    } catch (error) {
      this.#problems.push(asRrdError(error, offset));
      return { start, end, manifests: undefined };
    }
  }

  #refuseFooter(code: RrdErrorCode, problem: string, offset: number): undefined {
    this.#problems.push(new RrdError(code, problem, offset));
    return undefined;
  }

  async #takeManifests({ start, end }: Segment, manifests: readonly ManifestColumns[]): Promise<void> {
    // Store infos are not in a manifest: each is looked for right before the first chunk of its store.
    const reader = new WindowReader(this.#source, end, HEAD_WINDOW_BYTES);
    const sink: ScanSink = {
      ...this.#sink(),
      // What is wrong there is not of interest: the chunks are known.
      problem: () => undefined,
      progress: () => undefined,
    };
    await scan(reader, start, sink, { stopAtChunk: true });
    const { onColumns } = this.#options;
    for (const { storeId, columns } of manifests) {
      const store = this.#store(storeId);
      if (onColumns !== undefined) onColumns(storeId, columns);
      else for (const entry of toManifestEntries(columns)) store.entries.push(entry);
    }
  }

  async #scan({ start, end }: Segment): Promise<void> {
    const windowBytes = this.#options.windowBytes ?? WINDOW_BYTES;
    await scan(new WindowReader(this.#source, end, windowBytes), start, this.#sink());
  }

  #sink(): ScanSink {
    return {
      storeInfo: (info) => {
        this.#store(info.storeId).info = info;
      },
      chunk: (storeId, entry) => {
        const { entries } = this.#store(storeId);
        if (this.#options.keepEntries !== false) entries.push(entry);
        this.#options.onEntry?.(storeId, entry);
      },
      blueprintActivation: (activation) => {
        this.#activations.push(activation);
      },
      problem: (error) => {
        this.#problems.push(error);
      },
      progress: (offset) => this.#options.onProgress?.(offset, this.#size),
    };
  }

  #store(storeId: RrdStoreId) {
    const key = storeKey(storeId);
    let store = this.#stores.get(key);
    if (store === undefined) {
      store = { storeId, info: undefined, entries: [] };
      this.#stores.set(key, store);
    }
    return store;
  }
}
