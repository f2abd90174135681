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

export interface StaticServerOptions {
  /** First part of a path → the folder that is served below it, or the text of a page. */
  readonly places: Readonly<Record<string, string | { readonly html: string }>>;
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
    const { pathname } = new URL(request.url ?? '/', 'http://somebody');
    const [, first = '', ...rest] = pathname.split('/');
    const place = places[first];
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (place === undefined || rest.includes('..')) {
      response.writeHead(404).end();
      return;
    }
    if (typeof place !== 'string') {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(place.html);
      return;
    }
    const path = join(place, ...(rest.length === 0 || rest.at(-1) === '' ? [...rest, 'index.html'] : rest));
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(bytes);
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
