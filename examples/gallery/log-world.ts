import {
  AnnotationContext,
  Arrows3D,
  Asset3D,
  Boxes3D,
  Capsules3D,
  Clear,
  CoordinateFrame,
  Cylinders3D,
  Ellipsoids3D,
  InstancePoses3D,
  LineStrips3D,
  Mesh3D,
  Points3D,
  type RecordingStream,
  Transform3D,
  TransformAxes3D,
  ViewCoordinates,
} from '@rushes/sdk';
import { yawQuaternion } from './geometry.ts';
import { boxesGlb, boxMesh } from './models.ts';
import { castLaser } from './ray-caster.ts';
import { FRAMES_PER_SECOND, LAP_FRAMES, MAST_OFFSET, ROUTE_HALF, type RoverState, roverAt } from './rover.ts';
import { ballsAt, CLASSES, CRATES, groundRgb, KERBS, PILLARS, STATION, YARD_HALF } from './yard.ts';

const TRAIL_FRAMES = 60;
const WHEELS = [
  [0.2, 0.24, 0.09],
  [0.2, -0.24, 0.09],
  [-0.2, 0.24, 0.09],
  [-0.2, -0.24, 0.09],
] as const;

/** What stands in the yard for ever. */
export function logYard(rec: RecordingStream): void {
  rec.logStatic('world', ViewCoordinates.RIGHT_HAND_Z_UP);
  rec.logStatic('world', new AnnotationContext({ context: [...Object.values(CLASSES), skeleton()] }));
  rec.logStatic('world/ground', ground());
  rec.logStatic(
    'world/crates',
    new Boxes3D({
      centers: CRATES.map(({ centre }) => centre),
      halfSizes: CRATES.map(({ half }) => half),
      quaternions: CRATES.map(({ yaw }) => yawQuaternion(yaw)),
      colors: CRATES.map(({ rgb }) => rgb),
      labels: CRATES.map(({ name }) => name),
      fillMode: 'solid',
    }),
  );
  rec.logStatic(
    'world/pillars',
    new Cylinders3D({
      lengths: PILLARS.map(({ height }) => height),
      radii: PILLARS.map(({ radius }) => radius),
      centers: PILLARS.map(({ centre }) => centre),
      colors: PILLARS.map(({ rgb }) => rgb),
      fillMode: 'solid',
    }),
  );
  const kerb = KERBS[0] ?? { half: [0.3, 0.1, 0.09] };
  const { positions, normals, indices } = boxMesh([0, 0, 0], kerb.half);
  rec.logStatic('world/kerbs', [
    new Mesh3D({
      vertexPositions: positions,
      vertexNormals: normals,
      triangleIndices: indices,
      albedoFactor: [168, 174, 184],
    }),
    new InstancePoses3D({
      translations: KERBS.map(({ centre }) => centre),
      quaternions: KERBS.map(({ yaw }) => yawQuaternion(yaw)),
    }),
  ]);
  const boxes = STATION.map(({ centre, half, rgb }) => ({ mesh: boxMesh(centre, half), rgb }));
  rec.logStatic('world/station', new Asset3D({ blob: boxesGlb(boxes) }));
  rec.logStatic(
    'world/route',
    new LineStrips3D({ strips: [routePoints()], colors: '#eecc5c', radii: 0.012, labels: 'route' }),
  );
  logFrames(rec);
}

/** What moves: the rover, its trail, its laser, the balls. */
export function logMovement(rec: RecordingStream, state: RoverState): void {
  const { body, yaw, pan, speed, frame } = state;
  rec.log('world/rover', new Transform3D({ translation: body.origin, quaternion: yawQuaternion(yaw) }));
  rec.log(
    'world/rover/mast',
    new Transform3D({ translation: MAST_OFFSET, rotationAxisAngle: { axis: [0, 0, 1], angle: pan } }),
  );
  const velocity = new Arrows3D({ origins: [[0.32, 0, 0.16]], vectors: [[speed, 0, 0]], colors: '#7ee08a' });
  rec.log('world/rover/velocity', speed > 0.02 ? velocity : Clear.flat());
  const trail = Array.from({ length: Math.min(frame, TRAIL_FRAMES) + 1 }, (_, i) => roverAt(frame - i).body.origin);
  rec.log('world/trail', new LineStrips3D({ strips: [trail], colors: '#7ee08a', radii: -1.5 }));
  const balls = ballsAt(state.seconds);
  rec.log(
    'world/balls',
    new Ellipsoids3D({
      centers: balls.map(({ centre }) => centre),
      radii: balls.map(({ radius }) => radius),
      colors: balls.map(({ rgb }) => rgb),
      labels: balls.map(({ name }) => name),
      fillMode: 'solid',
    }),
  );
}

