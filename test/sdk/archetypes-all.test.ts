import { readFileSync } from 'node:fs';
import { ARCHETYPE_TABLE, type ArchetypeName, archetypeFields, numbersPerInstance } from '@rushes/proto';
import * as sdk from '@rushes/sdk';
import { type Archetype, columnsOf, MemorySink, RecordingStream } from '@rushes/sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import { ARCHETYPE_GUIDE, withReference } from '../../scripts/archetype-guide.ts';
import { batchesOf } from '../support/archetype-batches.ts';
import { type ArchetypeSamples, makeArchetypeSamples } from '../support/archetype-samples.ts';
import { drainChunks } from './read-rows.ts';

// What holds for every archetype of the table, whichever it is.

/** By name, as programs get them. */
const CLASSES: Readonly<Record<string, unknown>> = { ...sdk };
const NAMES = Object.keys(ARCHETYPE_TABLE) as ArchetypeName[];
let samples: ArchetypeSamples;

beforeAll(async () => {
  samples = await makeArchetypeSamples('samples');
});

describe('every archetype', () => {
  it.each(NAMES)('%s has a class of its name', (name) => {
    const found = CLASSES[name];
    expect(found).toBeTypeOf('function');
    expect(samples[name].value).toBeInstanceOf(found);
    expect(samples[name].value.archetype).toBe(name);
  });

  it.each(NAMES)('%s takes every field of the table, and gives it the column of the table', (name) => {
    const { value, asStatic } = samples[name];
    const batches = [
      ...batchesOf(value),
      ...(name === 'VideoStream' ? (asStatic === undefined ? [] : batchesOf(asStatic)) : []),
    ];
    const fields = archetypeFields(name);
    expect(batches.map(({ descriptor }) => descriptor.component.split(':')[1]).sort()).toEqual(
      [...fields.keys()].sort(),
    );
    for (const { descriptor, itemType, data } of batches) {
      const field = fields.get(descriptor.component.split(':')[1] ?? '');
      expect(descriptor).toBe(field?.descriptor);
      expect(itemType).toBe(field?.itemType);
      expect(data.length % numbersPerInstance(itemType), descriptor.component).toBe(0);
      if (field?.multiplicity === 'mono') expect(data.length, descriptor.component).toBe(numbersPerInstance(itemType));
    }
  });

  it.each(NAMES)('%s is logged, and sent as columns of several rows', async (name) => {
    const { value } = samples[name];
    const sink = new MemorySink();
    const rec = new RecordingStream('rows', { sinks: [sink] });
    rec.sendColumns('entity', [{ name: 'row', sequence: [1, 2] }], columnsOf([value, value]));
    const flushed = rec.flush();
    const rows = drainChunks(sink).filter(({ chunk }) => chunk.timelines.length > 0);
    expect(rows.reduce((total, { chunk }) => total + chunk.rowCount, 0)).toBe(2);
    await flushed;
  });

  it.each(NAMES.filter((name) => 'columns' in (CLASSES[name] as object)))(
    '%s.columns refuses what is not one entry per row',
    (name) => {
      const { columns } = CLASSES[name] as { columns(fields: unknown): unknown };
      const [key = ''] = [...archetypeFields(name).keys()];
      const fields = name === 'VideoStream' ? { samples: 5 } : { [key]: 5 };
      expect(() => columns.call(CLASSES[name], fields)).toThrow(
        /must be an array with one (entry|sample) per row, but is 5/,
      );
    },
  );

  it('says that it needs its required fields, by name', () => {
    for (const name of NAMES) {
      const required = [...archetypeFields(name).values()].filter((field) => field.required).map(({ field }) => field);
      const make = CLASSES[name] as (new (fields: object) => Archetype) | undefined;
      if (make === undefined || required.length === 0 || ['Clear', 'SeriesPoints', 'VideoStream'].includes(name))
        continue;
      expect(() => new make({}), name).toThrow(new RegExp(`${name}`));
    }
  });
});

it('the guide has every archetype and field as the table says (else: npx tsx scripts/archetype-guide.ts)', () => {
  const guide = readFileSync(ARCHETYPE_GUIDE, 'utf8');
  expect(withReference(guide)).toBe(guide);
});
