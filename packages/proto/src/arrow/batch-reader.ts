import { Message } from 'apache-arrow/fb/message';
import { RecordBatch } from 'apache-arrow/fb/record-batch';
import { ByteBuffer } from 'flatbuffers';
import { MAX_ROWS } from '../constants.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';
import { type ArrowType, arraySize } from './arrow-type.ts';
import { badArrow, type ChunkFrames, readSize } from './framing.ts';
import type { ChunkSchema } from './schema.ts';

/** Length and number of nulls of one array. */
export interface ArrayNode {
  readonly length: number;
  readonly nulls: number;
}

/**
 * Hands out the arrays of a record batch in their order. Construction checks that nodes and buffers are as many as the
 * schema asks for and that every buffer lies within the body.
 */
export class BatchReader {
  readonly rowCount: number;
  readonly #metadata: ByteBuffer;
  readonly #body: Uint8Array;
  readonly #nodesStart: number;
  readonly #buffersStart: number;
  #node = 0;
  #buffer = 0;

  /** @throws ProtoError `bad-arrow` or `limit-exceeded` */
  constructor(frames: ChunkFrames, schema: Pick<ChunkSchema, 'nodeCount' | 'bufferCount'>) {
    this.#metadata = new ByteBuffer(frames.batch);
    this.#body = frames.body;
    const batch: RecordBatch | null = Message.getRootAsMessage(this.#metadata).header(new RecordBatch());
    if (batch === null) throw badArrow('The record batch message has no record batch');
    if (batch.compression() !== null) throw badArrow('Compressed record batches are not supported');
    this.rowCount = this.#sizeAt(batch, LENGTH_SLOT);
    if (this.rowCount > MAX_ROWS) {
      throw new ProtoError(
        ProtoErrorCode.LimitExceeded,
        `A chunk has at most ${MAX_ROWS} rows, found ${this.rowCount}.`,
      );
    }
    const { nodeCount, bufferCount } = schema;
    if (batch.nodesLength() !== nodeCount || batch.buffersLength() !== bufferCount) {
      throw badArrow(
        `The schema asks for ${nodeCount} arrays in ${bufferCount} buffers, found ${batch.nodesLength()} in ${batch.buffersLength()}`,
      );
    }
    this.#nodesStart = this.#vectorAt(batch, NODES_SLOT);
    this.#buffersStart = this.#vectorAt(batch, BUFFERS_SLOT);
    // Past the end of the metadata a flatbuffer reads as zeros; better to know at once.
    const end = Math.max(this.#nodesStart + 16 * nodeCount, this.#buffersStart + 16 * bufferCount);
    if (this.#nodesStart < 0 || this.#buffersStart < 0 || end > frames.batch.length) {
      throw badArrow('The lists of arrays and buffers must lie within their message');
    }
    for (let i = 0; i < bufferCount; i++) this.#checkBuffer(i);
  }

  /** The next array's node, its length checked against what its parent says. */
  node(length: number, what: string): ArrayNode {
    const node = this.anyNode();
    if (node.length !== length) throw badArrow(`${what} must have ${length} entries, found ${node.length}`);
    return node;
  }

  /** The next array's node. */
  anyNode(): ArrayNode {
    const at = this.#nodesStart + 16 * this.#node++;
    const length = readSize(this.#metadata, at);
    if (length > MAX_LENGTH) throw badArrow(`An array has at most ${MAX_LENGTH} entries, found ${length}`);
    // Some writers say -1 where they did not count. More than none is all that matters: the bits tell which.
    const nulls = Math.min(readSize(this.#metadata, at + 8), length);
    return { length, nulls };
  }

  /** The next buffer, borrowed from the body; it must have at least `byteLength` bytes and is cut to those. */
  buffer(byteLength: number, what: string): Uint8Array {
    const bytes = this.wholeBuffer();
    if (bytes.length < byteLength) {
      throw badArrow(`The buffer of ${what} must have ${byteLength} bytes, found ${bytes.length}`);
    }
    return bytes.subarray(0, byteLength);
  }

  /** The next buffer as it is, borrowed from the body. */
  wholeBuffer(): Uint8Array {
    const at = this.#buffersStart + 16 * this.#buffer++;
    const offset = this.#metadata.readUint32(at);
    return this.#body.subarray(offset, offset + this.#metadata.readUint32(at + 8));
  }

  /** The next buffer as the validity bits of `node`: undefined if nothing is null. */
  validity(node: ArrayNode, what: string): Uint8Array | undefined {
    if (node.nulls === 0) {
      this.#buffer++;
      return undefined;
    }
    return this.buffer(Math.ceil(node.length / 8), what);
  }

  /** Steps over a whole array. */
  skip(type: ArrowType): void {
    const size = arraySize(type);
    this.#node += size.nodes;
    this.#buffer += size.buffers;
  }

  /** Steps over the rest of an array whose own node was already taken. */
  skipRest(type: ArrowType): void {
    this.skip(type);
    this.#node--;
  }

  /** Length of the next array. */
  peekLength(): number {
    const { length } = this.anyNode();
    this.#node--;
    return length;
  }

  /**
   * Whether anything is null in the next array, of this type, or in its children; those of which `mayBeNull` is true, counted
   * depth first, are not looked at.
   */
  hasNullsAhead(type: ArrowType, mayBeNull?: readonly boolean[]): boolean {
    const { nodes } = arraySize(type);
    for (let i = 0; i < nodes; i++) {
      const at = this.#nodesStart + 16 * (this.#node + i);
      if (mayBeNull?.[i] !== true && readSize(this.#metadata, at + 8) !== 0) return true;
    }
    return false;
  }

  /** Bytes of all buffers together. */
  get bodyLength(): number {
    return this.#body.length;
  }

  #checkBuffer(index: number): void {
    const at = this.#buffersStart + 16 * index;
    const offset = readSize(this.#metadata, at);
    const length = readSize(this.#metadata, at + 8);
    if (!(offset + length <= this.#body.length)) {
      throw badArrow(
        `Buffer ${index} must lie within the body of ${this.#body.length} bytes, found ${length} bytes at ${offset}`,
      );
    }
  }

  #sizeAt(batch: RecordBatch, slot: number): number {
    const offset = this.#metadata.__offset(batch.bb_pos, slot);
    return offset === 0 ? 0 : readSize(this.#metadata, batch.bb_pos + offset);
  }

  #vectorAt(batch: RecordBatch, slot: number): number {
    const offset = this.#metadata.__offset(batch.bb_pos, slot);
    return offset === 0 ? 0 : this.#metadata.__vector(batch.bb_pos + offset);
  }
}

/** Offsets are 32-bit and signed. */
const MAX_LENGTH = 2 ** 31 - 1;

// Slots of the table RecordBatch in Arrow's Message.fbs: 4 length, 6 nodes, 8 buffers.
const LENGTH_SLOT = 4;
const NODES_SLOT = 6;
const BUFFERS_SLOT = 8;
