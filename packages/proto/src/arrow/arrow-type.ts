import type { NumberType } from '../item-type.ts';
import type { TimelineKind } from '../time.ts';

/**
 * An Arrow type as far as this package reads it. What matters of each is how many buffers and children an array of it has:
 * arrays lie in the message in this order, so even an array that nobody reads must be stepped over.
 */
export type ArrowType =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'number'; readonly type: NumberType }
  | { readonly kind: 'time'; readonly timeline: TimelineKind }
  /** `large`: offsets of 64 bits. */
  | { readonly kind: 'utf8' | 'binary'; readonly large: boolean }
  | { readonly kind: 'fixed-size-binary'; readonly size: number }
  | { readonly kind: 'list'; readonly large: boolean; readonly item: ArrowType }
  | { readonly kind: 'fixed-size-list'; readonly size: number; readonly item: ArrowType }
  | { readonly kind: 'struct'; readonly fields: readonly ArrowField[] }
  /** A dense one. */
  | { readonly kind: 'union'; readonly variants: readonly (ArrowField & { readonly id: number })[] }
  /** Anything else: stepped over, shown by its name. */
  | {
      readonly kind: 'other';
      readonly name: string;
      readonly buffers: number;
      readonly children: readonly ArrowField[];
    };

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
}

/** How many buffers an array of this type has itself, its children not counted. */
export function bufferCount(type: ArrowType): number {
  switch (type.kind) {
    case 'null':
      return 0;
    case 'fixed-size-list':
    case 'struct':
      return 1;
    case 'boolean':
    case 'number':
    case 'time':
    case 'fixed-size-binary':
    case 'list':
    case 'union':
      return 2;
    case 'utf8':
    case 'binary':
      return 3;
    case 'other':
      return type.buffers;
  }
}

/** The types of an array's children, in order. */
function childTypes(type: ArrowType): readonly ArrowType[] {
  switch (type.kind) {
    case 'list':
    case 'fixed-size-list':
      return [type.item];
    case 'struct':
      return type.fields.map((field) => field.type);
    case 'union':
      return type.variants.map((variant) => variant.type);
    case 'other':
      return type.children.map((field) => field.type);
    default:
      return [];
  }
}

/** Nodes and buffers that a whole array of this type takes, children included. */
export function arraySize(type: ArrowType): { nodes: number; buffers: number } {
  let nodes = 1;
  let buffers = bufferCount(type);
  for (const child of childTypes(type)) {
    const size = arraySize(child);
    nodes += size.nodes;
    buffers += size.buffers;
  }
  return { nodes, buffers };
}

/** The Arrow type as a text for people: `Struct<id: UInt16, label: Utf8>`. */
export function arrowTypeText(type: ArrowType): string {
  switch (type.kind) {
    case 'null':
      return 'Null';
    case 'boolean':
      return 'Boolean';
    case 'number':
      return type.type;
    case 'time':
      return type.timeline === 'sequence' ? 'Int64' : type.timeline === 'duration' ? 'Duration(ns)' : 'Timestamp(ns)';
    case 'utf8':
      return 'Utf8';
    case 'binary':
      return 'Binary';
    case 'fixed-size-binary':
      return `FixedSizeBinary(${type.size})`;
    case 'list':
      return `List<${arrowTypeText(type.item)}>`;
    case 'fixed-size-list':
      return `FixedSizeList<${arrowTypeText(type.item)}, ${type.size}>`;
    case 'struct':
      return `Struct<${type.fields.map((field) => `${field.name}: ${arrowTypeText(field.type)}`).join(', ')}>`;
    case 'union':
      return 'Union';
    case 'other':
      return type.name;
  }
}
