import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ARCHETYPE_TABLE,
  type ArchetypeName,
  archetypeFields,
  type Chunk,
  type ComponentColumn,
  decodeChunk,
  plainValue,
  RrdStreamReader,
} from '@rushes/proto';
import { type Archetype, RecordingStream, type SdkError } from '@rushes/sdk';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchesOf } from '../support/archetype-batches.ts';
import { type ArchetypeSamples, makeArchetypeSamples } from '../support/archetype-samples.ts';
import { launchChromium } from '../support/chromium.ts';
import { type RerunViewer, startRerunViewer } from '../support/rerun-viewer.ts';

// One row of each archetype with all its fields, static and on a timeline: what Rerun's own viewer says of it, and what
// our reader makes of it. A column of the wrong Arrow type is a warning on Rerun's console.

const NAMES = Object.keys(ARCHETYPE_TABLE) as ArchetypeName[];
/**
 * Rerun's 0.33 viewer in a page stops answering as soon as it draws one of these that is static (a static `Image` it draws, and these on
 * a timeline, too): their static rows are in a file that our reader alone is given.
 */
const STOPS_RERUN: ReadonlySet<ArchetypeName> = new Set(['EncodedImage', 'EncodedDepthImage']);
const NOT_FOR_RERUN = 'static-encoded';

let folder: string;
/** By room: a file each, since Rerun draws all views of a recording at once, without a graphics card. */
const files = new Map<string, Uint8Array>();
let samples: { readonly static: ArchetypeSamples; readonly rows: ArchetypeSamples };
const warnings: SdkError[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-archetypes-'));
  samples = { static: await makeArchetypeSamples('static'), rows: await makeArchetypeSamples('rows') };
  for (const room of new Set(NAMES.map((name) => samples.rows[name].room))) {
    files.set(room, await saved(room));
  }
  files.set(NOT_FOR_RERUN, await saved(NOT_FOR_RERUN));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a program saves that logs the archetypes of a room, each static and on a timeline. */
async function saved(room: string): Promise<Uint8Array> {
  const path = join(folder, `${room}.rrd`);
  const rec = new RecordingStream('archetypes', { recordingId: room, onError: (error) => warnings.push(error) });
  await rec.save(path);
  rec.disableTimeline('log_time');
  rec.setTime('row', { sequence: 7 });
  for (const name of NAMES) {
    const ownRoom = samples.rows[name].room;
    if (room === (STOPS_RERUN.has(name) ? NOT_FOR_RERUN : ownRoom)) {
      rec.logStatic(entityOf('static', name), staticOf(name));
    }
    if (room === ownRoom) rec.log(entityOf('rows', name), samples.rows[name].value);
  }
  // Styles are seen only where there is something to style.
  if (room === 'plots') {
    rec.log(entityOf('rows', 'SeriesLines'), samples.rows.Scalars.value);
    rec.log(entityOf('rows', 'SeriesPoints'), samples.rows.Scalars.value);
  }
  if (room === 'states') rec.log(entityOf('rows', 'StateConfiguration'), samples.rows.StateChange.value);
  await rec.close();
  return new Uint8Array(readFileSync(path));
}

function entityOf(root: 'static' | 'rows', name: ArchetypeName): string {
  return `/${samples[root][name].room}/${root}/${name}`;
}

function staticOf(name: ArchetypeName): Archetype {
  const { value, asStatic } = samples.static[name];
  return asStatic ?? value;
}

describe("Rerun's viewer", () => {
  let browser: Browser;
  let rerun: RerunViewer;
  beforeAll(async () => {
    browser = await launchChromium();
    rerun = await startRerunViewer(browser);
  });
  afterAll(async () => {
    await rerun?.stop();
    await browser.close();
  });

  it.each(['2d', 'pictures', 'video', '3d', 'plots', 'states', 'bars', 'tensor', 'graph', 'map', 'texts', 'other'])(
    'takes a row of each archetype of %s, on a timeline and (but for encoded pictures) static, without a warning',
    async (room) => {
      const file = files.get(room);
      if (file === undefined) throw new Error(`There is no file of ${room}.`);
      const id = await rerun.open(`${room}.rrd`, file);
      await rerun.draw(id, 'row', 7);
      await rerun.close(`${room}.rrd`);
      expect(rerun.complaints).toEqual([]);
    },
  );

  it('has been given all rooms', () => {
    expect(files.size - 1).toBe(12);
  });
});

it('static scalars and states are the only thing that the SDK warns of', () => {
  expect([...new Set(warnings.map(({ code }) => code))]).toEqual(['static-ignored']);
});

describe('our reader', () => {
  it.each(NAMES)('gets back every field of a static %s', (name) => {
    expect(rowOf(entityOf('static', name), name)).toEqual(columnsOf(staticOf(name)));
  });

  it.each(NAMES)('gets back every field of a %s on a timeline', (name) => {
    const codec = name === 'VideoStream' ? ['codec'] : [];
    const expected = Object.keys(columnsOf(samples.rows[name].value));
    expect(rowOf(entityOf('rows', name), name)).toEqual(columnsOf(samples.rows[name].value));
    expect([...codec, ...expected].sort()).toEqual([...archetypeFields(name).keys()].sort());
  });
});

/** What was logged, column by column, as plain values. */
function columnsOf(value: Archetype): Record<string, unknown> {
  // Encoded by nobody yet: each batch is made a column of one row.
  const rows = new Map<string, unknown>();
  for (const { descriptor, data } of batchesOf(value)) rows.set(fieldOf(descriptor.component), comparable(data));
  return Object.fromEntries(rows);
}

/** The row of an archetype at an entity, as plain values. */
function rowOf(entity: string, name: ArchetypeName): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const chunk of chunksOf(entity)) {
    for (const column of chunk.components) {
      if (!column.descriptor.component.startsWith(`${name}:`)) continue;
      // The codec of a video on a timeline is static, in a chunk of its own.
      if (name === 'VideoStream' && chunk.timelines.length === 0 && entity.includes('/rows/')) continue;
      row[fieldOf(column.descriptor.component)] = comparable(instancesOf(column));
    }
  }
  return row;
}

function chunksOf(entity: string): readonly Chunk[] {
  chunks ??= readChunks();
  return chunks.filter(({ entityPath }) => entityPath === entity);
}
let chunks: readonly Chunk[] | undefined;

function readChunks(): readonly Chunk[] {
  const found: Chunk[] = [];
  for (const file of files.values()) {
    const reader = new RrdStreamReader();
    reader.append(file);
    for (let message = reader.next(); message !== undefined; message = reader.next()) {
      if (message.kind === 'chunk') found.push(decodeChunk(message.arrow));
    }
  }
  return found;
}

function instancesOf({ values, itemType, rowStarts }: ComponentColumn): unknown {
  if (values.kind === 'numbers') return values.numbers;
  return Array.from({ length: (rowStarts[1] ?? 0) - (rowStarts[0] ?? 0) }, (_, i) => plainValue(values, itemType, i));
}

/** Typed arrays as plain ones, a union's `{ arm: value }` as the value: what differs in form only is equal. */
function comparable(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>);
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return typeof value === 'number' ? Math.fround(value) : value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && /^[UIF]\d+$/.test(only[0])) return comparable(only[1]);
  return Object.fromEntries(entries.map(([key, inner]) => [key, comparable(inner)]));
}

function fieldOf(component: string): string {
  return component.split(':')[1] ?? component;
}
