import { H264StreamChecker } from '@rushes/proto';
import { describe } from '../coerce/describe.ts';
import { SdkError, SdkErrorCode } from '../errors.ts';
import { type EncodedSample, EncoderSession, type EncoderSettings } from './encoder-session.ts';
import { type H264Encoder, HARDWARE_ENCODERS, SOFTWARE_ENCODER } from './h264-encoders.ts';
import { loadNodeAv, type NodeAv } from './load-node-av.ts';
import { frameByteLength, isPixelFormat, PixelFormat } from './pixel-format.ts';

/** Options of {@link VideoEncoder.create}. @group Node */
export interface VideoEncoderOptions {
  /** Pixels; even, since H.264 in 4:2:0 codes colour for squares of two by two. */
  readonly width: number;
  /** Pixels; even. */
  readonly height: number;
  /** What `encode` takes. */
  readonly input: PixelFormat;
  /** Frames per second; guides the bitrate only, frames may come at any pace. Default: 30. */
  readonly fps?: number | undefined;
  /** Bits per second at most. Default: constant quality, whatever it takes. */
  readonly bitrate?: number | undefined;
  /** Seconds from keyframe to keyframe, which is how far a viewer has to decode to seek. Default: 1. */
  readonly keyframeIntervalSecs?: number | undefined;
  /** The encoder's own preset, such as `ultrafast` or `medium` for libx264. Default: a fast one. */
  readonly preset?: string | undefined;
  /** `auto`: tries the machine's hardware encoders first. Default: `none`, libx264. */
  readonly hardware?: 'auto' | 'none' | undefined;
  /** Hears which encoder is used, and why others are not. Default: no one. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** How many frames a hardware encoder may keep before it is passed over: live video waits for it each time. */
const MAX_DELAY_FRAMES = 2;

/**
 * Makes H.264 samples from raw frames, without delay: one frame in, one sample out. Node only; needs the package `node-av`.
 *
 * @example
 * const encoder = await VideoEncoder.create({ width: 640, height: 480, input: 'rgb24' });
 * for (const sample of encoder.encode(rgb)) rec.log('camera', VideoStream.fromSample(sample));
 *
 * @group Node
 */
export class VideoEncoder {
  /** Name of the FFmpeg encoder in use, `libx264`. */
  readonly encoderName: string;
  readonly #session: EncoderSession;
  readonly #settings: EncoderSettings;
  #nextPts = 0n;
  /** The last call of `encodeAsync`; the next one waits for it. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(session: EncoderSession, settings: EncoderSettings) {
    this.encoderName = session.name;
    this.#session = session;
    this.#settings = settings;
  }

  /**
   * Opens an encoder.
   *
   * @throws TypeError, RangeError for options that cannot be used; SdkError `missing-dependency`, `media-error`.
   */
  static async create(options: VideoEncoderOptions): Promise<VideoEncoder> {
    const settings = checkOptions(options);
    const av = await loadNodeAv('VideoEncoder');
    const note = options.onNote ?? (() => undefined);
    const session =
      (options.hardware === 'auto' ? await openHardware(av, settings, note) : undefined) ??
      (await EncoderSession.open(av, SOFTWARE_ENCODER, settings));
    note(`Encoding with ${session.name}.`);
    return new VideoEncoder(session, settings);
  }

  /**
   * Encodes one frame and blocks until it is done (720p: a few milliseconds). A program that cannot wait takes
   * {@link encodeAsync}.
   *
   * `pts` orders the frames and guides the bitrate, in frames (1 / fps); it must ascend. Default: counts up from 0.
   *
   * @returns One sample with libx264. A hardware encoder may give the samples of earlier frames, or none yet.
   * @throws TypeError, RangeError for a frame of another length; SdkError `media-error`.
   */
  encode(frame: Uint8Array, options: { readonly pts?: number | bigint | undefined } = {}): EncodedSample[] {
    this.#checkFrame(frame);
    return this.#session.encode(frame, this.#takePts(options.pts));
  }

  /**
   * The same on another thread, in the order of the calls. The frame is copied first, so the caller may reuse it at once. Do not
   * mix with {@link encode} while a call is under way.
   */
  async encodeAsync(
    frame: Uint8Array,
    options: { readonly pts?: number | bigint | undefined } = {},
  ): Promise<EncodedSample[]> {
    this.#checkFrame(frame);
    const pts = this.#takePts(options.pts);
    const copy = new Uint8Array(frame);
    const samples = this.#last.then(() => this.#session.encodeAsync(copy, pts));
    this.#last = samples.catch(() => undefined);
    return await samples;
  }

  /** The samples still inside; after this only `close` may be called. With libx264 there are none. */
  flush(): EncodedSample[] {
    this.#checkOpen();
    return this.#session.encode(undefined, this.#nextPts);
  }

