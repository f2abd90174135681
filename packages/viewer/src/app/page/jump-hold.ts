/** So long a draw waits for the pictures that a jump asks for. */
const HOLD_MILLIS = 200;

export const JumpDraw = {
  /** Draw everything. */
  Whole: 'whole',
  /** The cursor has just moved: show where it is, and no more. */
  Cursor: 'cursor',
  /** Nothing to show yet. */
  Nothing: 'nothing',
} as const;
export type JumpDraw = (typeof JumpDraw)[keyof typeof JumpDraw];

export interface JumpStanding {
  /** Where the cursor stands; undefined while it moves by itself. */
  readonly cursor: string | undefined;
  readonly nowMillis: number;
  /** A picture that the cursor asks for is still to come. */
  readonly isPictureDue: boolean;
  /** Grows with every picture that has come. */
  readonly pictureCount: number;
}

/**
 * After a jump of the cursor, plots, boxes and all pictures are drawn together once they are there: the right thing at once, and one
 * composited frame instead of one for each picture, which is most of what a jump costs where the screen is put together in
 * software. Waits 200 ms at most; and while the cursor is dragged, no longer than for any new picture.
 */
export class JumpHold {
  #cursor: string | undefined;
  #sinceMillis: number | undefined;
  #pictureCount = 0;
  #isDragged = false;

  /** A draw is being held back. */
  get isOpen(): boolean {
    return this.#sinceMillis !== undefined;
  }

  /** How long it is held back at most from now on. */
  leftMillis(nowMillis: number): number {
    return this.#sinceMillis === undefined ? 0 : Math.max(0, this.#sinceMillis + HOLD_MILLIS - nowMillis);
  }

  /** The next frame draws everything: something needs it. */
  end(): void {
    this.#sinceMillis = undefined;
  }

  /** What is to be drawn in a frame. */
  next({ cursor, nowMillis, isPictureDue, pictureCount }: JumpStanding): JumpDraw {
    const hasJumped = cursor !== this.#cursor;
    this.#cursor = cursor;
    if (hasJumped && cursor !== undefined) {
      this.#isDragged = this.isOpen;
      if (!this.isOpen) {
        this.#sinceMillis = nowMillis;
        this.#pictureCount = pictureCount;
      }
    }
    const isOver =
      cursor === undefined ||
      !isPictureDue ||
      this.leftMillis(nowMillis) === 0 ||
      (this.#isDragged && pictureCount !== this.#pictureCount);
    if (isOver) {
      this.#sinceMillis = undefined;
      return JumpDraw.Whole;
    }
    return hasJumped ? JumpDraw.Cursor : JumpDraw.Nothing;
  }
}
