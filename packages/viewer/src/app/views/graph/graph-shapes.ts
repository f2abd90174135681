import type { Camera2D, SceneRect } from '../pictures/camera-2d.ts';
import type { NodePlace } from './graph-layout.ts';
import type { GraphEdge, GraphNode } from './graph-query.ts';

/** A place in CSS pixels of the view. */
export interface Place {
  readonly left: number;
  readonly top: number;
}

/** A node as it is drawn. */
export interface NodeShape extends Place {
  readonly radius: number;
}

/** An edge as it is drawn: a curve from border to border of its nodes; `control` bends it. */
export interface EdgeShape {
  readonly from: Place;
  readonly control: Place;
  readonly to: Place;
}

/** CSS pixels around the nodes for their names. */
const MARGIN = 40;
/** How far an edge bends that has another beside it, as a share of its length. */
const BEND = 0.18;
/** CSS pixels. */
const LOOP_SIZE = 26;
const LEAST_RADIUS = 2.5;
const EDGE_REACH = 6;

/** All nodes with room for their names; around (0, 0) if there is none. */
export function sceneOf(nodes: readonly GraphNode[], places: readonly NodePlace[]): SceneRect {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [index, { x, y }] of places.entries()) {
    const radius = nodes[index]?.radius ?? 0;
    left = Math.min(left, x - radius);
    top = Math.min(top, y - radius);
    right = Math.max(right, x + radius);
    bottom = Math.max(bottom, y + radius);
  }
  if (left > right) return { x: -100, y: -100, width: 200, height: 200 };
  return { x: left - MARGIN, y: top - MARGIN, width: right - left + 2 * MARGIN, height: bottom - top + 2 * MARGIN };
}

export function nodeShapes(
  nodes: readonly GraphNode[],
  places: readonly NodePlace[],
  camera: Camera2D,
): readonly NodeShape[] {
  // Nodes grow slower than the distances between them, and can always be seen.
  const growth = Math.sqrt(camera.scaleX);
  return nodes.map(({ radius }, index) => {
    const { x, y } = places[index] ?? { x: 0, y: 0 };
    return {
      left: camera.originX + x * camera.scaleX,
      top: camera.originY + y * camera.scaleY,
      radius: Math.max(LEAST_RADIUS, radius * growth),
    };
  });
}

/** Edges of the same two nodes bend away from each other; an edge from a node to itself is a loop above it. */
export function edgeShapes(
  edges: readonly GraphEdge[],
  nodes: readonly NodeShape[],
): readonly (EdgeShape | undefined)[] {
  const totals = new Map<string, number>();
  const pairOf = ({ source, target }: GraphEdge) => `${Math.min(source, target)} ${Math.max(source, target)}`;
  for (const edge of edges) totals.set(pairOf(edge), (totals.get(pairOf(edge)) ?? 0) + 1);
  const seen = new Map<string, number>();
  return edges.map((edge) => {
    const pair = pairOf(edge);
    const index = seen.get(pair) ?? 0;
    seen.set(pair, index + 1);
    const source = nodes[edge.source];
    const target = nodes[edge.target];
    if (source === undefined || target === undefined) return undefined;
    if (edge.source === edge.target) return loopShape(source, index);
    const offset = (index - ((totals.get(pair) ?? 1) - 1) / 2) * (edge.source < edge.target ? 1 : -1);
    return curveShape(source, target, offset * BEND);
  });
}

/** The node under a place of the view; of several the nearest. */
export function nodeAt(nodes: readonly NodeShape[], { left, top }: Place): number | undefined {
  let best: number | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const [index, node] of nodes.entries()) {
    const distance = Math.hypot(node.left - left, node.top - top);
    if (distance <= Math.max(node.radius, 5) + 3 && distance < bestDistance) {
      best = index;
      bestDistance = distance;
    }
  }
  return best;
}

/** The edge that passes near a place of the view. */
export function edgeAt(edges: readonly (EdgeShape | undefined)[], place: Place): number | undefined {
  let best: number | undefined;
  let bestDistance = EDGE_REACH;
  for (const [index, edge] of edges.entries()) {
    if (edge === undefined) continue;
    const distance = distanceToCurve(edge, place);
    if (distance < bestDistance) {
      best = index;
      bestDistance = distance;
    }
  }
  return best;
}

function curveShape(source: NodeShape, target: NodeShape, bend: number): EdgeShape {
  const deltaLeft = target.left - source.left;
  const deltaTop = target.top - source.top;
  const control = {
    left: (source.left + target.left) / 2 - deltaTop * bend,
    top: (source.top + target.top) / 2 + deltaLeft * bend,
  };
  return { from: towards(source, control), control, to: towards(target, control) };
}

function loopShape({ left, top, radius }: NodeShape, index: number): EdgeShape {
  const size = LOOP_SIZE + index * 10 + radius;
  return {
    from: { left: left - radius * 0.7, top: top - radius * 0.7 },
    // A curve of one control point is half as high as that.
    control: { left, top: top - size * 2 },
    to: { left: left + radius * 0.7, top: top - radius * 0.7 },
  };
}

/** The border of a node in the direction of a place. */
function towards({ left, top, radius }: NodeShape, place: Place): Place {
  const length = Math.hypot(place.left - left, place.top - top);
  if (length <= radius) return { left, top };
  return {
    left: left + ((place.left - left) * radius) / length,
    top: top + ((place.top - top) * radius) / length,
  };
}

function distanceToCurve({ from, control, to }: EdgeShape, { left, top }: Place): number {
  const pieces = 12;
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i <= pieces; i++) {
    const t = i / pieces;
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    const x = a * from.left + b * control.left + c * to.left;
    const y = a * from.top + b * control.top + c * to.top;
    best = Math.min(best, Math.hypot(x - left, y - top));
  }
  return best;
}
