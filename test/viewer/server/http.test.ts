import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Hub } from '../../../packages/viewer/src/server/hub.ts';
import { systemClock } from '../../../packages/viewer/src/server/peer-socket.ts';
import { HubServer } from '../../../packages/viewer/src/server/server.ts';
import { servePage } from '../../../packages/viewer/src/server/static-files.ts';
import { HubClient, helloPage, scalarChunk } from '../../support/hub-client.ts';

const pageFolder = mkdtempSync(join(tmpdir(), 'rushes-page-'));
mkdirSync(join(pageFolder, 'assets'));
writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>Rushes</title>');
writeFileSync(join(pageFolder, 'assets/main-abc123.js'), 'export {};');

afterAll(() => rmSync(pageFolder, { recursive: true, force: true }));

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface StartOptions {
  readonly host?: string;
  readonly token?: string;
  readonly allowedOrigins?: readonly string[];
  readonly hasPage?: boolean;
  readonly heartbeat?: { pingMillis: number; deadAfterPings: number; helloWithinMillis: number };
}

async function start(options: StartOptions = {}): Promise<string> {
  const hub = new Hub({ memoryLimitBytes: 1e8, serverName: 'hub/1', clock: systemClock, onDefect: () => undefined });
  const server = new HubServer({
    host: '127.0.0.1',
    port: 0,
    hub,
    page: options.hasPage === false ? undefined : servePage(pageFolder),
    access: {
      host: options.host ?? '127.0.0.1',
      machineNames: [],
      token: options.token,
      allowedOrigins: options.allowedOrigins ?? [],
    },
    ...(options.heartbeat === undefined ? {} : { heartbeat: options.heartbeat }),
  });
  const port = await server.listen();
  closers.push(() => server.close());
  return `http://127.0.0.1:${port}`;
}

/** `fetch` does not let a caller set `Host`. */
function statusWithHeaders(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once('error', reject);
    sent.end();
  });
}

describe('over HTTP', () => {
  it('the page is never cached, its hashed assets for ever', async () => {
    const url = await start();
    const page = await fetch(`${url}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>Rushes</title>');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const asset = await fetch(`${url}/assets/main-abc123.js`);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-type')).toMatch(/javascript/);
    await asset.text();
  });

  it('every answer says what the page may do', async () => {
    const url = await start();
    for (const path of ['/', '/healthz', '/nowhere']) {
      const { headers } = await fetch(url + path);
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('content-security-policy')).not.toContain('unsafe-eval');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  it.each([
    ['/healthz', 200],
    ['/nowhere', 404],
    ['/assets/nowhere.js', 404],
    ['/../package.json', 404],
    ['/%2e%2e/%2e%2e/etc/passwd', 404],
    ['/%', 404],
  ])('%s: %d', async (path, status) => {
    expect(await statusWithHeaders((await start()) + path, {})).toBe(status);
  });

  it('/healthz is JSON', async () => {
    const response = await fetch(`${await start()}/healthz`);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ status: 'ok', server: 'hub/1' });
  });

  it('/metrics counts what is held, taken in and sent', async () => {
    const url = await start();
    const sdk = await HubClient.sdk(url, 'rec');
    sdk.send(scalarChunk('rec', 0), scalarChunk('rec', 1));
    await sdk.flush();
    const page = await HubClient.page(url, 'rec');
    await page.next('history-complete');
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    expect(text).toContain('rushes_connections{role="sdk"} 1\nrushes_connections{role="page"} 1\n');
    expect(text).toContain('rushes_recordings{live="true"} 1\n');
    expect(text).toContain('rushes_ingested_chunks_total 2\n');
    expect(text).toContain('rushes_sent_chunks_total 2\n');
    expect(text).toContain(`rushes_sent_bytes_total ${page.chunkBytes}\n`);
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) rushes_\w+ .+|rushes_\w+(\{\w+="[^"]*"\})? \d+)$/);
    }
  });

  it('only GET and HEAD are answered', async () => {
    const url = await start();
    const response = await fetch(url, { method: 'POST', body: 'x' });
    expect(response.status).toBe(405);
    expect((await fetch(`${url}/healthz`, { method: 'HEAD' })).status).toBe(200);
  });

  it.each([
    [{ host: 'evil.example' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'http://localhost:5173' }, 403],
    [{ host: 'localhost:1234' }, 200],
  ])('a request with %o: %d', async (headers, status) => {
    expect(await statusWithHeaders(`${await start()}/metrics`, headers as Record<string, string>)).toBe(status);
  });

  it('what it answers can be read by the pages that were allowed to, and by no others', async () => {
    const url = await start({ token: 'a-long-secret', allowedOrigins: ['http://localhost:5173'] });
    const ask = (origin: string, method: string, token = '') =>
      fetch(`${url}/metrics${token}`, { method, headers: { origin } });
    const ahead = await ask('http://localhost:5173', 'OPTIONS');
    expect([ahead.status, ahead.headers.get('access-control-allow-headers')]).toEqual([204, 'Range']);
    const answer = await ask('http://localhost:5173', 'GET', '?token=a-long-secret');
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, 'http://localhost:5173']);
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect((await ask('http://localhost:5173', 'GET')).status).toBe(401);
    const other = await ask('http://localhost:5174', 'OPTIONS');
    expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([405, null]);
  });

  it('a missing page is explained, and the hub works without it', async () => {
    const url = await start({ hasPage: false });
    const response = await fetch(url);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm run build');
    await HubClient.sdk(url, 'rec');
  });
});

describe('with a token', () => {
  const token = 'a-long-secret';

  it('page and metrics need it, files that hold no secret do not', async () => {
    const url = await start({ token });
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    expect((await fetch(`${url}/metrics?token=wrong-secret`)).status).toBe(401);
    expect((await fetch(`${url}/metrics?token=${token}`)).status).toBe(200);
    expect((await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/assets/main-abc123.js`)).status).toBe(200);
  });

  it('a browser that opened the page with it may connect, by its cookie', async () => {
    const url = await start({ token });
    const cookie = (await fetch(`${url}/?token=${token}`)).headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    const headers = { cookie: `other=1; ${cookie.split(';')[0]}`, origin: url };
    const page = await HubClient.open(url, { headers });
    page.send(helloPage());
    await page.next('welcome');
  });

  it('an SDK carries it in its URL', async () => {
    const url = await start({ token });
    await HubClient.sdk(`${url}/?token=${token}`, 'rec');
    await expect(HubClient.open(url)).rejects.toThrow('refused with 401');
    await expect(HubClient.open(`${url}/?token=${token}x`)).rejects.toThrow('refused with 401');
  });
});

describe('a silent peer', () => {
  it('[W32] that says no hello is told so and closed', async () => {
    const url = await start({ heartbeat: { pingMillis: 20, deadAfterPings: 1000, helloWithinMillis: 1 } });
    const client = await HubClient.open(url);
    expect((await client.next('error')).header.code).toBe('hello-timeout');
    expect(await client.closed).toMatchObject({ code: 4408 });
  });

  it('[W33] that shows no sign of life is cut off; one that answers pings stays', async () => {
    const url = await start({ heartbeat: { pingMillis: 20, deadAfterPings: 10, helloWithinMillis: 60_000 } });
    const alive = await HubClient.sdk(url, 'rec');
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(
      'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    socket.resume();
    const hadError = await new Promise((resolve) => socket.once('close', resolve));
    expect(hadError).toBe(false);
    await alive.flush();
  });
});
