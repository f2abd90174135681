import type { Point } from './canvas.ts';

// A robot arm that moves crates from one belt to another. Everything is a function of the frame number, so that every run
// shows the same and a picture can be held against the numbers logged with it.

export const FRAMES_PER_SECOND = 30;
/** Frames it takes to move one crate. */
export const CYCLE_FRAMES = 120;
export const CRATE_SIZE = 46;

/** Pixels of the overview picture to metres. */
const METRES_PER_PIXEL = 0.005;
const SHOULDER: Point = { x: 560, y: 300 };
const UPPER_ARM = 175;
const FOREARM = 160;
const PICK_X = 400;
const PLACE_X = 750;
/** Where a crate's centre lies on either belt. */
const BELT_CRATE_Y = 407;
const CRATE_SPACING = 240;
const OUTGOING_PIXELS_PER_FRAME = 2.5;
const GRIP_PHASE = 46;
const RELEASE_PHASE = 100;

export const CRATE_COLOURS = ['red', 'amber', 'green', 'blue', 'violet'] as const;
export type CrateColour = (typeof CRATE_COLOURS)[number];

export interface Crate {
  readonly number: number;
  readonly colour: CrateColour;
  readonly centre: Point;
}

export interface RobotEvent {
  readonly level: 'INFO' | 'WARN' | 'DEBUG';
  readonly text: string;
}

export interface RobotState {
  readonly frame: number;
  readonly shoulder: Point;
  readonly elbow: Point;
  readonly gripper: Point;
  /** 0 = open, 1 = closed. */
  readonly grip: number;
  readonly crates: readonly Crate[];
  readonly carried: Crate | undefined;
  /** How far the incoming belt has moved, in pixels; for its markings. */
  readonly beltShift: number;
  readonly events: readonly RobotEvent[];
}

/** Where the gripper is at these phases of a cycle; between them it eases from one to the next. */
const PATH: readonly { readonly phase: number; readonly at: Point }[] = [
  { phase: 0, at: { x: 570, y: 190 } },
  { phase: 24, at: { x: PICK_X, y: 300 } },
  { phase: 38, at: { x: PICK_X, y: BELT_CRATE_Y - CRATE_SIZE / 2 } },
  { phase: 47, at: { x: PICK_X, y: BELT_CRATE_Y - CRATE_SIZE / 2 } },
  { phase: 60, at: { x: PICK_X + 12, y: 270 } },
  { phase: 85, at: { x: PLACE_X, y: 280 } },
  { phase: 97, at: { x: PLACE_X, y: BELT_CRATE_Y - CRATE_SIZE / 2 } },
  { phase: 102, at: { x: PLACE_X, y: BELT_CRATE_Y - CRATE_SIZE / 2 } },
  { phase: CYCLE_FRAMES, at: { x: 570, y: 190 } },
];

function ease(fraction: number): number {
  const bounded = Math.max(0, Math.min(1, fraction));
  return bounded * bounded * (3 - 2 * bounded);
}

function gripperAt(phase: number): Point {
  const next = PATH.findIndex((stop) => stop.phase > phase);
  const to = PATH[next];
  const from = PATH[next - 1];
  if (to === undefined || from === undefined) return { x: 570, y: 190 };
  const eased = ease((phase - from.phase) / (to.phase - from.phase));
  return { x: from.at.x + (to.at.x - from.at.x) * eased, y: from.at.y + (to.at.y - from.at.y) * eased };
}

/** Two-link inverse kinematics, elbow up. */
function elbowFor(gripper: Point): Point {
  const dx = gripper.x - SHOULDER.x;
  const dy = gripper.y - SHOULDER.y;
  const reach = Math.min(Math.hypot(dx, dy), UPPER_ARM + FOREARM - 1);
  const towards = Math.atan2(dy, dx);
  const inner = Math.acos((UPPER_ARM ** 2 + reach ** 2 - FOREARM ** 2) / (2 * UPPER_ARM * reach));
  const first = towards + inner;
  const second = towards - inner;
  const angle = Math.sin(first) < Math.sin(second) ? first : second;
  return { x: SHOULDER.x + UPPER_ARM * Math.cos(angle), y: SHOULDER.y + UPPER_ARM * Math.sin(angle) };
}

