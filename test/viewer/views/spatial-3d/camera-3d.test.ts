import { describe, expect, it } from 'vitest';
import { length, minus, type Vec3 } from '../../../../packages/viewer/src/app/data/transforms-affine.ts';
import {
  anchorAt,
  cameraOf,
  depthRange,
  type Eye,
  eyeOn,
  focusOn,
  lookAround,
  orbit,
  pan,
  project,
  rayThrough,
  zoomTo,
} from '../../../../packages/viewer/src/app/views/spatial-3d/camera-3d.ts';
import { DEFAULT_AXES, viewAxes } from '../../../../packages/viewer/src/app/views/spatial-3d/view-axes.ts';

const UP: Vec3 = [0, 0, 1];
const EYE: Eye = { position: [0, -10, 0], target: [0, 0, 0] };
const CUBE = { min: [-1, -1, -1], max: [1, 1, 1] } as const;
const [WIDTH, HEIGHT] = [400, 300];

const camera = (eye: Eye) => cameraOf(eye, UP, WIDTH, HEIGHT);
const rounded = (v: readonly number[]) => v.map((value) => Math.round(value * 1e4) / 1e4 + 0);

describe('what is seen where', () => {
  it('puts the target in the middle, right to the right, up to the top', () => {
    expect(project(camera(EYE), [0, 0, 0])).toEqual({ left: 200, top: 150, depth: 10 });
    const right = project(camera(EYE), [1, 0, 0]);
    const up = project(camera(EYE), [0, 0, 1]);
    expect(right?.left).toBeGreaterThan(200);
    expect(right?.top).toBeCloseTo(150);
    expect(up?.top).toBeLessThan(150);
  });

  it('shows nothing of what is behind the eye', () => {
    expect(project(camera(EYE), [0, -11, 0])).toBeUndefined();
  });

  it.each([
    [0, 0],
    [200, 150],
    [390, 20],
  ])('sends a ray through the pixel (%d, %d) that is seen there', (left, top) => {
    const ray = rayThrough(camera(EYE), left, top);
    const at = ray.origin.map((value, axis) => value + 7 * (ray.direction[axis] ?? 0)) as unknown as Vec3;
    const seen = project(camera(EYE), at);
    expect(rounded([seen?.left ?? 0, seen?.top ?? 0])).toEqual([left, top]);
  });
});

describe('turning', () => {
  it('keeps the distance and the target', () => {
    const turned = orbit(EYE, UP, 0.7, 0.3);
    expect(length(minus(turned.position, turned.target))).toBeCloseTo(10);
    expect(turned.target).toEqual(EYE.target);
  });

  it('goes a quarter round in a quarter turn', () => {
    expect(rounded(orbit(EYE, UP, Math.PI / 2, 0).position)).toEqual([10, 0, 0]);
  });

  it('stops short of the pole: nothing tumbles', () => {
    const over = orbit(orbit(EYE, UP, 0, -3), UP, 0, -3);
    expect(over.position[2]).toBeGreaterThan(9.9);
    expect(Math.hypot(over.position[0], over.position[1])).toBeGreaterThan(0.05);
    expect(camera(over).right.every(Number.isFinite)).toBe(true);
  });

  it('looks about without moving', () => {
    const looked = lookAround(EYE, UP, Math.PI / 2, 0);
    expect(looked.position).toEqual(EYE.position);
    expect(rounded(looked.target)).toEqual([-10, -10, 0]);
  });
});

