import { type EntityPath, GraphType } from '@rushes/proto';
import { readBooleans, readColors, readNumbers, readStructs, readTexts } from '../../data/read-column.ts';
import type { RecordingStore } from '../../data/recording-store.ts';
import { entityColor, type PackedColor } from '../shared-colors.ts';
import { valueForInstance } from '../shared-instances.ts';
import type { ViewProblem } from '../shared-problems.ts';

const NODE_IDS = 'GraphNodes:node_ids';
const EDGES = 'GraphEdges:edges';
/** CSS pixels. */
const NODE_RADIUS = 4;
const MAX_RADIUS = 200;
/** More nodes or edges than this are left out: laying them out would take minutes. */
const MAX_NODES = 5000;
const MAX_EDGES = 20_000;
/** Names of nodes that a message lists. */
const MAX_NAMED = 5;

/** A node. Ids hold within an entity: the same id of another entity is another node. */
export interface GraphNode {
  /** Names it in the whole graph. */
  readonly key: string;
  readonly entity: EntityPath;
  /** Undefined of a node that only edges name. */
  readonly instance: number | undefined;
  readonly id: string;
  readonly label: string;
  readonly showLabel: boolean;
  readonly color: PackedColor;
  readonly radius: number;
  /** Where it was logged to be. */
  readonly position: readonly [x: number, y: number] | undefined;
}

export interface GraphEdge {
  readonly entity: EntityPath;
  readonly instance: number;
  /** Places in the list of nodes. */
  readonly source: number;
  readonly target: number;
  readonly directed: boolean;
}

/** All nodes and edges of a view at a time. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly problems: readonly ViewProblem[];
}

export function hasGraph(store: RecordingStore, entity: EntityPath): boolean {
  const components = store.components(entity);
  return components.includes(NODE_IDS) || components.includes(EDGES);
}

/** The graph of these entities at a time. */
export function graphAt(store: RecordingStore, entities: readonly EntityPath[], timeline: string, time: bigint): Graph {
  const builder = new GraphBuilder();
  for (const entity of entities) {
    const read = (component: string) => store.latestAt(entity, component, timeline, time);
    readNodes(builder, entity, read);
    readEdges(builder, entity, read);
  }
  return { nodes: builder.nodes, edges: builder.edges, problems: builder.problems };
}

type Read = (component: string) => ReturnType<RecordingStore['latestAt']>;

class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly edges: GraphEdge[] = [];
  readonly problems: ViewProblem[] = [];
  readonly #places = new Map<string, number>();

  placeOf(entity: EntityPath, id: string): number | undefined {
    return this.#places.get(nodeKey(entity, id));
  }

  add(node: GraphNode): number {
    this.#places.set(node.key, this.nodes.length);
    return this.nodes.push(node) - 1;
  }
}

function readNodes(builder: GraphBuilder, entity: EntityPath, read: Read): void {
  const ids = readTexts(read(NODE_IDS)) ?? [];
  const labels = readTexts(read('GraphNodes:labels'));
  const colors = readColors(read('GraphNodes:colors'));
  const positions = readNumbers(read('GraphNodes:positions'));
  const radii = readNumbers(read('GraphNodes:radii'))?.numbers;
  const showLabels = readBooleans(read('GraphNodes:show_labels'))?.[0] !== 0;
  let misplaced = 0;
  let repeated = 0;
  let omitted = 0;
  for (const [instance, id] of ids.entries()) {
    if (builder.placeOf(entity, id) !== undefined) {
      repeated++;
      continue;
    }
    if (builder.nodes.length >= MAX_NODES) {
      omitted++;
      continue;
    }
    const x = Number(positions?.width === 2 ? positions.numbers[instance * 2] : undefined);
    const y = Number(positions?.width === 2 ? positions.numbers[instance * 2 + 1] : undefined);
    const isPlaced = Number.isFinite(x) && Number.isFinite(y);
    if (!isPlaced && positions !== undefined && instance * 2 + 1 < positions.numbers.length) misplaced++;
    const label = labels?.[instance];
    builder.add({
      key: nodeKey(entity, id),
      entity,
      instance,
      id,
      label: label ?? id,
      showLabel: showLabels,
      color: valueForInstance(colors, instance) ?? entityColor(entity),
      radius: radiusOf(Number(valueForInstance<number | bigint>(radii, instance))),
      position: isPlaced ? [x, y] : undefined,
    });
  }
  if (misplaced > 0) {
    builder.problems.push({ entity, reason: `${misplaced} positions are not finite; these nodes are laid out` });
  }
  if (repeated > 0) builder.problems.push({ entity, reason: `${repeated} node ids are there twice; the first counts` });
  if (omitted > 0) builder.problems.push({ entity, reason: `${omitted} nodes beyond ${MAX_NODES} are not drawn` });
}

function readEdges(builder: GraphBuilder, entity: EntityPath, read: Read): void {
  const pairs = readStructs(read(EDGES)) ?? [];
  const directed = Number(readNumbers(read('GraphEdges:graph_type'))?.numbers[0]) === GraphType.Directed;
  const unknown = new Set<string>();
  let broken = 0;
  let omitted = 0;
  for (const [instance, { first, second }] of pairs.entries()) {
    if (typeof first !== 'string' || typeof second !== 'string') {
      broken++;
      continue;
    }
    const isNew = [first, second].some((id) => builder.placeOf(entity, id) === undefined);
    if (builder.edges.length >= MAX_EDGES || (isNew && builder.nodes.length >= MAX_NODES)) {
      omitted++;
      continue;
    }
    const [source, target] = [first, second].map((id) => {
      const known = builder.placeOf(entity, id);
      if (known !== undefined) return known;
      unknown.add(id);
      return builder.add(impliedNode(entity, id));
    });
    if (source !== undefined && target !== undefined)
      builder.edges.push({ entity, instance, source, target, directed });
  }
  if (unknown.size > 0) {
    const named = [...unknown].slice(0, MAX_NAMED).map((id) => `“${id}”`);
    const more = unknown.size > MAX_NAMED ? ', …' : '';
    const reason = `edges name ${unknown.size} ${unknown.size === 1 ? 'node' : 'nodes'} that the entity has not: ${named.join(', ')}${more}`;
    builder.problems.push({ entity, reason });
  }
  if (broken > 0) builder.problems.push({ entity, reason: `${broken} edges are no pairs of texts` });
  if (omitted > 0) builder.problems.push({ entity, reason: `${omitted} edges are not drawn: the graph is too large` });
}

/** A node that nobody logged. */
function impliedNode(entity: EntityPath, id: string): GraphNode {
  return {
    key: nodeKey(entity, id),
    entity,
    instance: undefined,
    id,
    label: id,
    showLabel: true,
    color: 0x808080ff,
    radius: NODE_RADIUS,
    position: undefined,
  };
}

/** Units of the scene when positive, points of the screen when negative: at no zoom they are the same. */
function radiusOf(logged: number): number {
  const size = Math.abs(logged);
  return Number.isFinite(size) && size > 0 ? Math.min(size, MAX_RADIUS) : NODE_RADIUS;
}

function nodeKey(entity: EntityPath, id: string): string {
  return `${entity}\n${id}`;
}
