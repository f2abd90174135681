import {
  ChunkBuilder,
  type ComponentBatch,
  encodeChunk,
  parseEntityPath,
  parseRecordingId,
  RrdSourceKind,
  type RrdStoreId,
  RrdWriter,
  type Timeline,
  TuidGenerator,
} from '@rushes/proto';

const FRAME: Timeline = { name: 'frame', kind: 'sequence' };

export interface UnknownRecordingOptions {
  readonly recordingId: string;
  readonly rows: number;
  /** Components of the archetype `Crate` at `/crates/1`, besides its label. */
  readonly fields?: number;
  readonly rowsPerChunk?: number;
}

/**
 * The bytes of a recording file of which no view knows anything: at `/crates/1` an archetype `Crate` with a weight (the frame's number and a
 * half) in every row, a label (`crate 0`, `crate 10`, …) in every tenth; at `/site` a static text. On the timeline `frame`.
 */
export function makeUnknownRecording(options: UnknownRecordingOptions): Uint8Array {
  const { recordingId, rows, fields = 1, rowsPerChunk = 1000 } = options;
  const ids = new TuidGenerator({ nowNanos: () => 1n, start: 1n });
  const storeId: RrdStoreId = {
    kind: 'recording',
    recordingId: parseRecordingId(recordingId),
    applicationId: 'crates',
  };
  const writer = new RrdWriter();
  const pieces = [
    ...writer.header(),
    ...writer.storeInfo({ storeId, source: { kind: RrdSourceKind.Other, extra: new Uint8Array(0) } }),
  ];
  const save = (builder: ChunkBuilder) => {
    pieces.push(...writer.chunk(storeId, encodeChunk(builder.finish(ids.nextChunkId()))));
  };

  const site = new ChunkBuilder(parseEntityPath('/site'), []);
  site.appendRow(ids, [], [field('plan', 'Utf8', ['hall, north'])]);
  save(site);
  for (let first = 0; first < rows; first += rowsPerChunk) {
    const crate = new ChunkBuilder(parseEntityPath('/crates/1'), [FRAME]);
    for (let row = first; row < Math.min(rows, first + rowsPerChunk); row += 1) {
      const batches = [field('weight', 'Float64', Float64Array.of(row + 0.5))];
      for (let i = 1; i < fields; i += 1) batches.push(field(`field_${i}`, 'Float64', Float64Array.of(row * i)));
      if (row % 10 === 0) batches.push(field('label', 'Utf8', [`crate ${row}`]));
      crate.appendRow(ids, [BigInt(row)], batches);
    }
    save(crate);
  }
  pieces.push(...writer.end());
  return Buffer.concat(pieces);
}

function field(name: string, itemType: ComponentBatch['itemType'], data: ComponentBatch['data']): ComponentBatch {
  return { descriptor: { component: `Crate:${name}`, archetype: 'acme.Crate' }, itemType, data };
}
