/** A key with the modifiers that it is pressed with. */
export interface Chord {
  /** As in `KeyboardEvent.key`; letters in lower case. */
  readonly key: string;
  /** Ctrl, on Apple keyboards ⌘. */
  readonly ctrl?: true;
  readonly alt?: true;
  /** Says nothing for characters that Shift makes another of (`?`): those are named by what they are. */
  readonly shift?: true;
}

/** What is read of a `KeyboardEvent`. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  getModifierState(key: 'AltGraph'): boolean;
}

/** Whether this press is that chord. */
export function isChord(press: KeyPress, chord: Chord, isApple: boolean): boolean {
  const hasAltGraph = press.getModifierState('AltGraph');
  const isCharacter = press.key.length === 1;
  // With AltGr one writes characters; Windows says that Ctrl and Alt are down then.
  if (hasAltGraph && (!isCharacter || chord.ctrl || chord.alt)) return false;
  const [ctrl, other] = isApple ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey];
  const isMatch = hasAltGraph || (ctrl === (chord.ctrl ?? false) && press.altKey === (chord.alt ?? false));
  if (!isMatch || other) return false;
  if (/^\d$/.test(chord.key)) return digitOf(press) === chord.key;
  if (press.key.toLowerCase() !== chord.key.toLowerCase()) return false;
  const hasCase = !isCharacter || press.key === ' ' || press.key.toLowerCase() !== press.key.toUpperCase();
  return !hasCase || press.shiftKey === (chord.shift ?? false);
}

/** Where digits are written with Shift (French keyboards), the key alone is enough. */
function digitOf({ key, code, shiftKey }: KeyPress): string | undefined {
  if (/^\d$/.test(key)) return key;
  return shiftKey ? undefined : /^Digit(\d)$/.exec(code)?.[1];
}

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  ContextMenu: 'Menu',
  '-': '−',
};

/** `Ctrl+K`, on Apple keyboards `⌘K`. */
export function chordText({ key, ctrl, alt, shift }: Chord, isApple: boolean): string {
  const name = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  const parts = isApple
    ? [shift && '⇧', alt && '⌥', ctrl && '⌘', name]
    : [ctrl && 'Ctrl', alt && 'Alt', shift && 'Shift', name];
  return parts.filter((part) => part !== undefined).join(isApple ? '' : '+');
}

/** Whether this machine's keyboard is one of Apple's, which use ⌘ where others use Ctrl. */
export function hasAppleKeys(platform: string): boolean {
  return /Mac|iPhone|iPad/.test(platform);
}
