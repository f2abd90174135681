import { describe, expect, it } from 'vitest';
import { fuzzyMatch } from '../../../packages/viewer/src/app/shell/palette/fuzzy.ts';

/** The text with what matched in brackets. */
function marked(query: string, text: string): string | undefined {
  const match = fuzzyMatch(query, text);
  if (match === undefined) return undefined;
  const at = new Set(match.at);
  return [...text]
    .map((char, i) => (at.has(i) ? `[${char}]` : char))
    .join('')
    .replaceAll('][', '');
}
const best = (query: string, texts: readonly string[]): string | undefined =>
  texts
    .map((text) => ({ text, match: fuzzyMatch(query, text) }))
    .filter(({ match }) => match !== undefined)
    .sort((a, b) => (b.match?.score ?? 0) - (a.match?.score ?? 0))[0]?.text;

describe('fuzzy search', () => {
  it.each<[string, string, string | undefined]>([
    ['cam', '/robot/camera', '/robot/[cam]era'],
    ['CAM', '/robot/camera', '/robot/[cam]era'],
    ['rc', '/robot/camera', '/[r]obot/[c]amera'],
    ['cam rob', '/robot/camera', '/[rob]ot/[cam]era'],
    ['zz', '/robot/camera', undefined],
    ['acemar', '/robot/camera', undefined],
    ['', '/robot/camera', '/robot/camera'],
    ['pop', 'Play or pause', '[P]lay [o]r [p]ause'],
    ['ööö', '/ä', undefined],
  ])('“%s” in “%s”', (query, text, expected) => {
    expect(marked(query, text)).toBe(expected);
  });

  it.each<[string, string, string, readonly string[]]>([
    ['what begins with it', 'play', 'Play or pause', ['Replay all', 'Play or pause', 'Display']],
    ['what stands together', 'arm', '/robot/arm', ['/a/r/m', '/car/map', '/robot/arm']],
    ['the beginning of a part', 'left', '/arm/left', ['/cleft', '/arm/left']],
    ['the shorter of equals', 'camera', '/camera', ['/camera/left/boxes', '/camera']],
  ])('finds %s first', (_, query, expected, texts) => {
    expect(best(query, texts)).toBe(expected);
  });
});
