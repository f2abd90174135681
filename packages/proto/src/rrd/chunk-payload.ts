import { RrdError, RrdErrorCode } from './errors.ts';
import { MAX_RRD_CHUNK_BYTES, RrdCompression } from './format.ts';
import { decompressLz4, Lz4Error } from './lz4.ts';

/** Bytes as they lie in a file, and what the file says of them. */
export interface PackedBytes {
  readonly payload: Uint8Array;
  /** One of `RrdCompression`. */
  readonly compression: number;
  readonly uncompressedBytes: number;
}

/**
 * The bytes themselves: borrowed if they were not compressed.
 *
 * @throws RrdError `bad-lz4`, `bad-message` or `limit-exceeded`
 */
export function unpack(packed: PackedBytes, offset: number, maxBytes: number = MAX_RRD_CHUNK_BYTES): Uint8Array {
  const { payload, compression, uncompressedBytes } = packed;
  switch (compression) {
    // Writers from before compression was optional leave it out.
    case RrdCompression.Unspecified:
    case RrdCompression.None:
      if (payload.length > maxBytes) throw tooLong(payload.length, offset, maxBytes);
      return payload;
    case RrdCompression.Lz4:
      if (uncompressedBytes > maxBytes) throw tooLong(uncompressedBytes, offset, maxBytes);
      try {
        return decompressLz4(payload, uncompressedBytes);
      } catch (cause) {
        if (!(cause instanceof Lz4Error)) throw cause;
        throw new RrdError(RrdErrorCode.BadLz4, cause.message, offset, { cause });
      }
    default:
      throw new RrdError(
        RrdErrorCode.BadMessage,
        `The compression must be 1 (none) or 2 (LZ4), found ${compression}`,
        offset,
      );
  }
}

function tooLong(byteLength: number, offset: number, maxBytes: number): RrdError {
  return new RrdError(
    RrdErrorCode.LimitExceeded,
    `An Arrow stream has at most ${maxBytes} bytes, found ${byteLength}`,
    offset,
  );
}
