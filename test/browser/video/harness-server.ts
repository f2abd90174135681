import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { accessUnitTable, readCorpusFile } from '../../support/corpus.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Serves the harness page, the bundled video worker and the corpus on a free port of 127.0.0.1, a secure context. */
export async function startHarnessServer(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const [page, worker] = await Promise.all([
    bundle('./harness-page.ts'),
    bundle('../../../packages/viewer/src/app/video/video.worker.ts'),
  ]);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname === '/')
      send(response, 'text/html', '<!doctype html><script type="module" src="/page.js"></script>');
    else if (url.pathname === '/page.js') send(response, 'text/javascript', page);
    else if (url.pathname === '/worker.js') send(response, 'text/javascript', worker);
    else if (url.pathname.startsWith('/corpus/')) sendCorpus(url, response);
    else response.writeHead(url.pathname === '/favicon.ico' ? 204 : 404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bundle(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [at(entry)],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    alias: { '@rushes/proto': at('../../../packages/proto/src/index.ts') },
  });
  return result.outputFiles[0]?.text ?? '';
}

function send(response: ServerResponse, type: string, body: string | Uint8Array): void {
  response.writeHead(200, { 'content-type': type }).end(body);
}

function sendCorpus(url: URL, response: ServerResponse): void {
  const file = url.pathname.slice('/corpus/'.length);
  if (url.searchParams.has('units')) send(response, 'application/json', JSON.stringify(accessUnitTable(file)));
  else send(response, 'application/octet-stream', readCorpusFile(file));
}
