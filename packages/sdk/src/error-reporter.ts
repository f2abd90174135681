import type { SdkError } from './errors.ts';

/** Hears of trouble at run time. What it throws itself is caught: logging must not break the program. @group Errors */
export type ErrorHandler = (error: SdkError) => void;

/** Takes trouble to the program's handler, or else to the console. */
export class ErrorReporter {
  readonly #handler: ErrorHandler | undefined;
  readonly #toldCauses = new Set<string>();

  constructor(handler: ErrorHandler | undefined) {
    this.#handler = handler;
  }

  report(error: SdkError): void {
    if (this.#handler === undefined) {
      this.#warnOnce(error);
      return;
    }
    try {
      this.#handler(error);
    } catch (cause) {
      console.warn('[rushes] onError itself threw:', cause);
    }
  }

  /** For causes that come with every call. */
  reportOnce(error: SdkError): void {
    if (this.#toldCauses.has(error.code)) return;
    this.#toldCauses.add(error.code);
    this.report(error);
  }

  #warnOnce(error: SdkError): void {
    const cause = `console ${error.code}`;
    if (this.#toldCauses.has(cause)) return;
    this.#toldCauses.add(cause);
    console.warn(`[rushes] ${error.message} (${error.code}; further ones of this kind go to onError only)`);
  }
}
