import type {
  Decoder,
  DecoderEvents,
  DecoderFailure,
  DecoderSetup,
  FrameHandle,
} from '../../../packages/viewer/src/app/video/decoder.ts';
import { readContent } from './tiny-h264.ts';

/** Counts frames, so that a test can tell one closed twice from one never closed. */
export class FrameLedger {
  open = 0;
}

/**
 * A frame whose picture names all samples it was decoded from, `0.1.2`: a sample left out or one too many shows, as wrong
 * pixels would.
 */
export class FakeFrame implements FrameHandle<FakeFrame> {
  readonly picture: string;
  readonly #ledger: FrameLedger;
  #isClosed = false;

  constructor(picture: string, ledger: FrameLedger) {
    this.picture = picture;
    this.#ledger = ledger;
    ledger.open++;
  }

  clone(): FakeFrame {
    if (this.#isClosed) throw new Error(`Frame ${this.picture} was cloned after it was closed.`);
    return new FakeFrame(this.picture, this.#ledger);
  }

  close(): void {
    if (this.#isClosed) throw new Error(`Frame ${this.picture} was closed twice.`);
    this.#isClosed = true;
    this.#ledger.open--;
  }
}

/** What the decoder does with one sample. */
export type Reaction = 'picture' | 'nothing' | { readonly failure: DecoderFailure };

/** How a decoder behaves; `sample` is the content of a sample as `tiny-h264` wrote it. */
export interface DecoderScript {
  react(sample: number, software: boolean): Reaction;
  /** Pictures held back until later samples come, or a flush. */
  readonly holdsBack: number;
  readonly answersFlush: boolean;
}

export const GOOD_DECODER: DecoderScript = { react: () => 'picture', holdsBack: 0, answersFlush: true };

/** A decoder that works one sample per `step`, and insists on the contract of {@link Decoder}. */
export class FakeDecoder implements Decoder {
  readonly setups: DecoderSetup[] = [];
  readonly decoded: number[] = [];
  isClosed = false;
  readonly #script: () => DecoderScript;
  readonly #ledger: FrameLedger;
  readonly #events: DecoderEvents<FakeFrame>;
  #queue: { readonly timestampMicros: number; readonly isKey: boolean; readonly data: Uint8Array }[] = [];
  #held: { readonly picture: string; readonly timestampMicros: number }[] = [];
  #references: number[] = [];
  #needsKey = true;
  #resolveFlush: (() => void) | undefined;

  constructor(script: () => DecoderScript, ledger: FrameLedger, events: DecoderEvents<FakeFrame>) {
    this.#script = script;
    this.#ledger = ledger;
    this.#events = events;
  }

  get queueSize(): number {
    return this.#queue.length;
  }

  configure(setup: DecoderSetup): void {
    this.#check();
    this.setups.push(setup);
    this.#needsKey = true;
  }

  decode(timestampMicros: number, isKey: boolean, data: Uint8Array): void {
    this.#check();
    if (this.setups.length === 0) throw new Error('decode before configure');
    if (this.#needsKey && !isKey) throw new Error(`delta sample ${readContent(data)} where a keyframe is due`);
    this.#needsKey = false;
    this.#queue.push({ timestampMicros, isKey, data });
  }

  flush(): Promise<void> {
    this.#check();
    this.#needsKey = true;
    return new Promise((resolve) => {
      this.#resolveFlush = resolve;
    });
  }

  close(): void {
    if (this.isClosed) throw new Error('decoder closed twice');
    this.isClosed = true;
    this.#queue = [];
    this.#held = [];
  }

  /** Does one piece of work; false when there is none. */
  step(): boolean {
    if (this.isClosed) return false;
    const next = this.#queue.shift();
    if (next !== undefined) {
      this.#decodeOne(next);
      return true;
    }
    if (this.#resolveFlush === undefined || !this.#script().answersFlush) return false;
    this.#putOut(0);
    this.#resolveFlush();
    this.#resolveFlush = undefined;
    return true;
  }

  /** Puts out a picture that was thought lost. */
  putOutLate(picture: string, timestampMicros: number): void {
    this.#events.onOutput(new FakeFrame(picture, this.#ledger), timestampMicros);
  }

  fail(failure: DecoderFailure): void {
    this.#events.onFailure(failure, 'as the script says');
  }

  #decodeOne({ timestampMicros, isKey, data }: { timestampMicros: number; isKey: boolean; data: Uint8Array }): void {
    const sample = readContent(data);
    this.decoded.push(sample);
    this.#references = isKey ? [sample] : [...this.#references, sample];
    const reaction = this.#script().react(sample, this.setups.at(-1)?.software ?? false);
    if (typeof reaction === 'object') {
      this.fail(reaction.failure);
      return;
    }
    if (reaction === 'picture') this.#held.push({ picture: this.#references.join('.'), timestampMicros });
    this.#events.onDequeue();
    if (!this.isClosed) this.#putOut(this.#script().holdsBack);
  }

  #putOut(keep: number): void {
    while (this.#held.length > keep && !this.isClosed) {
      const { picture, timestampMicros } = this.#held.shift() ?? { picture: '', timestampMicros: 0 };
      this.#events.onOutput(new FakeFrame(picture, this.#ledger), timestampMicros);
    }
  }

  #check(): void {
    if (this.isClosed) throw new Error('used after close');
  }
}
