import { describe, expect, it } from 'vitest';
import {
  documentRows,
  isSameDocument,
  readDocument,
} from '../../../../packages/viewer/src/app/views/text-document/document-query.ts';
import {
  MAX_MARKDOWN,
  parseMarkdown,
  pictureOf,
  placeholderOf,
} from '../../../../packages/viewer/src/app/views/text-document/parse-markdown.ts';
import { textBeginning } from '../../../../packages/viewer/src/app/views/text-document/text-beginning.ts';
import { batch, ChunkMaker, clear, FRAME } from '../../data/make-chunks.ts';
import { path, storeOf } from '../view-fixture.ts';

const document = (words: string) => batch('TextDocument', 'text', [words]);
const type = (name: string) => batch('TextDocument', 'media_type', [name]);

describe('the text of a document', () => {
  it('is the one logged last at the cursor, and none before the first or after a Clear', () => {
    const store = storeOf(
      new ChunkMaker().plain(
        'doc',
        [FRAME],
        [
          { times: [10n], batches: [document('first')] },
          { times: [20n], batches: [document('second')] },
          { times: [30n], batches: [clear(false)] },
        ],
      ),
    );
    const at = (time: bigint) => readDocument(documentRows(store, path('doc'), 'frame', time))?.text;
    expect([9n, 10n, 19n, 20n, 30n].map(at)).toEqual([undefined, 'first', 'first', 'second', undefined]);
  });

  it.each([
    [undefined, 'plain', undefined],
    ['text/plain', 'plain', undefined],
    ['text/markdown', 'markdown', undefined],
    ['Text/Markdown; charset=utf-8', 'markdown', undefined],
    ['text/html', 'plain', 'text/html'],
  ] as const)('of type %s is shown as %s', (mediaType, format, unknownType) => {
    const batches = [document('x'), ...(mediaType === undefined ? [] : [type(mediaType)])];
    const store = storeOf(new ChunkMaker().plain('doc', [], [{ times: [], batches }]));
    expect(readDocument(documentRows(store, path('doc'), 'frame', 0n))).toEqual({ text: 'x', format, unknownType });
  });

  it('is the same as long as it stands in the same row', () => {
    const rows = [10n, 20n].map((time) => ({ times: [time], batches: [document('same words')] }));
    const store = storeOf(new ChunkMaker().plain('doc', [FRAME], rows));
    const at = (time: bigint) => documentRows(store, path('doc'), 'frame', time);
    expect(isSameDocument(at(10n), at(15n))).toBe(true);
    expect(isSameDocument(at(15n), at(20n))).toBe(false);
    expect(isSameDocument(at(5n), at(9n))).toBe(true);
  });
});

describe('Markdown that would take too long', () => {
  it('keeps the words of what it does not render', () => {
    const { html = '', notes = [] } = parseMarkdown(`*a* ${'_a_'.repeat(4000)}\n\n*b*`) ?? {};
    expect(html).toContain('_a__a_');
    expect(html).toContain('<em>b</em>');
    expect(notes).toEqual(['Marks in 1 very long or very many pieces of text are shown as they were written.']);
  });

  it('stops looking at marks when that takes too long', () => {
    let clock = 0;
    const { html = '' } = parseMarkdown('*a*\n\n*b*\n\n*c*', () => (clock += 150)) ?? {};
    expect(html).toContain('<em>a</em>');
    expect(html).toContain('*c*');
  });

  it('is cut at the end of a line', () => {
    expect(textBeginning('one\ntwo\nthree', 9)).toBe('one\ntwo');
    expect(textBeginning('one long line', 6)).toBe('one lo');
    expect(textBeginning('short', 6)).toBe('short');
  });
});

describe('pictures inside a document', () => {
  const picture = `data:image/png;base64,${'A'.repeat(MAX_MARKDOWN)}`;
  it('do not count towards what is too long, and come back', () => {
    const { html = '', notes, images = [] } = parseMarkdown(`![dot](${picture})\n\n*after*`) ?? {};
    expect(html).toContain(`src="${placeholderOf(0)}"`);
    expect(html).toContain('<em>after</em>');
    expect(notes).toEqual([]);
    expect(pictureOf(placeholderOf(0), images)).toBe(picture);
    expect(pictureOf(placeholderOf(1), images)).toBeUndefined();
  });
});
