import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeMessage, MAX_HEADER_BYTES } from '@rushes/proto';
import { RecordingStream, Scalars, type SdkError, SocketSink, type SocketSinkOptions, TextLog } from '@rushes/sdk';
import { afterEach, describe, expect, it } from 'vitest';
import { Backoff } from '../../packages/sdk/src/sinks/backoff.ts';
import type { OpenSocket, SocketEvents } from '../../packages/sdk/src/sinks/socket.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeHub } from './fake-hub.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function startHub(...[options]: Parameters<typeof FakeHub.start>): Promise<FakeHub> {
  const hub = await FakeHub.start(options);
  cleanUps.push(() => hub.stop());
  return hub;
}

/** A recording stream that sends to `url`, and never waits long between attempts. */
function logTo(url: string, options: SocketSinkOptions = {}) {
  const errors: SdkError[] = [];
  const sink = new SocketSink(url, { random: () => 0, ...options });
  const rec = new RecordingStream('test', { sinks: [sink], onError: (error) => errors.push(error) });
  cleanUps.push(() => rec.close({ timeout: 0 }));
  return { rec, sink, errors, codes: () => errors.map(({ code }) => code) };
}

const scalarsOf = (hub: FakeHub) =>
  hub.chunks.map(({ chunk }) => {
    const values = chunk.components[0]?.values;
    return values?.kind === 'numbers' ? [...values.numbers].map(Number) : [];
  });

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const hub = await FakeHub.start();
  const { port } = hub;
  await hub.stop();
  return port;
}

describe('a connection', () => {
  it('[W11] [W18] says hello first, and who it is', async () => {
    const hub = await startHub();
    const rec = new RecordingStream('my-robot', { recordingId: 'run-1' });
    cleanUps.push(() => rec.close());
    await rec.connect(hub.url);
    expect(hub.messages[0]).toMatchObject({
      kind: 'hello',
      header: { role: 'sdk', protocol: 1, recording: { id: 'run-1', applicationId: 'my-robot' } },
    });
    expect(rec.status.sinks[0]).toMatchObject({
      kind: 'socket',
      target: hub.url,
      state: 'connected',
      trouble: undefined,
    });
  });

  it('delivers what is logged, in order, numbered from 0', async () => {
    const hub = await startHub();
    const { rec } = logTo(hub.url);
    for (let i = 0; i < 5; i++) {
      rec.log('a', new Scalars(i));
      await rec.flush();
    }
    expect(scalarsOf(hub)).toEqual([[0], [1], [2], [3], [4]]);
    expect(hub.chunks.map(({ header }) => header.seq)).toEqual([0, 1, 2, 3, 4]);
    expect(rec.status.queuedBytes).toBe(0);
    expect(rec.status.sentBytes).toBeGreaterThan(0);
  });

  it('connect() resolves although there is no hub, and data waits', async () => {
    const rec = new RecordingStream('test', { onError: () => undefined });
    cleanUps.push(() => rec.close({ timeout: 0 }));
    await rec.connect(`ws://127.0.0.1:${await freePort()}`);
    expect(rec.status.sinks[0]).toMatchObject({ state: 'waiting', trouble: expect.stringMatching(/ECONNREFUSED/) });
    rec.log('a', new Scalars(1));
    await expect(rec.flush({ timeout: 0 })).rejects.toMatchObject({ code: 'flush-timeout' });
    expect(rec.status.queuedBytes).toBeGreaterThan(0);
  });

  it('comes up when the viewer starts later, with everything logged before', async () => {
    const port = await freePort();
    const { rec, sink, codes } = logTo(`ws://127.0.0.1:${port}`);
    await sink.firstAttempt;
    rec.logStatic('s', new Scalars(7));
    rec.log('a', new Scalars(1));
    const hub = await startHub({ port });
    await rec.flush();
    expect(scalarsOf(hub)).toEqual([[7], [1]]);
    // The second: a scalar without a time is sent, but no plot shows it.
    expect(codes()).toEqual(['connection-failed', 'static-ignored']);
  });

  it('says goodbye', async () => {
    const hub = await startHub();
    const { rec } = logTo(hub.url);
    rec.log('a', new Scalars(1));
    await rec.close();
    await hub.until(() => !hub.isConnected);
    expect(hub.messages.at(-1)?.kind).toBe('bye');
    expect(scalarsOf(hub)).toEqual([[1]]);
    expect(rec.status.sinks[0]?.state).toBe('closed');
  });
});

