import { describe, expect, it } from 'vitest';
import { parseMarkdown } from '../../../../packages/viewer/src/app/views/text-document/parse-markdown.ts';

describe('Markdown that is meant to hurt', () => {
  const repeated = (text: string, length = 10_000_000) => text.repeat(Math.ceil(length / text.length));
  it.each([
    ['emphasis that never ends', '_a_'],
    ['struck out words that never end', '~~a~'],
    ['brackets', '['],
    ['images', '!['],
    ['quotes in quotes', '> '],
    ['lists in lists', '- '],
    ['comments', '<!--'],
    ['scripts', '<script>alert(1)</script>\n\n'],
    ['definitions', '[a]: <b> "'],
    ['empty lines', '\n'],
  ])('10 MB of %s: rendered in part or not at all, and no test runs out of time', (_what, text) => {
    const parsed = parseMarkdown(repeated(text));
    if (parsed !== undefined)
      expect(parsed.notes[0]).toMatch(/^The first [0-9,]+ of 10,000,0\d\d characters are shown\.$/);
  });
});
