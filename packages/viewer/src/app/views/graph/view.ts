import { type Camera2D, cameraFor, NO_PAN_ZOOM, type PanZoom, panBy, zoomAt } from '../pictures/camera-2d.ts';
import { CanvasSurface } from '../shared-canvas.ts';
import { listenToPointer, type PointerPlace } from '../shared-pointer.ts';
import { ProblemList } from '../shared-problems.ts';
import { ThemeReader } from '../shared-theme.ts';
import { Tooltip } from '../shared-tooltip.ts';
import { listenToViewKeys } from '../shared-view-keys.ts';
import { type MountedView, type ViewClass, type ViewContext, type ViewHost, ViewKind, type ViewSpec } from '../view.ts';
import '../views.css';
import { drawGraph, type GraphMarks } from './draw.ts';
import { type Force, GraphLayout, layoutKey } from './graph-layout.ts';
import { type Graph, type GraphEdge, type GraphNode, graphAt, hasGraph } from './graph-query.ts';
import { type EdgeShape, edgeAt, edgeShapes, type NodeShape, nodeAt, nodeShapes, sceneOf } from './graph-shapes.ts';
import { suggestGraphs } from './suggest.ts';

/** Nodes and edges. */
export const graphView: ViewClass = {
  kind: ViewKind.Graph,
  suggest: suggestGraphs,
  mount: (element, spec, host) => new GraphView(element, spec, host),
};

/** Of a frame; what is drawn meanwhile is the layout so far. */
const WORK_MILLIS = 8;
/** Layouts kept for times that are gone back to. */
const MAX_LAYOUTS = 16;
const KEY_ZOOM = 1.4;

interface Drawn {
  readonly graph: Graph;
  readonly nodes: readonly NodeShape[];
  readonly edges: readonly (EdgeShape | undefined)[];
}

type Part = GraphNode | GraphEdge;
type PartKind = 'node' | 'edge';

class GraphView implements MountedView {
  readonly #root = document.createElement('div');
  readonly #empty = document.createElement('div');
  readonly #element: HTMLElement;
  readonly #host: ViewHost;
  readonly #surface: CanvasSurface;
  readonly #theme: ThemeReader;
  readonly #tooltip = new Tooltip();
  readonly #problems = new ProblemList();
  readonly #stopListening: () => void;
  readonly #layouts = new Map<string, GraphLayout>();
  #force: Force | 'loading' | undefined;
  #failure: string | undefined;
  #panZoom: PanZoom = NO_PAN_ZOOM;
  #read: { readonly key: string; readonly graph: Graph; readonly layoutKey: string } | undefined;
  #drawn: Drawn | undefined;
  #context: ViewContext | undefined;
  /** Nodes and edges of an entity are both counted from zero: which of the two was meant here. */
  #hoveredKind: PartKind | undefined;
  #selectedKind: PartKind | undefined;

