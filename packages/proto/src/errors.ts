/**
 * Every way in which bytes from outside can be wrong. The codes are stable: programs may switch on them.
 * `docs/spec/wire.md` lists them with their causes.
 */
export const ProtoErrorCode = {
  /** Fewer bytes than the structure needs. */
  Truncated: 'truncated',
  /** A length or count beyond its named limit; checked before any allocation. */
  LimitExceeded: 'limit-exceeded',
  /** The header is not msgpack, or not the map that its kind asks for. */
  BadHeader: 'bad-header',
  /** The peer speaks another protocol version. */
  BadVersion: 'bad-version',
  /** The body is not an Arrow IPC stream with one record batch. */
  BadArrow: 'bad-arrow',
  /** Arrow that parses but breaks an invariant of a chunk. */
  BadChunk: 'bad-chunk',
  /** Header and body of one message contradict each other. */
  HeaderMismatch: 'header-mismatch',
  /** An entity path that does not parse. */
  BadEntityPath: 'bad-entity-path',
  /** A chunk id that is not 32 hex digits, or a recording id of other characters than letters, digits, `_` and `-`. */
  BadId: 'bad-id',
  /** Video bytes that break the syntax of their codec: a value out of its range, a code too long. */
  BadBitstream: 'bad-bitstream',
} as const;
export type ProtoErrorCode = (typeof ProtoErrorCode)[keyof typeof ProtoErrorCode];

/** An error in data from outside. The message says what was expected, what was found, and where. */
export class ProtoError extends Error {
  override readonly name = 'ProtoError';
  readonly code: ProtoErrorCode;

  constructor(code: ProtoErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
