import { MAX_ENTITY_PATH_BYTES } from './constants.ts';
import { ProtoError, ProtoErrorCode } from './errors.ts';

/**
 * A checked entity path in its canonical, escaped text form with a leading slash, `/world/camera`; the root is `/`.
 * Two paths are the same entity exactly if their texts are equal. Made only by {@link parseEntityPath} and
 * {@link joinEntityPath}.
 *
 * @group Entity paths
 */
export type EntityPath = string & { readonly __brand: 'EntityPath' };

/**
 * The root of all entities.
 *
 * @group Entity paths
 */
export const ROOT_ENTITY = '/' as EntityPath;

/**
 * Reads an entity path as a person writes it. The leading slash may be left out, doubled and trailing slashes are ignored,
 * and characters that the canonical form escapes may stand for themselves (`camera/front left!` is accepted). A backslash
 * must begin a known escape: `\n`, `\r`, `\t`, `\u{262E}`, or any ASCII punctuation or space.
 *
 * @throws ProtoError `bad-entity-path` naming the offset of the trouble.
 * @group Entity paths
 */
export function parseEntityPath(text: string): EntityPath {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const path = joinEntityPath(splitParts(text));
  remember(parsed, text, path);
  return path;
}

/**
 * The parts of a path, unescaped: `['world', 'camera']`; none for the root.
 *
 * @group Entity paths
 */
export function entityPathParts(path: EntityPath): readonly string[] {
  const known = partsOf.get(path);
  if (known !== undefined) return known;
  const parts = splitParts(path);
  remember(partsOf, path, parts);
  return parts;
}

/**
 * The path of these unescaped parts.
 *
 * @throws ProtoError `bad-entity-path` for an empty part or a path that gets too long.
 * @group Entity paths
 */
export function joinEntityPath(parts: readonly string[]): EntityPath {
  if (parts.length === 0) return ROOT_ENTITY;
  let text = '';
  for (const part of parts) {
    if (part === '') throw badPath('A part of an entity path must not be empty', parts.join('/'));
    text += `/${escapePart(part)}`;
  }
  if (utf8Length(text) > MAX_ENTITY_PATH_BYTES) {
    throw badPath(`An entity path must take at most ${MAX_ENTITY_PATH_BYTES} bytes, found ${utf8Length(text)}`, text);
  }
  return text as EntityPath;
}

/**
 * The path without its last part; undefined for the root.
 *
 * @group Entity paths
 */
export function parentEntityPath(path: EntityPath): EntityPath | undefined {
  if (path === ROOT_ENTITY) return undefined;
  // A slash inside a part is escaped as `\/`, and a backslash as `\\`: parts tell them apart, a search for "/" would not.
  return joinEntityPath(entityPathParts(path).slice(0, -1));
}

/**
 * Whether `path` is `ancestor` itself or lies below it.
 *
 * @group Entity paths
 */
export function isDescendantOrSelf(path: EntityPath, ancestor: EntityPath): boolean {
  return ancestor === ROOT_ENTITY || path === ancestor || path.startsWith(`${ancestor}/`);
}

/** Paths come back with every log call. Bounded: a program that makes up names must not fill the memory with them. */
const MAX_REMEMBERED = 16_384;
const parsed = new Map<string, EntityPath>();
const partsOf = new Map<EntityPath, readonly string[]>();

function remember<K, V>(cache: Map<K, V>, key: K, value: V): void {
  if (cache.size >= MAX_REMEMBERED) cache.clear();
  cache.set(key, value);
}

function splitParts(text: string): readonly string[] {
  if (typeof text !== 'string') throw badPath(`An entity path must be a string, found ${typeof text}`, String(text));
  if (text === '') throw badPath('An entity path must not be empty (the root is "/")', text);
  // Longer than this in UTF-16 units is also longer in bytes: refused before any work is done on it.
  if (text.length > 2 * MAX_ENTITY_PATH_BYTES) {
    throw badPath(
      `An entity path must take at most ${MAX_ENTITY_PATH_BYTES} bytes, found ${text.length} characters`,
      text,
    );
  }
  if (LONE_SURROGATE.test(text))
    throw badPath('An entity path must be well-formed Unicode, found half a character', text);
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '/') {
      if (part !== '') parts.push(part);
      part = '';
    } else if (char === '\\') {
      const escaped = readEscape(text, i);
      part += escaped.char;
      i += escaped.length - 1;
    } else {
      part += char;
    }
  }
  if (part !== '') parts.push(part);
  return parts;
}

function readEscape(text: string, offset: number): { char: string; length: number } {
  const char = text.charAt(offset + 1);
  if (char === 'n') return { char: '\n', length: 2 };
  if (char === 'r') return { char: '\r', length: 2 };
  if (char === 't') return { char: '\t', length: 2 };
  if (char === 'u') {
    const digits = /^\{([0-9a-fA-F]{1,6})\}/.exec(text.slice(offset + 2, offset + 10))?.[1];
    const code = digits === undefined ? Number.NaN : Number.parseInt(digits, 16);
    if (digits === undefined || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      throw badPath(`Expected an escape like \\u{262E} at offset ${offset}`, text);
    }
    return { char: String.fromCodePoint(code), length: digits.length + 4 };
  }
  if (char === '') throw badPath(`Expected a character after the backslash at offset ${offset}, found the end`, text);
  if (ASCII_PUNCTUATION_OR_SPACE.test(char)) return { char, length: 2 };
  throw badPath(
    `Unknown escape \\${char} at offset ${offset}; known are \\n, \\r, \\t, \\u{262E} and escaped ASCII punctuation (a backslash is written as \\\\)`,
    text,
  );
}

// What Rust's `char::is_alphanumeric` accepts: Rerun escapes everything else, and compares paths in this form.
const PLAIN = /^[\p{Alphabetic}\p{N}_.-]*$/u;
const PLAIN_CHAR = /^[\p{Alphabetic}\p{N}_.-]$/u;
const ASCII_PUNCTUATION_OR_SPACE = /^[ !-/:-@[-`{-~]$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

function escapePart(part: string): string {
  if (PLAIN.test(part)) return part;
  let text = '';
  for (const char of part) text += escapeChar(char);
  return text;
}

function escapeChar(char: string): string {
  if (PLAIN_CHAR.test(char)) return char;
  if (char === '\n') return '\\n';
  if (char === '\r') return '\\r';
  if (char === '\t') return '\\t';
  if (ASCII_PUNCTUATION_OR_SPACE.test(char)) return `\\${char}`;
  const code = char.codePointAt(0) ?? 0;
  // Rerun reads exactly four digits, so a longer escape would reach it as other characters; as itself it arrives whole.
  if (code > 0xffff) return char;
  return `\\u{${code.toString(16).toUpperCase().padStart(4, '0')}}`;
}

function utf8Length(text: string): number {
  let length = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

function badPath(problem: string, text: string): ProtoError {
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return new ProtoError(ProtoErrorCode.BadEntityPath, `${problem}. Path: ${JSON.stringify(shown)}`);
}
