import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { MAX_NAME_BYTES } from '../constants.ts';
import { type ChunkId, chunkIdFromBytes, chunkIdToBytes, TUID_BYTES } from '../ids.ts';
import { RrdError, RrdErrorCode } from './errors.ts';
import type { RrdVersion } from './format.ts';

// The protobuf messages of packages rerun.log_msg.v1alpha1 and rerun.common.v1alpha1, as far as files have them. Fields that
// are not known are stepped over.

/**
 * Names one store of a file.
 *
 * @group Recordings
 */
export interface RrdStoreId {
  /** A blueprint says how Rerun's viewer lays out the recordings of the same application. */
  readonly kind: 'recording' | 'blueprint';
  readonly recordingId: string;
  /** Not empty. */
  readonly applicationId: string;
}

/**
 * What made a store. The numbers are the file's; others may come.
 *
 * @group Recordings
 */
export const RrdSourceKind = { Unspecified: 0, C: 1, Python: 2, Rust: 3, File: 4, Viewer: 5, Other: 6 } as const;

/**
 * What made a store, with what it says of itself.
 *
 * @group Recordings
 */
export interface RrdStoreSource {
  /** One of {@link RrdSourceKind}. */
  readonly kind: number;
  /** For `Other` a text in UTF-8 that Rerun's viewer shows; for the others a protobuf message. Borrowed when read. */
  readonly extra?: Uint8Array | undefined;
}

/**
 * The message that comes before the chunks of a store.
 *
 * @group Recordings
 */
export interface RrdStoreInfo {
  readonly storeId: RrdStoreId;
  readonly source: RrdStoreSource;
  readonly version?: RrdVersion | undefined;
  /** The TUID of this message. */
  readonly rowId: ChunkId;
}

/** One chunk as it lies in the file. */
export interface ArrowMessage {
  readonly storeId: RrdStoreId;
  /** One of `RrdCompression`. */
  readonly compression: number;
  /** Bytes of the Arrow stream; infinite beyond 2^53. */
  readonly uncompressedBytes: number;
  /** The Arrow stream or the LZ4 block of it. Borrowed. */
  readonly payload: Uint8Array;
  readonly chunkId?: ChunkId | undefined;
  readonly isStatic?: boolean | undefined;
}

/**
 * Tells Rerun's viewer to use a blueprint.
 *
 * @group Recordings
 */
export interface RrdBlueprintActivation {
  readonly blueprintId: RrdStoreId;
  readonly makeActive: boolean;
  readonly makeDefault: boolean;
}

/** One manifest of a footer, its tables still encoded. Byte arrays are borrowed when read. */
export interface ManifestMessage {
  readonly storeId: RrdStoreId;
  readonly schema: Uint8Array;
  readonly schemaSha256: Uint8Array;
  readonly data: {
    readonly payload: Uint8Array;
    readonly compression: number;
    readonly uncompressedBytes: number;
  };
}

const STORE_KIND = { recording: 1, blueprint: 2 } as const;
const ARROW_IPC = 1;
const ENCODER_V0 = 1;

function writeStoreId(writer: BinaryWriter, field: number, id: RrdStoreId): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.Varint).int32(STORE_KIND[id.kind]);
  writer.tag(2, WireType.LengthDelimited).string(id.recordingId);
  writer.tag(3, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string(id.applicationId).join();
  writer.join();
}

function writeTuid(writer: BinaryWriter, field: number, id: ChunkId): void {
  const view = new DataView(chunkIdToBytes(id).buffer);
  writer.tag(field, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.Bit64).fixed64(view.getBigUint64(0));
  writer.tag(2, WireType.Bit64).fixed64(view.getBigUint64(8));
  writer.join();
}

