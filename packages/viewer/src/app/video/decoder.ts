import type { H264Sps } from '@rushes/proto';

/** What is done with a decoded picture without knowing what it is; `VideoFrame` fits. Has one owner, who closes it once. */
export interface FrameHandle<F> {
  /** A second handle on the same picture, with an owner and a `close` of its own. */
  clone(): F;
  close(): void;
}

/** What a decoder must know before its first sample. */
export interface DecoderSetup {
  /** Of the SPS in force: codec string, coded size, crop. */
  readonly sps: H264Sps;
  /** True keeps to software; used after the decoder of the browser's choice failed, perhaps without saying so. */
  readonly software: boolean;
}

/** Why a decoder gave up. */
export const DecoderFailure = {
  /** No decoder for this codec string. */
  Unsupported: 'unsupported',
  /** The stream, or the decoder behind the interface, is broken. */
  Broken: 'broken',
  /** The browser took the decoder away (idle tab, too many of them); nothing is wrong with the stream. */
  Reclaimed: 'reclaimed',
} as const;
export type DecoderFailure = (typeof DecoderFailure)[keyof typeof DecoderFailure];

/** What a decoder reports. Nothing is called any more after `close()`. */
export interface DecoderEvents<F> {
  /** A picture, with the timestamp its sample was fed with; ownership passes to the receiver. */
  onOutput(frame: F, timestampMicros: number): void;
  /** The decoder is of no use any more; the receiver closes it. Called at most once. */
  onFailure(failure: DecoderFailure, message: string): void;
  /** `queueSize` has become smaller. */
  onDequeue(): void;
}

/**
 * A video decoder as the player drives it; one stream, samples in decode order.
 *
 * Contract: the first sample after `configure` and after `flush` is a keyframe. Timestamps are unique, and name the sample
 * of an output: outputs may be missing, and counting them proves nothing. Streams with reordering are refused before they
 * come here, so outputs come in the order of feeding. Frames belong to whoever `onOutput` handed them to. Whoever made
 * the decoder closes it, once, also after a failure.
 */
export interface Decoder {
  /** Again for a change of resolution or profile, right before its keyframe. */
  configure(setup: DecoderSetup): void;
  decode(timestampMicros: number, isKey: boolean, data: Uint8Array): void;
  /** Resolves once every picture of the samples fed was output; after a failure it stays pending. */
  flush(): Promise<void>;
  close(): void;
  /** Samples fed and not yet taken up. */
  readonly queueSize: number;
}

export type DecoderFactory<F> = (events: DecoderEvents<F>) => Decoder;

/** Time for the player: injected, so that tests own it. */
export interface PlayerClock {
  nowMillis(): number;
  /** Calls back once after so many milliseconds; returns the cancel function. */
  after(millis: number, callback: () => void): () => void;
}
