import type { H264Sps } from '@rushes/proto';
import { type Decoder, type DecoderEvents, DecoderFailure, type DecoderSetup } from './decoder.ts';
import { decoderCodecString } from './decoder-codec.ts';
import { copyFrame } from './frame-copy.ts';

/** Why there is no decoder in this page, or undefined when there is one. */
export function missingWebCodecs(): string | undefined {
  if (typeof VideoDecoder !== 'undefined') return undefined;
  return globalThis.isSecureContext
    ? 'This browser has no WebCodecs (VideoDecoder). Use Chrome or Edge 94, Safari 16.4, Firefox 130, or newer.'
    : `Browsers decode video only in secure contexts, and ${globalThis.location.origin} is none. Open the page by http://localhost or http://127.0.0.1 (through an SSH tunnel, say) or serve it by https.`;
}

/**
 * Firefox takes a decoder whose chunks have no duration for too slow, and restarts it without a keyframe
 * (https://bugzilla.mozilla.org/show_bug.cgi?id=1906761).
 */
const SAMPLE_DURATION_MICROS = 33_333;

/** A {@link Decoder} on WebCodecs. No other file names `VideoDecoder`. */
export class WebCodecsDecoder implements Decoder {
  readonly #events: DecoderEvents<VideoFrame>;
  readonly #decoder: VideoDecoder;
  /** Setups with the first timestamp fed under each: pictures of the former one may come out after a `configure`. */
  readonly #setups: { readonly setup: DecoderSetup; firstTimestampMicros: number }[] = [];
  #isOver = false;
  /** Frames being repaired; keeps their order. */
  #repairs: Promise<void> = Promise.resolve();

  constructor(events: DecoderEvents<VideoFrame>) {
    this.#events = events;
    this.#decoder = new VideoDecoder({
      output: (frame) => this.#takeOutput(frame),
      error: (error) => this.#fail(error),
    });
    this.#decoder.addEventListener('dequeue', () => {
      if (!this.#isOver) this.#events.onDequeue();
    });
  }

  get queueSize(): number {
    return this.#decoder.decodeQueueSize;
  }

  configure(setup: DecoderSetup): void {
    this.#setups.push({ setup, firstTimestampMicros: Number.POSITIVE_INFINITY });
    const config: VideoDecoderConfig = {
      codec: decoderCodecString(setup.sps.codecString),
      codedWidth: setup.sps.codedWidth,
      codedHeight: setup.sps.codedHeight,
      hardwareAcceleration: setup.software ? 'prefer-software' : 'no-preference',
      optimizeForLatency: true,
    };
    this.#attempt(() => this.#decoder.configure(config));
    // Asked beside, not before: an unsupported config closes the decoder anyhow, this says so by name in every browser.
    VideoDecoder.isConfigSupported(config).then(
      ({ supported }) => {
        if (supported !== true) this.#giveUp(DecoderFailure.Unsupported, unsupportedText(setup));
      },
      (error: unknown) => this.#giveUp(DecoderFailure.Unsupported, `${unsupportedText(setup)} (${String(error)})`),
    );
  }

  decode(timestampMicros: number, isKey: boolean, data: Uint8Array): void {
    const current = this.#setups.at(-1);
    if (current !== undefined) current.firstTimestampMicros = Math.min(current.firstTimestampMicros, timestampMicros);
    this.#attempt(() =>
      this.#decoder.decode(
        new EncodedVideoChunk({
          type: isKey ? 'key' : 'delta',
          timestamp: timestampMicros,
          duration: SAMPLE_DURATION_MICROS,
          data,
        }),
      ),
    );
  }

  flush(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isOver) return;
      this.#decoder.flush().then(
        () => void this.#repairs.then(resolve),
        // Rejects after close() and after an error; the latter comes through the error callback too.
        (error: unknown) => this.#fail(error),
      );
    });
  }

  close(): void {
    this.#isOver = true;
    if (this.#decoder.state !== 'closed') this.#decoder.close();
  }

  #attempt(action: () => void): void {
    if (this.#isOver) return;
    try {
      action();
    } catch (error) {
      this.#fail(error);
    }
  }

  #takeOutput(frame: VideoFrame): void {
    const { timestamp } = frame;
    const repaired = this.#repair(frame);
    if (repaired instanceof Promise) {
      this.#repairs = Promise.all([repaired, this.#repairs]).then(([copy]) => this.#deliver(copy, timestamp));
    } else {
      this.#deliver(repaired, timestamp);
    }
  }

  #deliver(frame: VideoFrame | undefined, timestampMicros: number): void {
    if (frame === undefined) return;
    if (this.#isOver) frame.close();
    else this.#events.onOutput(frame, timestampMicros);
  }

  #spsOf(timestampMicros: number): H264Sps | undefined {
    while ((this.#setups[1]?.firstTimestampMicros ?? Number.POSITIVE_INFINITY) <= timestampMicros) this.#setups.shift();
    return this.#setups[0]?.setup.sps;
  }

  /** The frame with the visible rectangle of its SPS. Takes `frame` over. */
  #repair(frame: VideoFrame): VideoFrame | Promise<VideoFrame | undefined> {
    const sps = this.#spsOf(frame.timestamp);
    const rect = frame.visibleRect;
    if (sps === undefined || rect === null) return frame;
    const { left, top, width, height } = sps.crop;
    const isCroppedLeftOrTop = left > 0 || top > 0;
    if (isCroppedLeftOrTop && (rect.x !== left || rect.y !== top || rect.width !== width || rect.height !== height)) {
      // Chromium ignores left and top cropping (it moves the right edge instead). Only when the coded picture is there.
      if (left + width <= frame.codedWidth && top + height <= frame.codedHeight) {
        const cropped = new VideoFrame(frame, { visibleRect: { x: left, y: top, width, height } });
        frame.close();
        return cropped;
      }
    }
    const isPadded = sps.codedWidth !== width || sps.codedHeight !== height;
    // Firefox draws hardware frames with their padding squeezed in, and reports nothing of it; copies are drawn right.
    if (isPadded && frame.format !== 'I420' && frame.format !== null && IS_FIREFOX) return copyFrame(frame);
    return frame;
  }

  #fail(error: unknown): void {
    const name = error instanceof DOMException ? error.name : '';
    const text = error instanceof Error ? error.message : String(error);
    if (name === 'NotSupportedError') this.#giveUp(DecoderFailure.Unsupported, text);
    else if (name === 'QuotaExceededError') this.#giveUp(DecoderFailure.Reclaimed, text);
    else this.#giveUp(DecoderFailure.Broken, name === '' ? text : `${name}: ${text}`);
  }

  #giveUp(failure: DecoderFailure, message: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#events.onFailure(failure, message);
  }
}

const IS_FIREFOX = typeof navigator !== 'undefined' && /\bFirefox\//.test(navigator.userAgent);

function unsupportedText(setup: DecoderSetup): string {
  const { codecString, codedWidth, codedHeight } = setup.sps;
  return `This browser has no ${setup.software ? 'software ' : ''}decoder for ${codecString} at ${codedWidth}×${codedHeight}.`;
}
