import {
  type BlueprintLayout,
  encodeMessage,
  MAX_BLUEPRINT_BYTES,
  type Message,
  makeBlueprintId,
  parseEntityPath,
  parseRecordingId,
  readBlueprintFile,
  readBlueprintLayout,
  toBlueprintStore,
  writeBlueprintFile,
} from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { RecordingSaver } from '../../../packages/viewer/src/server/recording-saver.ts';
import { FakeDisk } from '../../proto/node/fake-disk.ts';
import { scalarChunk } from '../../support/hub-client.ts';
import { HubFixture, type Peer } from './hub-fixture.ts';

/** A layout of one view, called `name`. */
function layout(name: string): Uint8Array {
  const root = { kind: 'view', id: makeBlueprintId(), className: '2D', origin: parseEntityPath('/'), name } as const;
  const blueprint: BlueprintLayout = { root, panels: {}, time: {} };
  return writeBlueprintFile(toBlueprintStore(blueprint, { applicationId: 'app', writer: 'test' }));
}

const send = (recording: string, body: Uint8Array): Message => ({
  kind: 'blueprint',
  header: { recording: parseRecordingId(recording) },
  body,
});
const subscribe = (recording: string): Message => ({
  kind: 'subscribe',
  header: { recording: parseRecordingId(recording) },
});

/** Names of the layouts that a page was sent, with the recording that they were said to be of. */
function told(page: Peer): readonly string[] {
  return page.socket.sent.flatMap((message) => {
    if (message.kind !== 'blueprint') return [];
    const root = readBlueprintLayout(message.body)?.layout.root;
    const [view] = root?.kind === 'container' ? root.contents : [];
    return [`${message.header.recording}: ${view?.name}`];
  });
}

describe('a hub', () => {
  it('[W35] [W36] tells a page the newest layout of its recording, before the chunks', () => {
    const fixture = new HubFixture();
    const sdk = fixture.sdk('rec');
    sdk.send(send('rec', layout('first')), scalarChunk('rec', 0), send('rec', layout('second')));
    const page = fixture.page();
    page.send(subscribe('rec'));
    fixture.clock.settle();
    expect(told(page)).toEqual(['rec: second']);
    expect(page.socket.take()).toMatch(/^welcome recordings blueprint chunk:0/);
  });

  it('[W36] tells it again when a newer one comes, and only that of its recording', () => {
    const fixture = new HubFixture();
    const sdk = fixture.sdk('rec');
    const other = fixture.sdk('other');
    const page = fixture.page();
    page.send(subscribe('rec'));
    fixture.clock.settle();
    sdk.send(send('rec', layout('new')));
    other.send(send('other', layout('of another')));
    fixture.clock.settle();
    expect(told(page)).toEqual(['rec: new']);
  });

  it('[W36] lets the newest one wait for a page that does not read, and no other', () => {
    const fixture = new HubFixture();
    const sdk = fixture.sdk('rec');
    const page = fixture.page();
    page.send(subscribe('rec'));
    fixture.clock.settle();
    page.socket.bufferedBytes = 1e9;
    for (const name of ['a', 'b', 'c']) {
      sdk.send(send('rec', layout(name)));
      fixture.clock.settle();
    }
    expect(told(page)).toEqual([]);
    page.socket.bufferedBytes = 0;
    page.connection.drained();
    fixture.clock.settle();
    expect(told(page)).toEqual(['rec: c']);
  });

  it('[W36] lays a recording without one out as another of its application', () => {
    const fixture = new HubFixture();
    fixture.sdk('old').send(send('old', layout('of the application')));
    fixture.sdk('new').send(scalarChunk('new', 0));
    const page = fixture.page();
    page.send(subscribe('new'));
    fixture.clock.settle();
    expect(told(page)).toEqual(['new: of the application']);
  });

  it('[W18] refuses one that is of another recording than the connection', () => {
    const fixture = new HubFixture();
    const sdk = fixture.sdk('rec');
    sdk.send(send('other', layout('x')));
    expect(sdk.socket.take()).toContain('error:wrong-recording');
  });

  it('[W6] refuses one that is too large', () => {
    const body = new Uint8Array(MAX_BLUEPRINT_BYTES + 1);
    expect(() => encodeMessage(send('rec', body))).toThrow(/A blueprint has at most/);
  });

  it('[W11] takes none from a page', () => {
    const fixture = new HubFixture();
    const page = fixture.page();
    page.send(send('rec', layout('x')));
    expect(page.socket.take()).toContain('error:unexpected-message');
  });
});

describe('a hub that saves', () => {
  const saved = async (...names: readonly string[]) => {
    const disk = new FakeDisk();
    let saver: RecordingSaver | undefined;
    const fixture = new HubFixture(1e9, (clock) => {
      saver = new RecordingSaver({
        folder: '/saved',
        serverName: 'hub/1',
        clock,
        onTrouble: () => undefined,
        file: { fileSystem: disk },
      });
      return saver;
    });
    const sdk = fixture.sdk('rec');
    const [first, ...later] = names;
    if (first !== undefined) sdk.send(send('rec', first === 'junk' ? new Uint8Array([1, 2, 3]) : layout(first)));
    sdk.send(scalarChunk('rec', 0));
    for (const name of later) sdk.send(send('rec', layout(name)));
    await saver?.close();
    return disk.read([...disk.files.keys()][0] ?? '');
  };
  const nameIn = (bytes: Uint8Array) => {
    const root = readBlueprintLayout(bytes)?.layout.root;
    return root?.kind === 'container' ? root.contents[0]?.name : undefined;
  };

  it('[W36] writes the layout into the recording’s file, with the name that the file has for the application', async () => {
    const bytes = await saved('laid out');
    expect(nameIn(bytes)).toBe('laid out');
    expect(readBlueprintFile(bytes)?.storeId).toMatchObject({ kind: 'blueprint', applicationId: 'test' });
  });

  it('[W36] writes a newer one behind it, and readers take that', async () => {
    expect(nameIn(await saved('first', 'second'))).toBe('second');
  });

  it('[W36] leaves out what is none', async () => {
    expect(readBlueprintFile(await saved('junk'))).toBeUndefined();
  });
});
