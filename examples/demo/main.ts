import { parseArgs } from 'node:util';
import { RecordingStream, SdkError, VideoSampleError } from '@rushes/sdk';
import { logRobot } from './log-robot.ts';
import { logVideoFile } from './log-video-file.ts';
import { startPace } from './pace.ts';
import { startViewerProcess, type ViewerProcess } from './viewer-process.ts';

const USAGE = `npm run demo [-- options]
  --video FILE   log this file's H.264 video as it is, instead of the simulated robot
  --port PORT    port of the viewer (default 9880, or a free one if that is taken)
  --seconds N    stop by itself after so long (default: until Ctrl+C)
  --no-open      do not open a browser`;

const { values: options } = parseArgs({
  options: {
    video: { type: 'string' },
    port: { type: 'string' },
    seconds: { type: 'string' },
    'no-open': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function startViewer(): Promise<ViewerProcess> {
  const open = options['no-open'] ? ['--no-open'] : [];
  if (options.port !== undefined) return startViewerProcess(['--port', options.port, ...open]);
  try {
    return await startViewerProcess(open);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nTrying a free port instead.\n`);
    return startViewerProcess(['--port', '0', ...open]);
  }
}

async function run(): Promise<void> {
  const seconds = options.seconds === undefined ? Number.POSITIVE_INFINITY : Number(options.seconds);
  if (!(seconds > 0)) throw new RangeError(`--seconds must be a number above 0, found ${options.seconds}`);
  const viewer = await startViewer();
  process.stdout.write(`\n  Look at ${viewer.url}\n  Ctrl+C stops.\n\n`);

  const pace = startPace();
  process.once('SIGINT', () => pace.stop());
  process.once('SIGTERM', () => pace.stop());
  try {
    await using rec = new RecordingStream(options.video === undefined ? 'rushes-demo' : 'rushes-video', {
      onError: (error) => process.stderr.write(`${error.severity}: ${error.message}\n`),
    });
    await rec.connect(viewer.url.replace(/^http/, 'ws'));
    if (options.video === undefined) {
      const frames = await logRobot(rec, pace, Math.round(seconds * 30));
      process.stdout.write(`Logged ${frames} frames.\n`);
    } else {
      const { samples, leftOut } = await logVideoFile(rec, pace, options.video);
      const gap = leftOut === 0 ? '' : ` (${leftOut} before the first keyframe left out)`;
      process.stdout.write(`Logged ${samples} samples of ${options.video}${gap}; the viewer stays up until Ctrl+C.\n`);
      await rec.flush({ timeout: 5_000 });
      await pace.until(seconds * 1000);
    }
  } finally {
    await viewer.stop();
  }
}

if (options.help) {
  process.stdout.write(`${USAGE}\n`);
} else {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof VideoSampleError || error instanceof SdkError)) throw error;
    process.stderr.write(`\n${options.video ?? 'The robot'} cannot be logged: ${error.message}\n`);
    process.exitCode = 1;
  }
}
