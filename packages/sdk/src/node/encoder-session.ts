import type { CodecContext, Frame, HardwareFramesContext, Packet, SoftwareScaleContext } from 'node-av';
import type { FFEncoderCodec } from 'node-av/constants';
import { SdkError, SdkErrorCode } from '../errors.ts';
import type { H264Encoder } from './h264-encoders.ts';
import type { NodeAv } from './load-node-av.ts';
import type { PixelFormat } from './pixel-format.ts';

/** What an encoder is opened with, checked. */
export interface EncoderSettings {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly input: PixelFormat;
  /** Bits per second; undefined: constant quality. */
  readonly bitrate: number | undefined;
  readonly keyframeIntervalFrames: number;
  readonly preset: string | undefined;
}

/** One encoded picture. Fits {@link VideoStream.fromSample}. @group Node */
export interface EncodedSample {
  /** An access unit in Annex B form; the caller owns the bytes. */
  readonly data: Uint8Array;
  /** A decoder can start here. */
  readonly isKeyframe: boolean;
  /** As given to `encode`. */
  readonly pts: bigint;
}

const INPUT_FORMATS = {
  rgb24: 'AV_PIX_FMT_RGB24',
  rgba: 'AV_PIX_FMT_RGBA',
  bgr24: 'AV_PIX_FMT_BGR24',
  gray: 'AV_PIX_FMT_GRAY8',
  yuv420p: 'AV_PIX_FMT_YUV420P',
} as const satisfies Record<PixelFormat, keyof NodeAv>;

/** An open FFmpeg encoder with what it needs around it: colour conversion in front, upload to a device where that is asked for. */
export class EncoderSession {
  readonly #av: NodeAv;
  readonly #encoder: H264Encoder;
  readonly #settings: EncoderSettings;
  readonly #context: CodecContext;
  readonly #input: Frame;
  readonly #converted: Frame;
  readonly #packet: Packet;
  readonly #scaler: SoftwareScaleContext | undefined;
  readonly #deviceFrames: HardwareFramesContext | undefined;
  readonly #closers: (() => void)[] = [];

