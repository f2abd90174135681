import { MAX_HEADER_DEPTH } from '../constants.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';

/**
 * Walks over msgpack without making anything of it: all lengths lie within the bytes, all counts are covered by bytes (an
 * entry takes one at least), nesting is bounded, and nothing follows the one value. After this no decoder can be made to
 * allocate more than a small multiple of the bytes.
 *
 * @throws ProtoError `bad-header` or `limit-exceeded`
 */
export function checkMsgpackShape(bytes: Uint8Array): void {
  const walker = new Walker(bytes);
  walker.value(0);
  if (walker.offset !== bytes.length) {
    throw badHeader(`Expected one value in ${bytes.length} bytes, found its end at offset ${walker.offset}`);
  }
}

class Walker {
  offset = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(depth: number): void {
    if (depth > MAX_HEADER_DEPTH) {
      throw new ProtoError(ProtoErrorCode.LimitExceeded, `A header has at most ${MAX_HEADER_DEPTH} levels.`);
    }
    const head = this.#take(1);
    const byte = this.#bytes[head] ?? 0;
    if (byte <= 0x7f || byte >= 0xe0) return;
    if (byte <= 0x8f) this.#entries(2 * (byte & 0x0f), depth);
    else if (byte <= 0x9f) this.#entries(byte & 0x0f, depth);
    else if (byte <= 0xbf) this.#skip(byte & 0x1f);
    else this.#typed(byte, head, depth);
  }

  /** A value whose first byte names its type. */
  #typed(byte: number, head: number, depth: number): void {
    switch (byte) {
      case 0xc0: // nil
      case 0xc2: // false
      case 0xc3: // true
        break;
      case 0xca: // float32
      case 0xce: // uint32
      case 0xd2: // int32
        this.#skip(4);
        break;
      case 0xcb: // float64
      case 0xcf: // uint64
      case 0xd3: // int64
        this.#skip(8);
        break;
      case 0xcc: // uint8
      case 0xd0: // int8
        this.#skip(1);
        break;
      case 0xcd: // uint16
      case 0xd1: // int16
        this.#skip(2);
        break;
      case 0xc4: // bin8
      case 0xd9: // str8
        this.#skip(this.#count(1));
        break;
      case 0xc5: // bin16
      case 0xda: // str16
        this.#skip(this.#count(2));
        break;
      case 0xc6: // bin32
      case 0xdb: // str32
        this.#skip(this.#count(4));
        break;
      case 0xdc: // array16
        this.#entries(this.#count(2), depth);
        break;
      case 0xdd: // array32
        this.#entries(this.#count(4), depth);
        break;
      case 0xde: // map16
        this.#entries(2 * this.#count(2), depth);
        break;
      case 0xdf: // map32
        this.#entries(2 * this.#count(4), depth);
        break;
      default:
        // 0xc1 is never used; extension types have no meaning in a header.
        throw badHeader(`Found the msgpack type 0x${byte.toString(16)}, which no header has, at offset ${head}`);
    }
  }

  #entries(count: number, depth: number): void {
    if (count > this.#bytes.length - this.offset) {
      throw badHeader(`${count} entries at offset ${this.offset} do not fit into ${this.#bytes.length} bytes`);
    }
    for (let i = 0; i < count; i++) this.value(depth + 1);
  }

  #count(width: 1 | 2 | 4): number {
    const at = this.#take(width);
    if (width === 1) return this.#view.getUint8(at);
    return width === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #skip(length: number): void {
    this.#take(length);
  }

  /** Steps over bytes that must be there; returns where they begin. */
  #take(length: number): number {
    const at = this.offset;
    if (length > this.#bytes.length - at) {
      throw badHeader(`Expected ${length} bytes at offset ${at}, found ${this.#bytes.length - at}`);
    }
    this.offset = at + length;
    return at;
  }
}

function badHeader(problem: string): ProtoError {
  return new ProtoError(ProtoErrorCode.BadHeader, `The header of a message must be one msgpack map. ${problem}.`);
}
