import { add, combined, dot, ease, type Pose, scaled, type Vec3, yawAxes } from './geometry.ts';

// The rover and what it does, as a function of the frame number alone: every run is the same.

export const FRAMES_PER_SECOND = 12;
/** Once around the yard. */
export const LAP_FRAMES = 240;
export const ROUTE_HALF: readonly [number, number] = [3.1, 2.3];

export const PICTURE_WIDTH = 384;
export const PICTURE_HEIGHT = 216;
export const FOCAL_LENGTH = 262;
/** How far down the camera looks. */
export const CAMERA_PITCH = 0.16;
export const MAST_OFFSET: Vec3 = [0.18, 0, 0.42];
export const CAMERA_OFFSET: Vec3 = [0.06, 0, 0.3];

export type Mode = 'idle' | 'driving' | 'inspecting' | 'charging';

export interface RoverState {
  readonly frame: number;
  readonly seconds: number;
  readonly mode: Mode;
  /** Metres per second. */
  readonly speed: number;
  /** 0 to 1. */
  readonly battery: number;
  readonly yaw: number;
  /** How far the mast is turned to the left. */
  readonly pan: number;
  readonly body: Pose;
  /** x to the right of the picture, y down, z the direction of view. */
  readonly camera: Pose;
}

/** The axes of the camera in those of the mast: z forward and a bit down, x right. */
export const CAMERA_AXES: Pose['axes'] = [
  [0, -1, 0],
  [-Math.sin(CAMERA_PITCH), 0, -Math.cos(CAMERA_PITCH)],
  [Math.cos(CAMERA_PITCH), 0, -Math.sin(CAMERA_PITCH)],
];

/** Where on the route, from 0 to 1: it stops twice a lap, to look and to charge. */
function progressAt(frame: number): number {
  const lap = Math.floor(frame / LAP_FRAMES);
  const phase = (frame % LAP_FRAMES) / LAP_FRAMES;
  const legs: readonly (readonly [from: number, to: number, start: number, end: number])[] = [
    [0.04, 0.36, 0, 0.4],
    [0.46, 0.86, 0.4, 1],
  ];
  for (const [from, to, start, end] of legs) {
    if (phase < from) return lap + start;
    if (phase < to) return lap + start + (end - start) * ease((phase - from) / (to - from));
  }
  return lap + 1;
}

function positionAt(frame: number): { readonly x: number; readonly y: number; readonly yaw: number } {
  // It begins at the charging station, at the top of the route, and goes around to the left.
  const angle = progressAt(frame) * 2 * Math.PI + Math.PI / 2;
  const [a, b] = ROUTE_HALF;
  return {
    x: a * Math.cos(angle),
    y: b * Math.sin(angle),
    yaw: Math.atan2(b * Math.cos(angle), -a * Math.sin(angle)),
  };
}

function modeAt(frame: number): Mode {
  const phase = (frame % LAP_FRAMES) / LAP_FRAMES;
  if (phase < 0.04) return 'idle';
  if (phase < 0.36) return 'driving';
  if (phase < 0.46) return 'inspecting';
  return phase < 0.86 ? 'driving' : 'charging';
}

function batteryAt(frame: number): number {
  const phase = (frame % LAP_FRAMES) / LAP_FRAMES;
  return phase < 0.86 ? 0.92 - 0.34 * (phase / 0.86) : 0.58 + 0.34 * ((phase - 0.86) / 0.14);
}

/** The rover at a frame, from 0. */
export function roverAt(frame: number): RoverState {
  const { x, y, yaw } = positionAt(frame);
  const next = positionAt(frame + 1);
  const phase = (frame % LAP_FRAMES) / LAP_FRAMES;
  // The crates are to its left; while it inspects, it looks right at them.
  const inspecting = ease((phase - 0.34) / 0.04) - ease((phase - 0.45) / 0.04);
  const pan = 0.8 + 0.25 * Math.sin(frame / 19) + 0.6 * inspecting;
  const body: Pose = { origin: [x, y, 0], axes: yawAxes(yaw) };
  const mast = combined(body, { origin: MAST_OFFSET, axes: yawAxes(pan) });
  return {
    frame,
    seconds: frame / FRAMES_PER_SECOND,
    mode: modeAt(frame),
    speed: Math.hypot(next.x - x, next.y - y) * FRAMES_PER_SECOND,
    battery: batteryAt(frame),
    yaw,
    pan,
    body,
    camera: combined(mast, { origin: CAMERA_OFFSET, axes: CAMERA_AXES }),
  };
}

/** Where the camera sees a point, in pixels; undefined for what is behind it. */
export function project(camera: Pose, point: Vec3): readonly [number, number] | undefined {
  const offset = add(point, scaled(camera.origin, -1));
  const [x, y, z] = camera.axes;
  const depth = dot(offset, z);
  if (depth <= 0.05) return undefined;
  return [
    PICTURE_WIDTH / 2 + (FOCAL_LENGTH * dot(offset, x)) / depth,
    PICTURE_HEIGHT / 2 + (FOCAL_LENGTH * dot(offset, y)) / depth,
  ];
}
