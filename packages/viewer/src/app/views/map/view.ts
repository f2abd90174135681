import { CanvasSurface } from '../shared-canvas.ts';
import { listenToPointer, type PointerPlace } from '../shared-pointer.ts';
import { ProblemList } from '../shared-problems.ts';
import { ThemeReader } from '../shared-theme.ts';
import { Tooltip } from '../shared-tooltip.ts';
import { listenToViewKeys } from '../shared-view-keys.ts';
import { type MountedView, type ViewClass, type ViewContext, type ViewHost, ViewKind, type ViewSpec } from '../view.ts';
import '../views.css';
import './map.css';
import { drawMap } from './draw.ts';
import { boundsOf, fitCamera, type MapCamera, panCamera, zoomCamera } from './map-camera.ts';
import { degreesText } from './map-grid.ts';
import { hasPlaces, type MapContent, mapContent } from './map-query.ts';
import { type MapShape, mapShapes, shapeAt } from './map-shapes.ts';
import { suggestMap } from './suggest.ts';
import { TileCache } from './tile-cache.ts';
import { TileForm } from './tile-form.ts';
import { keepTileSource, readTileSource, type TileSource } from './tile-source.ts';

/** Places on the earth. */
export const mapView: ViewClass = {
  kind: ViewKind.Map,
  suggest: suggestMap,
  mount: (element, spec, host) => new MapView(element, spec, host),
};

const KEY_ZOOM = 2;
const KEY_PAN = 60;
const NO_TILES = 'These tiles cannot be loaded. The server of this page may allow pictures from itself only.';

class MapView implements MountedView {
  readonly #root = document.createElement('div');
  readonly #attribution = document.createElement('div');
  readonly #element: HTMLElement;
  readonly #host: ViewHost;
  readonly #surface: CanvasSurface;
  readonly #form: TileForm;
  readonly #theme: ThemeReader;
  readonly #tooltip = new Tooltip();
  readonly #problems = new ProblemList();
  readonly #stopListening: () => void;
  #tiles: TileCache | undefined;
  /** What a person moved it to; undefined: all that is there. */
  #moved: MapCamera | undefined;
  #fitted: MapCamera | undefined;
  #read: { readonly key: string; readonly content: MapContent } | undefined;
  #shapes: readonly MapShape[] = [];
  #context: ViewContext | undefined;

