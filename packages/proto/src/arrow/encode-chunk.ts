import type { Chunk, ComponentColumn } from '../chunk.ts';
import { itemTypeText } from '../item-type.ts';
import { bytesOf } from '../number-arrays.ts';
import { packBits } from './bits.ts';
import { ArrayLayout, ChunkTemplate } from './chunk-template.ts';
import { encodeSchema } from './encode-schema.ts';
import { countZeros, layOutValues } from './encode-values.ts';

/**
 * Encodes a chunk as one Arrow IPC stream: the schema with Rerun's metadata, one record batch, the end marker. These very
 * bytes go over the socket and lie in the file. The chunk must keep its invariants (see {@link checkChunk}); builders
 * see to that.
 *
 * @returns Bytes of its own.
 * @throws TypeError for a column of an opaque type, which can only be read.
 * @group Arrow
 */
export function encodeChunk(chunk: Chunk): Uint8Array<ArrayBuffer> {
  const arrays = new ArrayLayout();
  layOutChunk(arrays, chunk);
  return templateFor(chunk).fill(chunk.id, chunk.rowCount, arrays);
}

/** Programs log the same columns over and over. Bounded by count: about 2 kB each. */
const MAX_TEMPLATES = 2048;
const templates = new Map<string, ChunkTemplate>();

function templateFor(chunk: Chunk): ChunkTemplate {
  const key = templateKey(chunk);
  const known = templates.get(key);
  if (known !== undefined) return known;
  const template = makeTemplate(chunk);
  if (templates.size >= MAX_TEMPLATES) templates.clear();
  templates.set(key, template);
  return template;
}

function templateKey(chunk: Chunk): string {
  let key: string = chunk.entityPath;
  for (const column of chunk.timelines) key += `\n${column.isSorted ? '+' : '-'}${column.kind} ${column.name}`;
  for (const { descriptor, itemType } of chunk.components) {
    const type = typeof itemType === 'string' ? itemType : itemTypeText(itemType);
    key += `\n${descriptor.component}\t${descriptor.archetype}\t${descriptor.componentType}\t${type}`;
  }
  return key;
}

function makeTemplate(chunk: Chunk): ChunkTemplate {
  const shape = new ArrayLayout();
  layOutChunk(shape, chunk);
  return new ChunkTemplate(encodeSchema(chunk), shape);
}

const NOTHING = new Uint8Array(0);

function layOutChunk(arrays: ArrayLayout, chunk: Chunk): void {
  arrays.node(chunk.rowCount, 0);
  arrays.buffer(NOTHING);
  arrays.buffer(chunk.rowIds);
  for (const column of chunk.timelines) {
    arrays.node(chunk.rowCount, 0);
    arrays.buffer(NOTHING);
    arrays.buffer(bytesOf(column.times));
  }
  for (const column of chunk.components) layOutComponent(arrays, column, chunk.rowCount);
}

function layOutComponent(arrays: ArrayLayout, column: ComponentColumn, rowCount: number): void {
  const { logged, rowStarts, values } = column;
  const nulls = logged === undefined ? 0 : countZeros(logged);
  arrays.node(rowCount, nulls);
  arrays.buffer(logged === undefined || nulls === 0 ? NOTHING : packBits(logged));
  arrays.buffer(bytesOf(rowStarts));
  layOutValues(arrays, values, column.itemType);
}
