import { Duration } from 'apache-arrow/fb/duration';
import type { Field } from 'apache-arrow/fb/field';
import { FixedSizeBinary } from 'apache-arrow/fb/fixed-size-binary';
import { FixedSizeList } from 'apache-arrow/fb/fixed-size-list';
import { FloatingPoint } from 'apache-arrow/fb/floating-point';
import { Int } from 'apache-arrow/fb/int';
import { Precision } from 'apache-arrow/fb/precision';
import { TimeUnit } from 'apache-arrow/fb/time-unit';
import { Timestamp } from 'apache-arrow/fb/timestamp';
import { Type } from 'apache-arrow/fb/type';
import { Union } from 'apache-arrow/fb/union';
import { UnionMode } from 'apache-arrow/fb/union-mode';
import { Encoding } from 'flatbuffers';
import { MAX_TYPE_DEPTH } from '../constants.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';
import type { NumberType } from '../item-type.ts';
import type { ArrowField, ArrowType } from './arrow-type.ts';
import { badArrow } from './framing.ts';

/** Type ids are signed bytes. */
const MAX_TYPE_ID = 127;
/** Fields in one column's type, all levels together. */
const MAX_FIELDS = 1024;

/**
 * Reads the type of a field with all its children. Tables of a flatbuffer may point at each other in any way, so depth and
 * number of fields are bounded.
 */
export function readFieldType(field: Field, readName: (bytes: string | Uint8Array | null) => string): ArrowType {
  return new TypeReader(readName).read(field, 0);
}

class TypeReader {
  readonly #readName: (bytes: string | Uint8Array | null) => string;
  #fields = 0;

  constructor(readName: (bytes: string | Uint8Array | null) => string) {
    this.#readName = readName;
  }

  read(field: Field, depth: number): ArrowType {
    this.#fields++;
    if (depth > MAX_TYPE_DEPTH || this.#fields > MAX_FIELDS) {
      throw new ProtoError(
        ProtoErrorCode.LimitExceeded,
        `The type of a column has at most ${MAX_TYPE_DEPTH} levels and ${MAX_FIELDS} fields.`,
      );
    }
    if (field.dictionary() !== null) throw badArrow('Dictionary-encoded columns are not supported');
    const tag = field.typeType();
    switch (tag) {
      case Type.Null:
        return { kind: 'null' };
      case Type.Bool:
        return { kind: 'boolean' };
      case Type.Int:
        return { kind: 'number', type: intType(typeTable(field, new Int())) };
      case Type.FloatingPoint:
        return floatType(typeTable(field, new FloatingPoint()));
      case Type.Utf8:
      case Type.LargeUtf8:
        return { kind: 'utf8', large: tag === Type.LargeUtf8 };
      case Type.Binary:
      case Type.LargeBinary:
        return { kind: 'binary', large: tag === Type.LargeBinary };
      case Type.FixedSizeBinary:
        return { kind: 'fixed-size-binary', size: typeTable(field, new FixedSizeBinary()).byteWidth() };
      case Type.Timestamp:
        return timeType(typeTable(field, new Timestamp()).unit(), 'timestamp');
      case Type.Duration:
        return timeType(typeTable(field, new Duration()).unit(), 'duration');
      case Type.List:
      case Type.LargeList:
        return { kind: 'list', large: tag === Type.LargeList, item: this.#onlyChild(field, depth) };
      case Type.FixedSizeList:
        return this.#fixedSizeList(field, depth);
      case Type.Struct_:
        return { kind: 'struct', fields: this.#children(field, depth) };
      default:
        return this.#other(field, tag, depth);
    }
  }

  #fixedSizeList(field: Field, depth: number): ArrowType {
    const size = typeTable(field, new FixedSizeList()).listSize();
    if (size < 0) throw badArrow(`A fixed-size list must have a size of 0 or more, found ${size}`);
    return { kind: 'fixed-size-list', size, item: this.#onlyChild(field, depth) };
  }

  #other(field: Field, tag: Type, depth: number): ArrowType {
    const children = this.#children(field, depth);
    const name = Type[tag] ?? String(tag);
    switch (tag) {
      case Type.Decimal:
      case Type.Date:
      case Type.Time:
      case Type.Interval:
        return { kind: 'other', name, buffers: 2, children: [] };
      case Type.Map:
        return { kind: 'other', name, buffers: 2, children };
      case Type.Union:
        return unionType(typeTable(field, new Union()), children);
      case Type.RunEndEncoded:
        return { kind: 'other', name, buffers: 0, children };
      case Type.ListView:
      case Type.LargeListView:
        return { kind: 'other', name, buffers: 3, children };
      default:
        // How many buffers a view or a type of the future has is not known: what follows it could not be found.
        throw badArrow(`Columns of Arrow type ${name} are not supported`);
    }
  }

  #onlyChild(field: Field, depth: number): ArrowType {
    const children = this.#children(field, depth);
    const child = children[0];
    if (child === undefined || children.length !== 1) {
      throw badArrow(`A list type must have one child, found ${children.length}`);
    }
    return child.type;
  }

