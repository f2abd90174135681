import { type EntityPath, MAX_TIME } from '@rushes/proto';
import { ThemeReader } from '../shared-theme.ts';
import { type MountedView, type ViewClass, type ViewContext, type ViewHost, ViewKind, type ViewSpec } from '../view.ts';
import '../views.css';
import {
  type Camera2D,
  cameraFor,
  NO_PAN_ZOOM,
  panBy,
  type SceneRect,
  toScene,
  unionRect,
  type Viewport,
  zoomAt,
} from '../pictures/camera-2d.ts';
import { decodeInBrowser, ImagePicture } from '../pictures/image-picture.ts';
import { overlayTime } from '../pictures/overlay-time.ts';
import { LATE_AFTER_MILLIS, type PictureMessage } from '../pictures/picture-message.ts';
import type { PictureResult, ScenePicture } from '../pictures/scene-picture.ts';
import { VideoPicture } from '../pictures/video-picture.ts';
import { ScenePainter } from './draw.ts';
import { MessageOverlay } from './message-overlay.ts';
import { boundsOf, type Overlay } from './overlay-query.ts';
import { pickOverlay } from './pick.ts';
import { suggestPictureSpaces } from './picture-space.ts';
import { PixelReader } from './pixel-reader.ts';
import { listenToPointer } from './pointer-control.ts';
import { SpaceOverlays } from './space-overlays.ts';

/** Pictures with the boxes and points logged at them or below them. */
export const spatial2dView: ViewClass = {
  kind: ViewKind.Spatial2D,
  suggest: suggestPictureSpaces,
  mount: (element, spec, host) => new Spatial2DView(element, spec, host),
};

const EMPTY_SCENE: SceneRect = { x: 0, y: 0, width: 1, height: 1 };
/** Room around boxes and points that lie on no picture, as a share of their extent. */
const MARGIN = 0.06;

/** What stands on the canvas since the last paint; what pointer events are read against. */
interface Painted {
  readonly camera: Camera2D;
  readonly scene: SceneRect;
  readonly pixelAspect: number;
  readonly overlays: readonly Overlay[];
  /** Only their sizes: the pictures themselves are borrowed for the draw and may be closed after it. */
  readonly pictureSizes: readonly { readonly width: number; readonly height: number }[];
}

