import { type EntityPath, H264StreamChecker, type SampleWarning } from '@rushes/proto';
import { SdkError, SdkErrorCode } from './errors.ts';
import { VideoSampleError } from './video-sample-error.ts';

/** A sample that passed. */
export interface CheckedSample {
  readonly annexB: Uint8Array;
  readonly isKeyframe: boolean;
}

/** The video side of one entity: checks its samples against each other, and says each warning once. */
export class VideoLog {
  readonly #entity: EntityPath;
  readonly #report: (error: SdkError) => void;
  readonly #checker = new H264StreamChecker();
  readonly #warnings = new Map<string, string>();
  /** The codec has been logged. */
  codecLogged = false;

  constructor(entity: EntityPath, report: (error: SdkError) => void) {
    this.#entity = entity;
    this.#report = report;
  }

  /** Texts of the warnings so far, by code and class. */
  get warnings(): ReadonlyMap<string, string> {
    return this.#warnings;
  }

  /**
   * The sample as it is to be logged, with parameter sets put back where they were missing.
   *
   * @throws VideoSampleError
   */
  check(sample: Uint8Array): CheckedSample {
    const result = this.#checker.check(sample);
    if (!result.ok) throw new VideoSampleError(result.refusal, this.#entity);
    for (const warning of result.warnings) this.#warn(warning);
    return result;
  }

  #warn({ code, class: cause, message }: SampleWarning): void {
    // A stream may be limited in several ways: bit depth and chroma, say.
    const key = `${code} ${cause}`;
    if (this.#warnings.has(key)) return;
    this.#warnings.set(key, message);
    const sdkCode =
      code === SdkErrorCode.LimitedDecoderSupport ? SdkErrorCode.LimitedDecoderSupport : SdkErrorCode.VideoWarning;
    this.#report(new SdkError(sdkCode, `${message} Entity: ${this.#entity}`, { severity: 'warning' }));
  }
}
