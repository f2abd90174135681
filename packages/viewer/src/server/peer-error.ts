import { ProtoError } from '@rushes/proto';
import { CLOSE_CODES, type ConnectionErrorCode } from './close-codes.ts';

/** What a peer did wrong, other than sending bytes that do not decode (those are a `ProtoError`). */
export class PeerError extends Error {
  override readonly name = 'PeerError';
  readonly code: ConnectionErrorCode;

  constructor(code: ConnectionErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** How a connection ends because of an error: what its peer is told, and the WebSocket close code. */
export interface Ending {
  readonly code: ConnectionErrorCode;
  readonly message: string;
  readonly closeCode: number;
}

/** Anything that is neither the peer's fault by type is `internal`: a defect of the hub that ends only this connection. */
export function endingOf(error: unknown): Ending {
  if (error instanceof PeerError || error instanceof ProtoError) {
    return { code: error.code, message: error.message, closeCode: CLOSE_CODES[error.code] };
  }
  const message = `The hub failed on this message: ${error instanceof Error ? error.message : String(error)}`;
  return { code: 'internal', message, closeCode: CLOSE_CODES.internal };
}
