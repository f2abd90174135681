import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { eventsOf, recordCell, recordWrist } from '../embed-plain/record-robot.ts';

// Records twenty seconds of a simulated robot, and starts Vite's development server for the app.

const FRAMES = 600;
const { values: options } = parseArgs({ options: { port: { type: 'string', default: '5173' } } });

const folder = join(tmpdir(), 'rushes-embed-react');
mkdirSync(folder, { recursive: true });
await recordCell(join(folder, 'cell.rrd'), FRAMES);
await recordWrist(join(folder, 'wrist.rrd'), FRAMES);
writeFileSync(join(folder, 'events.json'), JSON.stringify(eventsOf(FRAMES)));

const server = await createServer({
  configFile: fileURLToPath(new URL('./vite.config.ts', import.meta.url)),
  server: { port: Number(options.port), host: '127.0.0.1' },
});
await server.listen();
process.stdout.write(`\n  Look at ${server.resolvedUrls?.local[0]}\n  Ctrl+C stops.\n\n`);
