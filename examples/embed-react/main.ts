import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { eventsOf, recordCell, recordWrist } from '../embed-plain/record-robot.ts';

// Records twenty seconds of a simulated robot, and starts Vite's development server for the app.

const { values: options } = parseArgs({
  options: { port: { type: 'string', default: '5173' }, frames: { type: 'string', default: '600' } },
});
const frames = Number(options.frames);

const folder = mkdtempSync(join(tmpdir(), 'rushes-embed-'));
await recordCell(join(folder, 'cell.rrd'), frames);
await recordWrist(join(folder, 'wrist.rrd'), frames);
writeFileSync(join(folder, 'events.json'), JSON.stringify(eventsOf(frames)));

const server = await createServer({
  configFile: fileURLToPath(new URL('./vite.config.ts', import.meta.url)),
  // An application would have its recordings on a server.
  publicDir: folder,
  server: { port: Number(options.port), host: '127.0.0.1' },
});
await server.listen();
process.stdout.write(`\n  Look at ${server.resolvedUrls?.local[0]}\n  Ctrl+C stops.\n\n`);
