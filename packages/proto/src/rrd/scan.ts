import { type RrdChunkFacts, readChunkHead } from './chunk-facts.ts';
import { unpack } from './chunk-payload.ts';
import { RrdError, RrdErrorCode } from './errors.ts';
import {
  decodeMessageHeader,
  decodeStreamFooter,
  decodeStreamHeader,
  MAX_RRD_CHUNK_BYTES,
  MESSAGE_HEADER_BYTES,
  RrdCompression,
  RrdMessageKind,
  STREAM_FOOTER_BYTES,
  STREAM_HEADER_BYTES,
  startsStream,
} from './format.ts';
import { decompressLz4Prefix, Lz4Error } from './lz4.ts';
import type { RrdManifestEntry } from './manifest.ts';
import {
  decodeArrowMessage,
  decodeBlueprintActivation,
  decodeStoreInfo,
  type RrdBlueprintActivation,
  type RrdStoreId,
  type RrdStoreInfo,
} from './messages.ts';
import { asRrdError, refuseHeader } from './stream-reader.ts';
import type { WindowReader } from './window-reader.ts';

/** Takes what a scan finds, in the order of the file. */
export interface ScanSink {
  readonly storeInfo: (info: RrdStoreInfo) => void;
  readonly chunk: (storeId: RrdStoreId, entry: RrdManifestEntry) => void;
  readonly blueprintActivation: (activation: RrdBlueprintActivation) => void;
  readonly problem: (error: RrdError) => void;
  /** Bytes behind the scan. May reject to stop it. */
  readonly progress: (offset: number) => void;
}

/** Bytes of a chunk's message that are read at first: store id, schema, row ids and times of a second of video. */
const HEAD_BYTES = 4096;

/**
 * Scans streams for chunks between two offsets, reading of each message its header and as much of the payload as tells what
 * is in it. `stopAtChunk` ends the scan at the first chunk: for store infos alone.
 */
export async function scan(
  reader: WindowReader,
  start: number,
  sink: ScanSink,
  options: { readonly stopAtChunk?: boolean } = {},
): Promise<void> {
  let at = start;
  let isAtStream = true;
  while (at < reader.end) {
    sink.progress(at);
    const header = await reader.read(at, MESSAGE_HEADER_BYTES);
    if (isAtStream || startsStream(header)) {
      if (header.length < STREAM_HEADER_BYTES) return sink.problem(truncated('a stream header', at, reader.end));
      try {
        decodeStreamHeader(header, at);
      } catch (error) {
        return sink.problem(asRrdError(error, at));
      }
      at += STREAM_HEADER_BYTES;
      isAtStream = false;
      continue;
    }
    if (header.length < MESSAGE_HEADER_BYTES) return sink.problem(truncated('a message header', at, reader.end));
    const { kind, payloadBytes } = decodeMessageHeader(header);
    const offset = at + MESSAGE_HEADER_BYTES;
    const refusal = refuseHeader({ kind, payloadBytes }, offset);
    if (refusal !== undefined) sink.problem(refusal.error);
    if (refusal?.isFatal === true) return;
    if (offset + payloadBytes > reader.end) return sink.problem(truncated('a message', at, reader.end));
    if (refusal === undefined && kind !== RrdMessageKind.End) {
      if (kind === RrdMessageKind.Arrow && options.stopAtChunk === true) return;
      try {
        await scanMessage(reader, kind, { offset, payloadBytes }, sink);
      } catch (error) {
        const problem = asRrdError(error, offset);
        // Bytes that could not be read say nothing about the recording.
        if (problem.code === RrdErrorCode.ReadFailed) throw problem;
        sink.problem(problem);
      }
    }
    at = offset + payloadBytes;
    if (kind === RrdMessageKind.End && payloadBytes > 0) {
      const footer = await reader.read(at, STREAM_FOOTER_BYTES);
      const isJoined = startsStream(footer);
      if (footer.length < STREAM_FOOTER_BYTES && !isJoined) {
        return sink.problem(truncated('a stream footer', at, reader.end));
      }
      if (footer.length === STREAM_FOOTER_BYTES && decodeStreamFooter(footer) !== undefined) at += STREAM_FOOTER_BYTES;
      else sink.problem(new RrdError(RrdErrorCode.BadFooter, 'After a footer come 32 bytes that say where it is', at));
    }
  }
  sink.progress(reader.end);
}

