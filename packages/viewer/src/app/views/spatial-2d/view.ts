import { type EntityPath, MAX_TIME } from '@rushes/proto';
import { type Camera2D, cameraFor, type SceneRect, unionRect, type Viewport } from '../pictures/camera-2d.ts';
import { EntityPictures } from '../pictures/entity-pictures.ts';
import { overlayTime } from '../pictures/overlay-time.ts';
import { LATE_AFTER_MILLIS, type PictureMessage } from '../pictures/picture-message.ts';
import type { PictureResult, ScenePicture } from '../pictures/scene-picture.ts';
import { ThemeReader } from '../shared-theme.ts';
import { type MountedView, type ViewClass, type ViewContext, type ViewHost, ViewKind, type ViewSpec } from '../view.ts';
import '../views.css';
import './spatial-2d.css';
import { preparePictures, ScenePainter } from './draw.ts';
import { HoverControl } from './hover-control.ts';
import { MessageOverlay } from './message-overlay.ts';
import { boundsOf, type Overlay } from './overlay.ts';
import type { Painted } from './painted.ts';
import { PanZoomControl } from './pan-zoom-control.ts';
import { suggestPictureSpaces } from './picture-space.ts';
import { cameraResolution, type ImagePoint, projectPoint } from './space-camera.ts';
import { type SpaceContents, SpaceContentsCache } from './space-contents.ts';
import { SpaceOverlays } from './space-overlays.ts';

/** Pictures with the boxes, points, lines and arrows logged at them or below them. */
export const spatial2dView: ViewClass = {
  kind: ViewKind.Spatial2D,
  suggest: suggestPictureSpaces,
  mount: (element, spec, host) => {
    // The first draw finds no picture yet; what drawing one takes is made between it and the picture.
    setTimeout(preparePictures, 0);
    return new Spatial2DView(element, spec, host);
  },
};

const EMPTY_SCENE: SceneRect = { x: 0, y: 0, width: 1, height: 1 };
/** Room around boxes and points that lie on no picture, as a share of their extent. */
const MARGIN = 0.06;

