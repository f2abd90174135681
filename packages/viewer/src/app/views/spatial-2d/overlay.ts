import type { EntityPath } from '@rushes/proto';
import type { SceneRect } from '../pictures/camera-2d.ts';

export type OverlayKind = 'boxes' | 'ellipses' | 'lines' | 'arrows' | 'points';

/** What is drawn over the pictures for one entity: plain arrays over `count` instances, ready to draw. */
export interface Overlay {
  readonly kind: OverlayKind;
  readonly entity: EntityPath;
  readonly drawOrder: number;
  readonly count: number;
  /**
   * Image pixels. Boxes and ellipses: left, top, right, bottom; arrows: x, y of the tail, x, y of the tip; points: x, y; all finite.
   * Lines: x, y of every point of every strip, NaN where a strip is interrupted.
   */
  readonly geometry: Float64Array;
  /** Of lines: strip `i` has the points `starts[i]` to before `starts[i + 1]`. */
  readonly starts: Int32Array | undefined;
  /** The logged index of each instance; undefined: none was left out, so they are the same. */
  readonly instances: Int32Array | undefined;
  readonly colors: Uint32Array;
  /** Positive: image pixels; negative: CSS pixels, whatever the zoom. */
  readonly radii: Float32Array;
  /** One per instance, or empty. */
  readonly labels: readonly string[];
  /** A single label that stands for all instances. */
  readonly sharedLabel: string | undefined;
  readonly showLabels: boolean;
  /** Lines between points, by the annotation context. */
  readonly bones: Bones | undefined;
  /** Instances (of lines: points) left out because a coordinate is not finite. */
  readonly skipped: number;
}

/** Lines between keypoints. */
export interface Bones {
  /** x, y, x, y for each. */
  readonly geometry: Float64Array;
  readonly colors: Uint32Array;
}

/** How many numbers of the geometry an instance takes; lines have their `starts`. */
export const GEOMETRY_SIZE: Readonly<Record<Exclude<OverlayKind, 'lines'>, number>> = {
  boxes: 4,
  ellipses: 4,
  arrows: 4,
  points: 2,
};

/** The logged index of the instance at `position` of the arrays. */
export function instanceAt(overlay: Overlay, position: number): number {
  return overlay.instances?.[position] ?? position;
}

/** Where a logged instance lies in the arrays; undefined when it is not drawn. */
export function positionOf(overlay: Overlay, instance: number): number | undefined {
  if (overlay.instances === undefined) return instance < overlay.count ? instance : undefined;
  const position = overlay.instances.indexOf(instance);
  return position < 0 ? undefined : position;
}

/** From the first to behind the last number of an instance's geometry. */
export function geometrySpan(overlay: Overlay, position: number): readonly [from: number, to: number] {
  if (overlay.kind === 'lines') {
    return [(overlay.starts?.[position] ?? 0) * 2, (overlay.starts?.[position + 1] ?? 0) * 2];
  }
  const size = GEOMETRY_SIZE[overlay.kind];
  return [position * size, (position + 1) * size];
}

/** The rectangle around all instances, or around one; undefined when there is none. */
export function boundsOf(overlay: Overlay, position?: number): SceneRect | undefined {
  const [from, to] = position === undefined ? [0, overlay.geometry.length] : geometrySpan(overlay, position);
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let i = from; i + 1 < to; i += 2) {
    const x = overlay.geometry[i] ?? 0;
    const y = overlay.geometry[i + 1] ?? 0;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return left <= right ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
}

/** A radius as CSS pixels. */
export function radiusPx(radius: number, scale: number): number {
  return radius < 0 ? -radius : radius * scale;
}
