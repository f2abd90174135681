import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import {
  archetypeField,
  ChunkBuilder,
  encodeChunk,
  parseEntityPath,
  RrdSourceKind,
  type RrdStoreId,
  RrdWriter,
  TuidGenerator,
  VideoCodec,
} from '@rushes/proto';

/** An hour and the like of several cameras, as a file. */
export interface LongRecording {
  /** One group of pictures per second, the first sample a keyframe: logged over and over. */
  readonly group: readonly Uint8Array[];
  readonly secs: number;
  readonly cameras: number;
  /** One chunk a second and camera, or one for each sample, as a program that logs live sends them. */
  readonly chunkPer: 'group' | 'sample';
  readonly footer: boolean;
}

const SAMPLE = archetypeField('VideoStream', 'sample');
const CODEC = archetypeField('VideoStream', 'codec');
const SCALARS = archetypeField('Scalars', 'scalars');
const TIMELINES = [
  { name: 'frame', kind: 'sequence' },
  { name: 'log_time', kind: 'timestamp' },
] as const;
const START_NANOS = 1_700_000_000_000_000_000n;

/** Writes it, with a scalar ten times a second; returns its bytes. */
export async function writeLongRecording(path: string, recording: LongRecording): Promise<number> {
  const out = createWriteStream(path);
  const ids = new TuidGenerator();
  const storeId: RrdStoreId = { kind: 'recording', recordingId: 'long', applicationId: 'bench' };
  const writer = new RrdWriter({ footer: recording.footer });
  const write = async (pieces: readonly Uint8Array[]) => {
    for (const piece of pieces) if (!out.write(piece)) await once(out, 'drain');
  };
  await write(writer.header());
  await write(writer.storeInfo({ storeId, source: { kind: RrdSourceKind.Other } }));
  const cameras = Array.from({ length: recording.cameras }, (_, i) => parseEntityPath(`/camera/${i}`));
  for (const camera of cameras) {
    const codec = new ChunkBuilder(camera, []);
    codec.appendRow(ids, [], [{ ...CODEC, data: Uint32Array.of(VideoCodec.H264) }]);
    await write(writer.chunk(storeId, encodeChunk(codec.finish(ids.nextChunkId()))));
  }
  const builders = cameras.map((camera) => new ChunkBuilder(camera, TIMELINES));
  const signal = new ChunkBuilder(parseEntityPath('/signal'), TIMELINES);
  const finish = (builder: ChunkBuilder) =>
    write(writer.chunk(storeId, encodeChunk(builder.finish(ids.nextChunkId()))));
  const fps = recording.group.length;
  for (let sec = 0; sec < recording.secs; sec += 1) {
    for (const [i, sample] of recording.group.entries()) {
      const frame = BigInt(sec * fps + i);
      const times = [frame, START_NANOS + (frame * 1_000_000_000n) / BigInt(fps)];
      for (const builder of builders) {
        builder.appendRow(ids, times, [{ ...SAMPLE, data: [sample] }]);
        if (recording.chunkPer === 'sample') await finish(builder);
      }
      if (i % 3 === 0) signal.appendRow(ids, times, [{ ...SCALARS, data: Float64Array.of(Math.sin(sec / 60)) }]);
    }
    if (recording.chunkPer === 'group') for (const builder of builders) await finish(builder);
    if (sec % 10 === 9) await finish(signal);
  }
  await write(writer.end());
  return close(out);
}

async function close(out: WriteStream): Promise<number> {
  out.end();
  await once(out, 'close');
  return out.bytesWritten;
}