export function encodeStoreInfo(info: RrdStoreInfo): Uint8Array {
  const writer = new BinaryWriter();
  writeTuid(writer, 1, info.rowId);
  writer.tag(2, WireType.LengthDelimited).fork();
  writeStoreId(writer, 2, info.storeId);
  writer.tag(5, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.Varint).int32(info.source.kind);
  if (info.source.extra !== undefined) {
    writer.tag(2, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).bytes(info.source.extra).join();
  }
  writer.join();
  if (info.version !== undefined) {
    const { major, minor, patch, meta } = info.version;
    const bits = major | (minor << 8) | (patch << 16) | (meta << 24);
    writer.tag(6, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int32(bits).join();
  }
  return writer.join().finish();
}

export function encodeStoreIdField(storeId: RrdStoreId): Uint8Array {
  const writer = new BinaryWriter();
  writeStoreId(writer, 1, storeId);
  return writer.finish();
}

export function encodeBlueprintActivation(activation: RrdBlueprintActivation): Uint8Array {
  const writer = new BinaryWriter();
  writeStoreId(writer, 1, activation.blueprintId);
  if (activation.makeActive) writer.tag(2, WireType.Varint).bool(true);
  if (activation.makeDefault) writer.tag(3, WireType.Varint).bool(true);
  return writer.finish();
}

export function encodeFooter(manifests: readonly ManifestMessage[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const manifest of manifests) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writeStoreId(writer, 1, manifest.storeId);
    writer.tag(2, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).bytes(manifest.schema).join();
    writer.tag(3, WireType.LengthDelimited).bytes(manifest.schemaSha256);
    writer.tag(4, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).int32(ENCODER_V0);
    writer.tag(2, WireType.LengthDelimited).bytes(manifest.data.payload);
    writer.tag(3, WireType.Varint).int32(manifest.data.compression);
    writer.tag(4, WireType.Varint).uint64(manifest.data.uncompressedBytes);
    writer.join().join();
  }
  return writer.finish();
}

/** Reads a message's known fields. Each gets the reader behind its tag; those without an entry are stepped over. */
class FieldReader {
  readonly #what: string;
  /** Where in the file the message begins. */
  readonly #offset: number;

  constructor(what: string, offset: number) {
    this.#what = what;
    this.#offset = offset;
  }

  read(bytes: Uint8Array, fields: Readonly<Record<number, Field>>): void {
    const reader = new BinaryReader(bytes);
    try {
      while (reader.pos < reader.len) {
        const [number, wireType] = reader.tag();
        const field = fields[number];
        if (field === undefined) {
          reader.skip(wireType, number);
        } else {
          if (field.wireType !== wireType) {
            throw this.bad(`field ${number} must have wire type ${field.wireType}, found ${wireType}`);
          }
          field.take(reader);
        }
        if (reader.pos > reader.len) throw this.bad('it is cut short');
      }
    } catch (cause) {
      if (cause instanceof RrdError) throw cause;
      throw this.bad('it is no protobuf message', cause);
    }
  }

  bad(problem: string, cause?: unknown): RrdError {
    return new RrdError(
      RrdErrorCode.BadMessage,
      `The ${this.#what} does not parse: ${problem}`,
      this.#offset,
      cause === undefined ? undefined : { cause },
    );
  }
}

interface Field {
  readonly wireType: WireType;
  readonly take: (reader: BinaryReader) => void;
}

function bytesField(take: (bytes: Uint8Array) => void): Field {
  return { wireType: WireType.LengthDelimited, take: (reader) => take(reader.bytes()) };
}

function stringField(reader: FieldReader, take: (text: string) => void): Field {
  return bytesField((bytes) => {
    if (bytes.length > MAX_NAME_BYTES) throw reader.bad(`a name has at most ${MAX_NAME_BYTES} bytes`);
    take(textDecoder.decode(bytes));
  });
}

function intField(take: (value: number) => void): Field {
  return { wireType: WireType.Varint, take: (reader) => take(reader.int32()) };
}

function boolField(take: (value: boolean) => void): Field {
  return { wireType: WireType.Varint, take: (reader) => take(reader.bool()) };
}

