import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type BlueprintContainer,
  type BlueprintItem,
  type BlueprintLayout,
  type BlueprintView,
  blueprintViews,
  ContainerKind,
  decodeBlueprint,
  decodeChunk,
  encodeBlueprint,
  encodeChunk,
  isBlueprintId,
  makeBlueprintId,
  PanelState,
  PlayState,
  parseEntityPath,
  RrdWriter,
  readBlueprintFile,
  readBlueprintLayout,
  sameItemType,
  TuidGenerator,
  toBlueprintStore,
  writeBlueprintFile,
} from '@rushes/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blueprintFields } from '../../../packages/proto/src/blueprint/blueprint-table.ts';

const ids = new TuidGenerator();
const view = (className: string, origin: string, more: Partial<BlueprintView> = {}): BlueprintView => ({
  kind: 'view',
  id: makeBlueprintId(),
  className,
  origin: parseEntityPath(origin),
  contents: ['+ $origin/**'],
  ...more,
});
const layoutOf = (root: BlueprintItem | undefined, more: Partial<BlueprintLayout> = {}): BlueprintLayout => ({
  root,
  autoViews: false,
  autoLayout: false,
  panels: {},
  time: {},
  ...more,
});
const box = (containerKind: ContainerKind, ...contents: readonly BlueprintItem[]): BlueprintItem => ({
  kind: 'container',
  id: makeBlueprintId(),
  containerKind,
  contents,
});
const roundTrip = (layout: BlueprintLayout) => decodeBlueprint(encodeBlueprint(layout, ids));

describe('a layout as chunks, and back', () => {
  it.each<[string, BlueprintLayout]>([
    ['nothing', layoutOf(undefined)],
    [
      'every kind of container, inside each other',
      layoutOf(
        box(
          ContainerKind.Horizontal,
          box(ContainerKind.Vertical, view('2D', '/camera'), view('TimeSeries', '/')),
          box(ContainerKind.Grid, view('3D', '/world'), view('TextLog', '/')),
          box(ContainerKind.Tabs, view('Map', '/'), view('Graph', '/g')),
        ),
      ),
    ],
    [
      'shares, columns, the tab in front, names, what is hidden',
      layoutOf({
        ...(box(
          ContainerKind.Grid,
          view('2D', '/a', { name: 'Left', visible: false }),
          view('2D', '/b'),
        ) as BlueprintContainer),
        columnShares: [2, 1],
        rowShares: [0.5],
        gridColumns: 2,
        activeTab: 1,
        name: 'Cameras',
        visible: true,
      }),
    ],
    [
      'queries, time ranges and overrides',
      layoutOf(
        box(
          ContainerKind.Tabs,
          view('TimeSeries', '/arm', {
            contents: ['+ $origin/**', '- /arm/raw/**'],
            timeRanges: [
              { timeline: 'frame', from: { kind: 'cursor', offset: -30n }, to: { kind: 'cursor', offset: 0n } },
              { timeline: 'log_time', from: { kind: 'infinite' }, to: { kind: 'absolute', time: 2n ** 62n } },
            ],
            overrides: {
              '/arm/a': { visible: false },
              '/arm/b': {
                visible: true,
                components: { 'SeriesLines:colors': [0xff0000ff], 'SeriesLines:widths': [2.5] },
              },
              '/arm/visualizers': { components: { 'SeriesPoints:marker_sizes': [4] } },
            },
          }),
        ),
      ),
    ],
    [
      'panels, time and the rest of the page',
      layoutOf(box(ContainerKind.Tabs, view('2D', '/')), {
        autoViews: true,
        autoLayout: true,
        maximized: makeBlueprintId(),
        panels: { top: 2, blueprint: PanelState.Hidden, selection: PanelState.Expanded, time: PanelState.Collapsed },
        time: { timeline: 'frame', playbackSpeed: 0.5, fps: 25, playState: PlayState.Playing },
      }),
    ],
    ['a class that nobody knows', layoutOf(box(ContainerKind.Tabs, view('Hologram', '/x\\ y')))],
  ])('keeps %s', (_, layout) => {
    const { layout: back, problems } = roundTrip(layout);
    expect(back).toEqual(layout);
    expect(problems).toEqual([]);
  });

  it('puts a view that is alone into a container, as the format wants it', () => {
    const alone = view('2D', '/camera');
    const { root } = roundTrip(layoutOf(alone)).layout;
    expect(root).toMatchObject({ kind: 'container', containerKind: ContainerKind.Tabs, contents: [alone] });
  });

  it('names overridden visualizers, which Rerun asks for', () => {
    const overrides = { '/a': { components: { 'Points3D:radii': [2] } } };
    const chunks = encodeBlueprint(layoutOf(view('3D', '/', { overrides })), ids).map((chunk) => decodeChunk(chunk));
    const components = chunks.flatMap((chunk) => chunk.components.map(({ descriptor }) => descriptor.component));
    expect(components).toEqual(
      expect.arrayContaining([
        'VisualizerInstruction:visualizer_type',
        'Points3D:radii',
        'ActiveVisualizers:instruction_ids',
      ]),
    );
  });

  it('is on one sequence timeline called blueprint, at 0', () => {
    for (const stream of encodeBlueprint(layoutOf(view('2D', '/')), ids)) {
      const { timelines } = decodeChunk(stream);
      expect(timelines.map(({ name, kind, times }) => [name, kind, ...times])).toEqual([['blueprint', 'sequence', 0n]]);
    }
  });
});

