import { Boxes2D, RecordingStream, Scalars, TextLog, VideoStream } from '@rushes/sdk';
import { VideoEncoder } from '@rushes/sdk/node';
import { BAR_CLIP_HEIGHT, BAR_CLIP_WIDTH, drawBarPicture } from '../bar-clip.ts';

// Encodes numbered pictures and logs them with a box, a scalar and a log line, in real time. Prints {logged} once a second and
// {done} at the end. Argument: {url, recordingId, frames, fps, entities?}

interface Argument {
  readonly url: string;
  readonly recordingId: string;
  readonly frames: number;
  readonly fps: number;
  readonly stayOpen?: boolean;
}

const { url, recordingId, frames, fps, stayOpen } = JSON.parse(process.argv[2] ?? '') as Argument;
const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

await using encoder = await VideoEncoder.create({
  width: BAR_CLIP_WIDTH,
  height: BAR_CLIP_HEIGHT,
  fps,
  input: 'rgb24',
});
const rec = new RecordingStream('bars', {
  recordingId,
  onError: (error) => print({ trouble: error.code }),
});
await rec.connect(url);
const startedMillis = performance.now();
for (let frame = 0; frame < frames; frame += 1) {
  const dueMillis = startedMillis + (frame * 1000) / fps;
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMillis - performance.now())));
  rec.setTime('frame', { sequence: frame });
  for (const sample of await encoder.encode(drawBarPicture(frame))) rec.log('camera', VideoStream.fromSample(sample));
  rec.log('camera/box', new Boxes2D({ mins: [[frame % 200, 40]], sizes: [[40, 40]] }));
  rec.log('signal', new Scalars(Math.sin(frame / 20)));
  if (frame % fps === 0) {
    rec.log('log', new TextLog(`frame ${frame}`, { level: 'INFO' }));
    print({ logged: frame, status: rec.status.sinks[0]?.state });
  }
}
await rec.flush({ timeout: 20_000 });
print({ done: frames });
if (stayOpen === true) await new Promise((resolve) => process.once('SIGTERM', resolve));
await rec.close();
