import { RecordingStream, Scalars, VideoStream } from '@rushes/sdk';
import { encodeCameraClip } from '../camera-clip.ts';

// Logs one camera in real time (or `speed` times as fast). Prints {ready}, a line {frame, rssBytes} each second of the stream, {done}.
// Argument: {url, width, height, fps, frames, speed, stayOpen?}

interface Argument {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frames: number;
  /** 1 = real time; 0 = as fast as the hub takes it. */
  readonly speed: number;
}

const { url, width, height, fps, frames, speed } = JSON.parse(process.argv[2] ?? '') as Argument;
const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

const samples = await encodeCameraClip(width, height, fps);
const rec = new RecordingStream('bench', { recordingId: 'bench' });
await rec.connect(url);
print({ ready: true, bytesPerSample: samples.reduce((sum, each) => sum + each.length, 0) / samples.length });
const startedMillis = performance.now();
for (let frame = 0; frame < frames; frame += 1) {
  if (speed > 0) {
    const dueMillis = startedMillis + (frame * 1000) / fps / speed;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMillis - performance.now())));
  } else if (frame % fps === 0) {
    await rec.flush({ timeout: 30_000 });
  }
  rec.setTime('frame', { sequence: frame });
  rec.setTime('camera_time', { duration: frame / fps });
  const sample = samples[frame % samples.length];
  if (sample !== undefined) rec.log('camera', VideoStream.fromSample(sample));
  rec.log('signal', new Scalars(frame % 100));
  if (frame % fps === 0) print({ frame, rssBytes: process.memoryUsage().rss });
}
await rec.flush({ timeout: 60_000 });
print({ done: frames });
await new Promise((resolve) => process.once('SIGTERM', resolve));
await rec.close();
