import { VIDEO_SAMPLE } from '../constants.ts';
import { TuidGenerator } from '../ids.ts';
import { ArrowMessageEncoder } from './arrow-message-encoder.ts';
import { type RrdChunkFacts, readChunkFacts } from './chunk-facts.ts';
import { footerCrc } from './crc.ts';
import { RrdError, RrdErrorCode } from './errors.ts';
import {
  encodeMessageHeader,
  encodeStreamFooter,
  encodeStreamHeader,
  MAX_RRD_CHUNK_BYTES,
  MESSAGE_HEADER_BYTES,
  RrdCompression,
  RrdMessageKind,
  type RrdVersion,
  WRITTEN_VERSION,
} from './format.ts';
import { compressLz4 } from './lz4.ts';
import { ManifestBuilder } from './manifest-builder.ts';
import {
  encodeBlueprintActivation,
  encodeFooter,
  encodeStoreInfo,
  type RrdBlueprintActivation,
  type RrdStoreId,
  type RrdStoreInfo,
} from './messages.ts';

/**
 * How a recording file is written.
 *
 * @group Recordings
 */
export interface RrdWriterOptions {
  /**
   * `lz4` compresses chunks that get smaller by it; chunks with video samples never are, since they would not.
   * Default `none`: what is logged most does not compress, and readers open plain chunks without decoding them.
   */
  readonly compression?: 'none' | 'lz4';
  /** Whether `end` writes the manifest that lets a large file be opened without being read. Default true. */
  readonly footer?: boolean;
  /** The version in the stream header. Default: the oldest one whose layout this is, 0.33.0. */
  readonly version?: RrdVersion;
  /** Makes the ids of store infos. Default: one of its own. */
  readonly ids?: TuidGenerator;
}

/**
 * What introduces a store; what is left out is filled in.
 *
 * @group Recordings
 */
export type RrdStoreInfoInput = Omit<RrdStoreInfo, 'rowId'> & Partial<Pick<RrdStoreInfo, 'rowId'>>;

type State = 'empty' | 'open' | 'ended';

/** What is kept of one store. */
interface Store {
  manifest: ManifestBuilder;
  readonly encoder: ArrowMessageEncoder;
}

/**
 * Makes the bytes of a recording file, no I/O: every method returns pieces to append to the file, in order, before those of
 * the next call. What was appended after any call is a recording that opens. Keeps about 100 bytes a chunk for the manifest.
 *
 * @group Recordings
 */
export class RrdWriter {
  readonly #compression: 'none' | 'lz4';
  readonly #version: RrdVersion;
  readonly #ids: TuidGenerator;
  readonly #stores = new Map<string, Store>();
  /** The one that was used last, by the very object. */
  #newest: { readonly storeId: RrdStoreId; readonly store: Store } | undefined;
  #hasFooter: boolean;
  #state: State = 'empty';
  #byteLength = 0;

  constructor(options: RrdWriterOptions = {}) {
    this.#compression = options.compression ?? 'none';
    this.#hasFooter = options.footer ?? true;
    this.#version = options.version ?? WRITTEN_VERSION;
    this.#ids = options.ids ?? new TuidGenerator();
  }

  /** Bytes returned so far: the length of the file if it was new. */
  get byteLength(): number {
    return this.#byteLength;
  }

  /** Whether `end` will write a manifest: false if it was not asked for, or became larger than readers accept. */
  get hasFooter(): boolean {
    return this.#hasFooter;
  }