describe('flush', () => {
  it('[W22] asks the hub once everything is sent, and waits for its answer', async () => {
    const hub = await startHub({ acknowledges: false });
    const { rec } = logTo(hub.url);
    rec.log('a', new Scalars(1));
    await rec.flush();
    expect(hub.messages.map(({ kind }) => kind)).toEqual(['hello', 'chunk', 'flush']);
    expect(rec.status.queuedBytes).toBe(0);
  });

  it('of nothing resolves at once', async () => {
    const { rec } = logTo(`ws://127.0.0.1:${await freePort()}`);
    await rec.flush({ timeout: 0 });
  });

  it('fails when the hub does not answer in time, saying how it stands', async () => {
    const hub = await startHub({ acknowledges: false, onMessage: ({ kind }) => kind === 'flush' });
    const { rec } = logTo(hub.url);
    rec.log('a', new Scalars(1));
    await hub.until(() => hub.chunks.length === 1);
    await expect(rec.flush({ timeout: 0 })).rejects.toThrow(
      /Not everything logged was acknowledged within 0 ms: 1 chunk\(s\), \d+ bytes not acknowledged by ws:.*\(connected\)/,
    );
  });

  it('is asked again on the next connection', async () => {
    let flushes = 0;
    const hub = await startHub({
      acknowledges: false,
      resumeAfter: () => -1,
      onMessage: (message, self) => {
        if (message.kind !== 'flush' || ++flushes > 1) return false;
        self.cut();
        return true;
      },
    });
    const { rec } = logTo(hub.url);
    rec.log('a', new Scalars(1));
    await rec.flush();
    expect(flushes).toBe(2);
  });
});

describe('a lost connection', () => {
  it('[W19] comes back and sends what the hub has not got, under the same numbers', async () => {
    const hub = await startHub({
      acknowledges: false,
      resumeAfter: () => (hub.messagesOf('hello').length > 1 ? 0 : -1),
    });
    const { rec, codes } = logTo(hub.url);
    for (const [i, path] of ['a', 'b', 'c'].entries()) rec.log(path, new Scalars(i));
    await hub.until(() => hub.chunks.length === 3);
    hub.cut();
    await hub.until(() => hub.chunks.length === 5);
    expect(hub.chunks.map(({ header }) => [header.entity, header.seq])).toEqual([
      ['/a', 0],
      ['/b', 1],
      ['/c', 2],
      ['/b', 1],
      ['/c', 2],
    ]);
    expect(codes()).toEqual(['connection-lost']);
  });

  it('[W18] keeps the name of its stream', async () => {
    const hub = await startHub();
    const { rec } = logTo(hub.url);
    await hub.until(() => hub.messagesOf('hello').length === 1);
    hub.cut();
    await hub.until(() => hub.messagesOf('hello').length === 2);
    const [first, second] = hub.messagesOf('hello').map(({ header }) => header);
    expect(second).toEqual(first);
    expect(first).toHaveProperty('stream');
    expect(rec.status.closed).toBe(false);
  });

  it('[W20] to a hub that was restarted: static data is sent again', async () => {
    const first = await startHub();
    const { rec } = logTo(first.url);
    rec.logStatic('s', new Scalars(7));
    rec.log('a', new Scalars(1));
    await rec.flush();
    const { port } = first;
    await first.stop();
    rec.log('a', new Scalars(2));
    const second = await startHub({ port });
    await rec.flush();
    expect(scalarsOf(second)).toEqual([[7], [2]]);
    expect(second.chunks.map(({ header }) => header.seq)).toEqual([0, 1]);
  });

  it('loses nothing in thirty cuts at random places', async () => {
    let cuts = 0;
    const hub = await startHub({
      onMessage: (message, self) => {
        if (message.kind !== 'chunk' || cuts >= 30 || (message.header.seq * 7 + cuts) % 5 > 1) return false;
        cuts++;
        self.cut();
        return true;
      },
    });
    const clock = new FakeClock();
    // Real sockets, but no waiting between attempts.
    const { nowNanos, nowMillis } = clock;
    const rec = new RecordingStream('test', {
      sinks: [new SocketSink(hub.url)],
      onError: () => undefined,
      clock: {
        nowNanos: nowNanos.bind(clock),
        nowMillis: nowMillis.bind(clock),
        setTimer: (callback, millis) => {
          const timer = setTimeout(callback, millis > 4000 ? millis : 0);
          return () => clearTimeout(timer);
        },
        defer: queueMicrotask,
      },
    });
    cleanUps.push(() => rec.close({ timeout: 0 }));
    for (let i = 0; i < 80; i++) rec.log(`e${i}`, new Scalars(i));
    await rec.flush({ timeout: Number.POSITIVE_INFINITY });
    const arrived = hub.chunks.map(({ header }) => header.seq);
    expect(cuts).toBe(30);
    expect(arrived).toEqual(Array.from({ length: 80 }, (_, i) => i));
  });
});

