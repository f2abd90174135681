import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sirv from 'sirv';
import { recordCell, recordWrist } from './record-robot.ts';

// Serves a folder of plain files: a page, two recordings, and the viewer's modules as they are in the package.

const { values: options } = parseArgs({
  options: { port: { type: 'string', default: '8080' }, frames: { type: 'string', default: '360' } },
});
const frames = Number(options.frames);

const recordings = mkdtempSync(join(tmpdir(), 'rushes-embed-'));
await recordCell(join(recordings, 'cell.rrd'), frames);
await recordWrist(join(recordings, 'wrist.rrd'), frames);

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const places: Readonly<Record<string, ReturnType<typeof sirv>>> = {
  recordings: sirv(recordings, { dev: true }),
  // With npm install @rushes/viewer: node_modules/@rushes/viewer/dist/embed.
  viewer: sirv(here('../../packages/viewer/dist/embed'), { dev: true }),
};
const page = sirv(here('./page'), { dev: true });

// As strict as a policy can be: everything is a file of this server, and the viewer needs no more.
const POLICY = "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'";

const server = createServer((request, response) => {
  response.setHeader('Content-Security-Policy', POLICY);
  const [, first = '', ...rest] = (request.url ?? '/').split('/');
  const place = places[first];
  if (place === undefined) {
    page(request, response);
    return;
  }
  request.url = `/${rest.join('/')}`;
  place(request, response);
});
server.listen(Number(options.port), '127.0.0.1', () => {
  process.stdout.write(`\n  Look at http://127.0.0.1:${(server.address() as AddressInfo).port}/\n  Ctrl+C stops.\n\n`);
});
