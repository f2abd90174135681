import { BufferAttribute } from 'three';

/** A ribbon: at which end, on which side. */
const RIBBON = [0, -1, 0, 1, -1, 0, 1, 1, 0, 0, -1, 0, 1, 1, 0, 0, 1, 0];

/** An arrow: a ribbon to where the head begins (1), and a head from there to its tip (2); the third number marks the head. */
const ARROW = [...[0, -1, 0, 1, -1, 0, 1, 1, 0, 0, -1, 0, 1, 1, 0, 0, 1, 0], ...[1, -1, 1, 2, 0, 1, 1, 1, 1]];

/** The corners that a line is drawn with, as triangles; see `ribbon` in the shaders. */
export function ribbonCorners(isArrow: boolean): BufferAttribute {
  return new BufferAttribute(Float32Array.from(isArrow ? ARROW : RIBBON), 3);
}
