import {
  Arrows2D,
  AssetVideo,
  Boxes2D,
  Clear,
  DepthImage,
  Ellipses2D,
  EncodedDepthImage,
  EncodedImage,
  Image,
  LineStrips2D,
  Pinhole,
  Points2D,
  type RecordingStream,
  SegmentationImage,
  Transform3D,
  VideoFrameReference,
  VideoStream,
} from '@rushes/sdk';
import type { VideoEncoder } from '@rushes/sdk/node';
import { encodePng } from './models.ts';
import { type CameraView, castPicture } from './ray-caster.ts';
import {
  CAMERA_AXES,
  CAMERA_OFFSET,
  CAMERA_PITCH,
  FOCAL_LENGTH,
  PICTURE_HEIGHT,
  PICTURE_WIDTH,
  project,
  type RoverState,
} from './rover.ts';
import { ballsAt, CLASSES } from './yard.ts';

const CAMERA = 'world/rover/mast/camera';
/** Pictures of depth and classes come this often. */
const PIXELS_EVERY_FRAMES = 6;
const PREVIEW_SCALE = 4;

interface Found {
  readonly name: string;
  readonly classId: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where the camera is on its mast, and how it sees. */
export function logCameraModel(rec: RecordingStream): void {
  const [x, y, z] = CAMERA_AXES;
  rec.logStatic(CAMERA, [
    new Transform3D({ translation: CAMERA_OFFSET, mat3x3: [x, y, z].flat() }),
    new Pinhole({
      focalLength: FOCAL_LENGTH,
      resolution: [PICTURE_WIDTH, PICTURE_HEIGHT],
      imagePlaneDistance: 0.9,
      color: '#7ab8ff',
    }),
  ]);
  // What is infinitely far ahead is this far above the middle, since the camera looks down a bit.
  const horizon = PICTURE_HEIGHT / 2 - FOCAL_LENGTH * Math.tan(CAMERA_PITCH);
  rec.logStatic(
    `${CAMERA}/horizon`,
    new LineStrips2D({ strips: [0, horizon, PICTURE_WIDTH, horizon], colors: '#ffffff60', radii: -0.75 }),
  );
}

/** The picture as video, and all that is found in it. */
export function logPicture(rec: RecordingStream, state: RoverState, encoder: VideoEncoder): void {
  const view = castPicture(state);
  for (const sample of encoder.encode(view.rgb)) rec.log(CAMERA, VideoStream.fromSample(sample));
  logFindings(rec, state, findThings(view));
  if (state.frame % PIXELS_EVERY_FRAMES !== 0) return;
  const size = { width: PICTURE_WIDTH, height: PICTURE_HEIGHT };
  rec.log(`${CAMERA}/depth`, new DepthImage({ buffer: view.depth, ...size, meter: 1000, depthRange: [500, 8000] }));
  rec.log(`${CAMERA}/classes`, new SegmentationImage({ buffer: view.classIds, ...size, opacity: 0.35 }));
  rec.log('preview/gray', preview(view));
  if (state.frame % (PIXELS_EVERY_FRAMES * 4) !== 0) return;
  rec.log(
    'preview/depth',
    new EncodedDepthImage({ blob: encodePng(PICTURE_WIDTH, PICTURE_HEIGHT, view.depth), meter: 1000 }),
  );
  rec.log('preview/photo', new EncodedImage({ blob: encodePng(PICTURE_WIDTH, PICTURE_HEIGHT, view.rgb) }));
}

/** A short clip as a file, and which of its frames is shown. */
export function logClip(rec: RecordingStream, mp4: Uint8Array): void {
  rec.logStatic('preview/clip', new AssetVideo({ blob: mp4 }));
}

export function logClipFrame(rec: RecordingStream, state: RoverState, clipSeconds: number): void {
  const timestamp = BigInt(Math.round((state.seconds % clipSeconds) * 1e9));
  rec.log('preview/clip', new VideoFrameReference({ timestamp }));
}

function logFindings(rec: RecordingStream, state: RoverState, found: readonly Found[]): void {
  const crates = found.filter(({ classId }) => classId === CLASSES.crate.id);
  const balls = found.filter(({ classId }) => classId === CLASSES.ball.id);
  rec.log(
    `${CAMERA}/detections`,
    new Boxes2D({
      mins: crates.map(({ left, top }) => [left, top]),
      maxs: crates.map(({ right, bottom }) => [right, bottom]),
      classIds: crates.map(({ classId }) => classId),
      labels: crates.map(({ name }) => name),
    }),
  );
  const [nearest] = [...crates].sort((a, b) => b.bottom - a.bottom);
  if (nearest === undefined) {
    rec.log(`${CAMERA}/corners`, Clear.flat());
  } else {
    const { left, top, right, bottom } = nearest;
    rec.log(
      `${CAMERA}/corners`,
      new Points2D({
        positions: [left, top, right, top, right, bottom, left, bottom],
        classIds: 20,
        keypointIds: [0, 1, 2, 3],
        radii: 3,
      }),
    );
  }
  rec.log(
    `${CAMERA}/balls`,
    new Ellipses2D({
      centers: balls.map(({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2]),
      halfSizes: balls.map(({ left, right, top, bottom }) => [(right - left) / 2, (bottom - top) / 2]),
      colors: '#ff6478',
      lineRadii: -1.5,
    }),
  );
  const soon = ballsAt(state.seconds + 0.3);
  const moves = ballsAt(state.seconds).flatMap((ball, i) => {
    const from = project(state.camera, ball.centre);
    const to = project(state.camera, soon[i]?.centre ?? ball.centre);
    const isSeen = balls.some(({ name }) => name === ball.name);
    return from === undefined || to === undefined || !isSeen
      ? []
      : [{ from, vector: [to[0] - from[0], to[1] - from[1]] }];
  });
  rec.log(
    `${CAMERA}/motion`,
    new Arrows2D({
      origins: moves.map(({ from }) => from),
      vectors: moves.map(({ vector }) => vector),
      colors: '#ffd0d8',
    }),
  );
}

/** Bounding boxes of the things of which enough is seen, in pixels. */
function findThings({ instances, things }: CameraView): readonly Found[] {
  const bounds = things.map(() => ({ left: PICTURE_WIDTH, top: PICTURE_HEIGHT, right: 0, bottom: 0, pixels: 0 }));
  for (let at = 0; at < instances.length; at += 1) {
    const bound = bounds[(instances[at] ?? 0) - 1];
    if (bound === undefined) continue;
    const x = at % PICTURE_WIDTH;
    const y = Math.floor(at / PICTURE_WIDTH);
    bound.left = Math.min(bound.left, x);
    bound.top = Math.min(bound.top, y);
    bound.right = Math.max(bound.right, x + 1);
    bound.bottom = Math.max(bound.bottom, y + 1);
    bound.pixels += 1;
  }
  return bounds.flatMap(({ pixels, ...bound }, i) => {
    const thing = things[i];
    return thing === undefined || pixels < 40 ? [] : [{ name: thing.name, classId: CLASSES[thing.kind].id, ...bound }];
  });
}

/** A quarter of the picture's size, grey. */
function preview({ rgb }: CameraView): Image {
  const width = PICTURE_WIDTH / PREVIEW_SCALE;
  const height = PICTURE_HEIGHT / PREVIEW_SCALE;
  const gray = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * PREVIEW_SCALE * PICTURE_WIDTH + x * PREVIEW_SCALE) * 3;
      gray[y * width + x] = 0.3 * (rgb[from] ?? 0) + 0.59 * (rgb[from + 1] ?? 0) + 0.11 * (rgb[from + 2] ?? 0);
    }
  }
  return Image.fromGray(width, height, gray);
}
