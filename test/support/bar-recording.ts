import { decodeMessage, parseRecordingId, RrdSourceKind, type RrdStoreId, RrdWriter } from '@rushes/proto';
import { Boxes2D, MemorySink, RecordingStream, Scalars, TextLog, VideoStream } from '@rushes/sdk';
import { VideoEncoder } from '@rushes/sdk/node';
import { BAR_CLIP_HEIGHT, BAR_CLIP_WIDTH, drawBarPicture } from './bar-clip.ts';

export interface BarRecordingOptions {
  readonly recordingId: string;
  readonly applicationId?: string;
  readonly frames: number;
  readonly fps?: number;
  /** Pictures between two keyframes. */
  readonly keyframeEvery?: number;
  /** Number of the first picture, so that files can be told apart. */
  readonly firstNumber?: number;
  /** Whether it ends with a manifest. Default true. */
  readonly footer?: boolean;
}

/**
 * The bytes of a recording file with numbered pictures at `camera` (see `drawBarPicture`), a box, a scalar and a log line, on
 * the timelines `frame` (from 0) and `video_time` (a duration from 0).
 */
export async function makeBarRecording(options: BarRecordingOptions): Promise<Uint8Array> {
  const { recordingId, applicationId = 'bars', frames, fps = 30, keyframeEvery = 10, firstNumber = 0 } = options;
  const sink = new MemorySink();
  const rec = new RecordingStream(applicationId, { recordingId, sinks: [sink] });
  await using encoder = await VideoEncoder.create({
    width: BAR_CLIP_WIDTH,
    height: BAR_CLIP_HEIGHT,
    fps,
    input: 'rgb24',
    keyframeIntervalSecs: keyframeEvery / fps,
  });
  for (let frame = 0; frame < frames; frame += 1) {
    rec.setTime('frame', { sequence: frame });
    rec.setTime('video_time', { duration: frame / fps });
    for (const sample of encoder.encode(drawBarPicture(firstNumber + frame)))
      rec.log('camera', VideoStream.fromSample(sample));
    rec.log('camera/box', new Boxes2D({ mins: [[frame % 200, 40]], sizes: [[40, 40]] }));
    rec.log('signal', new Scalars(Math.sin(frame / 20)));
    if (frame % fps === 0) rec.log('log', new TextLog(`frame ${frame}`, { level: 'INFO' }));
  }
  await rec.flush();
  const storeId: RrdStoreId = { kind: 'recording', recordingId: parseRecordingId(recordingId), applicationId };
  const writer = new RrdWriter({ footer: options.footer ?? true });
  const pieces = [
    ...writer.header(),
    ...writer.storeInfo({ storeId, source: { kind: RrdSourceKind.Other, extra: new TextEncoder().encode('bars') } }),
  ];
  for (const bytes of sink.drain()) {
    const message = decodeMessage(bytes);
    if (message.kind === 'chunk') pieces.push(...writer.chunk(storeId, message.body));
  }
  pieces.push(...writer.end());
  await rec.close();
  return Buffer.concat(pieces);
}
