import { Canvas, type Rgb } from './canvas.ts';
import { CRATE_SIZE, type Crate, type CrateColour, type RobotState } from './robot.ts';

export const OVERVIEW_WIDTH = 960;
export const OVERVIEW_HEIGHT = 540;
export const CLOSE_UP_WIDTH = 320;
export const CLOSE_UP_HEIGHT = 240;
const CLOSE_UP_ZOOM = 2;
const BELT_TOP = 430;

export const CRATE_RGB: Readonly<Record<CrateColour, Rgb>> = {
  red: [226, 74, 70],
  amber: [240, 170, 50],
  green: [72, 184, 104],
  blue: [66, 134, 226],
  violet: [156, 98, 214],
};

/** All that never moves, drawn once. */
function drawBackground(): Canvas {
  const canvas = new Canvas(OVERVIEW_WIDTH, OVERVIEW_HEIGHT);
  canvas.fillRows((row) => [38 + 22 * row, 44 + 24 * row, 54 + 28 * row]);
  for (let x = 0; x < OVERVIEW_WIDTH; x += 60) canvas.fillRect(x, 0, 1, BELT_TOP, [60, 68, 80]);
  for (let y = 10; y < BELT_TOP; y += 60) canvas.fillRect(0, y, OVERVIEW_WIDTH, 1, [60, 68, 80]);
  canvas.fillRect(0, BELT_TOP + 26, OVERVIEW_WIDTH, OVERVIEW_HEIGHT, [44, 48, 56]);
  return canvas;
}

function drawBelt(canvas: Canvas, left: number, right: number, shift: number): void {
  canvas.fillRect(left, BELT_TOP, right - left, 26, [28, 30, 36]);
  const start = left + (((shift % 40) + 40) % 40) - 40;
  for (let x = start; x < right; x += 40) {
    const from = Math.max(left, x);
    canvas.fillRect(from, BELT_TOP + 3, Math.min(right, x + 20) - from, 4, [120, 126, 136]);
  }
}

function drawCrate(canvas: Canvas, crate: Crate): void {
  const left = crate.centre.x - CRATE_SIZE / 2;
  const top = crate.centre.y - CRATE_SIZE / 2;
  const [red, green, blue] = CRATE_RGB[crate.colour];
  canvas.fillRect(left, top, CRATE_SIZE, CRATE_SIZE, [red, green, blue]);
  canvas.fillRect(left + 5, top + 5, CRATE_SIZE - 10, CRATE_SIZE - 10, [red * 0.75, green * 0.75, blue * 0.75]);
  const digits = String(crate.number % 1000);
  canvas.drawNumber(digits, crate.centre.x - digits.length * 6 + 1.5, crate.centre.y - 7, 3, [245, 245, 245]);
}

function drawArm(canvas: Canvas, state: RobotState): void {
  const { shoulder, elbow, gripper } = state;
  const shell: Rgb = [236, 238, 242];
  const joint: Rgb = [255, 140, 40];
  canvas.fillRect(shoulder.x - 26, shoulder.y, 52, BELT_TOP + 60 - shoulder.y, [92, 100, 114]);
  canvas.fillCapsule(shoulder, elbow, 17, [176, 182, 192]);
  canvas.fillCapsule(shoulder, elbow, 13, shell);
  canvas.fillCapsule(elbow, gripper, 13, [176, 182, 192]);
  canvas.fillCapsule(elbow, gripper, 9, shell);
  for (const [point, radius] of [
    [shoulder, 21],
    [elbow, 16],
    [gripper, 10],
  ] as const) {
    canvas.fillCapsule(point, point, radius, joint);
    canvas.fillCapsule(point, point, radius / 2, [60, 44, 34]);
  }
  const spread = 26 - state.grip * 5;
  for (const side of [-1, 1]) {
    const fingerX = gripper.x + side * spread;
    canvas.fillCapsule(gripper, { x: fingerX, y: gripper.y + 4 }, 4, [92, 100, 114]);
    canvas.fillCapsule({ x: fingerX, y: gripper.y + 4 }, { x: fingerX, y: gripper.y + 24 }, 4, [92, 100, 114]);
  }
}

/** Draws the two cameras' pictures of a robot; the returned pictures are used again at the next call. */
export class Scene {
  readonly #background = drawBackground();
  readonly #overview = new Canvas(OVERVIEW_WIDTH, OVERVIEW_HEIGHT);

  /** The overview, with the frame number burned in at the top left. */
  drawOverview(state: RobotState): Canvas {
    const canvas = this.#overview;
    canvas.copyFrom(this.#background);
    drawBelt(canvas, 0, 520, state.beltShift);
    drawBelt(canvas, 690, OVERVIEW_WIDTH, state.frame * 2.5);
    drawArm(canvas, state);
    for (const crate of state.crates) drawCrate(canvas, crate);
    canvas.fillRect(12, 12, 6 * 16 + 4, 28, [0, 0, 0], 0.6);
    canvas.drawNumber(String(state.frame).padStart(6, '0'), 18, 16, 4, [255, 255, 255]);
    return canvas;
  }

  /** What a camera at the wrist sees: the surroundings of the gripper, cut from the overview drawn last. */
  drawCloseUp(state: RobotState): Canvas {
    return this.#overview.cutOut(this.closeUpCentre(state), CLOSE_UP_WIDTH, CLOSE_UP_HEIGHT, CLOSE_UP_ZOOM);
  }

  /** Where a point of the overview lies in the close-up. */
  closeUpFromOverview(state: RobotState, point: { readonly x: number; readonly y: number }): { x: number; y: number } {
    const centre = this.closeUpCentre(state);
    const left = Math.round(centre.x - CLOSE_UP_WIDTH / CLOSE_UP_ZOOM / 2);
    const top = Math.round(centre.y - CLOSE_UP_HEIGHT / CLOSE_UP_ZOOM / 2);
    return { x: (point.x - left) * CLOSE_UP_ZOOM, y: (point.y - top) * CLOSE_UP_ZOOM };
  }

  closeUpCentre(state: RobotState): { x: number; y: number } {
    return { x: state.gripper.x, y: state.gripper.y + 20 };
  }
}