interface Place {
  readonly offset: number;
  readonly payloadBytes: number;
}

async function scanMessage(reader: WindowReader, kind: number, place: Place, sink: ScanSink): Promise<void> {
  const { offset, payloadBytes } = place;
  switch (kind) {
    case RrdMessageKind.StoreInfo:
      // Copied: the window goes on, the texts of the source stay.
      sink.storeInfo(decodeStoreInfo((await reader.read(offset, payloadBytes)).slice(), offset));
      return;
    case RrdMessageKind.Arrow: {
      const { storeId, entry } = await scanChunk(reader, place);
      sink.chunk(storeId, entry);
      return;
    }
    default:
      sink.blueprintActivation(decodeBlueprintActivation(await reader.read(offset, payloadBytes), offset));
  }
}

async function scanChunk(reader: WindowReader, { offset, payloadBytes }: Place) {
  let headBytes = Math.min(HEAD_BYTES, payloadBytes);
  for (;;) {
    const bytes = await reader.read(offset, headBytes);
    const message = decodeArrowMessage(bytes, offset, headBytes < payloadBytes);
    if (message.payloadStart + message.payloadBytes > payloadBytes) {
      throw new RrdError(
        RrdErrorCode.BadMessage,
        `The message of a chunk has ${payloadBytes} bytes, but its Arrow stream ${message.payloadBytes}`,
        offset,
      );
    }
    const isCompressed = message.compression === RrdCompression.Lz4;
    const uncompressedBytes = isCompressed ? message.uncompressedBytes : message.payloadBytes;
    const facts = readHead(message, uncompressedBytes, headBytes === payloadBytes, offset);
    if (!('neededBytes' in facts)) {
      const entry: RrdManifestEntry = { ...facts, offset, byteLength: payloadBytes, uncompressedBytes };
      return { storeId: message.storeId, entry };
    }
    // Of a block it is not known how far it has to be read: twice as far is soon enough.
    const needed = isCompressed ? 2 * headBytes : message.payloadStart + facts.neededBytes;
    headBytes = Math.min(Math.max(needed, headBytes + HEAD_BYTES), payloadBytes);
  }
}

function readHead(
  message: ReturnType<typeof decodeArrowMessage>,
  uncompressedBytes: number,
  isWhole: boolean,
  offset: number,
): RrdChunkFacts | { readonly neededBytes: number } {
  if (isWhole) return readChunkHead(unpack(message, offset), uncompressedBytes);
  if (message.compression !== RrdCompression.Lz4) return readChunkHead(message.payload, uncompressedBytes);
  if (uncompressedBytes > MAX_RRD_CHUNK_BYTES) {
    throw new RrdError(
      RrdErrorCode.LimitExceeded,
      `An Arrow stream has at most ${MAX_RRD_CHUNK_BYTES} bytes, found ${uncompressedBytes}`,
      offset,
    );
  }
  try {
    // What one block says of a few bytes may be megabytes of zeros: more than this is not looked at.
    const prefixBytes = Math.min(uncompressedBytes, 16 * message.payload.length);
    return readChunkHead(decompressLz4Prefix(message.payload, prefixBytes), uncompressedBytes);
  } catch (cause) {
    if (!(cause instanceof Lz4Error)) throw cause;
    throw new RrdError(RrdErrorCode.BadLz4, cause.message, offset, { cause });
  }
}

function truncated(what: string, offset: number, end: number): RrdError {
  return new RrdError(
    RrdErrorCode.Truncated,
    `The recording ends within ${what}: ${end - offset} bytes are left. All before it was read`,
    offset,
  );
}
