import {
  archetypeField,
  ChunkBuilder,
  encodeChunk,
  memorySource,
  parseEntityPath,
  RrdSourceKind,
  type RrdStoreId,
  RrdWriter,
  TuidGenerator,
} from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { SampleKeys } from '../../../packages/viewer/src/app/source/chunk-intake.ts';
import { FileIngest } from '../../../packages/viewer/src/app/source/file-ingest.ts';
import type { FileId } from '../../../packages/viewer/src/app/source/file-messages.ts';
import type { IngestEvent } from '../../../packages/viewer/src/app/source/ingest-messages.ts';

const URL_OF_FILE = 'http://127.0.0.1:9880/files/0/run.rrd';
const FILE = 7 as FileId;

/** A recording of one row. */
function recordingBytes(): Uint8Array {
  const writer = new RrdWriter();
  const ids = new TuidGenerator();
  const storeId: RrdStoreId = { kind: 'recording', recordingId: 'run', applicationId: 'test' };
  const builder = new ChunkBuilder(parseEntityPath('/log'), [{ name: 'frame', kind: 'sequence' }]);
  builder.appendRow(ids, [1n], [{ ...archetypeField('TextLog', 'text'), data: ['hello'] }]);
  const pieces = [
    ...writer.header(),
    ...writer.storeInfo({ storeId, source: { kind: RrdSourceKind.Other } }),
    ...writer.chunk(storeId, encodeChunk(builder.finish(ids.nextChunkId()))),
    ...writer.end(),
  ];
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

function setUp() {
  const events: IngestEvent[] = [];
  let opened = 0;
  const files = new FileIngest({
    ports: { postEvent: (event) => events.push(event), postSamples: () => undefined, later: (action) => action() },
    keys: new SampleKeys(),
    openSource: () => {
      opened += 1;
      return memorySource(recordingBytes());
    },
    clock: { nowMillis: () => 0, after: (_, action) => action() },
    onShow: () => undefined,
  });
  const told = (kind: IngestEvent['kind']) => expect.poll(() => events.map((event) => event.kind)).toContain(kind);
  return { files, events, told, openedSources: () => opened };
}

const open = (url: string) =>
  ({ kind: 'open-file', file: FILE, name: 'run.rrd', source: { kind: 'url', url } }) as const;

describe('a recording file that was foreseen', () => {
  it('is read once, and told in order under the id that it gets later', async () => {
    const { files, events, told, openedSources } = setUp();
    files.foresee(URL_OF_FILE);
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toEqual([]);
    files.handle(open(URL_OF_FILE));
    await told('file-opened');
    expect(openedSources()).toBe(1);
    const kinds = events.map((event) => event.kind);
    expect([kinds[0], kinds.at(-1)]).toEqual(['file-stores', 'file-opened']);
    expect(kinds).toContain('known-chunks');
    expect(events.every((event) => 'file' in event && event.file === FILE)).toBe(true);
  });

  it('is forgotten when another one is asked for', async () => {
    const { files, events, told, openedSources } = setUp();
    files.foresee(URL_OF_FILE);
    files.handle(open('http://127.0.0.1:9880/files/1/other.rrd'));
    await told('file-opened');
    expect(openedSources()).toBe(2);
    expect(events.filter(({ kind }) => kind === 'file-opened')).toHaveLength(1);
  });
});
