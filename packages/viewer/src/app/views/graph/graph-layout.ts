import type { Simulation, SimulationLinkDatum, SimulationNodeDatum } from 'd3-force';
import type { Graph } from './graph-query.ts';

/** The library that lays out; loaded when a graph is first seen. */
export type Force = typeof import('d3-force');

/** Where a node is; scene units, y downwards. */
export interface NodePlace {
  readonly x: number;
  readonly y: number;
}

interface Body extends SimulationNodeDatum {
  readonly radius: number;
}

/** Rounds until a layout holds still; larger graphs get fewer. */
const ROUNDS = 300;
const LEAST_ROUNDS = 60;
/** Nodes from which on rounds are saved. */
const MANY_NODES = 400;
/** Scene units between nodes that an edge joins. */
const EDGE_LENGTH = 60;
const REPULSION = -240;
/** What holds parts together that no edge joins. */
const GRAVITY = 0.05;

/** Equal keys are laid out equally. */
export function layoutKey({ nodes, edges }: Graph): string {
  return JSON.stringify([
    nodes.map(({ key, position, radius }) => [key, position, radius]),
    edges.map(({ source, target }) => [source, target]),
  ]);
}

/**
 * A layout that is worked out in pieces, so that a page can draw in between. Where nodes were logged to be, they stay; the others are
 * placed by forces. The same graph always gets the same places.
 */
export class GraphLayout {
  readonly #bodies: readonly Body[];
  readonly #simulation: Simulation<Body, SimulationLinkDatum<Body>> | undefined;
  #roundsLeft: number;

  constructor(force: Force, graph: Graph) {
    const { nodes, edges } = graph;
    this.#bodies = nodes.map(({ position, radius }): Body => {
      if (position === undefined) return { radius };
      const [x, y] = position;
      return { radius, x, y, fx: x, fy: y };
    });
    const isFree = nodes.some(({ position }) => position === undefined);
    const rounds = Math.round(ROUNDS * Math.min(1, MANY_NODES / Math.max(1, nodes.length)));
    this.#roundsLeft = isFree ? Math.max(LEAST_ROUNDS, rounds) : 0;
    if (!isFree) return;
    const center = centerOf(graph);
    const links = edges
      .filter(({ source, target }) => source !== target)
      .map(({ source, target }): SimulationLinkDatum<Body> => ({ source, target }));
    // The library starts free nodes on a spiral around (0, 0), and its randomness begins with the same seed each time.
    this.#simulation = force
      .forceSimulation([...this.#bodies])
      .stop()
      .alphaDecay(1 - 0.001 ** (1 / this.#roundsLeft))
      .force('link', force.forceLink<Body, SimulationLinkDatum<Body>>(links).distance(EDGE_LENGTH))
      .force('charge', force.forceManyBody<Body>().strength(REPULSION).distanceMax(1000))
      .force(
        'collide',
        force.forceCollide<Body>((body) => body.radius + 6),
      )
      .force('x', force.forceX<Body>(center.x).strength(GRAVITY))
      .force('y', force.forceY<Body>(center.y).strength(GRAVITY));
  }

  get isDone(): boolean {
    return this.#roundsLeft === 0;
  }

  /** Works for about so long; at least one round. */
  work(millis: number, now: () => number = () => performance.now()): void {
    const end = now() + millis;
    while (this.#roundsLeft > 0) {
      this.#simulation?.tick();
      this.#roundsLeft -= 1;
      if (now() >= end) return;
    }
  }

  /** Where the nodes are now, in their order. */
  places(): readonly NodePlace[] {
    return this.#bodies.map(({ x, y }) => ({ x: finite(x), y: finite(y) }));
  }
}

/** What free nodes gather around: the middle of the placed ones. */
function centerOf({ nodes }: Graph): NodePlace {
  let x = 0;
  let y = 0;
  let count = 0;
  for (const { position } of nodes) {
    if (position === undefined) continue;
    x += position[0];
    y += position[1];
    count += 1;
  }
  return count === 0 ? { x: 0, y: 0 } : { x: x / count, y: y / count };
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}