describe('a blueprint of others', () => {
  it('counts the newest value of each component', () => {
    const first = view('2D', '/a');
    const older = encodeBlueprint(layoutOf(box(ContainerKind.Tabs, first)), ids);
    const newer = encodeBlueprint(layoutOf(box(ContainerKind.Tabs, { ...first, name: 'New' })), ids);
    expect(blueprintViews(decodeBlueprint([...newer, ...older]).layout.root)).toMatchObject([{ name: 'New' }]);
  });

  it('keeps what it does not know of a view, byte for byte', () => {
    const known = view('TimeSeries', '/');
    // A view property of Rerun's that this version has no use for: any archetype at a path below the view.
    const foreign = encodeBlueprint(layoutOf(undefined, { panels: { top: 1 } }), ids)[0] as Uint8Array;
    const renamed = renameEntity(foreign, `/view/${known.id}/PlotLegend`);
    const { layout } = decodeBlueprint([...encodeBlueprint(layoutOf(box(ContainerKind.Tabs, known)), ids), renamed]);
    const [back] = blueprintViews(layout.root);
    expect(back?.foreign).toEqual([renamed]);
    const again = blueprintViews(roundTrip(layout).layout.root)[0];
    expect(again?.foreign).toEqual([renamed]);
  });

  it.each<[string, (id: string) => readonly Uint8Array[], RegExp]>([
    [
      'a container that is not there',
      () => encodeBlueprint(layoutOf(box(ContainerKind.Tabs)), ids).slice(1),
      /says not how/,
    ],
    ['bytes that are no chunk', () => [new Uint8Array([1, 2, 3])], /could not be read/],
  ])('tells of %s and goes on', (_, chunks, problem) => {
    const { layout, problems } = decodeBlueprint(chunks(makeBlueprintId()));
    expect(problems.join()).toMatch(problem);
    expect(blueprintViews(layout.root)).toEqual([]);
  });

  it('ends where containers are in each other in a circle', () => {
    const [outer, inner] = [makeBlueprintId(), makeBlueprintId()];
    const ring = (id: typeof outer, within: typeof outer): BlueprintLayout =>
      layoutOf({
        kind: 'container',
        id,
        containerKind: ContainerKind.Tabs,
        contents: [{ kind: 'container', id: within, containerKind: ContainerKind.Tabs, contents: [] }],
      });
    const opened = encodeBlueprint(ring(inner, outer), ids);
    const closing = encodeBlueprint(ring(outer, inner), ids).slice(1, 2);
    const { problems } = decodeBlueprint([...opened, ...closing]);
    expect(problems).toEqual([expect.stringMatching(/deeper than/)]);
  });

  it('never throws, whatever bytes are changed', () => {
    const chunks = encodeBlueprint(layoutOf(box(ContainerKind.Grid, view('2D', '/a'), view('3D', '/b'))), ids);
    fc.assert(
      fc.property(fc.nat(chunks.length - 1), fc.nat(), fc.nat(255), (at, offset, byte) => {
        const changed = chunks.map((chunk) => chunk.slice());
        const target = changed[at];
        if (target !== undefined) target[offset % target.length] = byte;
        expect(() => decodeBlueprint(changed)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});

/** The same chunk under another path. */
function renameEntity(stream: Uint8Array, path: string): Uint8Array {
  const chunk = { ...decodeChunk(stream), entityPath: parseEntityPath(path) };
  return encodeChunk(chunk);
}

describe('a file with nothing but a blueprint', () => {
  const layout = layoutOf(box(ContainerKind.Horizontal, view('2D', '/a'), view('2D', '/b')));
  const store = toBlueprintStore(layout, { applicationId: 'robot', writer: 'test' });

  it('gives the layout back, with its application', () => {
    const bytes = writeBlueprintFile(store);
    expect(readBlueprintFile(bytes)?.storeId).toEqual(store.storeId);
    expect(readBlueprintLayout(bytes)?.layout).toEqual(layout);
  });

  it('is read from among a recording, the one activated last', () => {
    const other = toBlueprintStore(layoutOf(view('TextLog', '/')), { applicationId: 'robot', writer: 'test' });
    const writer = new RrdWriter();
    const pieces = [
      ...writer.header(),
      ...writer.storeInfo({
        storeId: { kind: 'recording', recordingId: 'r', applicationId: 'robot' },
        source: store.source,
      }),
      ...[store, other].flatMap(({ storeId, source, chunks }) => [
        ...writer.storeInfo({ storeId, source }),
        ...chunks.flatMap((chunk) => writer.chunk(storeId, chunk)),
      ]),
      ...writer.blueprintActivation({ blueprintId: store.storeId, makeActive: true, makeDefault: true }),
      ...writer.end(),
    ];
    expect(readBlueprintLayout(Buffer.concat(pieces))?.layout).toEqual(layout);
  });

  it.each([
    ['no bytes', new Uint8Array()],
    ['bytes of something else', new TextEncoder().encode('{"views": []}')],
    ['half a file', writeBlueprintFile(store).subarray(0, 40)],
  ])('is not found in %s', (_, bytes) => {
    expect(readBlueprintFile(bytes)).toBeUndefined();
  });
});

describe('ids', () => {
  it('are random UUIDs', () => {
    const made = Array.from({ length: 100 }, () => makeBlueprintId());
    expect(made.every((id) => isBlueprintId(id) && /^.{14}4.{4}[89ab]/.test(id))).toBe(true);
    expect(new Set(made).size).toBe(100);
  });
});

const shared = (path: string) => fileURLToPath(new URL(`../../../../shared/${path}`, import.meta.url));
const corpus = shared('corpus/rrd/all-kinds-lz4-blueprint.rrd');
const schema = shared('schema/rerun-schema.json');

describe('against what Rerun has', () => {
  it.skipIf(!existsSync(corpus))(
    'reads a layout that Rerun’s viewer was seen to show (skipped without the corpus)',
    () => {
      const read = readBlueprintLayout(new Uint8Array(readFileSync(corpus)));
      expect(read?.problems).toEqual([]);
      expect(read?.layout).toMatchObject({
        root: { containerKind: ContainerKind.Grid },
        autoViews: false,
        panels: { blueprint: PanelState.Hidden, selection: PanelState.Hidden, time: PanelState.Collapsed },
      });
      const views = blueprintViews(read?.layout.root).map(({ className, origin, name }) => [className, origin, name]);
      expect(views).toEqual([
        ['3D', '/world', 'TS 3D'],
        ['2D', '/world/camera', 'TS 2D'],
        ['TimeSeries', '/plots', 'TS TimeSeries'],
        ['TextLog', '/logs', 'TS TextLog'],
      ]);
    },
  );

  it.skipIf(!existsSync(schema))('has no archetype that is not in the schema (skipped without it)', () => {
    const { blueprint_archetypes: known } = JSON.parse(readFileSync(schema, 'utf8'));
    for (const { descriptor } of blueprintFields().values()) expect(known).toContain(descriptor.archetype);
  });

  it.skipIf(!existsSync(schema))('has the schema’s type of visible time ranges (skipped without it)', () => {
    const { datatypes } = JSON.parse(readFileSync(schema, 'utf8'));
    const itemType = blueprintFields().get('VisibleTimeRanges:ranges')?.itemType;
    expect(itemType).toBeDefined();
    expect(stripDefaults(itemType)).toEqual(stripDefaults(datatypes['rerun.datatypes.VisibleTimeRange'].arrow));
    expect(itemType && sameItemType(itemType, itemType)).toBe(true);
  });
});

/** The schema says of every arm of a union whether it may be null, and names the mode; here both follow from the format. */
function stripDefaults(type: unknown): unknown {
  if (Array.isArray(type)) return type.map(stripDefaults);
  if (typeof type !== 'object' || type === null) return type;
  const { mode: _, ...rest } = type as Record<string, unknown>;
  if ('id' in rest) delete rest.nullable;
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, stripDefaults(value)]));
}
