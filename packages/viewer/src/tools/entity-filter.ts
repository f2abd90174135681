import { type EntityPath, entityPathParts, parseEntityPath } from '@rushes/proto';

/** Tells whether an entity is meant. */
export type EntityFilter = (entityPath: EntityPath) => boolean;

/**
 * A filter for entities by patterns, any of which may match: paths, in which `*` stands for any characters within one part and
 * `**` for any number of parts, also none: `/camera/**` is the camera and all below it. The leading slash may be left out.
 *
 * @throws ProtoError `bad-entity-path`
 */
export function entityFilter(patterns: readonly string[]): EntityFilter {
  const compiled = patterns.map(compile);
  const known = new Map<EntityPath, boolean>();
  return (path) => {
    let matches = known.get(path);
    if (matches === undefined) {
      const parts = entityPathParts(path);
      matches = compiled.some((pattern) => matchesFrom(pattern, 0, parts, 0));
      known.set(path, matches);
    }
    return matches;
  };
}

const ANY_PARTS = '**';
type PatternPart = typeof ANY_PARTS | ((part: string) => boolean);

function compile(pattern: string): readonly PatternPart[] {
  // A slash behind a backslash belongs to the part.
  const texts = pattern.match(/(?:\\.|[^/\\])+/gsu) ?? [];
  // Two in a row say no more than one, but would be tried against each other.
  const distinct = texts.filter((text, i) => text !== ANY_PARTS || texts[i - 1] !== ANY_PARTS);
  return distinct.map((text): PatternPart => {
    if (text === ANY_PARTS) return ANY_PARTS;
    const literals = splitAtStars(text).map((piece) =>
      piece === '' ? '' : (entityPathParts(parseEntityPath(piece))[0] ?? ''),
    );
    return (part) => matchesPieces(part, literals);
  });
}

function splitAtStars(text: string): string[] {
  const pieces = [''];
  for (const [token] of text.matchAll(/\\.|[^\\]/gsu)) {
    if (token === '*') pieces.push('');
    else pieces.push((pieces.pop() ?? '') + token);
  }
  return pieces;
}

/** Whether the part is made of the pieces, in order, with anything between them. */
function matchesPieces(part: string, pieces: readonly string[]): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return part === first;
  if (!part.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = part.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return part.length - last.length >= at && part.endsWith(last);
}

function matchesFrom(pattern: readonly PatternPart[], i: number, parts: readonly string[], j: number): boolean {
  const matcher = pattern[i];
  if (matcher === undefined) return j === parts.length;
  if (matcher === ANY_PARTS) {
    for (let skipped = j; skipped <= parts.length; skipped++) {
      if (matchesFrom(pattern, i + 1, parts, skipped)) return true;
    }
    return false;
  }
  const part = parts[j];
  return part !== undefined && matcher(part) && matchesFrom(pattern, i + 1, parts, j + 1);
}
