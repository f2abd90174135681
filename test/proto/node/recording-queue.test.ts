import { describe, expect, it } from 'vitest';
import { parseEntityPath } from '../../../packages/proto/src/entity-path.ts';
import { type RecordingChunk, RecordingQueue } from '../../../packages/proto/src/node/recording-queue.ts';

/** A chunk of 1000 bytes, bookkeeping included. */
function chunk(entity: string, more: Partial<RecordingChunk> = {}): RecordingChunk {
  return {
    arrow: new Uint8Array(744),
    entity: parseEntityPath(entity),
    rows: 1,
    isStatic: false,
    components: ['a'],
    ...more,
  };
}
const key = (entity: string, stream = '') => chunk(entity, { video: { stream, startsAtKeyframe: true } });
const more = (entity: string, stream = '') => chunk(entity, { video: { stream, startsAtKeyframe: false } });

/** Puts them in as a recording file does; `K` and `k` are a keyframe and what continues it. */
function fill(queue: RecordingQueue, chunks: readonly RecordingChunk[]): void {
  chunks.forEach((each, i) => {
    if (queue.isUseless(each)) return;
    queue.push({ chunk: each, order: i + 1 });
    if (queue.isOverLimit) queue.shrink();
  });
}

/** What is left, by number. */
function orders(queue: RecordingQueue): number[] {
  const found: number[] = [];
  for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) found.push(entry.order);
  return found;
}

describe('[R24] what waits for the disk', () => {
  it.each([
    ['the oldest goes', 4000, ['a', 'a', 'a', 'a', 'a', 'a'].map((entity) => chunk(entity)), [3, 4, 5, 6]],
    ['a group of pictures goes as a whole', 4000, [key('v'), more('v'), more('v'), key('v'), more('v')], [4, 5]],
    [
      'what continues a group that went is not taken in',
      3500,
      [key('v'), more('v'), chunk('a'), chunk('a'), more('v'), more('v'), key('v')],
      [3, 4, 7],
    ],
    [
      'static data stays',
      3500,
      [chunk('s', { isStatic: true }), chunk('a'), chunk('a'), chunk('a'), chunk('a')],
      [1, 4, 5],
    ],
    [
      'streams of one entity are told apart',
      4500,
      [key('v', 'x'), key('v', 'y'), more('v', 'x'), more('v', 'y'), chunk('a'), more('v', 'y')],
      [2, 4, 5, 6],
    ],
  ])('%s', (_, limit, chunks, left) => {
    const queue = new RecordingQueue(limit);
    fill(queue, chunks);
    expect(orders(queue)).toEqual(left);
    let rows = 0;
    for (const count of queue.givenUp.values()) rows += count.rows;
    expect(rows).toBe(chunks.length - left.length);
    expect([queue.byteLength, queue.length]).toEqual([0, 0]);
  });

  it('keeps of static data only the newest of the same components', () => {
    const queue = new RecordingQueue(1e6);
    const statics = [['a'], ['b'], ['a'], ['a', 'b']].map((components) => chunk('s', { isStatic: true, components }));
    fill(queue, [...statics, chunk('t', { isStatic: true })]);
    expect(orders(queue)).toEqual([4, 5]);
    expect(queue.givenUp.size).toBe(0);
  });
});
