import type { ComponentBatch } from '@rushes/proto';
import * as force from 'd3-force';
import { describe, expect, it } from 'vitest';
import { GraphLayout, layoutKey } from '../../../../packages/viewer/src/app/views/graph/graph-layout.ts';
import { type Graph, graphAt } from '../../../../packages/viewer/src/app/views/graph/graph-query.ts';
import {
  edgeAt,
  edgeShapes,
  nodeAt,
  nodeShapes,
  sceneOf,
} from '../../../../packages/viewer/src/app/views/graph/graph-shapes.ts';
import { batch, ChunkMaker, FRAME } from '../../data/make-chunks.ts';
import { storeOf } from '../view-fixture.ts';

const nodes = (...ids: string[]) => batch('GraphNodes', 'node_ids', ids);
const edges = (...pairs: (readonly [string, string])[]) =>
  batch(
    'GraphEdges',
    'edges',
    pairs.map(([first, second]) => ({ first, second })),
  );

function graphOf(logged: Readonly<Record<string, readonly ComponentBatch[]>>): Graph {
  const maker = new ChunkMaker();
  const chunks = Object.entries(logged).map(([entity, batches]) =>
    maker.plain(entity, [FRAME], [{ times: [0n], batches }]),
  );
  const store = storeOf(...chunks);
  return graphAt(store, store.entities(), 'frame', 9n);
}

describe('a graph', () => {
  it('has the nodes and edges of its entities, with their style', () => {
    const graph = graphOf({
      a: [
        nodes('x', 'y'),
        batch('GraphNodes', 'labels', ['the x']),
        batch('GraphNodes', 'colors', Uint32Array.of(0x112233ff)),
        batch('GraphNodes', 'radii', Float32Array.of(9)),
        batch('GraphNodes', 'positions', Float32Array.of(1, 2)),
        edges(['x', 'y']),
        batch('GraphEdges', 'graph_type', Uint8Array.of(2)),
      ],
    });
    expect(graph.nodes).toMatchObject([
      { id: 'x', label: 'the x', color: 0x112233ff, radius: 9, position: [1, 2] },
      { id: 'y', label: 'y', color: 0x112233ff, radius: 9, position: undefined },
    ]);
    expect(graph.edges).toMatchObject([{ source: 0, target: 1, directed: true }]);
    expect(graph.problems).toEqual([]);
  });

  it('keeps the same id of two entities apart', () => {
    const graph = graphOf({ a: [nodes('x')], b: [nodes('x'), edges(['x', 'x'])] });
    expect(graph.nodes.map(({ entity, id }) => `${entity} ${id}`)).toEqual(['/a x', '/b x']);
    expect(graph.edges).toMatchObject([{ source: 1, target: 1, directed: false }]);
  });

  it('draws nodes that only edges name, and says so', () => {
    const graph = graphOf({ a: [nodes('x'), edges(['x', 'ghost'], ['ghost', 'x'])] });
    expect(graph.nodes[1]).toMatchObject({ id: 'ghost', instance: undefined });
    expect(graph.edges).toHaveLength(2);
    expect(graph.problems).toEqual([{ entity: '/a', reason: 'edges name 1 node that the entity has not: “ghost”' }]);
  });

  it('says which ids are there twice and which positions are none', () => {
    const graph = graphOf({
      a: [nodes('x', 'x', 'y'), batch('GraphNodes', 'positions', Float32Array.of(0, 0, 1, 1, Number.NaN, 0))],
    });
    expect(graph.nodes.map(({ id, position }) => [id, position])).toEqual([
      ['x', [0, 0]],
      ['y', undefined],
    ]);
    expect(graph.problems.map(({ reason }) => reason)).toEqual([
      '1 positions are not finite; these nodes are laid out',
      '1 node ids are there twice; the first counts',
    ]);
  });

  it('of more nodes than can be laid out is cut, and says so', () => {
    const graph = graphOf({ a: [nodes(...Array.from({ length: 5003 }, (_, i) => `n${i}`))] });
    expect(graph.nodes).toHaveLength(5000);
    expect(graph.problems[0]?.reason).toContain('3 nodes beyond 5000');
  });
});