/** A length: beyond 2^53 every limit is passed, whatever the exact number. */
function sizeField(take: (value: number) => void): Field {
  return {
    wireType: WireType.Varint,
    take: (reader) => {
      const value = Number(reader.uint64());
      take(Number.isSafeInteger(value) ? value : Number.POSITIVE_INFINITY);
    },
  };
}

const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readStoreId(reader: FieldReader, bytes: Uint8Array | undefined): RrdStoreId {
  if (bytes === undefined) throw reader.bad('it has no store id');
  let kind = 0;
  let recordingId = '';
  let applicationId = '';
  reader.read(bytes, {
    1: intField((value) => (kind = value)),
    2: stringField(reader, (text) => (recordingId = text)),
    3: bytesField((inner) => reader.read(inner, { 1: stringField(reader, (text) => (applicationId = text)) })),
  });
  if (kind !== STORE_KIND.recording && kind !== STORE_KIND.blueprint) {
    throw reader.bad(`the kind of a store must be 1 or 2, found ${kind}`);
  }
  return { kind: kind === STORE_KIND.recording ? 'recording' : 'blueprint', recordingId, applicationId };
}

function readTuid(reader: FieldReader, bytes: Uint8Array): ChunkId {
  const out = new Uint8Array(TUID_BYTES);
  const view = new DataView(out.buffer);
  const take = (at: number): Field => ({
    wireType: WireType.Bit64,
    take: (inner) => view.setBigUint64(at, BigInt(inner.fixed64())),
  });
  reader.read(bytes, { 1: take(0), 2: take(8) });
  return chunkIdFromBytes(out);
}

/** @param offset Where the payload begins in the file, for messages. @throws RrdError `bad-message` */
export function decodeStoreInfo(payload: Uint8Array, offset: number): RrdStoreInfo {
  const reader = new FieldReader('store info', offset);
  let rowId: ChunkId | undefined;
  let info: Uint8Array | undefined;
  reader.read(payload, {
    1: bytesField((bytes) => (rowId = readTuid(reader, bytes))),
    2: bytesField((bytes) => (info = bytes)),
  });
  if (rowId === undefined || info === undefined) throw reader.bad('it needs a row id and an info');
  let storeId: Uint8Array | undefined;
  let kind = 0;
  let extra: Uint8Array | undefined;
  let version: RrdVersion | undefined;
  reader.read(info, {
    2: bytesField((bytes) => (storeId = bytes)),
    5: bytesField((source) =>
      reader.read(source, {
        1: intField((value) => (kind = value)),
        2: bytesField((bytes) => reader.read(bytes, { 1: bytesField((inner) => (extra = inner)) })),
      }),
    ),
    6: bytesField((bytes) => reader.read(bytes, { 1: intField((bits) => (version = versionOf(bits))) })),
  });
  return {
    rowId,
    storeId: readStoreId(reader, storeId),
    source: { kind, ...(extra === undefined ? {} : { extra }) },
    ...(version === undefined ? {} : { version }),
  };
}

function versionOf(bits: number): RrdVersion {
  return { major: bits & 0xff, minor: (bits >> 8) & 0xff, patch: (bits >> 16) & 0xff, meta: bits >>> 24 };
}

/**
 * Reads a chunk's message, or the beginning of one whose payload is longer than what is there.
 *
 * @param offset Where the message's payload begins in the file.
 * @param isPrefix The bytes may end within the field of the Arrow stream or after it; what follows it is left out.
 * @throws RrdError `bad-message`
 */
