import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  archetypeField,
  ChunkBuilder,
  type ComponentBatch,
  encodeChunk,
  parseEntityPath,
  type RrdMessage,
  RrdSourceKind,
  type RrdStoreId,
  RrdStreamReader,
  RrdWriter,
  type RrdWriterOptions,
  type Timeline,
  TimelineKind,
  TuidGenerator,
  VideoCodec,
} from '@rushes/proto';

const folder = fileURLToPath(new URL('../../../../shared/corpus/rrd/', import.meta.url));

/** Recordings that Rerun's viewer shows correctly, made by another program than ours. */
export const RERUN_FILES = ['all-kinds-plain.rrd', 'all-kinds-lz4-footer.rrd', 'all-kinds-lz4-blueprint.rrd'] as const;
export const rerunFilesAvailable: boolean = existsSync(`${folder}${RERUN_FILES[0]}`);
export const skipped = rerunFilesAvailable ? '' : ' (skipped: ../shared/corpus not present)';

export function rerunFile(name: (typeof RERUN_FILES)[number]): Uint8Array {
  return new Uint8Array(readFileSync(`${folder}${name}`));
}

export const STORE: RrdStoreId = { kind: 'recording', recordingId: 'run-1', applicationId: 'test-app' };
export const BLUEPRINT: RrdStoreId = { kind: 'blueprint', recordingId: 'layout-1', applicationId: 'test-app' };
export const SOURCE = { kind: RrdSourceKind.Other, extra: new TextEncoder().encode('rushes tests') };

const FRAME: Timeline = { name: 'frame', kind: TimelineKind.Sequence };
const LOG_TIME: Timeline = { name: 'log_time', kind: TimelineKind.Timestamp };
const START = 1_700_000_000_000_000_001n;

/** Ids that are the same in every run. */
export function testIds(): TuidGenerator {
  return new TuidGenerator({ nowNanos: () => START, start: 7n });
}

const text = (value: string): ComponentBatch => ({ ...archetypeField('TextLog', 'text'), data: [value] });
const level = (value: string): ComponentBatch => ({ ...archetypeField('TextLog', 'level'), data: [value] });
const scalar = (value: number): ComponentBatch => ({
  ...archetypeField('Scalars', 'scalars'),
  data: Float64Array.of(value),
});
const sample = (bytes: Uint8Array): ComponentBatch => ({ ...archetypeField('VideoStream', 'sample'), data: [bytes] });

/** Arrow streams: static, sorted, unsorted, sparse, compressible, and video that is not. */
export function sampleChunks(ids: TuidGenerator = testIds(), videoBytes = 700): readonly Uint8Array[] {
  const codec = new ChunkBuilder(parseEntityPath('/camera'), []);
  codec.appendRow(ids, [], [{ ...archetypeField('VideoStream', 'codec'), data: Uint32Array.of(VideoCodec.H264) }]);
  const plot = new ChunkBuilder(parseEntityPath('/plot'), [FRAME, LOG_TIME]);
  for (const frame of [5n, 3n, 9n]) plot.appendRow(ids, [frame, START + frame], [scalar(Number(frame))]);
  const log = new ChunkBuilder(parseEntityPath('/log'), [LOG_TIME]);
  for (let i = 0; i < 5; i++) {
    log.appendRow(ids, [START + BigInt(i)], i % 2 === 1 ? [text(`line ${i}`), level('INFO')] : [text(`line ${i}`)]);
  }
  const video = new ChunkBuilder(parseEntityPath('/camera'), [FRAME]);
  for (let i = 0; i < 3; i++) video.appendRow(ids, [BigInt(i)], [sample(noise(videoBytes, i + 1))]);
  return [codec, plot, log, video].map((builder) => encodeChunk(builder.finish(ids.nextChunkId())));
}

/** Bytes that do not compress, the same in every run. */
export function noise(length: number, seed: number): Uint8Array {
  let state = seed * 2_654_435_761;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state >>> 24;
  });
}

export interface FileParts extends RrdWriterOptions {
  readonly chunks?: readonly Uint8Array[];
  readonly end?: boolean;
  readonly blueprint?: boolean;
}

/** A whole recording with every kind of message. */
export function makeFile(parts: FileParts = {}): Uint8Array {
  const ids = testIds();
  const { chunks = sampleChunks(ids), end = true, blueprint = true, ...options } = parts;
  const writer = new RrdWriter({ ids, ...options });
  const pieces = [...writer.header(), ...writer.storeInfo({ storeId: STORE, source: SOURCE })];
  for (const chunk of chunks) pieces.push(...writer.chunk(STORE, chunk));
  if (blueprint) {
    const layout = new ChunkBuilder(parseEntityPath('/viewport'), [{ name: 'blueprint', kind: TimelineKind.Sequence }]);
    layout.appendRow(ids, [0n], [text('a layout')]);
    pieces.push(...writer.storeInfo({ storeId: BLUEPRINT, source: SOURCE }));
    pieces.push(...writer.chunk(BLUEPRINT, encodeChunk(layout.finish(ids.nextChunkId()))));
    pieces.push(...writer.blueprintActivation({ blueprintId: BLUEPRINT, makeActive: true, makeDefault: true }));
  }
  if (end) pieces.push(...writer.end());
  return concat(pieces);
}

export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** All messages of a file that comes in pieces of `pieceBytes`. */
export function readStream(file: Uint8Array, pieceBytes = file.length): RrdMessage[] {
  const reader = new RrdStreamReader();
  const messages: RrdMessage[] = [];
  const drain = () => {
    for (let message = reader.next(); message !== undefined; message = reader.next()) messages.push(message);
  };
  for (let at = 0; at < file.length; at += pieceBytes) {
    reader.append(file.subarray(at, at + pieceBytes));
    drain();
  }
  reader.finish();
  drain();
  return messages;
}

export function ofKind<Kind extends RrdMessage['kind']>(
  messages: readonly RrdMessage[],
  kind: Kind,
): Extract<RrdMessage, { kind: Kind }>[] {
  return messages.filter((message): message is Extract<RrdMessage, { kind: Kind }> => message.kind === kind);
}