describe('the layout of a graph', () => {
  const ring = graphOf({ a: [nodes('0', '1', '2', '3'), edges(['0', '1'], ['1', '2'], ['2', '3'], ['3', '0'])] });
  const finished = (graph: Graph) => {
    const layout = new GraphLayout(force, graph);
    while (!layout.isDone) layout.work(1000);
    return layout.places();
  };

  it('is the same each time', () => {
    expect(finished(ring)).toEqual(finished(ring));
    expect(layoutKey(ring)).toBe(layoutKey(structuredClone(ring)));
  });

  it('is the same in small pieces of work', () => {
    const layout = new GraphLayout(force, ring);
    let pieces = 0;
    let clock = 0;
    while (!layout.isDone) {
      layout.work(1, () => clock++);
      pieces++;
    }
    expect(pieces).toBeGreaterThan(10);
    expect(layout.places()).toEqual(finished(ring));
  });

  it('keeps nodes apart, and those that are joined near', () => {
    const ids = ['0', '1', '2', '3', '4', '5'];
    const chain = graphOf({ a: [nodes(...ids), edges(...ids.slice(1).map((id, i) => [String(i), id] as const))] });
    const places = finished(chain);
    const distance = (a: number, b: number) =>
      Math.hypot((places[a]?.x ?? 0) - (places[b]?.x ?? 0), (places[a]?.y ?? 0) - (places[b]?.y ?? 0));
    expect(distance(0, 1)).toBeGreaterThan(15);
    expect(distance(0, 1)).toBeLessThan(distance(0, 5));
  });

  it('leaves nodes where they were logged to be, and places the others', () => {
    const graph = graphOf({
      a: [
        nodes('fixed', 'free'),
        batch('GraphNodes', 'positions', Float32Array.of(500, -300)),
        edges(['fixed', 'free']),
      ],
    });
    const [fixed, free] = finished(graph);
    expect(fixed).toEqual({ x: 500, y: -300 });
    expect(Math.hypot((free?.x ?? 0) - 500, (free?.y ?? 0) + 300)).toBeLessThan(150);
  });

  it('of placed nodes only takes no work', () => {
    const graph = graphOf({ a: [nodes('x'), batch('GraphNodes', 'positions', Float32Array.of(5, 6))] });
    expect(new GraphLayout(force, graph).isDone).toBe(true);
  });
});

describe('a graph on the screen', () => {
  const graph = graphOf({
    a: [
      nodes('x', 'y'),
      batch('GraphNodes', 'positions', Float32Array.of(0, 0, 100, 0)),
      edges(['x', 'y'], ['y', 'x'], ['x', 'x']),
    ],
  });
  const places = new GraphLayout(force, graph).places();
  const shapes = nodeShapes(graph.nodes, places, { originX: 50, originY: 50, scaleX: 1, scaleY: 1 });
  const curves = edgeShapes(graph.edges, shapes);

  it('has edges that begin and end at the borders of their nodes, and bend away from each other', () => {
    const [there, back, loop] = curves;
    expect(Math.hypot((there?.from.left ?? 0) - 50, (there?.from.top ?? 0) - 50)).toBeCloseTo(4);
    expect(Math.sign((there?.control.top ?? 0) - 50)).toBe(-Math.sign((back?.control.top ?? 0) - 50));
    expect(loop?.control.top).toBeLessThan(30);
  });

  it('is found under the pointer, nodes before edges', () => {
    expect(nodeAt(shapes, { left: 148, top: 52 })).toBe(1);
    expect(nodeAt(shapes, { left: 100, top: 50 })).toBeUndefined();
    expect(edgeAt(curves, { left: 100, top: curves[0] === undefined ? 0 : (50 + curves[0].control.top) / 2 })).toBe(0);
    expect(edgeAt(curves, { left: 100, top: 250 })).toBeUndefined();
  });

  it('has room around it, also when empty', () => {
    expect(sceneOf([], []).width).toBeGreaterThan(0);
    expect(sceneOf(graph.nodes, places)).toEqual({ x: -44, y: -44, width: 188, height: 88 });
  });
});
