import { add, normalised, scaled, turned, type Vec3 } from './geometry.ts';
import { FOCAL_LENGTH, PICTURE_HEIGHT, PICTURE_WIDTH, type RoverState } from './rover.ts';
import {
  type Ball,
  type Box,
  ballsAt,
  CLASSES,
  CRATES,
  groundRgb,
  KERBS,
  PILLARS,
  type Pillar,
  STATION,
} from './yard.ts';

// What the rover's camera and its laser see, ray by ray, of the very shapes that are logged: the video fits the 3D scene exactly.

const SUN = normalised([0.5, -0.35, 0.8]);
const FAR = 30;

/** A picture and what is known of each of its pixels. */
export interface CameraView {
  /** width × height × 3 bytes. */
  readonly rgb: Uint8Array;
  /** Along the camera's axis, in millimetres; 0 where nothing is. */
  readonly depth: Uint16Array;
  readonly classIds: Uint8Array;
  /** Number of the thing in `things`, plus one; 0 for ground and sky. */
  readonly instances: Uint8Array;
  readonly things: readonly Thing[];
}

export type Thing = Box | Pillar | Ball;

interface Hit {
  distance: number;
  /** -1: nothing, -2: the ground. */
  thing: number;
  nx: number;
  ny: number;
  nz: number;
}

/** All that stands in the yard at a time. */
export function thingsAt(seconds: number): readonly Thing[] {
  return [...CRATES, ...PILLARS, ...ballsAt(seconds), ...STATION, ...KERBS];
}

/** What the camera sees. */
export function castPicture(state: RoverState): CameraView {
  const things = thingsAt(state.seconds);
  const count = PICTURE_WIDTH * PICTURE_HEIGHT;
  const view = {
    rgb: new Uint8Array(count * 3),
    depth: new Uint16Array(count),
    classIds: new Uint8Array(count),
    instances: new Uint8Array(count),
    things,
  };
  const { origin, axes } = state.camera;
  const [right, down, forward] = axes;
  const caster = new Caster(things, origin);
  const { ray } = caster;
  for (let at = 0; at < count; at += 1) {
    const x = ((at % PICTURE_WIDTH) + 0.5 - PICTURE_WIDTH / 2) / FOCAL_LENGTH;
    const y = (Math.floor(at / PICTURE_WIDTH) + 0.5 - PICTURE_HEIGHT / 2) / FOCAL_LENGTH;
    const length = Math.sqrt(x * x + y * y + 1);
    ray.dx = (right[0] * x + down[0] * y + forward[0]) / length;
    ray.dy = (right[1] * x + down[1] * y + forward[1]) / length;
    ray.dz = (right[2] * x + down[2] * y + forward[2]) / length;
    const hit = caster.cast();
    caster.shade(view.rgb, at * 3);
    if (hit.thing === -1) continue;
    view.depth[at] = Math.min(65_535, (hit.distance / length) * 1000);
    const thing = things[hit.thing];
    view.classIds[at] = CLASSES[thing?.kind ?? 'ground'].id;
    view.instances[at] = thing === undefined ? 0 : hit.thing + 1;
  }
  return view;
}

/** What a laser on the rover measures: points in the rover's own space, x, y, z each, and how far they are. */
export function castLaser(state: RoverState): { readonly points: Float32Array; readonly ranges: Float32Array } {
  const origin = add(state.body.origin, [0, 0, 0.5]);
  const caster = new Caster(thingsAt(state.seconds), origin);
  const points: number[] = [];
  const ranges: number[] = [];
  for (let ring = 0; ring < 14; ring += 1) {
    const elevation = -0.42 + ring * 0.042;
    for (let step = 0; step < 240; step += 1) {
      const azimuth = (step / 240) * 2 * Math.PI;
      const inBody: Vec3 = [
        Math.cos(azimuth) * Math.cos(elevation),
        Math.sin(azimuth) * Math.cos(elevation),
        Math.sin(elevation),
      ];
      [caster.ray.dx, caster.ray.dy, caster.ray.dz] = turned(state.body.axes, inBody);
      const hit = caster.cast();
      if (hit.thing === -1 || hit.distance > 9) continue;
      points.push(...add([0, 0, 0.5], scaled(inBody, hit.distance)));
      ranges.push(hit.distance);
    }
  }
  return { points: Float32Array.from(points), ranges: Float32Array.from(ranges) };
}

