import { type ChunkId, parseEntityPath } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { type BudgetChunk, MemoryBudget } from '../../../packages/viewer/src/app/data/eviction.ts';

/** `v3k` is a video chunk with row id 3 that starts at a keyframe, `v4` one that continues; `r5` is other rows. */
function chunk(name: string, options: Partial<BudgetChunk> = {}): BudgetChunk {
  const [, letter = '', digits = '', key = ''] = /^([a-z])(\d+)(k?)$/.exec(name) ?? [];
  const rowId = BigInt(digits);
  return {
    id: name as ChunkId,
    entity: parseEntityPath(`/${letter}`),
    byteLength: 10,
    firstRowId: rowId,
    lastRowId: rowId,
    kind: letter === 'r' ? 'rows' : letter === 's' ? 'static' : 'video',
    startsAtKeyframe: key === 'k',
    wholeComponents: letter === 's' ? 'A B' : undefined,
    ...options,
  };
}

/** Admits one after the other; what each of them pushed out. */
function admitAll(limitBytes: number, names: readonly string[]): string[] {
  const budget = new MemoryBudget(limitBytes);
  return names.map((name) => budget.admit(chunk(name)).join(' '));
}

describe('the budget of the page', () => {
  it.each([
    ['nothing while there is room', 40, ['v1k', 'v2', 'r3', 'v4k'], ['', '', '', '']],
    ['a whole group of pictures at once', 40, ['v1k', 'v2', 'v3', 'v4k', 'v5'], ['', '', '', '', 'v1k v2 v3']],
    ['single chunks of other rows', 20, ['r1', 'r2', 'r3', 'r4'], ['', '', 'r1', 'r2']],
    ['the oldest of all entities', 30, ['w1k', 'v2k', 'w3k', 'v4k', 'w5k'], ['', '', '', 'w1k', 'v2k']],
    ['not the newest group while another can go', 30, ['v1k', 'r2', 'r3', 'r4'], ['', '', '', 'r2']],
    ['the newest group when nothing else is left', 20, ['v1k', 'v2', 'v3'], ['', '', 'v1k v2 v3']],
    ['never static chunks', 20, ['s1', 'r2', 'r3', 'r4'], ['', '', 'r2', 'r3']],
    ['history that there is no room for', 20, ['r5', 'r4', 'r3', 'r2'], ['', '', 'r3', 'r2']],
    ['the start of a group whose rest has gone', 20, ['v3k', 'v2', 'v4', 'v1k'], ['', '', 'v2', 'v1k']],
    ['all-keyframe chunks one by one', 20, ['v1k', 'v2k', 'v3k'], ['', '', 'v1k']],
  ])('lets go of %s', (_name, limitBytes, names, evicted) => {
    expect(admitAll(limitBytes, names)).toEqual(evicted);
  });

  it('counts what it holds', () => {
    const budget = new MemoryBudget(25);
    for (const name of ['r1', 'r2', 'r3']) budget.admit(chunk(name));
    expect(budget.byteLength).toBe(20);
  });

  it('lets a static chunk go for a later one of the same components, whichever came first', () => {
    const budget = new MemoryBudget(1000);
    expect(budget.admit(chunk('s2'))).toEqual([]);
    expect(budget.admit(chunk('s3'))).toEqual(['s2']);
    expect(budget.admit(chunk('s1'))).toEqual(['s1']);
    expect(budget.admit(chunk('s4', { wholeComponents: 'A' }))).toEqual([]);
    expect(budget.admit(chunk('s5', { wholeComponents: undefined }))).toEqual([]);
    expect(budget.byteLength).toBe(30);
  });
});
