import type { Packet, Stream } from 'node-av';
import { sampleBytes } from '../coerce/video-sample.ts';
import { SdkError, SdkErrorCode } from '../errors.ts';
import { loadNodeAv, type NodeAv } from './load-node-av.ts';

/** One picture of a file, as it lies in it. @group Node */
export interface FileSample {
  /** An access unit in Annex B form; the reader owns the bytes. */
  readonly sample: Uint8Array;
  /** When it is shown, in nanoseconds since the first one. */
  readonly timeNanos: bigint;
  /** As the file says. */
  readonly isKeyframe: boolean;
}

const NANOS_PER_SEC = 1_000_000_000n;
/** For streams that say nothing of time, such as a bare `.h264` file. */
const DEFAULT_FRAME_RATE = 25;

/**
 * Reads the H.264 video of a file (MP4, MKV, MOV, TS, FLV, bare H.264, or whatever else FFmpeg opens), copying its samples as
 * they are. What a log cannot hold, such as B-frames, is refused when it is logged. Node only; needs the package `node-av`.
 *
 * @example
 * for await (const { sample, timeNanos } of readVideoFile('drive.mp4')) {
 *   rec.setTime('video', { duration: timeNanos });
 *   rec.log('camera', VideoStream.fromSample(sample));
 * }
 *
 * @throws SdkError `missing-dependency`; `media-error` if the file cannot be opened or has no H.264 video.
 * @group Node
 */
export async function* readVideoFile(path: string): AsyncGenerator<FileSample, void, void> {
  const av = await loadNodeAv('readVideoFile');
  // Not node-av's own Demuxer: it needs Node 22.
  const file = new av.FormatContext();
  const packet = new av.Packet();
  packet.alloc();
  try {
    check(av, path, await file.openInput(path));
    check(av, path, await file.findStreamInfo());
    const stream = file.streams[file.findBestStream(av.AVMEDIA_TYPE_VIDEO)];
    if (stream === undefined) throw mediaError(path, 'it has no video');
    checkCodec(av, path, stream);
    const clock = new PacketClock(av, stream);
    for (;;) {
      const code = await file.readFrame(packet);
      if (code === av.AVERROR_EOF) return;
      check(av, path, code);
      if (packet.streamIndex === stream.index && packet.size > 0) yield toSample(packet, stream, clock);
      packet.unref();
    }
  } finally {
    packet.free();
    await file.closeInput();
  }
}

function check(av: NodeAv, path: string, code: number): void {
  if (code < 0) throw mediaError(path, av.FFmpegError.strerror(code));
}

function checkCodec(av: NodeAv, path: string, { codecpar }: Stream): void {
  if (codecpar.codecId === av.AV_CODEC_ID_H264) return;
  const name = av.Codec.findDecoder(codecpar.codecId)?.name ?? 'unknown';
  throw mediaError(
    path,
    `its video is ${name}, and only H.264 can be logged; convert it with FFmpeg: -c:v libx264 -bf 0 -g 30 out.mp4`,
  );
}

function toSample(packet: Packet, stream: Stream, clock: PacketClock): FileSample {
  const sample = sampleBytes('readVideoFile', packet, { extradata: stream.codecpar.extradata });
  return { sample, timeNanos: clock.nanosOf(packet), isKeyframe: packet.isKeyframe };
}

/** Times of packets in nanoseconds since the first one. */
class PacketClock {
  readonly #noPts: bigint;
  readonly #numerator: bigint;
  readonly #denominator: bigint;
  readonly #frameNanos: bigint;
  #firstPts: bigint | undefined;
  #nextNanos = 0n;

  constructor(av: NodeAv, { timeBase, avgFrameRate }: Stream) {
    this.#noPts = av.AV_NOPTS_VALUE;
    this.#numerator = BigInt(timeBase.num) * NANOS_PER_SEC;
    this.#denominator = BigInt(timeBase.den);
    const rate =
      avgFrameRate.den > 0 && avgFrameRate.num > 0 ? avgFrameRate.num / avgFrameRate.den : DEFAULT_FRAME_RATE;
    this.#frameNanos = BigInt(Math.round(1e9 / rate));
  }

  nanosOf({ pts }: Packet): bigint {
    let nanos = this.#nextNanos;
    if (pts !== this.#noPts) {
      this.#firstPts ??= pts;
      nanos = ((pts - this.#firstPts) * this.#numerator) / this.#denominator;
    }
    this.#nextNanos = nanos + this.#frameNanos;
    return nanos;
  }
}

function mediaError(path: string, problem: string): SdkError {
  return new SdkError(SdkErrorCode.MediaError, `The video file cannot be read: ${problem}. File: ${path}`);
}
