import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  blueprintViews,
  ContainerKind,
  decodeMessage,
  memorySource,
  openRrd,
  PanelState,
  PlayState,
  readBlueprintFile,
  readBlueprintLayout,
} from '@rushes/proto';
import {
  BarChartView,
  Blueprint,
  DataframeView,
  GraphView,
  Grid,
  Horizontal,
  MapView,
  MemorySink,
  RecordingStream,
  Scalars,
  type SdkError,
  SocketSink,
  Spatial2DView,
  Spatial3DView,
  StateTimelineView,
  Tabs,
  TensorView,
  TextDocumentView,
  TextLogView,
  TimeSeriesView,
  Vertical,
} from '@rushes/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeHub } from '../fake-hub.ts';

/** How the stream writes it; not for users, so not in the declarations. */
interface Encodable {
  encode(applicationId: string): { readonly bytes: Uint8Array };
}

const readBack = (blueprint: Blueprint) =>
  readBlueprintLayout((blueprint as unknown as Encodable).encode('robot').bytes)?.layout;

describe('a blueprint', () => {
  it('is written as it is made', () => {
    const layout = readBack(
      new Blueprint(
        new Horizontal(
          new Spatial2DView({ origin: 'camera', name: 'Front' }),
          new Vertical(
            new TimeSeriesView({ origin: '/arm', contents: ['+ $origin/**', '- $origin/raw'] }),
            new Tabs(new TextLogView(), new DataframeView(), { activeTab: 1, name: 'Below' }),
            { rowShares: [3, 1] },
          ),
          { columnShares: [2, 1] },
        ),
        {
          panels: { selection: 'hidden', time: 'Collapsed' },
          time: { timeline: 'frame', playState: 'playing', speed: 2 },
        },
      ),
    );
    expect(layout).toMatchObject({
      autoViews: false,
      panels: { selection: PanelState.Hidden, time: PanelState.Collapsed },
      time: { timeline: 'frame', playState: PlayState.Playing, playbackSpeed: 2 },
      root: {
        containerKind: ContainerKind.Horizontal,
        columnShares: [2, 1],
        contents: [
          { className: '2D', origin: '/camera', name: 'Front' },
          {
            containerKind: ContainerKind.Vertical,
            rowShares: [3, 1],
            contents: [
              { className: 'TimeSeries', contents: ['+ $origin/**', '- $origin/raw'] },
              { containerKind: ContainerKind.Tabs, activeTab: 1, name: 'Below' },
            ],
          },
        ],
      },
    });
  });

  it('has every kind of view, by the names that Rerun has for them', () => {
    const kinds = [
      new Spatial2DView(),
      new Spatial3DView(),
      new TimeSeriesView(),
      new TextLogView(),
      new TextDocumentView(),
      new DataframeView(),
      new BarChartView(),
      new TensorView(),
      new StateTimelineView(),
      new GraphView(),
      new MapView(),
    ];
    const views = blueprintViews(readBack(new Blueprint(new Grid(...kinds, { gridColumns: 4 })))?.root);
    expect(views.map(({ className }) => className)).toEqual(
      '2D 3D TimeSeries TextLog TextDocument Dataframe BarChart Tensor StateTimeline Graph Map'.split(' '),
    );
  });

  it('takes time ranges and overrides', () => {
    const view = new TimeSeriesView({
      timeRanges: [{ timeline: 'frame', from: { cursor: -30 }, to: { at: 10n } }, { timeline: 'log_time' }],
      overrides: { 'arm/a': { visible: false, components: { 'SeriesLines:widths': [2] } } },
    });
    expect(blueprintViews(readBack(new Blueprint(view))?.root)).toMatchObject([
      {
        timeRanges: [
          { timeline: 'frame', from: { kind: 'cursor', offset: -30n }, to: { kind: 'absolute', time: 10n } },
          { timeline: 'log_time', from: { kind: 'infinite' }, to: { kind: 'infinite' } },
        ],
        overrides: { '/arm/a': { visible: false, components: { 'SeriesLines:widths': [2] } } },
      },
    ]);
  });

  const twice = new TextLogView({ name: 'Log' });
  const bad = (value: unknown) => value as never;
  it.each<[string, () => unknown, RegExp]>([
    [
      'an origin that is no path',
      () => new Spatial2DView({ origin: 'a\\q' }),
      /Spatial2DView origin must be an entity path/,
    ],
    [
      'an origin of another type',
      () => new Spatial2DView({ origin: bad(7) }),
      /Spatial2DView origin must be a string, but is 7/,
    ],
    [
      'a rule that cannot be read',
      () => new TimeSeriesView({ contents: '+ /a/*' }),
      /TimeSeriesView contents: .*only as \/\*\*/,
    ],
    [
      'an option that is misspelt',
      () => new MapView(bad({ orgin: '/' })),
      /MapView has no option 'orgin'; there are origin, name/,
    ],
    ['a name that is no text', () => new TextLogView({ name: bad(1) }), /TextLogView name must be a string/],
    ['no parts', () => new Horizontal(bad({})), /Horizontal needs at least one view/],
    [
      'a part of something else',
      () => new Vertical(new TextLogView(), bad('log'), new TextLogView()),
      /argument 2 must be a view or a container, but is the string 'log'/,
    ],
    [
      'shares that are too few',
      () => new Horizontal(new MapView(), new MapView(), { columnShares: [1] }),
      /columnShares must have 2 numbers, one for each part, but has 1/,
    ],
    [
      'shares of zero',
      () => new Vertical(new MapView(), { rowShares: [0] }),
      /rowShares must be an array of numbers above 0/,
    ],
    [
      'row shares beside each other',
      () => new Horizontal(new MapView(), bad({ rowShares: [1] })),
      /Horizontal has no option 'rowShares'/,
    ],
    [
      'columns that are no number',
      () => new Grid(new MapView(), { gridColumns: 1.5 }),
      /gridColumns must be a whole number/,
    ],
    [
      'a tab that is not there',
      () => new Tabs(new MapView(), { activeTab: 'Log' }),
      /activeTab must be one of the 1 parts/,
    ],
    [
      'a range twice',
      () => new MapView({ timeRanges: [{ timeline: 'f' }, { timeline: 'f' }] }),
      /timeline 'f' has a range already/,
    ],
    [
      'half a sequence number',
      () => new MapView({ timeRanges: [{ timeline: 'f', from: { cursor: 0.5 } }] }),
      /must be a whole number of 64 bits/,
    ],
    [
      'an override of no column',
      () => new MapView({ overrides: { a: { components: { colors: [1] } } } }),
      /'colors' is no column of any archetype/,
    ],
    ['the same view twice', () => new Blueprint(new Horizontal(twice, twice)), /stands in the layout twice \('Log'\)/],
    ['nothing', () => new Blueprint(bad(undefined)), /begins with one view or container/],
    [
      'a panel that is not there',
      () => new Blueprint(new MapView(), { panels: bad({ left: 'hidden' }) }),
      /panels has no option 'left'/,
    ],
    [
      'a state that is not there',
      () => new Blueprint(new MapView(), { panels: { top: bad('open') } }),
      /panels\.top must be one of hidden \(1\)/,
    ],
  ])('refuses %s at once', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('sending one', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rushes-blueprint-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const layout = () =>
    new Blueprint(new Horizontal(new Spatial2DView({ origin: '/a' }), new Spatial2DView({ origin: '/b' })));

  it('writes it into the file, beside the recording, where readers of both find theirs', async () => {
    const path = join(folder, 'run.rrd');
    const rec = new RecordingStream('my-robot');
    rec.sendBlueprint(layout());
    await rec.save(path);
    rec.setTime('frame', { sequence: 1 });
    rec.log('signal', new Scalars(1));
    await rec.close();
    const bytes = new Uint8Array(readFileSync(path));
    const file = await openRrd(memorySource(bytes));
    expect(file).toMatchObject({ origin: 'footer', problems: [] });
    expect(file.stores.map(({ storeId }) => [storeId.kind, storeId.applicationId])).toEqual([
      ['recording', 'my-robot'],
      ['blueprint', 'my-robot'],
    ]);
    const views = blueprintViews(readBlueprintLayout(bytes)?.layout.root);
    expect(views.map(({ origin }) => origin)).toEqual(['/a', '/b']);
  });

  it('counts the last one', async () => {
    const path = join(folder, 'twice.rrd');
    const rec = new RecordingStream('my-robot');
    await rec.save(path);
    rec.sendBlueprint(layout());
    rec.sendBlueprint(new Blueprint(new TextLogView()));
    await rec.close();
    const { root } = readBlueprintLayout(new Uint8Array(readFileSync(path)))?.layout ?? {};
    expect(blueprintViews(root).map(({ className }) => className)).toEqual(['TextLog']);
  });

  it('sends the newest to a hub, again after a reconnect, and to one that comes later', async () => {
    const hub = await FakeHub.start();
    const rec = new RecordingStream('my-robot', { sinks: [new SocketSink(hub.url, { random: () => 0 })] });
    rec.sendBlueprint(new Blueprint(new TextLogView()));
    rec.sendBlueprint(layout());
    rec.log('signal', new Scalars(1));
    await rec.flush();
    const sent = () =>
      hub.messagesOf('blueprint').map(({ body }) => blueprintViews(readBlueprintLayout(body)?.layout.root).length);
    expect(sent()).toEqual([2]);
    hub.cut();
    await hub.until(() => sent().length > 1);
    expect(sent()).toEqual([2, 2]);
    await rec.close();
    await hub.stop();
  });

  it('gives it to a memory sink as the message that would go over the socket', () => {
    const sink = new MemorySink();
    const rec = new RecordingStream('test', { sinks: [sink], recordingId: 'run' });
    rec.sendBlueprint(layout());
    const [message] = sink.drain().map((bytes) => decodeMessage(bytes));
    expect(message).toMatchObject({ kind: 'blueprint', header: { recording: 'run' } });
    expect(message?.kind === 'blueprint' && readBlueprintFile(message.body)?.storeId.applicationId).toBe('test');
  });

  it('refuses what is none, and does nothing after close', async () => {
    const errors: SdkError[] = [];
    const rec = new RecordingStream('test', { onError: (error) => errors.push(error) });
    expect(() => rec.sendBlueprint({} as never)).toThrow(/sendBlueprint takes a Blueprint/);
    await rec.close();
    rec.sendBlueprint(layout());
    expect(errors.map(({ code }) => code)).toEqual(['closed']);
  });
});
