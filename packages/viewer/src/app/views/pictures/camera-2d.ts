/** A rectangle in scene units: image pixels, y downwards, (0,0) the outer corner of the top left pixel. */
export interface SceneRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Viewport {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** Maps the scene to CSS pixels of the view: `left = originX + x * scaleX`. */
export interface Camera2D {
  readonly originX: number;
  readonly originY: number;
  readonly scaleX: number;
  readonly scaleY: number;
}

/** What the person did to the camera. Free of the size of the view, so that a resize keeps what is in the middle. */
export interface PanZoom {
  /** 1 = the whole scene fits. */
  readonly zoom: number;
  /** The scene point in the middle of the view; undefined = the middle of the scene. */
  readonly center: { readonly x: number; readonly y: number } | undefined;
}

export const NO_PAN_ZOOM: PanZoom = { zoom: 1, center: undefined };

const MIN_ZOOM = 0.1;
/** CSS pixels per image pixel; enough to see single pixels, not so much that floats run out. */
const MAX_SCALE = 400;

/**
 * @param pixelAspect Width over height at which one image pixel is to be shown; 1 for square pixels.
 */
export function cameraFor(scene: SceneRect, viewport: Viewport, pixelAspect: number, panZoom: PanZoom): Camera2D {
  const scaleY = fitScale(scene, viewport, pixelAspect) * panZoom.zoom;
  const scaleX = scaleY * pixelAspect;
  const center = panZoom.center ?? { x: scene.x + scene.width / 2, y: scene.y + scene.height / 2 };
  return {
    originX: viewport.width / 2 - center.x * scaleX,
    originY: viewport.height / 2 - center.y * scaleY,
    scaleX,
    scaleY,
  };
}

/** Zooms by `factor` so that the scene point under (left, top) stays there. */
export function zoomAt(
  scene: SceneRect,
  viewport: Viewport,
  pixelAspect: number,
  panZoom: PanZoom,
  left: number,
  top: number,
  factor: number,
): PanZoom {
  const fit = fitScale(scene, viewport, pixelAspect);
  const zoom = Math.min(Math.max(panZoom.zoom * factor, MIN_ZOOM), Math.max(MIN_ZOOM, MAX_SCALE / fit));
  const anchor = toScene(cameraFor(scene, viewport, pixelAspect, panZoom), left, top);
  return {
    zoom,
    center: {
      x: anchor.x - (left - viewport.width / 2) / (fit * zoom * pixelAspect),
      y: anchor.y - (top - viewport.height / 2) / (fit * zoom),
    },
  };
}

/** Moves the scene by so many CSS pixels. */
export function panBy(
  scene: SceneRect,
  viewport: Viewport,
  pixelAspect: number,
  panZoom: PanZoom,
  deltaLeft: number,
  deltaTop: number,
): PanZoom {
  const camera = cameraFor(scene, viewport, pixelAspect, panZoom);
  return {
    zoom: panZoom.zoom,
    center: toScene(camera, viewport.width / 2 - deltaLeft, viewport.height / 2 - deltaTop),
  };
}

export function toScene(camera: Camera2D, left: number, top: number): { x: number; y: number } {
  return { x: (left - camera.originX) / camera.scaleX, y: (top - camera.originY) / camera.scaleY };
}

/** The smallest rectangle around both. */
export function unionRect(a: SceneRect | undefined, b: SceneRect | undefined): SceneRect | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

function fitScale(scene: SceneRect, viewport: Viewport, pixelAspect: number): number {
  const scale = Math.min(viewport.width / (scene.width * pixelAspect), viewport.height / scene.height);
  // A view without area, or a scene that is one point.
  return Number.isFinite(scale) && scale > 0 ? scale : 1;
}