describe('a hub that does not keep up', () => {
  it('[W23] makes the queue give up its oldest rows, which is told to program and hub', async () => {
    const port = await freePort();
    const { rec, sink, errors } = logTo(`ws://127.0.0.1:${port}`, { limitBytes: 16 * 1024 });
    await sink.firstAttempt;
    rec.logStatic('s', new Scalars(7));
    for (let i = 0; i < 40; i++) rec.log(`e${i}`, new TextLog('x'.repeat(400)));
    await expect(rec.flush({ timeout: 0 })).rejects.toThrow();
    const overflow = errors.filter(({ code }) => code === 'queue-overflow');
    expect(overflow.map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', expect.stringMatching(/queue to ws:.*is full \(.*ECONNREFUSED.*limitBytes/)],
    ]);
    const lost = [...rec.status.dropped.values()].reduce((sum, { rows }) => sum + rows, 0);
    const hub = await startHub({ port });
    await rec.flush();
    expect(hub.chunks[0]?.header.entity).toBe('/s');
    expect(hub.chunks).toHaveLength(41 - lost);
    expect(hub.chunks.at(-1)?.header.entity).toBe('/e39');
    expect(hub.messagesOf('dropped').map(({ header }) => [header.reason, header.rows])).toEqual(
      Array.from({ length: lost }, () => ['sdk-queue', 1]),
    );
  });

  it('gets no more than the window at once', async () => {
    const hub = await startHub({ acknowledges: false });
    const { rec, sink } = logTo(hub.url);
    await sink.firstAttempt;
    const mebibyte = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 24; i++) rec.log(`e${i}`, new TextLog(mebibyte));
    await expect(rec.flush({ timeout: 0 })).rejects.toThrow();
    await hub.until(() => hub.chunks.length === 16);
    expect(sink.status.sentChunks).toBe(16);
    hub.acknowledge(7);
    await hub.until(() => hub.chunks.length === 24);
    expect(sink.status.sentChunks).toBe(24);
  });
});

