import { existsSync, readFileSync } from 'node:fs';
import {
  type BlueprintLayout,
  type ByteSource,
  blueprintViews,
  makeBlueprintId,
  memorySource,
  openRrd,
  parseEntityPath,
  RrdWriter,
  toBlueprintStore,
} from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { FileBlueprints } from '../../../packages/viewer/src/app/source/file-blueprint.ts';
import { rrdCorpusPath } from '../../support/corpus.ts';

function store(name: string, applicationId = 'app') {
  const root = { kind: 'view', id: makeBlueprintId(), className: '2D', origin: parseEntityPath('/'), name } as const;
  const layout: BlueprintLayout = { root, panels: {}, time: {} };
  return toBlueprintStore(layout, { applicationId, writer: 'test' });
}

/** A file with these layouts, of which one is activated; with or without a footer. */
function file(stores: readonly ReturnType<typeof store>[], activated: number | undefined, footer: boolean): Uint8Array {
  const writer = new RrdWriter({ footer });
  const pieces = [
    ...writer.header(),
    ...stores.flatMap(({ storeId, source, chunks }) => [
      ...writer.storeInfo({ storeId, source }),
      ...chunks.flatMap((chunk) => writer.chunk(storeId, chunk)),
    ]),
    ...stores.flatMap(({ storeId }, i) =>
      i === activated ? writer.blueprintActivation({ blueprintId: storeId, makeActive: true, makeDefault: true }) : [],
    ),
    ...writer.end(),
  ];
  return Buffer.concat(pieces);
}

/** The layouts of a file: application and name of its first view. */
async function read(source: ByteSource): Promise<readonly (readonly [string, string | undefined])[]> {
  const blueprints = new FileBlueprints(source);
  const index = await openRrd(source, {
    keepEntries: false,
    onColumns: (storeId, columns) => storeId.kind === 'blueprint' && blueprints.addColumns(storeId, columns),
    onEntry: (storeId, entry) => storeId.kind === 'blueprint' && blueprints.addEntry(storeId, entry),
  });
  const found = await blueprints.read(index);
  return found.map(({ applicationId, layout }) => [applicationId, blueprintViews(layout.root)[0]?.name] as const);
}

describe('layouts in a file', () => {
  it.each([true, false])('are found, one for each application (footer: %s)', async (footer) => {
    const bytes = file([store('a'), store('b', 'other')], undefined, footer);
    expect(await read(memorySource(bytes))).toEqual([
      ['app', 'a'],
      ['other', 'b'],
    ]);
  });

  it('of several for one application the last counts, else the one that is activated where the file tells', async () => {
    expect(await read(memorySource(file([store('a'), store('b')], undefined, true)))).toEqual([['app', 'b']]);
    expect(await read(memorySource(file([store('a'), store('b')], 0, false)))).toEqual([['app', 'a']]);
  });

  it('are read with one question to the source', async () => {
    const source = memorySource(file([store('a')], 0, true));
    const reads: number[] = [];
    const counted: ByteSource = {
      ...source,
      size: () => source.size(),
      read: (offset, length) => {
        reads.push(length);
        return source.read(offset, length);
      },
    };
    const blueprints = new FileBlueprints(counted);
    const index = await openRrd(source, {
      keepEntries: false,
      onColumns: (id, columns) => blueprints.addColumns(id, columns),
    });
    await blueprints.read(index);
    expect(reads).toHaveLength(1);
  });

  it('that are damaged are layouts without views, which say why', async () => {
    const bytes = file([store('a')], 0, true);
    const source = memorySource(bytes);
    const blueprints = new FileBlueprints(source);
    const index = await openRrd(source, {
      keepEntries: false,
      onColumns: (id, columns) => blueprints.addColumns(id, columns),
    });
    bytes.fill(0, 200, 4000);
    const [found] = await blueprints.read(index);
    expect(found?.layout.root).toBeUndefined();
    expect(found?.problems).toEqual([expect.stringMatching(/layout in the file cannot be read/)]);
  });

  const corpus = rrdCorpusPath('all-kinds-lz4-blueprint.rrd');
  it.skipIf(!existsSync(corpus))('of Rerun’s form are found (skipped without the corpus)', async () => {
    const found = await read(memorySource(new Uint8Array(readFileSync(corpus))));
    expect(found).toMatchObject([[expect.any(String), 'TS 3D']]);
  });
});