  #children(field: Field, depth: number): readonly ArrowField[] {
    const count = field.childrenLength();
    if (count < 0 || count > MAX_FIELDS) {
      throw new ProtoError(ProtoErrorCode.LimitExceeded, `A type has at most ${MAX_FIELDS} children, found ${count}.`);
    }
    return Array.from({ length: count }, (_, i) => {
      const child = field.children(i);
      if (child === null) throw badArrow('A type lacks one of its children');
      return { name: this.#readName(child.name(Encoding.UTF8_BYTES)), type: this.read(child, depth + 1) };
    });
  }
}

/** The table of a type's parameters. */
function typeTable<T>(field: Field, table: T): T {
  const read: T | null = field.type(table);
  if (read === null) throw badArrow('A column lacks the parameters of its type');
  return read;
}

function unionType(union: Union, children: readonly ArrowField[]): ArrowType {
  // Type ids, and offsets where it is dense.
  if (union.mode() !== UnionMode.Dense) return { kind: 'other', name: 'Union', buffers: 1, children };
  const count = union.typeIdsLength();
  if (count !== 0 && count !== children.length) {
    throw badArrow(`A union of ${children.length} variants must have as many type ids, found ${count}`);
  }
  // Without ids, variants are numbered.
  const variants = children.map((child, i) => ({ ...child, id: count === 0 ? i : (union.typeIds(i) ?? -1) }));
  const ids = new Set(variants.map(({ id }) => id));
  if (ids.size !== variants.length || variants.some(({ id }) => id < 0 || id > MAX_TYPE_ID)) {
    throw badArrow(`The type ids of a union must be different, 0 to ${MAX_TYPE_ID}`);
  }
  return { kind: 'union', variants };
}

function intType(int: Int): NumberType {
  const sign = int.isSigned() ? 'Int' : 'UInt';
  const bits = int.bitWidth();
  if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) {
    throw badArrow(`An integer must have 8, 16, 32 or 64 bits, found ${bits}`);
  }
  return `${sign}${bits}`;
}

function floatType(float: FloatingPoint): ArrowType {
  switch (float.precision()) {
    case Precision.SINGLE:
      return { kind: 'number', type: 'Float32' };
    case Precision.DOUBLE:
      return { kind: 'number', type: 'Float64' };
    default:
      return { kind: 'number', type: 'Float16' };
  }
}

function timeType(unit: TimeUnit, timeline: 'timestamp' | 'duration'): ArrowType {
  if (unit === TimeUnit.NANOSECOND) return { kind: 'time', timeline };
  const name = timeline === 'timestamp' ? 'Timestamp' : 'Duration';
  return { kind: 'other', name: `${name}(${TimeUnit[unit] ?? unit})`, buffers: 2, children: [] };
}
