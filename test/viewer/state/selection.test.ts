import { parseEntityPath } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../packages/viewer/src/app/state/commands.ts';
import { reduce } from '../../../packages/viewer/src/app/state/reducer.ts';
import { type AppState, INITIAL_STATE } from '../../../packages/viewer/src/app/state/state.ts';

const CAMERA = parseEntityPath('/camera');
const BOXES = parseEntityPath('/camera/boxes');
const ARM = parseEntityPath('/arm');

const run = (commands: readonly Command[], state: AppState = INITIAL_STATE): AppState => commands.reduce(reduce, state);
const shown = ({ selected, selectedInstance }: AppState): string =>
  selected === undefined ? 'nothing' : `${selected}${selectedInstance === undefined ? '' : ` #${selectedInstance}`}`;
const pick = (entity: typeof CAMERA | undefined, instance?: number): Command => ({ kind: 'pick', entity, instance });
const back: Command = { kind: 'walk-selections', step: -1 };
const forth: Command = { kind: 'walk-selections', step: 1 };
const nothing: Command = { kind: 'select', entity: undefined };

describe('selecting by a click', () => {
  it.each<[string, readonly Command[], string]>([
    ['selects the entity first', [pick(BOXES, 3)], '/camera/boxes'],
    ['and the instance with the next click', [pick(BOXES, 3), pick(BOXES, 3)], '/camera/boxes #3'],
    ['and then any other instance at once', [pick(BOXES, 3), pick(BOXES, 3), pick(BOXES, 5)], '/camera/boxes #5'],
    ['selects the entity of another thing first', [pick(BOXES, 3), pick(BOXES, 3), pick(ARM, 1)], '/arm'],
    ['takes what has no instances as it is', [pick(ARM), pick(ARM)], '/arm'],
    ['selects nothing on the ground', [pick(ARM), pick(undefined)], 'nothing'],
  ])('%s', (_, commands, expected) => {
    expect(shown(run(commands))).toBe(expected);
  });
});

describe('the history of selections', () => {
  const three = run([pick(CAMERA), pick(BOXES), pick(ARM)]);

  it.each<[string, readonly Command[], string]>([
    ['goes back', [back], '/camera/boxes'],
    ['as far as it reaches', [back, back, back, back], '/camera'],
    ['and forth', [back, back, forth], '/camera/boxes'],
    ['no further than the newest', [back, forth, forth, forth], '/arm'],
    ['first brings back what was cleared', [nothing, back], '/arm'],
    ['and goes on from there', [nothing, back, back], '/camera/boxes'],
    ['forgets what was ahead once something else is selected', [back, back, pick(BOXES, 1), forth], '/camera/boxes'],
    ['knows instances', [pick(ARM, 2), pick(CAMERA), back], '/arm #2'],
  ])('%s', (_, commands, expected) => {
    expect(shown(run(commands, three))).toBe(expected);
  });

  it('is bounded', () => {
    const many = Array.from({ length: 300 }, (_, i): Command => ({ kind: 'select', entity: ARM, instance: i }));
    expect(run(many).selections.entries).toHaveLength(100);
  });

  it('is the same object where there is nowhere to go', () => {
    expect(reduce(three, forth)).toBe(three);
    expect(reduce(INITIAL_STATE, back)).toBe(INITIAL_STATE);
  });
});

describe('hovering', () => {
  it('names an instance, and changes nothing while it is the same', () => {
    const hovered = reduce(INITIAL_STATE, { kind: 'hover', entity: BOXES, instance: 4 });
    expect(hovered).toMatchObject({ hovered: BOXES, hoveredInstance: 4 });
    expect(reduce(hovered, { kind: 'hover', entity: BOXES, instance: 4 })).toBe(hovered);
    expect(reduce(hovered, { kind: 'hover', entity: BOXES })).toMatchObject({ hoveredInstance: undefined });
  });
});
