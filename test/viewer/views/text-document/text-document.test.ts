import { describe, expect, it } from 'vitest';
import { documentAt } from '../../../../packages/viewer/src/app/views/text-document/document-query.ts';
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
    const at = (time: bigint) => documentAt(store, path('doc'), 'frame', time)?.text;
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
    expect(documentAt(store, path('doc'), 'frame', 0n)).toEqual({ text: 'x', format, unknownType });
  });
});