describe('moving', () => {
  it('keeps what is at the depth of the target under the pointer', () => {
    const before = project(camera(EYE), [1, 0, 2]);
    const moved = pan(EYE, camera(EYE), 30, -20);
    const after = project(camera(moved), [1, 0, 2]);
    expect(rounded([(after?.left ?? 0) - (before?.left ?? 0), (after?.top ?? 0) - (before?.top ?? 0)])).toEqual([
      30, -20,
    ]);
  });

  it('zooms to what is under the pointer: it stays there', () => {
    const anchor = anchorAt(EYE, camera(EYE), 320, 60);
    const near = zoomTo(EYE, anchor, 3);
    const seen = project(camera(near), anchor);
    expect(rounded([seen?.left ?? 0, seen?.top ?? 0])).toEqual([320, 60]);
    expect(length(minus(near.position, near.target))).toBeCloseTo(10 / 3);
  });

  it('never gets to nothing or to infinity by zooming', () => {
    let eye = EYE;
    for (let i = 0; i < 2000; i++) eye = zoomTo(eye, [0, 0, 0], 2);
    expect(length(minus(eye.position, eye.target))).toBeGreaterThan(0);
    for (let i = 0; i < 4000; i++) eye = zoomTo(eye, [0, 0, 0], 0.5);
    expect(eye.position.every(Number.isFinite)).toBe(true);
  });
});

describe('the first look', () => {
  it.each([
    ['z up', [3, 5, 1]],
    ['y up', [3, 1, 6]],
    ['z down', [5, 3, 2]],
  ])('sees all of it from behind and above, with %s', (_name, codes) => {
    const axes = viewAxes(codes);
    if (axes === undefined) throw new Error('Axes were expected.');
    const eye = eyeOn(CUBE, axes);
    const seen = cameraOf(eye, axes.up, WIDTH, HEIGHT);
    for (const x of [-1, 1]) {
      for (const y of [-1, 1]) {
        for (const z of [-1, 1]) {
          const at = project(seen, [x, y, z]);
          expect(at?.left).toBeGreaterThan(0);
          expect(at?.left).toBeLessThan(WIDTH);
          expect(at?.top).toBeGreaterThan(0);
          expect(at?.top).toBeLessThan(HEIGHT);
        }
      }
    }
    const higher = axes.up.reduce((sum, value, axis) => sum + value * (eye.position[axis] ?? 0), 0);
    expect(higher).toBeGreaterThan(0);
  });

  it('has a place for an empty scene too', () => {
    expect(eyeOn(undefined, DEFAULT_AXES).position.every(Number.isFinite)).toBe(true);
  });

  it('goes nearer to one thing from the same side', () => {
    const eye = focusOn(EYE, { min: [4, 0, 0], max: [5, 1, 1] }, UP);
    expect(eye.target).toEqual([4.5, 0.5, 0.5]);
    expect(rounded(minus(eye.position, eye.target)).slice(0, 1)).toEqual([0]);
    expect(length(minus(eye.position, eye.target))).toBeLessThan(3);
  });
});

describe('axes of ViewCoordinates', () => {
  it.each([
    ['RDF', [3, 2, 5], { right: [1, 0, 0], up: [0, -1, 0], forward: [0, 0, 1] }],
    ['FLU', [5, 4, 1], { right: [0, -1, 0], up: [0, 0, 1], forward: [1, 0, 0] }],
  ])('are read: %s', (_name, codes, expected) => {
    const axes = viewAxes(codes);
    const plain = (v: readonly number[] | undefined) => v?.map((value) => value + 0);
    expect({ right: plain(axes?.right), up: plain(axes?.up), forward: plain(axes?.forward) }).toEqual(expected);
  });

  it.each([[[3, 4, 1]], [[0, 0, 0]], [[1, 2]]])('are none where they do not name three ways: %s', (codes) => {
    expect(viewAxes(codes)).toBeUndefined();
  });
});

it('draws from near to as far as the scene reaches, with a ratio that depths can tell apart', () => {
  for (const distance of [1e-3, 1, 1e5]) {
    const { near, far } = depthRange({ position: [0, -distance, 0], target: [0, 0, 0] }, CUBE);
    expect(near).toBeGreaterThan(0);
    expect(near).toBeLessThan(distance);
    expect(far).toBeGreaterThan(distance);
    expect(far / near).toBeLessThanOrEqual(1e6);
  }
});
