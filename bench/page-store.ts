import {
  archetypeField,
  ChunkBuilder,
  type EntityPath,
  parseEntityPath,
  parseRecordingId,
  TuidGenerator,
} from '@rushes/proto';
import { createRecordingStore } from '../packages/viewer/src/app/data/chunk-recording-store.ts';
import type { WritableRecordingStore } from '../packages/viewer/src/app/data/recording-store.ts';
import type { IngestedChunk } from '../packages/viewer/src/app/source/ingest-messages.ts';
import type { BenchRow } from './bench-row.ts';

const ROWS = 1_000_000;
const ROWS_PER_CHUNK = 8;
const ENTITIES = 8;
const CHUNKS_PER_BATCH = 16;
const QUERIES = 5000;
const FRAME = { name: 'frame', kind: 'sequence' } as const;
const SCALARS = 'Scalars:scalars';

/** The page's store with a million rows in chunks of eight: what ten minutes of many small live batches leave behind. */
export async function run(): Promise<BenchRow[]> {
  const chunks = makeChunks();
  const rows: BenchRow[] = [];
  const row = (name: string, value: number, unit: string, note?: string) => {
    rows.push(note === undefined ? { name, value, unit } : { name, value, unit, note });
  };

  const askAll = (store: WritableRecordingStore) => {
    for (let i = 0; i < ENTITIES; i += 1) askEverything(store, parseEntityPath(`/e${i}`));
  };
  const { store: live, nanosPerRow } = addAll(chunks, askAll);
  row('store: live append', nanosPerRow, 'ns/row', `${ROWS} rows, indexes in use`);
  const path = parseEntityPath('/e0');
  row(
    'store: latestAt',
    medianMicros(QUERIES, (i) => live.latestAt(path, SCALARS, 'frame', timeOf(i))),
    'µs',
    'median',
  );
  const longest = live.timelines()[0]?.max ?? 0n;
  row(
    'store: density',
    medianMicros(50, () => live.density(parseEntityPath('/'), 'frame', 0n, longest, 1000)) / 1000,
    'ms',
    '1000 buckets over the root',
  );
  row(
    'store: rangeNumbers, first',
    medianMicros(1, () => live.rangeNumbers(path, SCALARS, 'frame', 0n, longest)) / 1000,
    'ms',
    `${ROWS / ENTITIES} rows`,
  );
  row(
    'store: rangeNumbers, again',
    medianMicros(50, () => live.rangeNumbers(path, SCALARS, 'frame', 0n, longest)) / 1000,
    'ms',
    `${ROWS / ENTITIES} rows`,
  );
  row(
    'store: nextEvent of any entity',
    medianMicros(QUERIES, (i) => live.nextEvent(undefined, 'frame', timeOf(i), 1)),
    'µs',
    'median',
  );
  row(
    'store: evict',
    (timeMillis(() => live.evict(chunks.slice(0, 20_000).map(({ chunk }) => chunk.id))) * 1000) / 20_000,
    'µs/chunk',
    'oldest first',
  );

  row('store: history, newest first', addAll(chunks.toReversed(), askAll).nanosPerRow, 'ns/row', 'indexes in use');

  const lazy = addAll(chunks, () => undefined);
  row('store: append, timeline not looked at', lazy.nanosPerRow, 'ns/row');
  const millis = timeMillis(() => lazy.store.latestAt(path, SCALARS, 'frame', 0n));
  row('store: first latestAt on a timeline', millis, 'ms', `sorts ${ROWS / ENTITIES} rows`);
  return rows;
}

function makeChunks(): IngestedChunk[] {
  const ids = new TuidGenerator();
  const { descriptor, itemType } = archetypeField('Scalars', 'scalars');
  const builders = Array.from({ length: ENTITIES }, (_, i) => new ChunkBuilder(parseEntityPath(`/e${i}`), [FRAME]));
  const chunks: IngestedChunk[] = [];
  for (let time = 0; chunks.length < ROWS / ROWS_PER_CHUNK; time += ROWS_PER_CHUNK) {
    for (const builder of builders) {
      for (let row = 0; row < ROWS_PER_CHUNK; row += 1) {
        builder.appendRow(ids, [BigInt(time + row)], [{ descriptor, itemType, data: Float64Array.of(time + row) }]);
      }
      chunks.push({ chunk: builder.finish(ids.nextChunkId()), video: undefined, byteLength: 1500 });
    }
  }
  return chunks;
}

function timeOf(i: number): bigint {
  return BigInt((i * 7919) % (ROWS / ENTITIES));
}

/** Makes the store build its indexes, as a page does that shows this entity. */
function askEverything(store: WritableRecordingStore, path: EntityPath): void {
  store.latestAt(path, SCALARS, 'frame', 0n);
  store.density(path, 'frame', 0n, 1n, 1);
}

/** Milliseconds for all chunks, a batch at a time; the first ones are there before, so that indexes can be asked for. */
function addAll(chunks: readonly IngestedChunk[], prepare: (store: WritableRecordingStore) => void) {
  const store = createRecordingStore(parseRecordingId('bench'));
  store.add(chunks.slice(0, ENTITIES));
  prepare(store);
  const millis = timeMillis(() => {
    for (let i = ENTITIES; i < chunks.length; i += CHUNKS_PER_BATCH) store.add(chunks.slice(i, i + CHUNKS_PER_BATCH));
  });
  return { store, nanosPerRow: (millis * 1e6) / ROWS };
}

function timeMillis(action: () => void): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

function medianMicros(count: number, action: (i: number) => unknown): number {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) times.push(timeMillis(() => action(i)) * 1000);
  times.sort((a, b) => a - b);
  return times[times.length >> 1] ?? Number.NaN;
}