  constructor(element: HTMLElement, spec: ViewSpec, host: ViewHost) {
    this.#element = element;
    this.#host = host;
    this.#surface = new CanvasSurface(`Graph of ${spec.origin}`);
    this.#root.className = 'view view-graph';
    this.#empty.className = 'view-empty';
    this.#surface.element.tabIndex = 0;
    this.#root.append(this.#surface.element, this.#empty, this.#tooltip.root, this.#problems.root);
    element.append(this.#root);
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', `Graph of ${spec.origin}`);
    this.#theme = new ThemeReader(this.#root, host);
    this.#stopListening = this.#listen();
  }

  resize(widthPx: number, heightPx: number, pixelRatio: number): void {
    this.#surface.resize(widthPx, heightPx, pixelRatio);
  }

  draw(context: ViewContext): boolean {
    this.#context = context;
    const { graph, layoutKey: key } = this.#graphAt(context);
    this.#problems.show(graph.problems);
    const isEmpty = graph.nodes.length === 0;
    const layout = isEmpty ? undefined : this.#layoutFor(key, graph);
    this.#surface.element.hidden = layout === undefined;
    this.#empty.hidden = layout !== undefined;
    if (layout === undefined) {
      this.#empty.textContent = isEmpty
        ? 'No graph at this time.'
        : (this.#failure ?? 'Loading what lays out graphs …');
      this.#drawn = undefined;
      return isEmpty || this.#failure !== undefined;
    }
    if (!layout.isDone) layout.work(WORK_MILLIS);
    if (!layout.isDone) this.#host.invalidate();
    if (this.#surface.hasArea) this.#paint(context, graph, layout);
    return layout.isDone;
  }

  dispose(): void {
    this.#stopListening();
    this.#root.remove();
    this.#element.removeAttribute('role');
    this.#element.removeAttribute('aria-label');
  }

  #graphAt({ store, contents, timeline, time }: ViewContext): { readonly graph: Graph; readonly layoutKey: string } {
    const entities = contents.filter((entity) => hasGraph(store, entity));
    const key = JSON.stringify([store.version, timeline, String(time), entities]);
    if (this.#read?.key !== key) {
      const graph = graphAt(store, entities, timeline, time ?? 0n);
      this.#read = { key, graph, layoutKey: layoutKey(graph) };
    }
    return this.#read;
  }

  /** Undefined until the library is there. */
  #layoutFor(key: string, graph: Graph): GraphLayout | undefined {
    const known = this.#layouts.get(key);
    if (known !== undefined) return known;
    if (this.#force === undefined) void this.#load();
    if (this.#force === undefined || this.#force === 'loading') return undefined;
    const layout = new GraphLayout(this.#force, graph);
    this.#layouts.set(key, layout);
    const [oldest] = this.#layouts.keys();
    if (this.#layouts.size > MAX_LAYOUTS && oldest !== undefined) this.#layouts.delete(oldest);
    return layout;
  }

  async #load(): Promise<void> {
    this.#force = 'loading';
    try {
      this.#force = await import('d3-force');
    } catch (error) {
      // The page lost its server: nothing more will come, and the view says so.
      this.#failure = `The graph cannot be laid out: ${error instanceof Error ? error.message : String(error)}`;
    }
    this.#host.invalidate();
  }

  #paint(context: ViewContext, graph: Graph, layout: GraphLayout): void {
    const camera = this.#camera(graph, layout);
    const nodes = nodeShapes(graph.nodes, layout.places(), camera);
    const edges = edgeShapes(graph.edges, nodes);
    this.#drawn = { graph, nodes, edges };
    drawGraph(
      this.#surface,
      { graph, nodes, edges, marks: this.#marks(context, graph) },
      this.#theme.read(context.theme),
    );
    this.#surface.describe(`Graph of ${graph.nodes.length} nodes and ${graph.edges.length} edges`);
  }

  #marks(context: ViewContext, { nodes, edges }: Graph): GraphMarks {
    const { selected, selectedInstance, hovered, hoveredInstance } = context;
    const isSelected = (part: Part) =>
      part.entity === selected &&
      (selectedInstance === undefined ||
        (part.instance === selectedInstance && kindOf(part) === (this.#selectedKind ?? 'node')));
    const isHovered = (part: Part) =>
      part.entity === hovered &&
      hoveredInstance !== undefined &&
      part.instance === hoveredInstance &&
      kindOf(part) === (this.#hoveredKind ?? 'node');
    const center = nodes.findIndex(isHovered);
    if (center < 0) return { isSelected, isHovered, focus: undefined };
    const focus = new Set([center]);
    for (const { source, target } of edges) {
      if (source === center) focus.add(target);
      if (target === center) focus.add(source);
    }
    return { isSelected, isHovered, focus };
  }

  #camera(graph: Graph, layout: GraphLayout): Camera2D {
    return cameraFor(sceneOf(graph.nodes, layout.places()), this.#surface, 1, this.#panZoom);
  }

  #listen(): () => void {
    const { element } = this.#surface;
    listenToViewKeys(element, (key) =>
      key === 'reset' ? this.#move(NO_PAN_ZOOM) : this.#zoomMiddle(key === 'zoom-in' ? KEY_ZOOM : 1 / KEY_ZOOM),
    );
    return listenToPointer(element, {
      click: (left, top) => {
        const part = this.#partAt({ left, top });
        this.#selectedKind = part && kindOf(part);
        this.#host.select(part?.entity, part?.instance);
      },
      pan: (deltaLeft, deltaTop) => {
        const scene = this.#scene();
        if (scene !== undefined) this.#move(panBy(scene, this.#surface, 1, this.#panZoom, deltaLeft, deltaTop));
      },
      zoom: (left, top, factor) => this.#zoom(left, top, factor),
      reset: () => this.#move(NO_PAN_ZOOM),
      move: (at) => this.#onMove(at),
      dragging: (active) => this.#root.classList.toggle('is-dragging', active),
    });
  }

  #scene(): ReturnType<typeof sceneOf> | undefined {
    const read = this.#read;
    const layout = read && this.#layouts.get(read.layoutKey);
    return read && layout && sceneOf(read.graph.nodes, layout.places());
  }

  #zoom(left: number, top: number, factor: number): void {
    const scene = this.#scene();
    if (scene !== undefined) this.#move(zoomAt(scene, this.#surface, 1, this.#panZoom, left, top, factor));
  }

  #move(panZoom: PanZoom): void {
    this.#panZoom = panZoom;
    this.#host.invalidate();
  }

  #zoomMiddle(factor: number): void {
    this.#zoom(this.#surface.width / 2, this.#surface.height / 2, factor);
  }

  #onMove(at: PointerPlace | undefined): void {
    const part = at && this.#partAt(at);
    const context = this.#context;
    const kind = part && kindOf(part);
    const isOther = context?.hovered !== part?.entity || context?.hoveredInstance !== part?.instance;
    if (isOther || kind !== this.#hoveredKind) {
      this.#hoveredKind = kind;
      this.#host.invalidate();
      this.#host.hover(part?.entity, part?.instance);
    }
    if (at === undefined || part === undefined || this.#drawn === undefined) this.#tooltip.hide();
    else this.#tooltip.show(partText(this.#drawn.graph, part), at.left, at.top);
  }

  #partAt(place: PointerPlace): Part | undefined {
    const drawn = this.#drawn;
    if (drawn === undefined) return undefined;
    const node = nodeAt(drawn.nodes, place);
    if (node !== undefined) return drawn.graph.nodes[node];
    const edge = edgeAt(drawn.edges, place);
    return edge === undefined ? undefined : drawn.graph.edges[edge];
  }
}

function kindOf(part: Part): PartKind {
  return 'id' in part ? 'node' : 'edge';
}

function partText({ nodes }: Graph, part: Part): string {
  if ('id' in part) {
    const name = part.label === part.id ? part.id : `${part.label} (${part.id})`;
    return part.instance === undefined ? `${name}\nonly edges name this node` : `${name}\n${part.entity}`;
  }
  const [source, target] = [part.source, part.target].map((place) => nodes[place]?.label ?? '?');
  return `${source} ${part.directed ? '→' : '–'} ${target}\n${part.entity}`;
}
