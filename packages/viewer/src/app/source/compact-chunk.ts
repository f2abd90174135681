import { assertNever, type Chunk, type ColumnValues, type ComponentColumn, type NumberArray } from '@rushes/proto';

/** Every array starts at a multiple of the largest element size. */
const ALIGNMENT = 8;

/** A chunk whose arrays all lie in `buffer` and nowhere else. */
export interface CompactChunk {
  readonly chunk: Chunk;
  readonly buffer: ArrayBuffer;
}

/**
 * Copies a chunk into one buffer of its own, to be transferred to another thread. Its arrays may have been views of a
 * whole received message: posting those would copy, or keep alive, all of it, video samples and schema included.
 */
export function compactChunk(chunk: Chunk): CompactChunk {
  let byteLength = 0;
  mapArrays(chunk, (array) => {
    byteLength += align(array.byteLength);
    return array;
  });
  const buffer = new ArrayBuffer(byteLength);
  let offset = 0;
  const moved = mapArrays(chunk, (array) => {
    const copy = viewLike(array, buffer, offset);
    copy.set(array as never);
    offset += align(array.byteLength);
    return copy;
  });
  return { chunk: moved, buffer };
}

function mapArrays(chunk: Chunk, map: <T extends NumberArray>(array: T) => T): Chunk {
  return {
    id: chunk.id,
    entityPath: chunk.entityPath,
    rowCount: chunk.rowCount,
    rowIds: map(chunk.rowIds),
    timelines: chunk.timelines.map((column) => ({ ...column, times: map(column.times) })),
    components: chunk.components.map((column) => mapColumn(column, map)),
  };
}

function mapColumn(column: ComponentColumn, map: <T extends NumberArray>(array: T) => T): ComponentColumn {
  return {
    descriptor: column.descriptor,
    itemType: column.itemType,
    rowStarts: map(column.rowStarts),
    logged: column.logged === undefined ? undefined : map(column.logged),
    values: mapValues(column.values, map),
  };
}

function mapValues(values: ColumnValues, map: <T extends NumberArray>(array: T) => T): ColumnValues {
  switch (values.kind) {
    case 'numbers':
      return { kind: 'numbers', numbers: map(values.numbers) };
    case 'booleans':
      return { kind: 'booleans', booleans: map(values.booleans) };
    case 'utf8':
    case 'bytes':
      return { kind: values.kind, starts: map(values.starts), bytes: map(values.bytes) };
    case 'lists':
      return { kind: 'lists', starts: map(values.starts), items: mapValues(values.items, map) };
    case 'structs':
      return {
        kind: 'structs',
        length: values.length,
        fields: values.fields.map((field) => ({
          name: field.name,
          values: mapValues(field.values, map),
          valid: field.valid === undefined ? undefined : map(field.valid),
        })),
      };
    case 'union':
      return {
        kind: 'union',
        typeIds: map(values.typeIds),
        offsets: map(values.offsets),
        variants: values.variants.map((variant) => mapValues(variant, map)),
      };
    case 'nulls':
    case 'opaque':
      return values;
    default:
      return assertNever(values);
  }
}

function viewLike<T extends NumberArray>(array: T, buffer: ArrayBuffer, offset: number): T {
  const View = array.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => T;
  return new View(buffer, offset, array.length);
}

function align(byteLength: number): number {
  return Math.ceil(byteLength / ALIGNMENT) * ALIGNMENT;
}