/** From where to where; numbers by themselves, since there are millions of these. */
interface Ray {
  ox: number;
  oy: number;
  oz: number;
  dx: number;
  dy: number;
  dz: number;
}

class Caster {
  /** Begins at the eye; whoever casts sets its direction, of length 1. */
  readonly ray: Ray;
  readonly #things: readonly Thing[];
  /** By thing, four numbers: the direction from the eye and how wide it looks, to pass over most things quickly. */
  readonly #cones: Float64Array;
  readonly #hit: Hit = { distance: 0, thing: -1, nx: 0, ny: 0, nz: 0 };
  readonly #toSun: Ray = { ox: 0, oy: 0, oz: 0, dx: SUN[0], dy: SUN[1], dz: SUN[2] };
  readonly #blocked: Hit = { distance: 0, thing: -1, nx: 0, ny: 0, nz: 0 };

  constructor(things: readonly Thing[], eye: Vec3) {
    this.ray = { ox: eye[0], oy: eye[1], oz: eye[2], dx: 0, dy: 0, dz: 0 };
    this.#things = things;
    this.#cones = Float64Array.from(
      things.flatMap((thing) => {
        const offset = add(thing.centre, scaled(eye, -1));
        const ratio = boundingRadius(thing) / Math.hypot(...offset);
        return [...normalised(offset), ratio >= 1 ? -1 : Math.cos(Math.asin(ratio))];
      }),
    );
  }

  /** The nearest hit; the object is used again by the next call. */
  cast(): Hit {
    const hit = this.#hit;
    const { oz, dx, dy, dz } = this.ray;
    hit.thing = -1;
    hit.distance = FAR;
    if (dz < 0 && -oz / dz < FAR) {
      hit.thing = -2;
      hit.distance = -oz / dz;
      hit.nx = 0;
      hit.ny = 0;
      hit.nz = 1;
    }
    const cones = this.#cones;
    for (let i = 0; i < this.#things.length; i += 1) {
      const at = i * 4;
      const cosine = dx * (cones[at] ?? 0) + dy * (cones[at + 1] ?? 0) + dz * (cones[at + 2] ?? 0);
      if (cosine < (cones[at + 3] ?? 0)) continue;
      if (meet(this.#things[i] as Thing, this.ray, hit)) hit.thing = i;
    }
    return hit;
  }

  /** Writes the colour of the last hit. */
  shade(rgb: Uint8Array, at: number): void {
    const { ox, oy, oz, dx, dy, dz } = this.ray;
    const { distance, thing, nx, ny, nz } = this.#hit;
    if (thing === -1) {
      const height = Math.max(0, dz);
      rgb[at] = 168 - 90 * height;
      rgb[at + 1] = 194 - 70 * height;
      rgb[at + 2] = 222 - 30 * height;
      return;
    }
    const x = ox + dx * distance;
    const y = oy + dy * distance;
    const z = oz + dz * distance;
    const own = thing === -2 ? groundRgb(x, y) : (this.#things[thing]?.rgb ?? [255, 0, 255]);
    const facing = nx * SUN[0] + ny * SUN[1] + nz * SUN[2];
    const lit = facing > 0 && !this.#inShadow(x + nx * 1e-3, y + ny * 1e-3, z + nz * 1e-3) ? facing : 0;
    const light = 0.42 + 0.62 * lit;
    const haze = Math.min(0.6, (distance / FAR) ** 1.4);
    rgb[at] = Math.min(255, own[0] * light * (1 - haze) + 168 * haze);
    rgb[at + 1] = Math.min(255, own[1] * light * (1 - haze) + 194 * haze);
    rgb[at + 2] = Math.min(255, own[2] * light * (1 - haze) + 222 * haze);
  }

  #inShadow(x: number, y: number, z: number): boolean {
    const ray = this.#toSun;
    ray.ox = x;
    ray.oy = y;
    ray.oz = z;
    for (const thing of this.#things) {
      const ax = thing.centre[0] - x;
      const ay = thing.centre[1] - y;
      const az = thing.centre[2] - z;
      const along = ax * SUN[0] + ay * SUN[1] + az * SUN[2];
      const radius = boundingRadius(thing);
      if (along < -radius || ax * ax + ay * ay + az * az - along * along > radius * radius) continue;
      this.#blocked.distance = 6;
      if (meet(thing, ray, this.#blocked)) return true;
    }
    return false;
  }
}

function boundingRadius(thing: Thing): number {
  if ('half' in thing) return Math.sqrt(thing.half[0] ** 2 + thing.half[1] ** 2 + thing.half[2] ** 2);
  return 'height' in thing ? Math.sqrt(thing.radius ** 2 + thing.height ** 2 / 4) : thing.radius;
}

/** Whether the ray meets the thing before `hit.distance`; if so, the hit is this one. */
function meet(thing: Thing, ray: Ray, hit: Hit): boolean {
  if ('half' in thing) return meetBox(thing, ray, hit);
  return 'height' in thing ? meetPillar(thing, ray, hit) : meetBall(thing, ray, hit);
}

function meetBox({ centre, half, yaw }: Box, ray: Ray, hit: Hit): boolean {
  const c = Math.cos(yaw);
  const s = Math.sin(yaw);
  const ox = ray.ox - centre[0];
  const oy = ray.oy - centre[1];
  const origin = [ox * c + oy * s, oy * c - ox * s, ray.oz - centre[2]] as const;
  const direction = [ray.dx * c + ray.dy * s, ray.dy * c - ray.dx * s, ray.dz] as const;
  let near = 1e-6;
  let far = hit.distance;
  let axis: 0 | 1 | 2 | undefined;
  for (const i of [0, 1, 2] as const) {
    const a = (-half[i] - origin[i]) / direction[i];
    const b = (half[i] - origin[i]) / direction[i];
    if (Math.min(a, b) > near) {
      near = Math.min(a, b);
      axis = i;
    }
    far = Math.min(far, Math.max(a, b));
  }
  if (near >= far || axis === undefined) return false;
  const sign = -Math.sign(direction[axis]);
  const nx = axis === 0 ? sign : 0;
  const ny = axis === 1 ? sign : 0;
  hit.distance = near;
  hit.nx = nx * c - ny * s;
  hit.ny = nx * s + ny * c;
  hit.nz = axis === 2 ? sign : 0;
  return true;
}

function meetPillar({ centre, radius, height }: Pillar, ray: Ray, hit: Hit): boolean {
  const ox = ray.ox - centre[0];
  const oy = ray.oy - centre[1];
  const a = ray.dx * ray.dx + ray.dy * ray.dy;
  const b = ox * ray.dx + oy * ray.dy;
  const root = b * b - a * (ox * ox + oy * oy - radius * radius);
  if (root < 0) return false;
  const distance = (-b - Math.sqrt(root)) / a;
  if (distance < 1e-6 || distance >= hit.distance) return false;
  if (Math.abs(ray.oz - centre[2] + ray.dz * distance) > height / 2) return false;
  hit.distance = distance;
  hit.nx = (ox + ray.dx * distance) / radius;
  hit.ny = (oy + ray.dy * distance) / radius;
  hit.nz = 0;
  return true;
}

function meetBall({ centre, radius }: Ball, ray: Ray, hit: Hit): boolean {
  const ox = ray.ox - centre[0];
  const oy = ray.oy - centre[1];
  const oz = ray.oz - centre[2];
  const b = ox * ray.dx + oy * ray.dy + oz * ray.dz;
  const root = b * b - (ox * ox + oy * oy + oz * oz - radius * radius);
  if (root < 0) return false;
  const distance = -b - Math.sqrt(root);
  if (distance < 1e-6 || distance >= hit.distance) return false;
  hit.distance = distance;
  hit.nx = (ox + ray.dx * distance) / radius;
  hit.ny = (oy + ray.dy * distance) / radius;
  hit.nz = (oz + ray.dz * distance) / radius;
  return true;
}
