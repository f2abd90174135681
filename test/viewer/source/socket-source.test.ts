import { type Message, PROTOCOL_VERSION, type ProtoError } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '../../../packages/viewer/src/app/source/ingest-messages.ts';
import { SocketSource } from '../../../packages/viewer/src/app/source/socket-source.ts';
import { ManualClock, ScriptedSocket } from './scripted-socket.ts';

const RECORDINGS: Message = { kind: 'recordings', header: { recordings: [] } };

function startSource(options: { readonly random?: number; readonly openFails?: boolean } = {}) {
  const clock = new ManualClock();
  const sockets: ScriptedSocket[] = [];
  const states: ConnectionState[] = [];
  const messages: { readonly message: Message; readonly byteLength: number }[] = [];
  const bad: { readonly error: ProtoError; readonly byteLength: number; readonly isChunk: boolean }[] = [];
  const source = new SocketSource(
    {
      url: 'ws://hub/',
      client: 'test',
      openSocket: () => {
        if (options.openFails === true) throw new SyntaxError('not a WebSocket URL');
        const socket = new ScriptedSocket();
        sockets.push(socket);
        return socket;
      },
      clock,
      random: () => options.random ?? 1,
    },
    {
      connectionChanged: (state) => states.push(state),
      message: (message, byteLength) => messages.push({ message, byteLength }),
      badMessage: (error, byteLength, isChunk) => bad.push({ error, byteLength, isChunk }),
    },
  );
  source.start();
  const socket = (index = sockets.length - 1): ScriptedSocket => {
    const found = sockets[index];
    if (found === undefined) throw new Error(`No socket number ${index} was opened.`);
    return found;
  };
  return { source, clock, sockets, socket, states, messages, bad };
}

function connect(started = startSource()) {
  started.socket().open();
  started.socket().welcome();
  return started;
}

describe('the page end of the socket', () => {
  it('says hello first, and is connected once it is welcomed', () => {
    const { socket, states, source } = startSource();
    expect(socket().binaryType).toBe('arraybuffer');
    expect(socket().sent).toEqual([]);
    socket().open();
    expect(socket().sent).toEqual([
      { kind: 'hello', header: { role: 'page', protocol: PROTOCOL_VERSION, client: 'test' } },
    ]);
    expect(source.connected).toBe(false);
    socket().welcome();
    expect(source.connected).toBe(true);
    expect(states).toEqual([
      { kind: 'connecting', attempt: 1 },
      { kind: 'connected', server: 'hub/1' },
    ]);
  });

  it('hands on messages with the bytes they took', () => {
    const { socket, messages } = connect();
    socket().say(RECORDINGS);
    expect(messages.map(({ message }) => message)).toEqual([RECORDINGS]);
    expect(messages[0]?.byteLength).toBeGreaterThan(4);
  });

  it('sends only while it is connected', () => {
    const { source, socket } = startSource();
    const subscribe: Message = { kind: 'received', header: { bytes: 5 } };
    expect(source.send(subscribe)).toBe(false);
    socket().open();
    expect(source.send(subscribe)).toBe(false);
    socket().welcome();
    expect(source.send(subscribe)).toBe(true);
    expect(socket().sent.at(-1)).toEqual(subscribe);
  });

  it('tries again for ever, at intervals that double up to five seconds', () => {
    const { clock, socket, sockets, states } = startSource();
    for (const [attempt, delay] of [500, 1000, 2000, 4000, 5000, 5000].entries()) {
      socket().drop();
      const lost = states.at(-1);
      expect(lost).toEqual({
        kind: 'lost',
        reason: 'The connection to the hub was closed (code 1006).',
        retryAtMillis: clock.nowMillis() + delay,
      });
      clock.advance(delay - 1);
      expect(sockets).toHaveLength(attempt + 1);
      clock.advance(1);
      expect(sockets).toHaveLength(attempt + 2);
      expect(states.at(-1)).toEqual({ kind: 'connecting', attempt: attempt + 2 });
    }
  });

  it('takes as little as half of the interval, by chance', () => {
    const { clock, socket, sockets } = startSource({ random: 0 });
    socket().drop();
    clock.advance(250);
    expect(sockets).toHaveLength(2);
  });

  it('comes back quickly after a connection that held, slowly after one that was cut at once', () => {
    const held = connect();
    held.clock.advance(60_000);
    held.socket().drop();
    held.clock.advance(250);
    expect(held.sockets).toHaveLength(2);

    const cut = startSource();
    for (let i = 0; i < 4; i += 1) {
      connect(cut).socket().drop();
      cut.clock.advance(5000);
    }
    connect(cut).socket().drop();
    cut.clock.advance(4999);
    expect(cut.sockets).toHaveLength(5);
  });

  it('gives up a hub that stays silent, and does not hear it any more', () => {
    const { clock, socket, states, source } = startSource();
    socket().open();
    clock.advance(10_000);
    expect(socket(0).isClosed).toBe(true);
    expect(states.at(-1)).toMatchObject({ kind: 'lost', reason: 'The hub did not answer within 10 seconds.' });
    socket(0).welcome();
    expect(source.connected).toBe(false);
  });

  it.each([
    ['another protocol', (socket: ScriptedSocket) => socket.welcome(7), /version.*7.*Reload the page/s],
    ['no welcome first', (socket: ScriptedSocket) => socket.say(RECORDINGS), /welcome first, found "recordings"/],
  ])('is lost on %s', (_name, act, reason) => {
    const { socket, states } = startSource();
    socket().open();
    act(socket());
    expect(states.at(-1)).toMatchObject({ kind: 'lost', reason: expect.stringMatching(reason) });
    expect(socket(0).isClosed).toBe(true);
  });

  it('gives the reason that the hub named before it closed', () => {
    const { socket, states } = connect();
    socket().say({ kind: 'error', header: { code: 'shutdown', message: 'The hub is stopping.' } });
    socket().drop(1001);
    expect(states.at(-1)).toMatchObject({ kind: 'lost', reason: 'The hub is stopping.' });
  });

  it('reports a message that it cannot read and goes on', () => {
    const { socket, bad, messages } = connect();
    socket().sayBytes(Uint8Array.of(1, 0, 0, 0, 0xc1));
    socket().sayBytes(Uint8Array.of(1, 0, 0, 0, 0xc1, 9, 9));
    socket().sayBytes(Uint8Array.of(1, 0));
    socket().sayText('hello');
    expect(bad.map(({ byteLength, isChunk }) => [byteLength, isChunk])).toEqual([
      [5, false],
      [7, true],
      [2, false],
      [0, false],
    ]);
    socket().say(RECORDINGS);
    expect(messages).toHaveLength(1);
  });

  it('retries also when the address is refused at once', () => {
    const { states, clock } = startSource({ openFails: true });
    expect(states.at(-1)).toMatchObject({ kind: 'lost', reason: 'not a WebSocket URL' });
    clock.advance(500);
    expect(states.at(-2)).toEqual({ kind: 'connecting', attempt: 2 });
  });

  it('is silent after close', () => {
    const { source, socket, states, clock, sockets } = connect();
    source.close();
    expect(socket().isClosed).toBe(true);
    const before = states.length;
    socket().drop();
    clock.advance(60_000);
    expect(states).toHaveLength(before);
    expect(sockets).toHaveLength(1);
  });
});
