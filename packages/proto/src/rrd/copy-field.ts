import { Date as DateType } from 'apache-arrow/fb/date';
import { DateUnit } from 'apache-arrow/fb/date-unit';
import { Decimal } from 'apache-arrow/fb/decimal';
import { Duration } from 'apache-arrow/fb/duration';
import type { Field } from 'apache-arrow/fb/field';
import { FixedSizeBinary } from 'apache-arrow/fb/fixed-size-binary';
import { FixedSizeList } from 'apache-arrow/fb/fixed-size-list';
import { FloatingPoint } from 'apache-arrow/fb/floating-point';
import { Int } from 'apache-arrow/fb/int';
import { Interval } from 'apache-arrow/fb/interval';
import { KeyValue } from 'apache-arrow/fb/key-value';
import { Map as MapType } from 'apache-arrow/fb/map';
import { Null } from 'apache-arrow/fb/null';
import { Time } from 'apache-arrow/fb/time';
import { Timestamp } from 'apache-arrow/fb/timestamp';
import { Type } from 'apache-arrow/fb/type';
import { Union } from 'apache-arrow/fb/union';
import type { Builder, Offset } from 'flatbuffers';
import { badArrow } from '../arrow/framing.ts';
import { MAX_TYPE_DEPTH } from '../constants.ts';
import { writeField } from './arrow-table.ts';

/** What a copy of a field differs in. */
export interface FieldChanges {
  readonly name?: string;
  /** Entries to add to the metadata, or to replace; those without a value are taken out. */
  readonly metadata?: ReadonlyMap<string, string | undefined>;
}

/**
 * Writes a field of one flatbuffer into another, with all its children. What reading a chunk does not look at, such as the
 * children of a number, may be anything: it is bounded here.
 *
 * @throws ProtoError `bad-arrow` if a field cannot be copied.
 */
export function copyField(builder: Builder, field: Field, changes: FieldChanges = {}): Offset {
  return copyLevel(builder, field, changes, 0);
}

/** No type that a reader accepts has more. */
const MAX_CHILDREN = 1024;
const MAX_PAIRS = 64;

function copyLevel(builder: Builder, field: Field, changes: FieldChanges, depth: number): Offset {
  const count = field.childrenLength();
  const pairs = field.customMetadataLength();
  if (depth > MAX_TYPE_DEPTH || count < 0 || count > MAX_CHILDREN || pairs < 0 || pairs > MAX_PAIRS) {
    throw badArrow(
      `A field with ${count} children and ${pairs} entries of metadata at level ${depth} cannot be copied`,
    );
  }
  const children = Array.from({ length: count }, (_, i) => {
    const child = field.children(i);
    return child === null ? [] : [copyLevel(builder, child, {}, depth + 1)];
  }).flat();
  const metadata = new Map<string, string>();
  const pair = new KeyValue();
  for (let i = 0; i < pairs; i++) {
    field.customMetadata(i, pair);
    metadata.set(pair.key() ?? '', pair.value() ?? '');
  }
  for (const [key, value] of changes.metadata ?? []) {
    if (value === undefined) metadata.delete(key);
    else metadata.set(key, value);
  }
  return writeField(builder, {
    name: changes.name ?? field.name() ?? '',
    isNullable: field.nullable(),
    tag: field.typeType(),
    type: copyType(builder, field),
    children,
    metadata,
  });
}

function copyType(builder: Builder, field: Field): Offset {
  switch (field.typeType()) {
    case Type.Int: {
      const int = parameters(field, new Int());
      return Int.createInt(builder, int.bitWidth(), int.isSigned());
    }
    case Type.FloatingPoint:
      return FloatingPoint.createFloatingPoint(builder, parameters(field, new FloatingPoint()).precision());
    case Type.FixedSizeBinary:
      return FixedSizeBinary.createFixedSizeBinary(builder, parameters(field, new FixedSizeBinary()).byteWidth());
    case Type.FixedSizeList:
      return FixedSizeList.createFixedSizeList(builder, parameters(field, new FixedSizeList()).listSize());
    case Type.Timestamp: {
      const timestamp = parameters(field, new Timestamp());
      const zone = timestamp.timezone();
      return Timestamp.createTimestamp(builder, timestamp.unit(), zone === null ? 0 : builder.createString(zone));
    }
    case Type.Duration:
      return Duration.createDuration(builder, parameters(field, new Duration()).unit());
    case Type.Decimal: {
      const decimal = parameters(field, new Decimal());
      return Decimal.createDecimal(builder, decimal.precision(), decimal.scale(), decimal.bitWidth());
    }
    case Type.Date: {
      const unit = parameters(field, new DateType()).unit();
      DateType.startDate(builder);
      DateType.addUnit(builder, unit === DateUnit.DAY ? DateUnit.DAY : DateUnit.MILLISECOND);
      return DateType.endDate(builder);
    }
    case Type.Time: {
      const time = parameters(field, new Time());
      return Time.createTime(builder, time.unit(), time.bitWidth());
    }
    case Type.Interval:
      return Interval.createInterval(builder, parameters(field, new Interval()).unit());
    case Type.Map:
      return MapType.createMap(builder, parameters(field, new MapType()).keysSorted());
    case Type.Union: {
      const union = parameters(field, new Union());
      const ids = union.typeIdsArray();
      const vector = ids === null ? 0 : Union.createTypeIdsVector(builder, [...ids]);
      return Union.createUnion(builder, union.mode(), vector);
    }
    default:
      // Types without parameters are all the same empty table.
      return Null.createNull(builder);
  }
}

function parameters<T>(field: Field, table: T): T {
  const found: T | null = field.type(table);
  if (found === null) throw badArrow(`The type of a field lacks its parameters`);
  return found;
}