function crateOf(number: number, centre: Point): Crate {
  const index = ((number % CRATE_COLOURS.length) + CRATE_COLOURS.length) % CRATE_COLOURS.length;
  return { number, colour: CRATE_COLOURS[index] ?? 'red', centre };
}

function eventsAt(frame: number, crate: Crate): RobotEvent[] {
  switch (frame % CYCLE_FRAMES) {
    case 20:
      return [{ level: 'DEBUG', text: `approaching crate ${crate.number}` }];
    case GRIP_PHASE:
      return [{ level: 'INFO', text: `gripped crate ${crate.number} (${crate.colour})` }];
    case RELEASE_PHASE: {
      const placed: RobotEvent = { level: 'INFO', text: `placed crate ${crate.number}` };
      const full: RobotEvent = { level: 'WARN', text: `outgoing belt holds crates of ${crate.colour} again` };
      return crate.number % 5 === 4 ? [placed, full] : [placed];
    }
    default:
      return [];
  }
}

/** The robot at frame `frame` (from 0). */
export function robotAt(frame: number): RobotState {
  const cycle = Math.floor(frame / CYCLE_FRAMES);
  const phase = frame % CYCLE_FRAMES;
  const gripper = gripperAt(phase);
  // The incoming belt moves in the second half of each cycle and stands while a crate is gripped.
  const advanced = cycle + ease((phase - 60) / 55);

  const crates: Crate[] = [];
  for (let number = cycle + 1; number <= cycle + 3; number += 1) {
    crates.push(crateOf(number, { x: PICK_X - CRATE_SPACING * (number - advanced), y: BELT_CRATE_Y }));
  }
  const current = { x: gripper.x, y: gripper.y + CRATE_SIZE / 2 };
  const isCarried = phase >= GRIP_PHASE && phase < RELEASE_PHASE;
  let carried: Crate | undefined;
  if (phase < GRIP_PHASE) crates.push(crateOf(cycle, { x: PICK_X, y: BELT_CRATE_Y }));
  else if (isCarried) {
    carried = crateOf(cycle, current);
    crates.push(carried);
  }
  for (let number = Math.max(0, cycle - 1); number <= cycle; number += 1) {
    const framesSince = frame - (number * CYCLE_FRAMES + RELEASE_PHASE);
    const x = PLACE_X + framesSince * OUTGOING_PIXELS_PER_FRAME;
    if (framesSince >= 0 && x < 960 + CRATE_SIZE) crates.push(crateOf(number, { x, y: BELT_CRATE_Y }));
  }

  return {
    frame,
    shoulder: SHOULDER,
    elbow: elbowFor(gripper),
    gripper,
    grip: isCarried ? 1 : ease((phase - 40) / 6) * (phase < RELEASE_PHASE ? 1 : 0),
    crates: crates.sort((a, b) => a.number - b.number),
    carried,
    beltShift: advanced * CRATE_SPACING,
    events: eventsAt(frame, crateOf(cycle, current)),
  };
}

/** What the joints hold against gravity (Nm) and how fast the gripper goes (m/s), from the positions alone. */
export function measure(state: RobotState): {
  readonly shoulderTorque: number;
  readonly elbowTorque: number;
  readonly gripperSpeed: number;
} {
  const gravity = 9.81;
  const payloadKg = state.carried === undefined ? 0.4 : 2.4;
  const lever = (point: Point, joint: Point) => (point.x - joint.x) * METRES_PER_PIXEL;
  const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const { shoulder, elbow, gripper } = state;
  const forearmKg = 1.6;
  const upperArmKg = 2.8;
  const elbowTorque = gravity * (payloadKg * lever(gripper, elbow) + forearmKg * lever(middle(elbow, gripper), elbow));
  const shoulderTorque =
    gravity *
    (payloadKg * lever(gripper, shoulder) +
      forearmKg * lever(middle(elbow, gripper), shoulder) +
      upperArmKg * lever(middle(shoulder, elbow), shoulder));
  const before = gripperAt((state.frame + CYCLE_FRAMES - 1) % CYCLE_FRAMES);
  const metres = Math.hypot(gripper.x - before.x, gripper.y - before.y) * METRES_PER_PIXEL;
  return { shoulderTorque, elbowTorque, gripperSpeed: metres * FRAMES_PER_SECOND };
}
