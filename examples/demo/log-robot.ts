import {
  Boxes2D,
  Points2D,
  type RecordingStream,
  Scalars,
  SeriesLines,
  TextDocument,
  TextLog,
  VideoStream,
} from '@rushes/sdk';
import { VideoEncoder } from '@rushes/sdk/node';
import type { Pace } from './pace.ts';
import { CRATE_SIZE, FRAMES_PER_SECOND, measure, type RobotState, robotAt } from './robot.ts';
import { CLOSE_UP_HEIGHT, CLOSE_UP_WIDTH, CRATE_RGB, OVERVIEW_HEIGHT, OVERVIEW_WIDTH, Scene } from './scene.ts';

const PLOTS = {
  'arm/torque/shoulder': { name: 'shoulder torque (Nm)', color: [255, 140, 40] },
  'arm/torque/elbow': { name: 'elbow torque (Nm)', color: [80, 170, 255] },
  'arm/speed': { name: 'gripper speed (m/s)', color: [120, 210, 120] },
} as const;

/** Logs the simulated robot in real time until the pace is stopped or `frames` were logged; resolves to the frames logged. */
export async function logRobot(rec: RecordingStream, pace: Pace, frames: number): Promise<number> {
  const scene = new Scene();
  await using overview = await VideoEncoder.create({
    width: OVERVIEW_WIDTH,
    height: OVERVIEW_HEIGHT,
    fps: FRAMES_PER_SECOND,
    input: 'rgb24',
  });
  await using closeUp = await VideoEncoder.create({
    width: CLOSE_UP_WIDTH,
    height: CLOSE_UP_HEIGHT,
    fps: FRAMES_PER_SECOND,
    input: 'rgb24',
  });
  for (const [path, { name, color }] of Object.entries(PLOTS)) {
    rec.logStatic(path, new SeriesLines({ names: [name], colors: [color], widths: [2] }));
  }

  let frame = 0;
  for (; frame < frames && !pace.stopped; frame += 1) {
    await pace.until((frame * 1000) / FRAMES_PER_SECOND);
    const state = robotAt(frame);
    rec.setTime('frame', { sequence: frame });
    rec.setTime('robot_time', { duration: frame / FRAMES_PER_SECOND });

    for (const sample of await overview.encode(scene.drawOverview(state).rgb)) {
      rec.log('camera', VideoStream.fromSample(sample));
    }
    for (const sample of await closeUp.encode(scene.drawCloseUp(state).rgb)) {
      rec.log('wrist', VideoStream.fromSample(sample));
    }
    logShapes(rec, scene, state);

    const { shoulderTorque, elbowTorque, gripperSpeed } = measure(state);
    rec.log('arm/torque/shoulder', new Scalars(shoulderTorque));
    rec.log('arm/torque/elbow', new Scalars(elbowTorque));
    rec.log('arm/speed', new Scalars(gripperSpeed));
    for (const { level, text } of state.events) rec.log('arm/log', new TextLog(text, { level }));
    if (frame % FRAMES_PER_SECOND === 0)
      rec.log('report', new TextDocument(report(state), { mediaType: 'text/markdown' }));
  }
  return frame;
}

/** Boxes and points come from the numbers the picture was drawn from: they sit on it exactly, or the viewer lags. */
function logShapes(rec: RecordingStream, scene: Scene, state: RobotState): void {
  const half = CRATE_SIZE / 2;
  rec.log(
    'camera/crates',
    new Boxes2D({
      centers: state.crates.map(({ centre }) => [centre.x, centre.y]),
      halfSizes: state.crates.map(() => [half, half]),
      colors: state.crates.map(({ colour }) => CRATE_RGB[colour]),
      labels: state.crates.map(({ number, colour }) => `${colour} ${number}`),
    }),
  );
  rec.log(
    'camera/joints',
    new Points2D({
      positions: [state.shoulder, state.elbow, state.gripper].map(({ x, y }) => [x, y]),
      radii: 7,
      colors: [[255, 255, 255]],
      labels: ['shoulder', 'elbow', 'gripper'],
    }),
  );
  if (state.carried === undefined) {
    rec.log('wrist/crate', new Boxes2D({ centers: [], halfSizes: [] }));
    return;
  }
  const inCloseUp = scene.closeUpFromOverview(state, state.carried.centre);
  rec.log(
    'wrist/crate',
    new Boxes2D({
      centers: [[inCloseUp.x, inCloseUp.y]],
      halfSizes: [[CRATE_SIZE, CRATE_SIZE]],
      colors: [CRATE_RGB[state.carried.colour]],
      labels: [`${state.carried.colour} ${state.carried.number}`],
    }),
  );
}

function report(state: RobotState): string {
  const moved = Math.floor((state.frame + 20) / 120);
  const { shoulderTorque, elbowTorque } = measure(state);
  return [
    '# Sorting cell 4',
    '',
    `| | |`,
    `|---|---|`,
    `| Crates moved | **${moved}** |`,
    `| Carrying | ${state.carried === undefined ? 'nothing' : `crate ${state.carried.number}, ${state.carried.colour}`} |`,
    `| Shoulder torque | ${shoulderTorque.toFixed(1)} Nm |`,
    `| Elbow torque | ${elbowTorque.toFixed(1)} Nm |`,
    '',
    'The boxes are logged from the numbers that the picture is drawn from. If one ever sits beside its crate, the viewer',
    'lags by a frame.',
  ].join('\n');
}