class Spatial2DView implements MountedView {
  readonly #root: HTMLElement;
  readonly #origin: EntityPath;
  readonly #host: ViewHost;
  readonly #painter: ScenePainter;
  readonly #messages: MessageOverlay;
  readonly #theme: ThemeReader;
  readonly #contents: SpaceContentsCache;
  readonly #pictures: EntityPictures;
  readonly #overlays = new SpaceOverlays();
  readonly #panZoom: PanZoomControl;
  readonly #hover: HoverControl;
  #viewport: Viewport = { width: 0, height: 0 };
  #pixelRatio = 1;
  /** Grows only, so that a scene without a picture does not tremble with its boxes. */
  #overlayBounds: SceneRect | undefined;
  #painted: Painted | undefined;
  #lateTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement, spec: ViewSpec, host: ViewHost) {
    this.#origin = spec.origin;
    this.#host = host;
    const canvas = document.createElement('canvas');
    this.#root = document.createElement('div');
    this.#root.className = 'view view-2d';
    this.#root.append(canvas);
    // Keys zoom and move what has the keyboard's focus.
    this.#root.tabIndex = 0;
    this.#root.setAttribute('role', 'group');
    element.append(this.#root);
    this.#theme = new ThemeReader(this.#root, host);
    this.#painter = new ScenePainter(canvas);
    this.#messages = new MessageOverlay(this.#root);
    this.#contents = new SpaceContentsCache(this.#origin);
    this.#pictures = new EntityPictures({ onLoaded: () => host.invalidate() });
    this.#hover = new HoverControl({
      root: this.#root,
      messages: this.#messages,
      host,
      origin: this.#origin,
      painted: () => this.#painted,
    });
    this.#panZoom = new PanZoomControl({
      root: this.#root,
      canvas,
      painted: () => this.#painted,
      viewport: () => this.#viewport,
      onChange: () => host.invalidate(),
      onClick: (left, top) => {
        const picked = this.#hover.pick(left, top);
        host.select(picked?.entity, picked?.instance);
      },
      onMove: (at) => this.#hover.move(at),
    });
  }

  resize(widthPx: number, heightPx: number, pixelRatio: number): void {
    this.#viewport = { width: widthPx, height: heightPx };
    this.#pixelRatio = pixelRatio;
  }

  draw(context: ViewContext): boolean {
    const contents = this.#contents.of(context.store, context.contents);
    const results = this.#pictures.resolve(context, contents.pictures, timeOf(context));
    const pictures = results.flatMap((result) => (result.picture === undefined ? [] : [result.picture]));
    const overlays = this.#resolveOverlays(context, contents, results);
    this.#paint(context, contents, results, pictures, overlays);
    this.#say(results, overlays);
    this.#hover.show(this.#viewport);
    this.#wakeWhenLate(results);
    return results.every((result) => result.settled);
  }

  dispose(): void {
    this.#panZoom.dispose();
    this.#hover.dispose();
    clearTimeout(this.#lateTimer);
    this.#pictures.dispose();
    this.#painter.dispose();
    this.#root.remove();
  }

  #resolveOverlays(
    context: ViewContext,
    contents: SpaceContents,
    results: readonly PictureResult[],
  ): readonly Overlay[] {
    // The picture that is behind decides: nothing may run ahead of what is seen.
    const behind = results.find((result) => result.standing.kind !== 'current');
    const time = overlayTime(timeOf(context), behind?.standing ?? { kind: 'current' });
    const { store, timeline, range } = context;
    return this.#overlays.at(contents.overlays, { store, timeline, time, range });
  }

  #paint(
    context: ViewContext,
    contents: SpaceContents,
    results: readonly PictureResult[],
    pictures: readonly ScenePicture[],
    overlays: readonly Overlay[],
  ): void {
    const sizes = results.flatMap((result) => (result.size === undefined ? [] : [{ x: 0, y: 0, ...result.size }]));
    const scene =
      sizes.reduce(unionRect, undefined as SceneRect | undefined) ??
      this.#imageOf(context, contents.pinhole) ??
      this.#boundsOf(overlays);
    const pixelAspect = results.find((result) => result.picture !== undefined)?.pixelAspect ?? 1;
    const camera = snapped(cameraFor(scene, this.#viewport, pixelAspect, this.#panZoom.panZoom), this.#pixelRatio);
    this.#painted = { camera, scene, pixelAspect, overlays, pictures };
    this.#painter.paint({
      pictures,
      overlays,
      camera,
      viewport: this.#viewport,
      pixelRatio: this.#pixelRatio,
      selected: context.selected,
      selectedInstance: context.selectedInstance,
      hovered: context.hovered,
      hoveredInstance: context.hoveredInstance,
      accent: this.#theme.read(context.theme).accent,
      mark: this.#markOf(context, contents.pinhole),
    });
  }

  /** What the pointer is over in another view, where it lies in this space's image. */
  #markOf({ hoverPoint, store, timeline, time }: ViewContext, pinhole: EntityPath | undefined): ImagePoint | undefined {
    if (hoverPoint === undefined || this.#hover.isOver) return undefined;
    if (hoverPoint.kind === '2d') return hoverPoint.space === this.#origin ? hoverPoint : undefined;
    if (pinhole === undefined) return undefined;
    const moment = { store, timeline, time: time ?? MAX_TIME };
    return projectPoint(moment, pinhole, hoverPoint.space, hoverPoint.position);
  }

  /** The image of the camera gives a space without a picture its bounds. */
  #imageOf(context: ViewContext, pinhole: EntityPath | undefined): SceneRect | undefined {
    if (pinhole === undefined) return undefined;
    const { store, timeline } = context;
    const size = cameraResolution({ store, timeline, time: timeOf(context) }, pinhole);
    return size && { x: 0, y: 0, ...size };
  }

  #boundsOf(overlays: readonly Overlay[]): SceneRect {
    for (const overlay of overlays) this.#overlayBounds = unionRect(this.#overlayBounds, boundsOf(overlay));
    const bounds = this.#overlayBounds;
    if (bounds === undefined) return EMPTY_SCENE;
    const margin = Math.max(bounds.width, bounds.height) * MARGIN || 1;
    return {
      x: bounds.x - margin,
      y: bounds.y - margin,
      width: bounds.width + 2 * margin,
      height: bounds.height + 2 * margin,
    };
  }

  #say(results: readonly PictureResult[], overlays: readonly Overlay[]): void {
    const messages = results.flatMap((result) => (result.message === undefined ? [] : [result.message]));
    // Of two sources the one that shows something makes "no picture" of the other pointless.
    const told = results.some((result) => result.picture) ? messages.filter((m) => m.kind !== 'empty') : messages;
    this.#messages.show(told, overlays);
    const label = ariaLabel(this.#origin, told);
    if (label !== this.#root.ariaLabel) this.#root.ariaLabel = label;
  }

  #wakeWhenLate(results: readonly PictureResult[]): void {
    clearTimeout(this.#lateTimer);
    if (results.every((result) => result.settled)) return;
    const late = this.#pictures.lateMillis();
    if (late < LATE_AFTER_MILLIS) {
      this.#lateTimer = setTimeout(() => this.#host.invalidate(), LATE_AFTER_MILLIS - late + 1);
    }
  }
}

/** Without any time there is only static data, which is the same at all times. */
function timeOf(context: ViewContext): bigint {
  return context.time ?? MAX_TIME;
}

/** Puts the picture's corner on whole device pixels, so that an unzoomed edge is sharp. */
function snapped(camera: Camera2D, pixelRatio: number): Camera2D {
  return {
    ...camera,
    originX: Math.round(camera.originX * pixelRatio) / pixelRatio,
    originY: Math.round(camera.originY * pixelRatio) / pixelRatio,
  };
}

function ariaLabel(origin: EntityPath, messages: readonly PictureMessage[]): string {
  return [`2D view of ${origin}`, ...messages.map((m) => [m.title, ...m.lines].join('. '))].join('. ');
}
