import { Bool } from 'apache-arrow/fb/bool';
import { Field } from 'apache-arrow/fb/field';
import { FixedSizeList } from 'apache-arrow/fb/fixed-size-list';
import { FloatingPoint } from 'apache-arrow/fb/floating-point';
import { Int } from 'apache-arrow/fb/int';
import { List } from 'apache-arrow/fb/list';
import { Null } from 'apache-arrow/fb/null';
import { Precision } from 'apache-arrow/fb/precision';
import { Struct_ as Struct } from 'apache-arrow/fb/struct-';
import { Type } from 'apache-arrow/fb/type';
import { Union } from 'apache-arrow/fb/union';
import { UnionMode } from 'apache-arrow/fb/union-mode';
import { Utf8 } from 'apache-arrow/fb/utf8';
import type { Builder, Offset } from 'flatbuffers';
import { assertNever } from '../assert-never.ts';
import { type ItemType, itemTypeText, type NumberType, type UnionType } from '../item-type.ts';

/** What a field of a schema says. */
export interface FieldParts {
  readonly name: string;
  readonly nullable: boolean;
  readonly tag: Type;
  readonly type: Offset;
  readonly children?: readonly Offset[];
  readonly metadata?: readonly Offset[];
}

/** Writes one field. */
export function field(builder: Builder, parts: FieldParts): Offset {
  const name = builder.createString(parts.name);
  // Readers of Arrow expect the vector of children also where it is empty.
  const children = Field.createChildrenVector(builder, [...(parts.children ?? [])]);
  const metadata =
    parts.metadata === undefined ? undefined : Field.createCustomMetadataVector(builder, [...parts.metadata]);
  Field.startField(builder);
  Field.addName(builder, name);
  Field.addNullable(builder, parts.nullable);
  Field.addTypeType(builder, parts.tag);
  Field.addType(builder, parts.type);
  Field.addChildren(builder, children);
  if (metadata !== undefined) Field.addCustomMetadata(builder, metadata);
  return Field.endField(builder);
}

/**
 * Writes the field of one instance, or of one part of it, with all levels below. Rerun compares nested types as a whole: names,
 * order and nullability of children count.
 */
export function itemField(builder: Builder, itemType: ItemType, name = 'item', nullable = false): Offset {
  const base = { name, nullable };
  if (itemType === 'Boolean') return field(builder, { ...base, tag: Type.Bool, type: Bool.createBool(builder) });
  if (itemType === 'Utf8') return field(builder, { ...base, tag: Type.Utf8, type: Utf8.createUtf8(builder) });
  if (itemType === 'Null') {
    Null.startNull(builder);
    return field(builder, { ...base, tag: Type.Null, type: Null.endNull(builder) });
  }
  if (typeof itemType === 'string') return field(builder, { ...base, ...numberType(builder, itemType) });
  switch (itemType.type) {
    case 'Bytes': {
      const children = [itemField(builder, 'UInt8')];
      return field(builder, { ...base, tag: Type.List, type: List.createList(builder), children });
    }
    case 'FixedSizeList': {
      const children = [itemField(builder, itemType.item)];
      const type = FixedSizeList.createFixedSizeList(builder, itemType.size);
      return field(builder, { ...base, tag: Type.FixedSizeList, type, children });
    }
    case 'List': {
      const children = [itemField(builder, itemType.item)];
      return field(builder, { ...base, tag: Type.List, type: List.createList(builder), children });
    }
    case 'Struct': {
      const children = itemType.fields.map((each) => itemField(builder, each.type, each.name, each.nullable));
      Struct.startStruct_(builder);
      return field(builder, { ...base, tag: Type.Struct_, type: Struct.endStruct_(builder), children });
    }
    case 'Union':
      return field(builder, { ...base, tag: Type.Union, ...unionType(builder, itemType) });
    case 'Opaque':
      throw new TypeError(`A column has the type ${itemTypeText(itemType)}, which cannot be written.`);
    default:
      return assertNever(itemType);
  }
}

function unionType(builder: Builder, { variants }: UnionType): { type: Offset; children: Offset[] } {
  // Only what holds nothing may be null.
  const children = variants.map(({ name, type }) => itemField(builder, type, name, type === 'Null'));
  const ids = Union.createTypeIdsVector(
    builder,
    Int32Array.from(variants, ({ id }) => id),
  );
  return { type: Union.createUnion(builder, UnionMode.Dense, ids), children };
}

const BITS = { UInt8: 8, UInt16: 16, UInt32: 32, UInt64: 64, Int8: 8, Int16: 16, Int32: 32, Int64: 64 } as const;
const PRECISIONS = { Float16: Precision.HALF, Float32: Precision.SINGLE, Float64: Precision.DOUBLE } as const;

function numberType(builder: Builder, type: NumberType): { tag: Type; type: Offset } {
  if (type === 'Float16' || type === 'Float32' || type === 'Float64') {
    return { tag: Type.FloatingPoint, type: FloatingPoint.createFloatingPoint(builder, PRECISIONS[type]) };
  }
  return { tag: Type.Int, type: Int.createInt(builder, BITS[type], type.startsWith('Int')) };
}