  /** Frees the encoder, once calls of `encodeAsync` under way are done. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#last;
    this.#session.close();
  }

  /** The same as {@link close}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #takePts(pts: number | bigint | undefined): bigint {
    if (pts !== undefined && typeof pts !== 'bigint' && !Number.isSafeInteger(pts)) {
      throw new RangeError(`VideoEncoder.encode: pts must be an integer, but is ${describe(pts)}.`);
    }
    const taken = pts === undefined ? this.#nextPts : BigInt(pts);
    if (taken < this.#nextPts) {
      throw new RangeError(`VideoEncoder.encode: pts must ascend, at least ${this.#nextPts}, but is ${taken}.`);
    }
    this.#nextPts = taken + 1n;
    return taken;
  }

  #checkFrame(frame: Uint8Array): void {
    this.#checkOpen();
    const { width, height, input } = this.#settings;
    if (!(frame instanceof Uint8Array)) {
      throw new TypeError(`VideoEncoder.encode takes a Uint8Array of ${input} pixels, but got ${describe(frame)}.`);
    }
    const expected = frameByteLength(input, width, height);
    if (frame.byteLength === expected) return;
    throw new RangeError(
      `VideoEncoder.encode: a ${input} frame of ${width}x${height} has ${expected} bytes (rows without padding), but this one has ${frame.byteLength}.`,
    );
  }

  #checkOpen(): void {
    if (this.#closed) throw new TypeError('VideoEncoder is closed; create another one.');
  }
}

/** The first hardware encoder that works here, proven with a frame. */
async function openHardware(
  av: NodeAv,
  settings: EncoderSettings,
  note: (text: string) => void,
): Promise<EncoderSession | undefined> {
  for (const encoder of HARDWARE_ENCODERS) {
    try {
      await tryOut(av, encoder, settings);
      return await EncoderSession.open(av, encoder, settings);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      note(`${encoder.name} cannot be used here: ${reason}`);
    }
  }
  note('No hardware encoder works here; falling back to libx264.');
  return undefined;
}

/** Drivers open what they cannot encode, and some deliver late or with B-frames: only a sample proves an encoder. */
async function tryOut(av: NodeAv, encoder: H264Encoder, settings: EncoderSettings): Promise<void> {
  const session = await EncoderSession.open(av, encoder, settings);
  try {
    const checker = new H264StreamChecker();
    const frame = new Uint8Array(frameByteLength(settings.input, settings.width, settings.height)).fill(128);
    for (let i = 0; i <= MAX_DELAY_FRAMES; i++) {
      for (const sample of session.encode(frame, BigInt(i))) {
        const verdict = checker.check(sample.data);
        if (!verdict.ok)
          throw new SdkError(SdkErrorCode.MediaError, `its samples are refused: ${verdict.refusal.message}`);
        return;
      }
    }
    throw new SdkError(SdkErrorCode.MediaError, `it gave no sample for ${MAX_DELAY_FRAMES + 1} frames.`);
  } finally {
    session.close();
  }
}

function checkOptions(options: VideoEncoderOptions): EncoderSettings {
  const { width, height, input, fps = 30, bitrate, keyframeIntervalSecs = 1, preset, hardware = 'none' } = options;
  checkSize('width', width);
  checkSize('height', height);
  if (!isPixelFormat(input)) {
    throw new TypeError(
      `VideoEncoder options.input must be one of ${Object.values(PixelFormat).join(', ')}, but is ${describe(input)}.`,
    );
  }
  checkPositive('fps', fps);
  checkPositive('keyframeIntervalSecs', keyframeIntervalSecs);
  if (bitrate !== undefined) checkPositive('bitrate', bitrate);
  if (hardware !== 'auto' && hardware !== 'none') {
    throw new TypeError(`VideoEncoder options.hardware must be 'auto' or 'none', but is ${describe(hardware)}.`);
  }
  const keyframeIntervalFrames = Math.max(1, Math.round(fps * keyframeIntervalSecs));
  return { width, height, input, fps, bitrate, keyframeIntervalFrames, preset };
}

function checkSize(name: string, size: number): void {
  if (Number.isInteger(size) && size >= 2 && size <= 16384 && size % 2 === 0) return;
  throw new RangeError(
    `VideoEncoder options.${name} must be an even integer from 2 to 16384 (H.264 4:2:0 cannot code odd sizes; pad or crop the frame by one pixel), but is ${describe(size)}.`,
  );
}

function checkPositive(name: string, value: number): void {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return;
  throw new RangeError(
    `VideoEncoder options.${name}, when provided, must be a positive number, but is ${describe(value)}.`,
  );
}