describe('a hub that refuses', () => {
  it('is reported with its reason, once per outage', async () => {
    const hub = await startHub({
      onMessage: (message, self) => {
        if (message.kind !== 'hello') return false;
        self.send({ kind: 'error', header: { code: 'bad-version', message: 'speak version 2' } });
        self.cut();
        return true;
      },
    });
    const { rec, errors } = logTo(hub.url);
    await hub.until(() => hub.messagesOf('hello').length === 3);
    expect(errors.map(({ code, severity }) => [code, severity])).toEqual([['refused', 'error']]);
    expect(errors[0]?.message).toMatch(/refused the connection \(bad-version\): speak version 2/);
    expect(rec.status.sinks[0]?.trouble).toMatch(/bad-version|closed/);
  });

  it('by HTTP is reported with what it says, and no token in it', async () => {
    const server = createServer((_, response) => response.end());
    server.on('upgrade', (request, socket) => {
      const wanted = request.url === '/?token=secret' ? 'token seen' : 'no token';
      socket.end(`HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: ${wanted.length}\r\n\r\n${wanted}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUps.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    const { rec, sink, errors } = logTo(`ws://127.0.0.1:${port}/?token=secret`);
    await sink.firstAttempt;
    expect(rec.status.sinks[0]).toMatchObject({ target: `ws://127.0.0.1:${port}`, trouble: 'HTTP 401: token seen' });
    expect(errors[0]?.message).toMatch(/cannot be reached \(HTTP 401: token seen\)/);
    expect(errors[0]?.message).not.toMatch(/secret/);
  });

  it('one chunk each time does not get in the way of the others', async () => {
    const hub = await startHub({
      onMessage: (message, self) => {
        if (message.kind !== 'chunk' || message.header.entity !== '/bad') return false;
        self.send({ kind: 'error', header: { code: 'bad-chunk', message: 'no' } });
        self.cut();
        return true;
      },
    });
    const { rec, errors } = logTo(hub.url);
    for (const path of ['before', 'bad', 'after']) rec.log(path, new Scalars(1));
    await rec.flush();
    expect(hub.chunks.map(({ header }) => [header.entity, header.seq])).toEqual([
      ['/before', 0],
      ['/after', 1],
    ]);
    expect(errors.at(-1)).toMatchObject({
      code: 'chunk-refused',
      message: expect.stringMatching(/1 row\(s\) of \/bad.*refused twice: no/),
    });
    expect([...rec.status.dropped]).toEqual([['/bad', { rows: 1, bytes: expect.any(Number) }]]);
  });

  it('or talks nonsense is left and tried again', async () => {
    let hellos = 0;
    const hub = await startHub({
      onMessage: (message, self) => {
        if (message.kind !== 'hello' || ++hellos > 1) return false;
        self.sendRaw(new Uint8Array(MAX_HEADER_BYTES).fill(0xc1));
        return true;
      },
    });
    const { rec, codes } = logTo(hub.url);
    rec.log('a', new Scalars(1));
    await rec.flush();
    expect(codes()).toEqual(['protocol-error']);
  });
});

describe('close', () => {
  it('reports what it had to leave behind', async () => {
    const { rec, sink, errors } = logTo(`ws://127.0.0.1:${await freePort()}`);
    await sink.firstAttempt;
    rec.log('a', new Scalars(1));
    await rec.close();
    expect(errors.map(({ code }) => code)).toEqual(['connection-failed', 'unsent-data']);
    expect(errors[1]?.message).toMatch(/1 chunk\(s\), \d+ bytes not acknowledged by ws:.*ECONNREFUSED/);
  });

  it('is quiet when nothing was left', async () => {
    const { rec, sink, codes } = logTo(`ws://127.0.0.1:${await freePort()}`);
    await sink.firstAttempt;
    await rec.close();
    expect(codes()).toEqual(['connection-failed']);
  });

  it('lets those go who wait for a flush', async () => {
    const { rec, sink } = logTo(`ws://127.0.0.1:${await freePort()}`);
    await sink.firstAttempt;
    rec.log('a', new Scalars(1));
    const flushed = rec.flush({ timeout: Number.POSITIVE_INFINITY });
    await rec.close({ timeout: 0 });
    await flushed;
  });
});

describe('attempts', () => {
  /** A socket that never works, under a fake clock. */
  function setUp() {
    const clock = new FakeClock();
    const opened: SocketEvents[] = [];
    const network = { bufferedAmount: 0 };
    let closed = 0;
    const openSocket: OpenSocket = (_, events) => {
      opened.push(events);
      return {
        get bufferedAmount() {
          return network.bufferedAmount;
        },
        send: () => undefined,
        close: () => closed++,
        keepProcessAlive: () => undefined,
      };
    };
    const sink = new SocketSink('ws://x', { openSocket, random: () => 1 });
    const errors: SdkError[] = [];
    const rec = new RecordingStream('test', { sinks: [sink], clock, onError: (error) => errors.push(error) });
    const welcome = () => {
      const header = { protocol: 1, server: 'fake/1', resumeAfter: -1 };
      opened.at(-1)?.onMessage(encodeMessage({ kind: 'welcome', header }));
    };
    const acknowledge = () => opened.at(-1)?.onMessage(encodeMessage({ kind: 'ack', header: { seq: 0 } }));
    return { clock, opened, sink, rec, errors, network, welcome, acknowledge, closed: () => closed };
  }

  it('go on for ever, further and further apart, up to four seconds', () => {
    const { clock, opened, errors } = setUp();
    const delays: number[] = [];
    for (let i = 0; i < 8; i++) {
      const before = clock.nowMillis();
      opened.at(-1)?.onClose('no');
      const attempts = opened.length;
      while (opened.length === attempts) clock.advance(100);
      delays.push(clock.nowMillis() - before);
    }
    expect(delays).toEqual([200, 400, 800, 1600, 3200, 4000, 4000, 4000]);
    expect(errors.map(({ code }) => code)).toEqual(['connection-failed']);
  });

  it('are given up after ten seconds without an answer', () => {
    const { clock, opened, sink, closed } = setUp();
    opened[0]?.onOpen();
    clock.advance(9_999);
    expect(sink.status.state).toBe('connecting');
    clock.advance(1);
    expect([sink.status.state, closed()]).toEqual(['waiting', 1]);
    expect(sink.status.trouble).toMatch(/no answer in time/);
  });

  it('that succeed are given up when the hub falls silent while it owes an answer', () => {
    const { clock, sink, rec, welcome, errors } = setUp();
    welcome();
    clock.advance(60_000);
    expect(sink.status.state).toBe('connected');
    rec.log('a', new Scalars(1));
    clock.advance(30_000);
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ['connection-lost', expect.stringMatching(/fallen silent/)],
    ]);
  });

  it('that succeed stay while the hub answers, or takes bytes slowly', () => {
    const { clock, sink, rec, welcome, acknowledge, network } = setUp();
    welcome();
    rec.log('a', new Scalars(1));
    network.bufferedAmount = 9;
    for (let i = 0; i < 8; i++) {
      clock.advance(15_000);
      network.bufferedAmount--;
    }
    acknowledge();
    clock.advance(60_000);
    expect([sink.status.state, sink.status.queuedBytes]).toEqual(['connected', 0]);
  });

  it('of the past are not listened to', () => {
    const { clock, opened, sink } = setUp();
    opened[0]?.onClose('no');
    clock.advance(5000);
    opened[0]?.onClose('late');
    clock.endTurn();
    expect([opened.length, sink.status.state]).toEqual([2, 'connecting']);
  });

  it('have chance in half of their delay', () => {
    const delaysOf = (random: number) => {
      const backoff = new Backoff(() => random);
      return [backoff.next(), backoff.next()];
    };
    expect(delaysOf(0)).toEqual([100, 200]);
    expect(delaysOf(0.5)).toEqual([150, 300]);
    const backoff = new Backoff(() => 0);
    backoff.next();
    backoff.reset();
    expect(backoff.next()).toBe(100);
  });
});
