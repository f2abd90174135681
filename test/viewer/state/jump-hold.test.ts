import { describe, expect, it } from 'vitest';
import { JumpDraw, JumpHold } from '../../../packages/viewer/src/app/page/jump-hold.ts';

/** What is drawn in frames that follow each other: the cursor, the time, whether a picture is due, pictures that have come. */
function draws(frames: readonly (readonly [string | undefined, number, boolean, number])[]): readonly JumpDraw[] {
  const hold = new JumpHold();
  return frames.map(([cursor, nowMillis, isPictureDue, pictureCount]) =>
    hold.next({ cursor, nowMillis, isPictureDue, pictureCount }),
  );
}

const { Whole, Cursor, Nothing } = JumpDraw;

describe('a draw after a jump of the cursor', () => {
  it.each([
    {
      name: 'waits until every picture is there',
      frames: [
        ['frame 9', 0, true, 0],
        ['frame 9', 30, true, 1],
        ['frame 9', 60, false, 2],
      ],
      drawn: [Cursor, Nothing, Whole],
    },
    {
      name: 'waits 200 ms at most, and then shows what comes as it comes',
      frames: [
        ['frame 9', 0, true, 0],
        ['frame 9', 199, true, 0],
        ['frame 9', 200, true, 0],
        ['frame 9', 210, true, 1],
      ],
      drawn: [Cursor, Nothing, Whole, Whole],
    },
    {
      name: 'is at once where everything is there already',
      frames: [['frame 9', 0, false, 0]],
      drawn: [Whole],
    },
    {
      name: 'comes with each new picture while the cursor is dragged, however fast',
      frames: [
        ['frame 1', 0, true, 0],
        ['frame 2', 16, true, 0],
        ['frame 3', 32, true, 1],
        ['frame 4', 48, true, 1],
        ['frame 5', 64, true, 2],
      ],
      drawn: [Cursor, Cursor, Whole, Cursor, Whole],
    },
    {
      name: 'is not held while the cursor is dragged and no picture comes for long',
      frames: [
        ['frame 1', 0, true, 0],
        ['frame 2', 100, true, 0],
        ['frame 3', 210, true, 0],
      ],
      drawn: [Cursor, Cursor, Whole],
    },
    {
      name: 'is not held once the cursor moves by itself',
      frames: [
        ['frame 1', 0, true, 0],
        [undefined, 16, true, 0],
      ],
      drawn: [Cursor, Whole],
    },
  ] as const)('$name', ({ frames, drawn }) => {
    expect(draws(frames)).toEqual(drawn);
  });

  it('says how long it waits at most', () => {
    const hold = new JumpHold();
    expect([hold.isOpen, hold.leftMillis(0)]).toEqual([false, 0]);
    hold.next({ cursor: 'frame 9', nowMillis: 1000, isPictureDue: true, pictureCount: 0 });
    expect([hold.isOpen, hold.leftMillis(1050)]).toEqual([true, 150]);
  });
});
