import {
  archetypeField,
  ChunkBuilder,
  encodeChunk,
  memorySource,
  openRrd,
  parseEntityPath,
  RrdSourceKind,
  type RrdStoreId,
  RrdWriter,
  TuidGenerator,
} from '@rushes/proto';
import { describe, expect, it } from 'vitest';

const storeId: RrdStoreId = { kind: 'recording', recordingId: 'heads', applicationId: 'test' };
const TEXT = archetypeField('TextLog', 'text');

describe('scanning', () => {
  it('[R17] finds every chunk, wherever the beginning of its message that is read first ends', async () => {
    const ids = new TuidGenerator();
    const writer = new RrdWriter({ footer: false });
    const pieces = [...writer.header(), ...writer.storeInfo({ storeId, source: { kind: RrdSourceKind.Other } })];
    const texts = Array.from({ length: 400 }, (_, i) => 'x'.repeat(2400 + 8 * i));
    for (const text of texts) {
      const builder = new ChunkBuilder(parseEntityPath('/log'), [{ name: 'frame', kind: 'sequence' }]);
      builder.appendRow(ids, [1n], [{ ...TEXT, data: [text] }]);
      pieces.push(...writer.chunk(storeId, encodeChunk(builder.finish(ids.nextChunkId()))));
    }
    pieces.push(...writer.end());
    const { stores, problems } = await openRrd(memorySource(Buffer.concat(pieces)));
    expect(problems).toEqual([]);
    const sizes = stores[0]?.entries.map(({ byteLength }) => byteLength) ?? [];
    expect(sizes).toHaveLength(texts.length);
    // The sizes around which the trailing fields are cut are among them.
    expect(sizes.filter((size) => size > 4096 && size < 4096 + 32).length).toBeGreaterThan(2);
  });
});