class Spatial2DView implements MountedView {
  readonly #root: HTMLElement;
  readonly #element: HTMLElement;
  readonly #origin: EntityPath;
  readonly #host: ViewHost;
  readonly #painter: ScenePainter;
  readonly #messages: MessageOverlay;
  readonly #theme: ThemeReader;
  readonly #pixels = new PixelReader();
  readonly #video: VideoPicture;
  readonly #image: ImagePicture;
  readonly #overlays: SpaceOverlays;
  readonly #stopListening: () => void;
  #viewport: Viewport = { width: 0, height: 0 };
  #pixelRatio = 1;
  #panZoom = NO_PAN_ZOOM;
  /** Grows only, so that a scene without a picture does not tremble with its boxes. */
  #overlayBounds: SceneRect | undefined;
  #painted: Painted | undefined;
  #context: ViewContext | undefined;
  #pointer: { readonly left: number; readonly top: number } | undefined;
  #hovered: EntityPath | undefined;
  #lateTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement, spec: ViewSpec, host: ViewHost) {
    this.#element = element;
    this.#origin = spec.origin;
    this.#host = host;
    const canvas = document.createElement('canvas');
    this.#root = document.createElement('div');
    this.#root.className = 'view view-2d';
    this.#root.append(canvas);
    element.append(this.#root);
    element.setAttribute('role', 'img');
    this.#theme = new ThemeReader(this.#root, host);
    this.#painter = new ScenePainter(canvas);
    this.#messages = new MessageOverlay(this.#root);
    const now = () => performance.now();
    this.#video = new VideoPicture(this.#origin, now);
    this.#image = new ImagePicture(this.#origin, now, decodeInBrowser, () => host.invalidate());
    this.#overlays = new SpaceOverlays(this.#origin);
    this.#stopListening = listenToPointer(canvas, {
      pan: (left, top) => this.#change((s) => panBy(s.scene, this.#viewport, s.pixelAspect, this.#panZoom, left, top)),
      zoom: (left, top, factor) =>
        this.#change((s) => zoomAt(s.scene, this.#viewport, s.pixelAspect, this.#panZoom, left, top, factor)),
      reset: () => this.#change(() => NO_PAN_ZOOM),
      click: (left, top) => host.select(this.#entityAt(left, top)),
      move: (at) => this.#movePointer(at),
      dragging: (active) => this.#root.classList.toggle('is-dragging', active),
    });
  }

  resize(widthPx: number, heightPx: number, pixelRatio: number): void {
    this.#viewport = { width: widthPx, height: heightPx };
    this.#pixelRatio = pixelRatio;
  }

  draw(context: ViewContext): boolean {
    this.#context = context;
    const results = this.#resolvePictures(context);
    const pictures = results.flatMap((result) => (result.picture === undefined ? [] : [result.picture]));
    const overlays = this.#resolveOverlays(context, results);
    this.#paint(context, results, pictures, overlays);
    this.#say(results, overlays);
    this.#showPixel(pictures);
    this.#wakeWhenLate(results);
    return results.every((result) => result.settled);
  }

  dispose(): void {
    this.#stopListening();
    clearTimeout(this.#lateTimer);
    if (this.#context !== undefined) this.#video.release(this.#context);
    this.#image.dispose();
    if (this.#hovered !== undefined) this.#host.hover(undefined);
    this.#root.remove();
    this.#element.removeAttribute('role');
    this.#element.removeAttribute('aria-label');
  }

  #resolvePictures(context: ViewContext): readonly PictureResult[] {
    if (!context.isVisible(this.#origin)) {
      this.#video.release(context);
      return [];
    }
    const time = timeOf(context);
    return [this.#video.resolve(context, time), this.#image.resolve(context, time)].filter(
      (result) => result !== undefined,
    );
  }

  #resolveOverlays(context: ViewContext, results: readonly PictureResult[]): readonly Overlay[] {
    // The picture that is behind decides: nothing may run ahead of what is seen.
    const behind = results.find((result) => result.standing.kind !== 'current');
    const time = overlayTime(timeOf(context), behind?.standing ?? { kind: 'current' });
    return this.#overlays.at(context.store, context.timeline, time, context.isVisible);
  }

  #paint(
    context: ViewContext,
    results: readonly PictureResult[],
    pictures: readonly ScenePicture[],
    overlays: readonly Overlay[],
  ): void {
    const sizes = results.flatMap((result) => (result.size === undefined ? [] : [{ x: 0, y: 0, ...result.size }]));
    const scene = sizes.reduce(unionRect, undefined as SceneRect | undefined) ?? this.#sceneOf(overlays);
    const pixelAspect = results.find((result) => result.picture !== undefined)?.pixelAspect ?? 1;
    const camera = snapped(cameraFor(scene, this.#viewport, pixelAspect, this.#panZoom), this.#pixelRatio);
    const pictureSizes = pictures.map(({ width, height }) => ({ width, height }));
    this.#painted = { camera, scene, pixelAspect, overlays, pictureSizes };
    this.#painter.paint({
      pictures,
      overlays,
      camera,
      viewport: this.#viewport,
      pixelRatio: this.#pixelRatio,
      selected: context.selected,
      hovered: context.hovered,
      accent: this.#theme.read(context.theme).accent,
    });
  }

  #sceneOf(overlays: readonly Overlay[]): SceneRect {
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
    const skipped = overlays.reduce((sum, overlay) => sum + overlay.skipped, 0);
    // Of two sources the one that shows something makes "no picture" of the other pointless.
    const told = results.some((result) => result.picture) ? messages.filter((m) => m.kind !== 'empty') : messages;
    this.#messages.show(told, skipped);
    const label = ariaLabel(this.#origin, told);
    if (label !== this.#element.ariaLabel) this.#element.ariaLabel = label;
  }

  #wakeWhenLate(results: readonly PictureResult[]): void {
    clearTimeout(this.#lateTimer);
    if (results.every((result) => result.settled)) return;
    const late = Math.max(this.#video.lateMillis(), this.#image.lateMillis());
    if (late < LATE_AFTER_MILLIS) {
      this.#lateTimer = setTimeout(() => this.#host.invalidate(), LATE_AFTER_MILLIS - late + 1);
    }
  }

  #change(next: (painted: Painted) => typeof NO_PAN_ZOOM): void {
    if (this.#painted === undefined) return;
    this.#panZoom = next(this.#painted);
    this.#host.invalidate();
  }

  #entityAt(left: number, top: number): EntityPath | undefined {
    const painted = this.#painted;
    if (painted === undefined) return undefined;
    const overlay = pickOverlay(painted.overlays, painted.camera, left, top);
    if (overlay !== undefined) return overlay;
    const at = toScene(painted.camera, left, top);
    const onPicture = painted.pictureSizes.some((p) => at.x >= 0 && at.y >= 0 && at.x < p.width && at.y < p.height);
    return onPicture ? this.#origin : undefined;
  }

  #movePointer(at: { readonly left: number; readonly top: number } | undefined): void {
    this.#pointer = at;
    // The pixel under it is read with the next draw, the only time when there is a picture to read.
    this.#host.invalidate();
    const entity = at === undefined ? undefined : this.#entityAt(at.left, at.top);
    this.#root.classList.toggle('is-over-entity', entity !== undefined && entity !== this.#origin);
    if (entity === this.#hovered) return;
    this.#hovered = entity;
    this.#host.hover(entity);
  }

  /** The coordinates and colour under the pointer; read anew with every picture. */
  #showPixel(pictures: readonly ScenePicture[]): void {
    const painted = this.#painted;
    if (this.#pointer === undefined || painted === undefined) {
      this.#messages.showPixel(undefined);
      return;
    }
    const at = toScene(painted.camera, this.#pointer.left, this.#pointer.top);
    const top = [...pictures].sort((a, b) => a.drawOrder - b.drawOrder).at(-1);
    this.#messages.showPixel({ x: at.x, y: at.y, color: top && this.#pixels.read(top, at.x, at.y) });
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
