import { Boxes2D, RecordingStream, Scalars, TextLog, VideoStream } from '@rushes/sdk';
import { VideoEncoder } from '@rushes/sdk/node';
import { CRATE_SIZE, FRAMES_PER_SECOND, measure, type RobotState, robotAt } from '../demo/robot.ts';
import { CLOSE_UP_HEIGHT, CLOSE_UP_WIDTH, CRATE_RGB, OVERVIEW_HEIGHT, OVERVIEW_WIDTH, Scene } from '../demo/scene.ts';

/** What the cell's own camera sees, with the crates found in it, the torques and what the arm reports. */
export async function recordCell(path: string, frames: number): Promise<void> {
  const scene = new Scene();
  await record(path, 'sorting-cell', frames, { width: OVERVIEW_WIDTH, height: OVERVIEW_HEIGHT }, (rec, state) => {
    const { shoulderTorque, elbowTorque } = measure(state);
    rec.log('torque/shoulder', new Scalars(shoulderTorque));
    rec.log('torque/elbow', new Scalars(elbowTorque));
    for (const { level, text } of state.events) rec.log('events', new TextLog(text, { level }));
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
    return scene.drawOverview(state).rgb;
  });
}

/** What the camera at the gripper sees. */
export async function recordWrist(path: string, frames: number): Promise<void> {
  const scene = new Scene();
  await record(path, 'wrist', frames, { width: CLOSE_UP_WIDTH, height: CLOSE_UP_HEIGHT }, (_, state) => {
    // It is cut out of the picture of the whole.
    scene.drawOverview(state);
    return scene.drawCloseUp(state).rgb;
  });
}

/** What happens in a recording of the cell, and when. */
export function eventsOf(frames: number): readonly { readonly frame: number; readonly text: string }[] {
  return Array.from({ length: frames }, (_, frame) => frame).flatMap((frame) =>
    robotAt(frame)
      .events.filter(({ level }) => level !== 'DEBUG')
      .map(({ text }) => ({ frame, text })),
  );
}

async function record(
  path: string,
  name: string,
  frames: number,
  size: { readonly width: number; readonly height: number },
  logRest: (rec: RecordingStream, state: RobotState) => Uint8Array,
): Promise<void> {
  await using rec = new RecordingStream(name);
  await rec.save(path);
  await using encoder = await VideoEncoder.create({ ...size, fps: FRAMES_PER_SECOND, input: 'rgb24' });
  for (let frame = 0; frame < frames; frame += 1) {
    rec.setTime('frame', { sequence: frame });
    rec.setTime('robot_time', { duration: frame / FRAMES_PER_SECOND });
    const picture = logRest(rec, robotAt(frame));
    for (const sample of await encoder.encode(picture)) rec.log('camera', VideoStream.fromSample(sample));
  }
}
