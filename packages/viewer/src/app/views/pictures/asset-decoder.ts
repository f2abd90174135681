import {
  BufferSource,
  Input,
  type InputVideoTrack,
  Logging,
  LogLevel,
  MATROSKA,
  MP4,
  QTFF,
  type VideoSample,
  VideoSampleSink,
  WEBM,
} from 'mediabunny';
import { type Broken, broken, isBroken } from './image-format.ts';

/** Times that were rounded to nanoseconds still find the picture that begins there. */
const ROUNDING_SECS = 0.0005;
/** A wish that is ahead by less is reached by decoding on; a farther one by a keyframe before it. */
const AHEAD_SECS = 1.5;

// What it has to say goes to the view.
Logging.level = LogLevel.Silent;

/** Decodes one video file for one player: on and on while wishes go forward, from a keyframe otherwise. */
export class AssetDecoder {
  readonly #input: Input;
  #sink: VideoSampleSink | Broken | undefined;
  #samples: AsyncGenerator<VideoSample, void, unknown> | undefined;
  #current: VideoSample | undefined;
  #next: VideoSample | undefined;

  constructor(bytes: Uint8Array) {
    this.#input = new Input({ source: new BufferSource(bytes), formats: [MP4, QTFF, MATROSKA, WEBM] });
  }

  /** The picture at or before a time, the first one before all; the caller closes it. */
  async frameAt(nanos: bigint): Promise<VideoFrame | Broken> {
    const secs = Number(nanos) / 1e9 + ROUNDING_SECS;
    this.#sink ??= await this.#open();
    if (isBroken(this.#sink)) return this.#sink;
    if (!this.#isAhead(secs)) await this.#restart(this.#sink, secs);
    while (this.#next !== undefined && (this.#current === undefined || this.#next.timestamp <= secs)) {
      this.#current?.close();
      this.#current = this.#next;
      this.#next = await this.#pull();
    }
    return this.#current?.toVideoFrame() ?? broken(`the file has no picture at ${secs.toFixed(3)} s`);
  }

  async dispose(): Promise<void> {
    await this.#stop();
    this.#input.dispose();
  }

  async #open(): Promise<VideoSampleSink | Broken> {
    if (typeof VideoDecoder === 'undefined') {
      return broken('this page has no video decoder: browsers give one to pages of https and of localhost only');
    }
    const track = await readTrack(this.#input);
    if (isBroken(track)) return track;
    if (await track.canDecode()) return new VideoSampleSink(track);
    return broken(
      `this browser cannot decode its codec ${(await track.getCodecParameterString()) ?? track.codec ?? ''}`,
    );
  }

  #isAhead(secs: number): boolean {
    const current = this.#current;
    if (current === undefined || secs < current.timestamp) return false;
    return this.#next === undefined || secs - this.#next.timestamp < AHEAD_SECS;
  }

  async #restart(sink: VideoSampleSink, secs: number): Promise<void> {
    await this.#stop();
    this.#samples = sink.samples(Math.max(0, secs));
    this.#next = await this.#pull();
    if (this.#next !== undefined) return;
    // Behind the end the last picture stands, as at the end of any video.
    this.#next = (await sink.getSample(secs)) ?? undefined;
  }

  async #pull(): Promise<VideoSample | undefined> {
    const pulled = await this.#samples?.next();
    return pulled?.done === false ? pulled.value : undefined;
  }

  async #stop(): Promise<void> {
    this.#current?.close();
    this.#next?.close();
    this.#current = undefined;
    this.#next = undefined;
    await this.#samples?.return();
    this.#samples = undefined;
  }
}

async function readTrack(input: Input): Promise<InputVideoTrack | Broken> {
  if (!(await input.canRead())) return broken('it is no MP4, MOV, Matroska or WebM file');
  return (await input.getPrimaryVideoTrack()) ?? broken('the file has no video track');
}
