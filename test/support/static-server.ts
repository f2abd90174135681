import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** A folder, the bytes of a file, or a text with its type. */
export type Served = string | Uint8Array | { readonly text: string; readonly type: string };

export interface StaticServerOptions {
  /** Path without its first slash → what is there; a folder serves all below it. */
  readonly places: Readonly<Record<string, Served>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StaticServer {
  /** `http://127.0.0.1:1234/`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Somebody's web server, which knows nothing of viewers. It answers whole files only, as simple servers do. */
export async function startStaticServer({ places, headers = {} }: StaticServerOptions): Promise<StaticServer> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://somebody').pathname.slice(1);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const found = await find(places, path);
    if (found === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': found.type }).end(found.bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function find(
  places: StaticServerOptions['places'],
  path: string,
): Promise<{ readonly bytes: Uint8Array | string; readonly type: string } | undefined> {
  const exact = places[path];
  if (exact instanceof Uint8Array) return { bytes: exact, type: 'application/octet-stream' };
  if (typeof exact === 'object') return { bytes: exact.text, type: exact.type };
  const name = Object.keys(places).find((each) => typeof places[each] === 'string' && path.startsWith(`${each}/`));
  const folder = name === undefined ? undefined : places[name];
  if (typeof folder !== 'string' || path.includes('..')) return undefined;
  const rest = path.slice((name ?? '').length).replace(/(^|\/)$/, '$1index.html');
  const bytes = await readFile(join(folder, rest)).catch(() => undefined);
  return bytes && { bytes, type: TYPES[extname(rest)] ?? 'application/octet-stream' };
}