export function decodeArrowMessage(
  bytes: Uint8Array,
  offset: number,
  isPrefix = false,
): ArrowMessage & {
  /** Where in `bytes` the Arrow stream begins. */
  readonly payloadStart: number;
  /** Bytes of the Arrow stream as it lies in the file, also if `payload` has fewer. */
  readonly payloadBytes: number;
} {
  const reader = new FieldReader('message of a chunk', offset);
  let storeId: Uint8Array | undefined;
  let compression = 0;
  let uncompressedBytes = 0;
  let encoding = 0;
  let payload: Uint8Array | undefined;
  let payloadBytes = 0;
  let chunkId: ChunkId | undefined;
  let isStatic: boolean | undefined;
  const takePayload = (inner: BinaryReader) => {
    payloadBytes = inner.uint32();
    const end = inner.pos + payloadBytes;
    payload = bytes.subarray(inner.pos, Math.min(end, bytes.length));
    // The bytes may end within what follows, too: a field cut in two is no error of a prefix.
    inner.pos = isPrefix ? inner.len : end;
  };
  reader.read(bytes, {
    1: bytesField((inner) => (storeId = inner)),
    2: intField((value) => (compression = value)),
    3: sizeField((value) => (uncompressedBytes = value)),
    4: intField((value) => (encoding = value)),
    5: { wireType: WireType.LengthDelimited, take: takePayload },
    6: bytesField((inner) => (chunkId = readTuid(reader, inner))),
    7: boolField((value) => (isStatic = value)),
  });
  if (payload === undefined) throw reader.bad('it has no Arrow stream');
  if (encoding !== ARROW_IPC) throw reader.bad(`its encoding must be 1 (Arrow IPC), found ${encoding}`);
  return {
    storeId: readStoreId(reader, storeId),
    compression,
    uncompressedBytes,
    payload,
    payloadStart: payload.byteOffset - bytes.byteOffset,
    payloadBytes,
    ...(chunkId === undefined ? {} : { chunkId }),
    ...(isStatic === undefined ? {} : { isStatic }),
  };
}

/** @throws RrdError `bad-message` */
export function decodeBlueprintActivation(payload: Uint8Array, offset: number): RrdBlueprintActivation {
  const reader = new FieldReader('blueprint activation', offset);
  let blueprintId: Uint8Array | undefined;
  let makeActive = false;
  let makeDefault = false;
  reader.read(payload, {
    1: bytesField((bytes) => (blueprintId = bytes)),
    2: boolField((value) => (makeActive = value)),
    3: boolField((value) => (makeDefault = value)),
  });
  return { blueprintId: readStoreId(reader, blueprintId), makeActive, makeDefault };
}

/** @throws RrdError `bad-message` */
export function decodeFooter(payload: Uint8Array, offset: number): readonly ManifestMessage[] {
  const reader = new FieldReader('footer', offset);
  const manifests: ManifestMessage[] = [];
  reader.read(payload, { 1: bytesField((bytes) => manifests.push(decodeManifestMessage(reader, bytes))) });
  return manifests;
}

const NO_BYTES = new Uint8Array(0);

function decodeManifestMessage(reader: FieldReader, bytes: Uint8Array): ManifestMessage {
  let storeId: Uint8Array | undefined;
  let schema: Uint8Array = NO_BYTES;
  let schemaSha256: Uint8Array = NO_BYTES;
  let payload: Uint8Array | undefined;
  let compression = 0;
  let uncompressedBytes = 0;
  reader.read(bytes, {
    1: bytesField((inner) => (storeId = inner)),
    2: bytesField((inner) => reader.read(inner, { 1: bytesField((ipc) => (schema = ipc)) })),
    3: bytesField((inner) => (schemaSha256 = inner)),
    4: bytesField((inner) =>
      reader.read(inner, {
        2: bytesField((table) => (payload = table)),
        3: intField((value) => (compression = value)),
        4: sizeField((value) => (uncompressedBytes = value)),
      }),
    ),
  });
  if (payload === undefined) throw reader.bad('a manifest has no table');
  return {
    storeId: readStoreId(reader, storeId),
    schema,
    schemaSha256,
    data: { payload, compression, uncompressedBytes },
  };
}
