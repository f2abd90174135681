import type { PlainStruct } from '@rushes/proto';
import { describe } from './describe.ts';
import { toUint, toUint64 } from './integer.ts';
import { toText } from './text.ts';

/**
 * A node of a graph by its id; numbers are written as text.
 *
 * @group Archetypes
 */
export type NodeId = string | number | bigint;

/**
 * A link between two nodes, source first.
 *
 * @group Archetypes
 */
export type Edge = readonly [source: NodeId, target: NodeId];

/**
 * Links between nodes: an array of `[source, target]`, or one of them.
 *
 * @group Archetypes
 */
export type Edges = Edge | readonly Edge[];

/**
 * Texts by name: an object, a `Map` or pairs.
 *
 * @group Archetypes
 */
export type TextPairs = Readonly<Record<string, string>> | Iterable<readonly [string, string]>;

/**
 * How often each numbered thing was counted: an object, a `Map` or pairs.
 *
 * @group Archetypes
 */
export type CountPairs =
  | Readonly<Record<number, number | bigint>>
  | Iterable<readonly [id: number, count: number | bigint]>;

/** Two texts, as the column has them. */
export interface TextPair extends PlainStruct {
  readonly first: string;
  readonly second: string;
}

/** A number's count, as the column has it. */
export interface CountPair extends PlainStruct {
  readonly channel_id: number;
  readonly message_count: bigint;
}

/** One text per node. */
export function toNodeIds(where: string, input: NodeId | readonly NodeId[]): readonly string[] {
  if (!Array.isArray(input)) return [toNodeId(where, input)];
  return input.map((id, i) => toNodeId(`${where}[${i}]`, id));
}

/** One pair per link. */
export function toEdges(where: string, input: Edges): readonly TextPair[] {
  if (!Array.isArray(input)) {
    throw new TypeError(`${where} must be an array of [source, target] pairs, but is ${describe(input)}.`);
  }
  const isOne = input.length > 0 && !Array.isArray(input[0]);
  return isOne ? [toEdge(where, input)] : input.map((edge, i) => toEdge(`${where}[${i}]`, edge));
}

/** One pair per name. */
export function toTextPairs(where: string, input: TextPairs): readonly TextPair[] {
  return entriesOf(where, input).map(([key, value]) => ({
    first: toText(`${where} key`, key as string),
    second: toText(`${where}.${String(key)}`, value as string),
  }));
}

/** One count per number. */
export function toCountPairs(where: string, input: CountPairs): readonly CountPair[] {
  return entriesOf(where, input).map(([id, count]) => ({
    channel_id: toUint(`${where} key`, typeof id === 'string' ? Number(id) : id, 0xffff),
    message_count: toUint64(`${where}.${String(id)}`, count as number),
  }));
}

function toNodeId(where: string, id: unknown): string {
  if (typeof id === 'string') return id;
  if (typeof id === 'bigint' || Number.isFinite(id)) return String(id);
  throw new TypeError(`${where} must be a node id (a string or a number), but is ${describe(id)}.`);
}

function toEdge(where: string, edge: unknown): TextPair {
  if (!Array.isArray(edge) || edge.length !== 2) {
    throw new TypeError(`${where} must be a pair [source, target], but is ${describe(edge)}.`);
  }
  return { first: toNodeId(`${where}[0]`, edge[0]), second: toNodeId(`${where}[1]`, edge[1]) };
}

function entriesOf(where: string, input: unknown): readonly (readonly [unknown, unknown])[] {
  if (typeof input !== 'object' || input === null) throw notPairs(where, input);
  if (!(Symbol.iterator in input)) return Object.entries(input);
  return Array.from(input as Iterable<unknown>, (pair, i) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw notPairs(`${where}[${i}]`, pair);
    return [pair[0], pair[1]];
  });
}

function notPairs(where: string, found: unknown): TypeError {
  return new TypeError(`${where} must be an object, a Map or [key, value] pairs, but is ${describe(found)}.`);
}
