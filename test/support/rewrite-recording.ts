import {
  type Chunk,
  ChunkBuilder,
  decodeChunk,
  encodeChunk,
  memorySource,
  openRrd,
  RrdSourceKind,
  RrdWriter,
  type RrdWriterOptions,
  readChunkFacts,
  TuidGenerator,
  VIDEO_SAMPLE,
} from '@rushes/proto';

export interface RewriteOptions extends Pick<RrdWriterOptions, 'compression' | 'footer'> {
  /** Rows of a video chunk; default as they are. Groups of pictures are cut wherever that falls. */
  readonly rowsPerVideoChunk?: number;
  /** Only the chunks of this entity. */
  readonly only?: string;
  /** False: no End, as a program leaves a file that was killed. Default true. */
  readonly end?: boolean;
}

/** The same recording in another layout. */
export async function rewriteRecording(bytes: Uint8Array, options: RewriteOptions): Promise<Uint8Array> {
  const { rowsPerVideoChunk, only, end = true, ...writerOptions } = options;
  const file = await openRrd(memorySource(bytes));
  const writer = new RrdWriter(writerOptions);
  const pieces = [...writer.header()];
  const ids = new TuidGenerator();
  for (const { storeId, entries } of file.stores) {
    pieces.push(...writer.storeInfo({ storeId, source: { kind: RrdSourceKind.Other } }));
    for (const entry of entries) {
      if (only !== undefined && entry.entityPath !== only) continue;
      const arrow = await file.readChunk(entry);
      const isVideo = readChunkFacts(arrow).components.some(({ descriptor }) => descriptor.component === VIDEO_SAMPLE);
      const cut =
        isVideo && rowsPerVideoChunk !== undefined ? cutChunk(decodeChunk(arrow), rowsPerVideoChunk, ids) : [arrow];
      for (const piece of cut) pieces.push(...writer.chunk(storeId, piece));
    }
  }
  if (end) pieces.push(...writer.end());
  return Buffer.concat(pieces);
}

function cutChunk(chunk: Chunk, rowsPerChunk: number, ids: TuidGenerator): Uint8Array[] {
  const column = chunk.components.find(({ descriptor }) => descriptor.component === VIDEO_SAMPLE);
  if (column === undefined || column.values.kind !== 'bytes') throw new TypeError('Expected a chunk of video samples.');
  const { starts, bytes } = column.values;
  const builder = new ChunkBuilder(chunk.entityPath, chunk.timelines);
  const cut: Uint8Array[] = [];
  for (let row = 0; row < chunk.rowCount; row += 1) {
    const times = chunk.timelines.map((timeline) => timeline.times[row] ?? 0n);
    const sample = bytes.slice(starts[row], starts[row + 1]);
    builder.appendRow(ids, times, [{ descriptor: column.descriptor, itemType: column.itemType, data: [sample] }]);
    if (builder.rowCount < rowsPerChunk && row + 1 < chunk.rowCount) continue;
    cut.push(encodeChunk(builder.finish(ids.nextChunkId())));
  }
  return cut;
}
