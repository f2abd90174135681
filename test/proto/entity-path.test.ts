import {
  entityPathParts,
  isDescendantOrSelf,
  joinEntityPath,
  ProtoError,
  parentEntityPath,
  parseEntityPath,
  ROOT_ENTITY,
} from '@rushes/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('parseEntityPath', () => {
  it.each([
    ['/', '/', []],
    ['//', '/', []],
    ['foo', '/foo', ['foo']],
    ['/foo/bar/', '/foo/bar', ['foo', 'bar']],
    ['/foo///bar//', '/foo/bar', ['foo', 'bar']],
    ['foo/42', '/foo/42', ['foo', '42']],
    ['a_b-c.d', '/a_b-c.d', ['a_b-c.d']],
    ['hallådär/日本', '/hallådär/日本', ['hallådär', '日本']],
    ['٣½Ⅷ', '/٣½Ⅷ', ['٣½Ⅷ']],
    ['foo/bar:baz', '/foo/bar\\:baz', ['foo', 'bar:baz']],
    ['foo/#bar/baz', '/foo/\\#bar/baz', ['foo', '#bar', 'baz']],
    ['foo/Hallå Där!', '/foo/Hallå\\ Där\\!', ['foo', 'Hallå Där!']],
    ['foo/Hallå\\ Där\\!', '/foo/Hallå\\ Där\\!', ['foo', 'Hallå Där!']],
    ['a\\/b/c', '/a\\/b/c', ['a/b', 'c']],
    ['a\\\\/b', '/a\\\\/b', ['a\\', 'b']],
    ['line\\nbreak\\r\\t', '/line\\nbreak\\r\\t', ['line\nbreak\r\t']],
    ['line\nbreak', '/line\\nbreak', ['line\nbreak']],
    ['\\u{262E}', '/\\u{262E}', ['☮']],
    ['☮', '/\\u{262E}', ['☮']],
    ['\\u{00E5}', '/å', ['å']],
    ['\\u{1}', '/\\u{0001}', ['\u0001']],
    ['😀', '/😀', ['😀']],
    ['\\u{1F600}', '/😀', ['😀']],
    ['a\\[\\#42\\]', '/a\\[\\#42\\]', ['a[#42]']],
  ])('[W7] reads %j as %j', (text, path, parts) => {
    expect(parseEntityPath(text)).toBe(path);
    expect(entityPathParts(parseEntityPath(text))).toEqual(parts);
    expect(parseEntityPath(path)).toBe(path);
  });

  it.each([
    ['', 'must not be empty'],
    ['a\\', 'Expected a character after the backslash at offset 1'],
    ['a/\\q', 'Unknown escape \\q at offset 2'],
    ['C:\\Users', 'Unknown escape \\U at offset 2'],
    ['\\ü', 'Unknown escape'],
    ['\\u262E', 'Expected an escape like \\u{262E} at offset 0'],
    ['\\u{}', 'Expected an escape'],
    ['\\u{apa}', 'Expected an escape'],
    ['\\u{110000}', 'Expected an escape'],
    ['\\u{D800}', 'Expected an escape'],
    ['x\ud800', 'half a character'],
    ['x'.repeat(4096), 'at most 4096 bytes, found 4097'],
    ['é'.repeat(3000), 'at most 4096 bytes, found 6001'],
    ['x'.repeat(100_000), 'at most 4096 bytes, found 100000 characters'],
  ])('[W7] refuses %j', (text, message) => {
    const error = caught(() => parseEntityPath(text));
    expect(error.code).toBe('bad-entity-path');
    expect(error.message).toContain(message);
    expect(error.message.length).toBeLessThan(500);
  });

  it('refuses what is no string', () => {
    expect(caught(() => parseEntityPath(undefined as unknown as string)).message).toContain('found undefined');
  });

  it('[W7] is the inverse of joining parts, whatever is in them', () => {
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        const path = joinEntityPath(parts);
        expect(parseEntityPath(path)).toBe(path);
        expect(entityPathParts(path)).toEqual(parts);
      }),
    );
  });

  it('forgets old paths rather than filling the memory', () => {
    for (let i = 0; i < 40_000; i++) parseEntityPath(`made/up/${i}`);
    expect(parseEntityPath('made/up/1')).toBe('/made/up/1');
  });
});

describe('relations of paths', () => {
  it.each([
    ['/', undefined],
    ['/a', '/'],
    ['/a/b', '/a'],
    ['/a\\/b', '/'],
    ['/a/b\\/c', '/a'],
  ])('the parent of %s is %s', (path, parent) => {
    expect(parentEntityPath(parseEntityPath(path))).toBe(parent);
  });

  it.each([
    ['/a', '/', true],
    ['/', '/', true],
    ['/', '/a', false],
    ['/a', '/a', true],
    ['/a/b', '/a', true],
    ['/ab', '/a', false],
    ['/a', '/a/b', false],
    ['/a\\/b', '/a', false],
    ['/a\\\\/b', '/a\\\\', true],
  ])('%s at or below %s: %s', (path, ancestor, expected) => {
    expect(isDescendantOrSelf(parseEntityPath(path), parseEntityPath(ancestor))).toBe(expected);
  });

  it('joins no parts to the root and refuses empty ones', () => {
    expect(joinEntityPath([])).toBe(ROOT_ENTITY);
    expect(caught(() => joinEntityPath(['a', ''])).code).toBe('bad-entity-path');
  });
});

function caught(run: () => unknown): ProtoError {
  try {
    run();
  } catch (error) {
    if (error instanceof ProtoError) return error;
    throw error;
  }
  throw new Error('Expected a ProtoError, nothing was thrown.');
}
