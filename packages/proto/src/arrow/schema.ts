import type { ComponentDescriptor } from '../components.ts';
import type { EntityPath } from '../entity-path.ts';
import type { ItemType } from '../item-type.ts';
import type { Timeline } from '../time.ts';
import type { ArrowType } from './arrow-type.ts';

/** What a time column says of itself. */
export interface IndexColumn extends Timeline {
  /** The column claims that its times do not descend. */
  readonly isSorted: boolean;
}

/** What a component column says of itself. */
export interface DataColumn {
  readonly descriptor: ComponentDescriptor;
  readonly itemType: ItemType;
  /** Type of the whole column: a list of instances per row. */
  readonly listType: Extract<ArrowType, { kind: 'list' }>;
}

/** One column of the record batch, in the order of the batch. */
export type ColumnRole =
  | { readonly role: 'row-id' }
  /** `index`: place in {@link ChunkSchema.timelines} */
  | { readonly role: 'index'; readonly index: number }
  /** `index`: place in {@link ChunkSchema.components} */
  | { readonly role: 'data'; readonly index: number }
  /** A column of no use here, stepped over. */
  | { readonly role: 'skipped'; readonly type: ArrowType };

/** All that the schema of a chunk says, its id left out: the same for many chunks, and therefore shared. */
export interface ChunkSchema {
  readonly entityPath: EntityPath;
  /** Sorted by name. */
  readonly timelines: readonly IndexColumn[];
  /** Sorted by component name. */
  readonly components: readonly DataColumn[];
  readonly columns: readonly ColumnRole[];
  /** Nodes and buffers that a record batch of this schema has. */
  readonly nodeCount: number;
  readonly bufferCount: number;
  /** Names of the components, as a chunk's header lists them. */
  readonly componentNames: readonly string[];
}

/** What stands before the 32 hex digits in the value of `rerun:id`. */
export const CHUNK_ID_PREFIX = 'chunk_';
/** Arrow extension metadata of the row id column. */
export const ROW_ID_EXTENSION = { name: 'rerun.datatypes.TUID', metadata: '{"namespace":"row"}' } as const;
