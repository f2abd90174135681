import { parseArgs } from 'node:util';
import { RecordingStream } from '@rushes/sdk';
import { startPace } from '../demo/pace.ts';
import { startViewerProcess } from '../demo/viewer-process.ts';
import { logGallery } from './gallery.ts';
import { FRAMES_PER_SECOND, LAP_FRAMES } from './rover.ts';

const USAGE = `npm run gallery [-- options]
  --save FILE    write a recording file instead of showing it live
  --seconds N    stop by itself after so long (default: until Ctrl+C; with --save one lap of ${LAP_FRAMES / FRAMES_PER_SECOND} s)
  --port PORT    port of the viewer (default 9880)
  --no-open      do not open a browser`;

const { values: options } = parseArgs({
  options: {
    save: { type: 'string' },
    seconds: { type: 'string' },
    port: { type: 'string' },
    'no-open': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function newRecording(): RecordingStream {
  return new RecordingStream('rushes-gallery', {
    onError: (error) => process.stderr.write(`${error.severity}: ${error.message}\n`),
  });
}

function secondsOr(preset: number): number {
  const seconds = options.seconds === undefined ? preset : Number(options.seconds);
  if (seconds > 0) return seconds;
  throw new RangeError(`--seconds must be a number above 0, found ${options.seconds}`);
}

async function save(path: string): Promise<void> {
  const frames = Math.round(secondsOr(LAP_FRAMES / FRAMES_PER_SECOND) * FRAMES_PER_SECOND);
  await using rec = newRecording();
  await rec.save(path, { overwrite: true, compression: 'lz4' });
  const logged = await logGallery(rec, frames);
  process.stdout.write(`Logged ${logged} frames to ${path}. Look at it with: npx viewer ${path}\n`);
}

async function show(): Promise<void> {
  const frames = Math.round(secondsOr(Number.POSITIVE_INFINITY) * FRAMES_PER_SECOND);
  const port = options.port === undefined ? [] : ['--port', options.port];
  const viewer = await startViewerProcess([...port, ...(options['no-open'] ? ['--no-open'] : [])]);
  process.stdout.write(`\n  Look at ${viewer.url}\n  Ctrl+C stops.\n\n`);
  const pace = startPace();
  process.once('SIGINT', () => pace.stop());
  process.once('SIGTERM', () => pace.stop());
  try {
    await using rec = newRecording();
    await rec.connect(viewer.url.replace(/^http/, 'ws'));
    await logGallery(rec, frames, pace);
  } finally {
    await viewer.stop();
  }
}

if (options.help) process.stdout.write(`${USAGE}\n`);
else if (options.save !== undefined) await save(options.save);
else await show();
