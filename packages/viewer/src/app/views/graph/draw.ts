import type { CanvasSurface } from '../shared-canvas.ts';
import { cssColor } from '../shared-colors.ts';
import type { ThemeColors } from '../shared-theme.ts';
import type { Graph, GraphEdge, GraphNode } from './graph-query.ts';
import type { EdgeShape, NodeShape } from './graph-shapes.ts';

const LABEL_FONT = '12px system-ui, sans-serif';
const ARROW_LENGTH = 9;
const ARROW_HALF = 4;
/** Names that would lie over each other are left out, in cells of so many CSS pixels. */
const CELL_WIDTH = 24;
const CELL_HEIGHT = 14;

/** What is marked; nodes and edges by their places in the lists. */
export interface GraphMarks {
  isSelected(part: GraphNode | GraphEdge): boolean;
  isHovered(part: GraphNode | GraphEdge): boolean;
  /** Only these and what touches them are drawn at full strength; undefined: all. */
  readonly focus: ReadonlySet<number> | undefined;
}

/** Everything one picture of a graph is made of. */
export interface GraphPicture {
  readonly graph: Graph;
  readonly nodes: readonly NodeShape[];
  readonly edges: readonly (EdgeShape | undefined)[];
  readonly marks: GraphMarks;
}

export function drawGraph(surface: CanvasSurface, picture: GraphPicture, colors: ThemeColors): void {
  const context = surface.begin();
  for (const [index, edge] of picture.graph.edges.entries()) {
    const shape = picture.edges[index];
    if (shape !== undefined) drawEdge(context, picture, edge, shape, colors);
  }
  for (const [index, node] of picture.graph.nodes.entries()) {
    const shape = picture.nodes[index];
    if (shape !== undefined && isInSight(surface, shape)) drawNode(context, picture, node, index, shape, colors);
  }
  drawLabels(surface, context, picture, colors);
}

function drawEdge(
  context: CanvasRenderingContext2D,
  { marks }: GraphPicture,
  edge: GraphEdge,
  { from, control, to }: EdgeShape,
  colors: ThemeColors,
): void {
  const isMarked = marks.isSelected(edge) || marks.isHovered(edge);
  const isFaint = marks.focus !== undefined && !marks.focus.has(edge.source) && !marks.focus.has(edge.target);
  const color = isMarked ? colors.accent : colors.textDim;
  context.globalAlpha = isFaint ? 0.2 : isMarked ? 1 : 0.75;
  context.strokeStyle = color;
  context.lineWidth = isMarked ? 2.5 : 1.25;
  const angle = Math.atan2(to.top - control.top, to.left - control.left);
  const shorten = edge.directed ? ARROW_LENGTH * 0.7 : 0;
  const end = { left: to.left - Math.cos(angle) * shorten, top: to.top - Math.sin(angle) * shorten };
  context.beginPath();
  context.moveTo(from.left, from.top);
  context.quadraticCurveTo(control.left, control.top, end.left, end.top);
  context.stroke();
  if (edge.directed) {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const back = { left: to.left - cos * ARROW_LENGTH, top: to.top - sin * ARROW_LENGTH };
    context.beginPath();
    context.moveTo(to.left, to.top);
    context.lineTo(back.left - sin * ARROW_HALF, back.top + cos * ARROW_HALF);
    context.lineTo(back.left + sin * ARROW_HALF, back.top - cos * ARROW_HALF);
    context.fillStyle = color;
    context.fill();
  }
  context.globalAlpha = 1;
}

function drawNode(
  context: CanvasRenderingContext2D,
  { marks }: GraphPicture,
  node: GraphNode,
  index: number,
  { left, top, radius }: NodeShape,
  colors: ThemeColors,
): void {
  context.globalAlpha = marks.focus !== undefined && !marks.focus.has(index) ? 0.3 : 1;
  context.beginPath();
  context.arc(left, top, radius, 0, 2 * Math.PI);
  if (node.instance === undefined) {
    // Hollow: nobody logged it.
    context.fillStyle = colors.background;
    context.strokeStyle = colors.textDim;
    context.setLineDash([2, 2]);
    context.lineWidth = 1.5;
    context.fill();
    context.stroke();
    context.setLineDash([]);
  } else {
    context.fillStyle = cssColor(node.color);
    context.fill();
  }
  if (marks.isSelected(node) || marks.isHovered(node)) {
    context.beginPath();
    context.arc(left, top, radius + 2.5, 0, 2 * Math.PI);
    context.strokeStyle = colors.accent;
    context.lineWidth = 2;
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Names below their nodes: those that are marked first, then the others as far as there is room. */
function drawLabels(
  surface: CanvasSurface,
  context: CanvasRenderingContext2D,
  { graph, nodes, marks }: GraphPicture,
  colors: ThemeColors,
): void {
  context.font = LABEL_FONT;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const isMarked = (node: GraphNode) => marks.isSelected(node) || marks.isHovered(node);
  const order = graph.nodes.map((_, index) => index);
  order.sort((a, b) => Number(isMarkedAt(b)) - Number(isMarkedAt(a)));
  const taken = new Set<number>();
  for (const index of order) {
    const node = graph.nodes[index];
    const shape = nodes[index];
    if (node === undefined || shape === undefined || !isInSight(surface, shape)) continue;
    if ((!node.showLabel && !isMarked(node)) || node.label === '') continue;
    const top = shape.top + shape.radius + 3;
    const cells = labelCells(shape.left, top, context.measureText(node.label).width);
    if (!isMarked(node) && cells.some((cell) => taken.has(cell))) continue;
    for (const cell of cells) taken.add(cell);
    context.globalAlpha = marks.focus !== undefined && !marks.focus.has(index) ? 0.35 : 1;
    context.lineWidth = 3;
    context.lineJoin = 'round';
    context.strokeStyle = colors.background;
    context.strokeText(node.label, shape.left, top);
    context.fillStyle = node.instance === undefined ? colors.textDim : colors.text;
    context.fillText(node.label, shape.left, top);
  }
  context.globalAlpha = 1;

  function isMarkedAt(index: number): boolean {
    const node = graph.nodes[index];
    return node !== undefined && isMarked(node);
  }
}

function labelCells(middle: number, top: number, width: number): readonly number[] {
  const cells: number[] = [];
  const [first, last] = [middle - width / 2, middle + width / 2].map((left) => Math.floor(left / CELL_WIDTH));
  for (let column = first ?? 0; column <= (last ?? 0); column++) {
    for (const row of [Math.floor(top / CELL_HEIGHT), Math.floor((top + 12) / CELL_HEIGHT)]) {
      cells.push(row * 100_000 + column);
    }
  }
  return cells;
}

function isInSight({ width, height }: CanvasSurface, { left, top, radius }: NodeShape): boolean {
  const room = radius + 200;
  return left > -room && left < width + room && top > -room && top < height + room;
}