  /** The stream header: the first bytes of the file. */
  header(): readonly Uint8Array[] {
    if (this.#state !== 'empty') throw new TypeError('header must be called once, before everything else.');
    this.#state = 'open';
    return this.#written([encodeStreamHeader(this.#version, this.#compression === 'lz4')]);
  }

  /** Introduces a store, before its chunks. Saying it again is allowed, and the last one holds. */
  storeInfo(info: RrdStoreInfoInput): readonly Uint8Array[] {
    const { storeId } = info;
    if (storeId.applicationId === '') throw new TypeError('storeId.applicationId must not be empty.');
    const complete = { ...info, version: info.version ?? this.#version, rowId: info.rowId ?? this.#ids.nextChunkId() };
    const written = this.#message(RrdMessageKind.StoreInfo, [encodeStoreInfo(complete)]);
    const key = storeKey(storeId);
    if (!this.#stores.has(key)) {
      this.#stores.set(key, { manifest: new ManifestBuilder(storeId), encoder: new ArrowMessageEncoder(storeId) });
    }
    return written;
  }

  /**
   * One chunk.
   *
   * @param arrow Its Arrow stream, as `encodeChunk` makes it. One of the returned pieces may be this array itself: it must not
   * be changed before it is written.
   * @param facts What the manifest says of it. Default: read from the stream, about 10 µs.
   * @throws ProtoError if the stream is no chunk; RrdError `limit-exceeded` if it is larger than readers accept.
   */
  chunk(storeId: RrdStoreId, arrow: Uint8Array, facts: RrdChunkFacts = readChunkFacts(arrow)): readonly Uint8Array[] {
    const store = this.#store(storeId);
    if (arrow.length > MAX_RRD_CHUNK_BYTES) {
      throw new RrdError(
        RrdErrorCode.LimitExceeded,
        `An Arrow stream has at most ${MAX_RRD_CHUNK_BYTES} bytes, found ${arrow.length}`,
        this.#byteLength,
      );
    }
    const block = this.#compress(arrow, facts);
    const payload = block ?? arrow;
    if (this.#state !== 'open') throw outOfOrder();
    const { head, tail } = store.encoder.encode({
      compression: block === undefined ? RrdCompression.None : RrdCompression.Lz4,
      uncompressedBytes: arrow.length,
      payload,
      chunkId: facts.chunkId,
      isStatic: facts.isStatic,
    });
    const offset = this.#byteLength + MESSAGE_HEADER_BYTES;
    const byteLength = head.length + payload.length + tail.length - MESSAGE_HEADER_BYTES;
    const written = this.#written([head, payload, tail]);
    if (this.#hasFooter) {
      const { manifest } = store;
      manifest.add(facts, { offset, byteLength, uncompressedBytes: arrow.length }, arrow);
      if (manifest.isTooLarge) this.#giveUpFooter();
    }
    return written;
  }

  /** Tells Rerun's viewer to use a blueprint, after the blueprint's chunks. */
  blueprintActivation(activation: RrdBlueprintActivation): readonly Uint8Array[] {
    return this.#message(RrdMessageKind.BlueprintActivation, [encodeBlueprintActivation(activation)]);
  }

  /** The end of the file. Without it the file opens as well, but has to be scanned. */
  end(): readonly Uint8Array[] {
    const stores = this.#hasFooter ? [...this.#stores.values()].filter(({ manifest }) => manifest.chunkCount > 0) : [];
    if (stores.length === 0) {
      const written = this.#message(RrdMessageKind.End, []);
      this.#state = 'ended';
      return written;
    }
    const footer = encodeFooter(stores.map(({ manifest }) => manifest.finish()));
    const offset = this.#byteLength + MESSAGE_HEADER_BYTES;
    const message = this.#message(RrdMessageKind.End, [footer]);
    const place = encodeStreamFooter({ offset, byteLength: footer.length, crc: footerCrc(footer) });
    this.#state = 'ended';
    return [...message, ...this.#written([place])];
  }

  #compress(arrow: Uint8Array, facts: RrdChunkFacts): Uint8Array | undefined {
    if (this.#compression === 'none') return undefined;
    if (facts.components.some(({ descriptor }) => descriptor.component === VIDEO_SAMPLE)) return undefined;
    return compressLz4(arrow);
  }

  #giveUpFooter(): void {
    this.#hasFooter = false;
    for (const store of this.#stores.values()) store.manifest = store.manifest.emptied();
  }

  #store(storeId: RrdStoreId): Store {
    if (this.#newest?.storeId === storeId) return this.#newest.store;
    const store = this.#stores.get(storeKey(storeId));
    if (store === undefined) throw new TypeError('storeInfo must be called before chunk, with the same store.');
    this.#newest = { storeId, store };
    return store;
  }

  #message(kind: number, parts: readonly Uint8Array[]): readonly Uint8Array[] {
    if (this.#state !== 'open') throw outOfOrder();
    const payloadBytes = parts.reduce((sum, part) => sum + part.length, 0);
    return this.#written([encodeMessageHeader(kind, payloadBytes), ...parts.filter((part) => part.length > 0)]);
  }

  #written(pieces: readonly Uint8Array[]): readonly Uint8Array[] {
    for (const piece of pieces) this.#byteLength += piece.length;
    return pieces;
  }
}

function outOfOrder(): TypeError {
  return new TypeError('A message must come after header and before end.');
}

/**
 * A text that is equal for two ids exactly if they name the same store, for maps.
 *
 * @group Recordings
 */
export function storeKey({ kind, recordingId, applicationId }: RrdStoreId): string {
  return JSON.stringify([kind, applicationId, recordingId]);
}
