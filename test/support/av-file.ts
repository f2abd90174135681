import { createHash } from 'node:crypto';
import * as av from 'node-av';

// FFmpeg, by way of node-av, as the outside witness of video files: what it demuxes and decodes is what players see.

/** One packet as FFmpeg's demuxer gives it. */
export interface AvPacket {
  readonly pts: bigint;
  readonly dts: bigint;
  readonly duration: bigint;
  readonly isKeyframe: boolean;
  /** An edit list keeps players from showing it. */
  readonly isHidden: boolean;
  readonly data: Uint8Array;
}

/** A video file as FFmpeg sees it. */
export interface AvFile {
  /** Units of time per second. */
  readonly timescale: number;
  readonly width: number;
  readonly height: number;
  readonly packets: readonly AvPacket[];
  /** MD5 of the decoded pictures that are shown, in the order in which they are: planes Y, U, V without padding. */
  readonly pictures: readonly string[];
}

/** Demuxes and decodes the first video stream of a file. */
export async function readAvFile(path: string, options: { readonly decode?: boolean } = {}): Promise<AvFile> {
  const file = new av.FormatContext();
  check(path, await file.openInput(path));
  try {
    check(path, await file.findStreamInfo());
    const stream = file.streams[file.findBestStream(av.AVMEDIA_TYPE_VIDEO)];
    if (stream === undefined) throw new Error(`${path} has no video.`);
    const decoder = options.decode === false ? undefined : new PictureDecoder(stream);
    await decoder?.open();
    const packets: AvPacket[] = [];
    const packet = new av.Packet();
    packet.alloc();
    for (;;) {
      const code = await file.readFrame(packet);
      if (code === av.AVERROR_EOF) break;
      check(path, code);
      if (packet.streamIndex === stream.index) {
        packets.push({
          pts: packet.pts,
          dts: packet.dts,
          duration: packet.duration,
          isKeyframe: packet.isKeyframe,
          isHidden: packet.hasFlags(av.AV_PKT_FLAG_DISCARD),
          data: new Uint8Array(packet.data ?? new Uint8Array(0)),
        });
        await decoder?.take(packet);
      }
      packet.unref();
    }
    await decoder?.take(null);
    packet.free();
    const { width, height } = stream.codecpar;
    return { timescale: stream.timeBase.den, width, height, packets, pictures: decoder?.close() ?? [] };
  } finally {
    await file.closeInput();
  }
}

class PictureDecoder {
  readonly #context = new av.CodecContext();
  readonly #frame = new av.Frame();
  readonly #stream: av.Stream;
  readonly #pictures: string[] = [];

  constructor(stream: av.Stream) {
    this.#stream = stream;
  }

  async open(): Promise<void> {
    const codec = av.Codec.findDecoder(this.#stream.codecpar.codecId);
    if (codec === null) throw new Error('FFmpeg has no decoder for this video.');
    this.#context.allocContext3(codec);
    check('decoder', this.#context.parametersToContext(this.#stream.codecpar));
    // Else pictures that are cropped at the left are cropped there to what is fast to reach.
    this.#context.setFlags(av.AV_CODEC_FLAG_UNALIGNED);
    // What one thread conceals of damage does not depend on the others.
    this.#context.threadCount = 1;
    check('decoder', await this.#context.open2(codec, null));
    this.#frame.alloc();
  }

  async take(packet: av.Packet | null): Promise<void> {
    const sent = await this.#context.sendPacket(packet);
    if (sent < 0 && packet !== null) return;
    while ((await this.#context.receiveFrame(this.#frame)) >= 0) {
      this.#pictures.push(createHash('md5').update(this.#frame.toBuffer()).digest('hex'));
      this.#frame.unref();
    }
  }

  close(): readonly string[] {
    this.#context.freeContext();
    this.#frame.free();
    return this.#pictures;
  }
}

function check(what: string, code: number): void {
  if (code < 0) throw new Error(`${what}: ${av.FFmpegError.strerror(code)}`);
}
