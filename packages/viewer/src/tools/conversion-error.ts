/** Why something cannot be converted. The codes are stable: programs may switch on them. */
export const ConversionErrorCode = {
  /** The file is not of a format that can be read here, whatever its name says. */
  WrongFormat: 'wrong-format',
  /** The file ends before what it announces. */
  Truncated: 'truncated',
  /** The file contradicts itself, or a checksum in it. */
  Damaged: 'damaged',
  /** There is nothing in it that could be converted. */
  NothingToConvert: 'nothing-to-convert',
  /** Pictures come in another order than they are shown. */
  BFrames: 'b-frames',
  /** Video of another codec than H.264. */
  UnsupportedCodec: 'unsupported-codec',
  /** H.264 of a kind that no viewer shows. */
  UnsupportedVideo: 'unsupported-video',
  /** Compressed in a way that is not read here. */
  UnsupportedCompression: 'unsupported-compression',
  /** Times that the other format cannot hold. */
  BadTimes: 'bad-times',
  /** What was asked for is not there. */
  NotFound: 'not-found',
  /** There are several, and one has to be named. */
  ChooseOne: 'choose-one',
  /** An option is missing, or has a value that does not fit. */
  BadOption: 'bad-option',
  /** A length beyond its limit; checked before any allocation. */
  LimitExceeded: 'limit-exceeded',
} as const;
export type ConversionErrorCode = (typeof ConversionErrorCode)[keyof typeof ConversionErrorCode];

/** Something cannot be converted. The message says what was expected, what was found, and what to do. */
export class ConversionError extends Error {
  override readonly name = 'ConversionError';
  readonly code: ConversionErrorCode;

  constructor(code: ConversionErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The part of an `AbortSignal` that is used here. */
export interface StopSignal {
  readonly aborted: boolean;
  /** Throws the reason if it was aborted. */
  throwIfAborted(): void;
}