  /** @throws SdkError `media-error` if FFmpeg cannot open this encoder here. */
  static async open(av: NodeAv, encoder: H264Encoder, settings: EncoderSettings): Promise<EncoderSession> {
    const session = new EncoderSession(av, encoder, settings);
    try {
      await session.#openCodec();
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  private constructor(av: NodeAv, encoder: H264Encoder, settings: EncoderSettings) {
    this.#av = av;
    this.#encoder = encoder;
    this.#settings = settings;
    try {
      const { width, height, input } = settings;
      this.#packet = this.#owned(new av.Packet());
      this.#packet.alloc();
      this.#input = this.#newFrame(av[INPUT_FORMATS[input]], width, height);
      this.#converted = this.#newFrame(av[encoder.pixels], width, height);
      if (INPUT_FORMATS[input] !== encoder.pixels) {
        const scaler = new av.SoftwareScaleContext();
        this.#closers.push(() => scaler.freeContext());
        // Without fixed formats it reads the colour space from the frames.
        scaler.allocContext();
        this.#scaler = scaler;
      }
      this.#deviceFrames = encoder.device === undefined ? undefined : this.#openDevice();
      this.#context = this.#configureCodec();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get name(): string {
    return this.#encoder.name;
  }

  /** Encodes one frame; `undefined` drains what is inside. Blocks for as long as that takes. */
  encode(pixels: Uint8Array | undefined, pts: bigint): EncodedSample[] {
    this.#check(
      this.#context.sendFrameSync(pixels === undefined ? null : this.#convert(pixels, pts)),
      'encode a frame',
    );
    const samples: EncodedSample[] = [];
    while (this.#took(this.#context.receivePacketSync(this.#packet))) samples.push(this.#takeSample());
    return samples;
  }

  /** The same on a thread of its own, but for the colour conversion. `pixels` must not change until it is done. */
  async encodeAsync(pixels: Uint8Array | undefined, pts: bigint): Promise<EncodedSample[]> {
    const frame = pixels === undefined ? null : this.#convert(pixels, pts);
    this.#check(await this.#context.sendFrame(frame), 'encode a frame');
    const samples: EncodedSample[] = [];
    while (this.#took(await this.#context.receivePacket(this.#packet))) samples.push(this.#takeSample());
    return samples;
  }

  /** Frees everything. */
  close(): void {
    const level = this.#av.Log.getLevel();
    // libx264 prints its statistics when it is closed.
    this.#av.Log.setLevel(this.#av.AV_LOG_ERROR);
    for (const closer of this.#closers.splice(0).reverse()) closer();
    this.#av.Log.setLevel(level);
  }

  #convert(pixels: Uint8Array, pts: bigint): Frame {
    // The frame borrows this memory for the length of this call.
    this.#check(
      this.#input.fromBuffer(Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength)),
      'read the frame',
    );
    let frame = this.#input;
    if (this.#scaler !== undefined) {
      frame = this.#converted;
      // The encoder may still hold the pixels of the frame before.
      this.#check(frame.makeWritable(), 'allocate a frame');
      this.#check(this.#scaler.scaleFrameSync(frame, this.#input), 'convert the colours of a frame');
    }
    if (this.#deviceFrames !== undefined) frame = this.#upload(frame, this.#deviceFrames);
    frame.pts = pts;
    return frame;
  }

  #upload(frame: Frame, deviceFrames: HardwareFramesContext): Frame {
    const uploaded = new this.#av.Frame();
    uploaded.alloc();
    this.#check(deviceFrames.getBuffer(uploaded), 'allocate a frame on the device');
    this.#check(frame.hwframeTransferDataSync(uploaded), 'upload a frame');
    return uploaded;
  }

  #takeSample(): EncodedSample {
    const data = new Uint8Array(this.#packet.data ?? new Uint8Array(0));
    const sample = { data, isKeyframe: this.#packet.isKeyframe, pts: this.#packet.pts };
    this.#packet.unref();
    return sample;
  }

  #configureCodec(): CodecContext {
    const av = this.#av;
    const { width, height, fps, bitrate, keyframeIntervalFrames } = this.#settings;
    const codec = av.Codec.findEncoderByName(this.#encoder.name as FFEncoderCodec);
    if (codec === null) throw mediaError(`${this.#encoder.name} is not part of this FFmpeg`);
    const context = new av.CodecContext();
    this.#closers.push(() => context.freeContext());
    context.allocContext3(codec);
    context.width = width;
    context.height = height;
    // Frame rates such as 29.97 need a fraction; a thousandth is exact enough for rate control, its only use.
    context.framerate = new av.Rational(Math.round(fps * 1000), 1000);
    context.timeBase = new av.Rational(1000, Math.round(fps * 1000));
    context.gopSize = keyframeIntervalFrames;
    context.maxBFrames = 0;
    context.colorSpace = av.AVCOL_SPC_BT709;
    context.colorPrimaries = av.AVCOL_PRI_BT709;
    context.colorTrc = av.AVCOL_TRC_BT709;
    context.colorRange = av.AVCOL_RANGE_MPEG;
    context.pixelFormat = this.#deviceFrames === undefined ? av[this.#encoder.pixels] : av.AV_PIX_FMT_VAAPI;
    if (this.#deviceFrames !== undefined) context.hwFramesCtx = this.#deviceFrames;
    if (bitrate !== undefined) {
      context.bitRate = BigInt(Math.round(bitrate));
      context.rcMaxRate = BigInt(Math.round(bitrate));
      context.rcBufferSize = Math.round(bitrate);
    }
    return context;
  }

  async #openCodec(): Promise<void> {
    const { preset } = this.#settings;
    const options = { ...this.#encoder.options, ...(preset === undefined ? {} : { preset }) };
    const level = this.#av.Log.getLevel();
    this.#av.Log.setLevel(this.#av.AV_LOG_FATAL);
    try {
      // Not open2Sync: in node-av 6.1 it frees the options twice and takes the process down at the next collection.
      const code = await this.#context.open2(null, this.#av.Dictionary.fromObject(options));
      this.#check(code, `open ${this.#encoder.name}`);
    } finally {
      this.#av.Log.setLevel(level);
    }
  }

  #openDevice(): HardwareFramesContext {
    const av = this.#av;
    const device = this.#owned(new av.HardwareDeviceContext());
    this.#check(device.create(av.AV_HWDEVICE_TYPE_VAAPI), 'open a VA-API device');
    const frames = this.#owned(new av.HardwareFramesContext());
    frames.alloc(device);
    frames.format = av.AV_PIX_FMT_VAAPI;
    frames.swFormat = av[this.#encoder.pixels];
    frames.width = this.#settings.width;
    frames.height = this.#settings.height;
    frames.initialPoolSize = 8;
    this.#check(frames.init(), 'allocate frames on the VA-API device');
    return frames;
  }

  #newFrame(format: Frame['format'], width: number, height: number): Frame {
    const av = this.#av;
    const frame = this.#owned(new av.Frame());
    frame.alloc();
    frame.format = format;
    frame.width = width;
    frame.height = height;
    if (format === av.AV_PIX_FMT_YUV420P || format === av.AV_PIX_FMT_NV12) {
      frame.colorSpace = av.AVCOL_SPC_BT709;
      frame.colorRange = av.AVCOL_RANGE_MPEG;
    }
    this.#check(frame.getBuffer(), 'allocate a frame');
    return frame;
  }

  #owned<T extends { free(): void }>(resource: T): T {
    this.#closers.push(() => resource.free());
    return resource;
  }

  /** False when there is nothing to take at present. */
  #took(code: number): boolean {
    if (code === this.#av.AVERROR_EAGAIN || code === this.#av.AVERROR_EOF) return false;
    this.#check(code, 'take an encoded picture');
    return true;
  }

  #check(code: number, action: string): void {
    if (code >= 0) return;
    const reason = this.#av.FFmpegError.strerror(code);
    throw mediaError(`cannot ${action} (${this.#settings.width}x${this.#settings.height}): ${reason}`);
  }
}

function mediaError(problem: string): SdkError {
  return new SdkError(SdkErrorCode.MediaError, `VideoEncoder: ${problem}.`);
}