  constructor(element: HTMLElement, spec: ViewSpec, host: ViewHost) {
    this.#element = element;
    this.#host = host;
    this.#surface = new CanvasSurface(`Map of ${spec.origin}`);
    this.#form = new TileForm((source) => this.#useTiles(source));
    this.#root.className = 'view view-map';
    this.#attribution.className = 'view-map-attribution';
    this.#surface.element.tabIndex = 0;
    const corner = document.createElement('div');
    corner.className = 'view-map-corner';
    corner.append(this.#form.root);
    this.#root.append(this.#surface.element, this.#attribution, corner, this.#tooltip.root, this.#problems.root);
    element.append(this.#root);
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', `Map of ${spec.origin}`);
    this.#theme = new ThemeReader(this.#root, host);
    this.#stopListening = this.#listen();
    this.#setTiles(readTileSource(host.storage));
  }

  resize(widthPx: number, heightPx: number, pixelRatio: number): void {
    if (this.#surface.resize(widthPx, heightPx, pixelRatio)) this.#fitted = undefined;
  }

  draw(context: ViewContext): boolean {
    this.#context = context;
    const content = this.#contentAt(context);
    const broken = this.#tiles?.isBroken === true ? [{ entity: context.contents[0], reason: NO_TILES }] : [];
    this.#problems.show([
      ...content.problems,
      ...broken.flatMap(({ entity, reason }) => (entity === undefined ? [] : [{ entity, reason }])),
    ]);
    if (!this.#surface.hasArea) return true;
    const camera = this.#camera(content);
    this.#shapes = mapShapes(content, camera, this.#surface);
    const isMarked = (shape: MapShape) => isMarkedIn(context, shape);
    const picture = { camera, shapes: this.#shapes, tiles: this.#tiles, isMarked };
    const isComplete = drawMap(this.#surface, picture, this.#theme.read(context.theme));
    this.#surface.describe(`Map of ${this.#shapes.length} points and lines`);
    return isComplete;
  }

  dispose(): void {
    this.#stopListening();
    this.#tiles?.dispose();
    this.#root.remove();
    this.#element.removeAttribute('role');
    this.#element.removeAttribute('aria-label');
  }

  #contentAt({ store, contents, timeline, time, range }: ViewContext): MapContent {
    const entities = contents.filter((entity) => hasPlaces(store, entity));
    const key = JSON.stringify([
      store.version,
      timeline,
      String(time),
      entities,
      String(range?.from),
      String(range?.to),
    ]);
    if (this.#read?.key !== key) {
      this.#read = { key, content: mapContent(store, entities, timeline, time ?? 0n, range) };
    }
    return this.#read.content;
  }

  /** All that is there; once shown it stays, so that a map does not jump with every place that moves. */
  #camera(content: MapContent): MapCamera {
    if (this.#moved !== undefined) return this.#moved;
    const places = content.entities.flatMap(({ points, lines }) => [
      ...points,
      ...lines.flatMap((line) => line.places),
    ]);
    const isAnything = places.length > 0;
    if (this.#fitted === undefined || !isAnything) {
      const fitted = fitCamera(boundsOf(places), this.#surface);
      if (isAnything) this.#fitted = fitted;
      return fitted;
    }
    return this.#fitted;
  }

  #listen(): () => void {
    const { element } = this.#surface;
    listenToViewKeys(
      element,
      (key) => (key === 'reset' ? this.#reset() : this.#zoomMiddle(key === 'zoom-in' ? KEY_ZOOM : 1 / KEY_ZOOM)),
      (event) => this.#panByKey(event),
    );
    return listenToPointer(element, {
      click: (left, top) => {
        const shape = shapeAt(this.#shapes, left, top);
        this.#host.select(shape?.entity, shape?.instance);
      },
      pan: (deltaLeft, deltaTop) => this.#move((camera) => panCamera(camera, deltaLeft, deltaTop)),
      zoom: (left, top, factor) => this.#move((camera) => zoomCamera(camera, this.#surface, left, top, factor)),
      reset: () => this.#reset(),
      move: (at) => this.#onMove(at),
      dragging: (active) => this.#root.classList.toggle('is-dragging', active),
    });
  }

  #move(change: (camera: MapCamera) => MapCamera): void {
    const camera = this.#moved ?? this.#fitted ?? fitCamera(undefined, this.#surface);
    this.#moved = change(camera);
    this.#host.invalidate();
  }

  #reset(): void {
    this.#moved = undefined;
    this.#fitted = undefined;
    this.#host.invalidate();
  }

  #zoomMiddle(factor: number): void {
    const { width, height } = this.#surface;
    this.#move((camera) => zoomCamera(camera, this.#surface, width / 2, height / 2, factor));
  }

  /** Left and right are the page's, for time; with shift they are the map's. */
  #panByKey({ key, shiftKey }: KeyboardEvent): boolean {
    const sideways = shiftKey ? { ArrowLeft: KEY_PAN, ArrowRight: -KEY_PAN }[key] : undefined;
    const upright = { ArrowUp: KEY_PAN, ArrowDown: -KEY_PAN }[key];
    if (sideways === undefined && upright === undefined) return false;
    this.#move((camera) => panCamera(camera, sideways ?? 0, upright ?? 0));
    return true;
  }

  #onMove(at: PointerPlace | undefined): void {
    const shape = at && shapeAt(this.#shapes, at.left, at.top);
    const context = this.#context;
    if (context?.hovered !== shape?.entity || context?.hoveredInstance !== shape?.instance) {
      this.#host.hover(shape?.entity, shape?.instance);
    }
    if (at === undefined || shape === undefined) this.#tooltip.hide();
    else this.#tooltip.show(shapeText(shape), at.left, at.top);
  }

  #useTiles(source: TileSource | undefined): string | undefined {
    const isKept = keepTileSource(this.#host.storage, source);
    this.#setTiles(source);
    this.#host.invalidate();
    return isKept ? undefined : 'In use now, but this browser keeps no settings.';
  }

  #setTiles(source: TileSource | undefined): void {
    this.#tiles?.dispose();
    this.#tiles = source && new TileCache(source, () => this.#host.invalidate());
    this.#form.show(source);
    this.#attribution.textContent = source?.attribution ?? '';
    this.#attribution.hidden = source === undefined || source.attribution === '';
  }
}

function isMarkedIn({ selected, selectedInstance, hovered, hoveredInstance }: ViewContext, shape: MapShape): boolean {
  const matches = (entity: ViewContext['selected'], instance: number | undefined) =>
    shape.entity === entity && (instance === undefined || instance === shape.instance);
  return matches(selected, selectedInstance) || matches(hovered, hoveredInstance);
}

function shapeText({ entity, instance, kind, at }: MapShape): string {
  const place = `${degreesText(at.latitude, 6, 'N', 'S')}, ${degreesText(at.longitude, 6, 'E', 'W')}`;
  return `${entity} [${instance}]\n${kind === 'line' ? `line from ${place}` : place}`;
}
