import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../../packages/viewer/src/app/keys/actions.ts';
import { chordText, hasAppleKeys, type KeyPress } from '../../../packages/viewer/src/app/keys/chord.ts';
import { actionOf } from '../../../packages/viewer/src/app/keys/keyboard.ts';

interface Held {
  readonly ctrl?: boolean;
  readonly meta?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
  readonly altGraph?: boolean;
  readonly code?: string;
}

function press(key: string, held: Held = {}): KeyPress {
  return {
    key,
    code: held.code ?? '',
    ctrlKey: held.ctrl ?? false,
    metaKey: held.meta ?? false,
    altKey: held.alt ?? false,
    shiftKey: held.shift ?? false,
    getModifierState: () => held.altGraph ?? false,
  };
}

describe('keys', () => {
  it.each<[string, KeyPress, string | undefined]>([
    ['Space', press(' '), 'play'],
    ['End', press('End'), 'follow'],
    ['Home', press('Home'), 'to-start'],
    ['←', press('ArrowLeft'), 'step-back'],
    ['Shift+→', press('ArrowRight', { shift: true }), 'steps-forward'],
    ['Ctrl+→', press('ArrowRight', { ctrl: true }), 'event-forward'],
    ['Ctrl+Shift+→, which is nobody’s', press('ArrowRight', { ctrl: true, shift: true }), undefined],
    ['Alt+←', press('ArrowLeft', { alt: true }), 'selection-back'],
    ['Alt+→', press('ArrowRight', { alt: true }), 'selection-forward'],
    ['a digit', press('2', { code: 'Digit2' }), 'speed-2'],
    ['a digit where it takes Shift to write it', press('é', { code: 'Digit2' }), 'speed-2'],
    ['a digit with Shift there', press('2', { code: 'Digit2', shift: true }), 'speed-2'],
    ['what Shift makes of a digit', press('@', { code: 'Digit2', shift: true }), undefined],
    ['minus', press('-'), 'backwards'],
    ['? however it is written', press('?', { shift: true }), 'shortcuts'],
    ['? without Shift', press('?'), 'shortcuts'],
    ['? with AltGr', press('?', { ctrl: true, alt: true, altGraph: true }), 'shortcuts'],
    ['L with caps lock', press('L', { shift: false }), 'loop'],
    ['V', press('v'), 'toggle-visible'],
    ['Shift+V', press('V', { shift: true }), 'isolate'],
    ['Ctrl+K', press('k', { ctrl: true }), 'palette'],
    ['Ctrl+P', press('p', { ctrl: true }), 'palette'],
    ['Esc', press('Escape'), 'clear-selection'],
    ['K alone', press('k'), undefined],
    ['Ctrl+Alt+K', press('k', { ctrl: true, alt: true }), undefined],
    ['the Windows key and K', press('k', { meta: true }), undefined],
    ['AltGr+→, which is not Alt+→', press('ArrowRight', { ctrl: true, alt: true, altGraph: true }), undefined],
    ['a letter written with AltGr', press('ł', { ctrl: true, alt: true, altGraph: true }), undefined],
    ['Ctrl+Space', press(' ', { ctrl: true }), undefined],
  ])('%s', (_, pressed, expected) => {
    expect(actionOf(pressed, false)?.id).toBe(expected);
  });

  it.each<[string, KeyPress, string | undefined]>([
    ['⌘K', press('k', { meta: true }), 'palette'],
    ['Ctrl+K, which deletes to the end of the line there', press('k', { ctrl: true }), undefined],
  ])('on an Apple keyboard: %s', (_, pressed, expected) => {
    expect(actionOf(pressed, true)?.id).toBe(expected);
  });

  it('mean one thing each', () => {
    const texts = ACTIONS.flatMap((action) => action.chords.map((chord) => chordText(chord, false)));
    expect(new Set(texts).size).toBe(texts.length);
    expect(new Set(ACTIONS.map((action) => action.id)).size).toBe(ACTIONS.length);
  });

  it('are named as they are written on the keyboard', () => {
    expect(chordText({ key: 'ArrowLeft', ctrl: true }, false)).toBe('Ctrl+←');
    expect(chordText({ key: 'k', ctrl: true }, hasAppleKeys('MacIntel'))).toBe('⌘K');
    expect(chordText({ key: ' ' }, hasAppleKeys('Linux x86_64'))).toBe('Space');
  });
});
