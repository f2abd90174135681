/** How well a text answers what was typed, and which of its characters do. */
export interface FuzzyMatch {
  /** Higher is better. */
  readonly score: number;
  /** Indices into the text, ascending. */
  readonly at: readonly number[];
}

const NEIGHBOUR = 8;
const WORD_START = 10;
const FIRST = 6;
/** A whole word of what was typed, found in one piece. */
const PIECE = 20;

/**
 * Every word of `query` has to occur in `text` (case ignored), its characters in order, not necessarily side by side. What stands
 * together, at the beginning of a part or at the very beginning counts more; of two equal matches the shorter text wins.
 */
export function fuzzyMatch(query: string, text: string): FuzzyMatch | undefined {
  const lower = text.toLowerCase();
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  // Nearly all of ten thousand entities leave here.
  for (const word of words) if (!isInOrder(word, 0, lower, 0)) return undefined;
  const found = new Set<number>();
  let score = 0;
  for (const word of words) {
    const match = matchPiece(word, text, lower) ?? matchScattered(word, text, lower);
    score += match.score;
    for (const index of match.at) found.add(index);
  }
  return { score: score - text.length / 50, at: [...found].sort((a, b) => a - b) };
}

/** The best place where the word stands in one piece. */
function matchPiece(word: string, text: string, lower: string): FuzzyMatch | undefined {
  let best: FuzzyMatch | undefined;
  for (let from = lower.indexOf(word); from >= 0; from = lower.indexOf(word, from + 1)) {
    const score = PIECE + NEIGHBOUR * (word.length - 1) + startBonus(text, from);
    if (best === undefined || score > best.score) {
      best = { score, at: Array.from({ length: word.length }, (_, i) => from + i) };
    }
  }
  return best;
}

/** Each character at the next beginning of a part that has it, else where it comes next. Its characters are known to be there in order. */
function matchScattered(word: string, text: string, lower: string): FuzzyMatch {
  const at: number[] = [];
  let score = 0;
  let next = 0;
  for (let i = 0; i < word.length; i++) {
    const place = preferredPlace(word, i, text, lower, next);
    score += (place === next && i > 0 ? NEIGHBOUR : 0) + startBonus(text, place);
    at.push(place);
    next = place + 1;
  }
  return { score, at };
}

/** The beginning of a part may be chosen only if what is left of the word can still follow. */
function preferredPlace(word: string, index: number, text: string, lower: string, from: number): number {
  const char = word.charAt(index);
  const first = lower.indexOf(char, from);
  if (first === from) return first;
  for (let place = first; place >= 0; place = lower.indexOf(char, place + 1)) {
    if (startBonus(text, place) > 0 && isInOrder(word, index + 1, lower, place + 1)) return place;
  }
  return first;
}

function isInOrder(word: string, wordFrom: number, lower: string, from: number): boolean {
  let next = from;
  for (let i = wordFrom; i < word.length; i++) {
    const place = lower.indexOf(word.charAt(i), next);
    if (place < 0) return false;
    next = place + 1;
  }
  return true;
}

const SEPARATORS = ' /_.,:-';

function startBonus(text: string, index: number): number {
  if (index === 0) return WORD_START + FIRST;
  const before = text.charAt(index - 1);
  if (SEPARATORS.includes(before)) return WORD_START;
  const here = text.charAt(index);
  const isHump = before >= 'a' && before <= 'z' && here >= 'A' && here <= 'Z';
  return isHump ? WORD_START : 0;
}