/** What the laser measures, coloured by height; resolves to the ranges. */
export function logLaser(rec: RecordingStream, state: RoverState): Float32Array {
  const { points, ranges } = castLaser(state);
  const colors = Uint32Array.from(ranges, (_, i) => {
    const height = Math.max(0, Math.min(1, (points[i * 3 + 2] ?? 0) / 1.2));
    const [red, green, blue] = [60 + 180 * height, 200 - 60 * height, 255 - 190 * height];
    return ((red << 24) | (green << 16) | (blue << 8) | 0xff) >>> 0;
  });
  rec.log('world/rover/laser', new Points3D({ positions: points, colors, radii: -1.5 }));
  return ranges;
}

/** The parts of the rover, in its own space. */
export function logRoverParts(rec: RecordingStream): void {
  rec.logStatic('world/rover', new TransformAxes3D({ axisLength: 0.35 }));
  rec.logStatic(
    'world/rover/body',
    new Boxes3D({
      centers: [
        [0, 0, 0.2],
        [-0.08, 0, 0.33],
      ],
      sizes: [
        [0.62, 0.4, 0.16],
        [0.34, 0.3, 0.1],
      ],
      colors: ['#e8eaef', '#3b6fd8'],
      fillMode: 'solid',
    }),
  );
  rec.logStatic(
    'world/rover/wheels',
    new Cylinders3D({
      lengths: 0.08,
      radii: 0.1,
      centers: WHEELS.map(([x, y, z]) => [x, y, z]),
      rotationAxisAngles: { axis: [1, 0, 0], degrees: 90 },
      colors: '#2a2d34',
      fillMode: 'solid',
    }),
  );
  rec.logStatic(
    'world/rover/bumpers',
    new Capsules3D({
      lengths: [0.34, 0.34],
      radii: 0.03,
      translations: [
        [0.34, 0.17, 0.16],
        [-0.34, 0.17, 0.16],
      ],
      rotationAxisAngles: { axis: [1, 0, 0], degrees: 90 },
      colors: '#f0a030',
      fillMode: 'solid',
    }),
  );
}

/** A frame by name: where it is, one entity says; what lies in it, another. */
function logFrames(rec: RecordingStream): void {
  rec.logStatic(
    'frames',
    new Transform3D({ parentFrame: 'tf#/world', childFrame: 'beacon', translation: [0, 3.35, 1.1] }),
  );
  rec.logStatic('beacon', [
    new CoordinateFrame({ frame: 'beacon' }),
    new Ellipsoids3D({ centers: [[0, 0, 0]], radii: 0.09, colors: '#50ffa0', fillMode: 'solid', labels: 'beacon' }),
  ]);
}

function ground(): Mesh3D {
  const [halfX, halfY] = YARD_HALF;
  const perMetre = 24;
  const width = Math.round(halfX * 2 * perMetre);
  const height = Math.round(halfY * 2 * perMetre);
  const buffer = new Uint8Array(width * height * 3);
  for (let v = 0; v < height; v += 1) {
    for (let u = 0; u < width; u += 1) {
      // The picture's top row is the far side, where y is largest.
      buffer.set(groundRgb((u + 0.5) / perMetre - halfX, halfY - (v + 0.5) / perMetre), (v * width + u) * 3);
    }
  }
  return new Mesh3D({
    vertexPositions: [
      [-halfX, -halfY, 0],
      [halfX, -halfY, 0],
      [halfX, halfY, 0],
      [-halfX, halfY, 0],
    ],
    vertexNormals: new Array<readonly number[]>(4).fill([0, 0, 1]),
    vertexTexcoords: [
      [0, 1],
      [1, 1],
      [1, 0],
      [0, 0],
    ],
    triangleIndices: [
      [0, 1, 2],
      [0, 2, 3],
    ],
    albedoTexture: { buffer, width, height, colorModel: 'RGB' },
  });
}

function routePoints(): readonly (readonly number[])[] {
  return Array.from({ length: 97 }, (_, i) => {
    const angle = (i / 96) * 2 * Math.PI;
    return [ROUTE_HALF[0] * Math.cos(angle), ROUTE_HALF[1] * Math.sin(angle), 0.02];
  });
}

/** Keypoints of a crate's corners in the picture, and the edges between them. */
function skeleton() {
  return {
    id: 20,
    label: 'corners',
    color: '#ffe080',
    keypointAnnotations: ['left top', 'right top', 'right bottom', 'left bottom'].map((label, id) => ({ id, label })),
    keypointConnections: [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 0],
    ] as const,
  };
}

export const DEFAULT_SECONDS = LAP_FRAMES / FRAMES_PER_SECOND;
