/** Why a part of a recording cannot be exported. */
export type ExportErrorCode = 'nothing-in-range' | 'not-found' | 'too-large' | 'connection-lost';

/** An export that cannot be; the message says what to do. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
  readonly code: ExportErrorCode;

  constructor(code: ExportErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
