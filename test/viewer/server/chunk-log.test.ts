import { describe, expect, it } from 'vitest';
import { CHUNK_COST, ChunkLogFixture } from './chunk-log-fixture.ts';

describe('what is evicted when the limit is exceeded', () => {
  const cases = [
    {
      name: 'nothing while the limit holds',
      limit: 3,
      words: 'aK1 aP2 bR3',
      held: 'aK1+aP2 bR3',
      evicted: [],
    },
    {
      name: 'single chunks of anything but video, oldest first',
      limit: 2,
      words: 'aR1 bR2 aR3 aR4',
      held: 'aR3 aR4',
      evicted: ['aR1', 'bR2'],
    },
    {
      name: 'a group of pictures as a whole',
      limit: 4,
      words: 'aK1 aP2 aP3 aK4 aP5',
      held: 'aK4+aP5',
      evicted: ['aK1+aP2+aP3'],
    },
    {
      name: 'the group that was closed first, whichever camera it is of',
      limit: 5,
      words: 'aK1 bK2 aP3 bK4 aK5 bK6',
      held: 'aK1+aP3 bK4 aK5 bK6',
      evicted: ['bK2'],
    },
    {
      name: 'not the newest group of a live stream while anything else is left',
      limit: 3,
      words: 'aK1 aP2 bR3 bR4 bR5 bR6',
      held: 'aK1+aP2 bR6',
      evicted: ['bR3', 'bR4', 'bR5'],
    },
    {
      name: 'a group that outgrows the limit, as a whole, and then its rest one by one',
      limit: 3,
      words: 'aK1 aP2 aP3 aP4 aP5 aP6 aP7 aP8',
      held: 'aP6 aP7 aP8',
      evicted: ['aK1+aP2+aP3+aP4', 'aP5'],
    },
    {
      name: 'continuations without a keyframe one by one',
      limit: 2,
      words: 'aP1 aP2 aP3',
      held: 'aP2 aP3',
      evicted: ['aP1'],
    },
    {
      name: 'never static data',
      limit: 3,
      words: 'aS1 bS2 aK3 aK4 aK5',
      held: 'aK5',
      evicted: ['aK3', 'aK4'],
    },
    {
      name: 'of streams whose every picture is a keyframe, one chunk at a time',
      limit: 2,
      words: 'aK1 aK2 aK3 aK4',
      held: 'aK3 aK4',
      evicted: ['aK1', 'aK2'],
    },
  ];
  it.each(cases)('$name', ({ limit, words, held, evicted }) => {
    const fixture = new ChunkLogFixture(limit);
    const recording = fixture.connect();
    fixture.add(recording, words);
    expect(fixture.held(recording)).toBe(held);
    expect(fixture.evicted).toEqual(evicted);
    expect(fixture.log.heldBytes).toBeLessThanOrEqual(limit * CHUNK_COST);
  });

  it('oldest first over all recordings, and a finished one that lost its last goes with its static data', () => {
    const fixture = new ChunkLogFixture(4);
    const finished = fixture.connect('finished');
    fixture.add(finished, 'aS1 aR2 aR3');
    fixture.log.disconnect(finished);
    const live = fixture.connect('live');
    fixture.add(live, 'bR4 bR5');
    expect(fixture.held(finished)).toBe('aR3');
    fixture.add(live, 'bR6');
    expect(fixture.forgotten).toEqual(['finished']);
    expect(fixture.held(live)).toBe('bR4 bR5 bR6');
    expect(fixture.log.heldBytes).toBe(3 * CHUNK_COST);
    expect(finished.evictedBytes).toBeGreaterThan(0);
  });

  it('the newest group of a stream too, once its SDK has left', () => {
    const fixture = new ChunkLogFixture(2);
    const gone = fixture.connect('gone');
    fixture.add(gone, 'aK1 aP2');
    fixture.log.disconnect(gone);
    fixture.add(fixture.connect('live'), 'bK3');
    expect(fixture.evicted).toEqual(['aK1+aP2']);
  });

  it('not the group that an SDK goes on with after it came back', () => {
    const fixture = new ChunkLogFixture(4);
    const recording = fixture.connect();
    fixture.add(recording, 'aK1 aP2');
    fixture.log.disconnect(recording);
    fixture.connect();
    fixture.add(recording, 'aP3 bR4 bR5 bR6');
    expect(fixture.held(recording)).toBe('aK1+aP2+aP3 bR6');
    fixture.add(recording, 'aK7');
    expect(fixture.held(recording)).toBe('aK1+aP2+aP3 aK7');
  });

  it('refuses static data that alone would exceed the limit, and holds what it had', () => {
    const fixture = new ChunkLogFixture(2);
    const recording = fixture.connect();
    fixture.add(recording, 'aS1 bS2');
    expect(() => fixture.add(recording, 'cS3')).toThrow(expect.objectContaining({ code: 'static-limit' }));
    expect(fixture.statics(recording)).toBe('aS1 bS2');
  });
});

describe('what is kept', () => {
  it('of static data, the newest per entity and component', () => {
    const fixture = new ChunkLogFixture(20);
    const recording = fixture.connect();
    fixture.add(recording, 'aS1:x,y aS2:x bS3:x aS4:x');
    expect(fixture.statics(recording)).toBe('aS1:x,y bS3:x aS4:x');
    fixture.add(recording, 'aS5:y');
    expect(fixture.statics(recording)).toBe('bS3:x aS4:x aS5:y');
    expect(recording.chunkCount).toBe(3);
    expect(fixture.log.heldBytes).toBe(3 * CHUNK_COST);
    expect(fixture.evicted).toEqual([]);
  });

  it('two SDKs that log video to one entity have groups of their own', () => {
    const fixture = new ChunkLogFixture(20);
    const recording = fixture.connect();
    fixture.add(recording, 'aK1', 'one');
    fixture.add(recording, 'aK2', 'two');
    fixture.add(recording, 'aP3', 'one');
    fixture.add(recording, 'aP4', 'two');
    expect(fixture.held(recording)).toBe('aK1+aP3 aK2+aP4');
  });

  it('nothing of a recording that never got a chunk', () => {
    const fixture = new ChunkLogFixture(20);
    fixture.log.disconnect(fixture.connect('empty'));
    expect(fixture.forgotten).toEqual(['empty']);
  });

  it('a limited number of recordings: finished ones make room, live ones do not', () => {
    const fixture = new ChunkLogFixture(20, 2);
    const first = fixture.connect('first');
    fixture.add(first, 'aR1');
    fixture.connect('second');
    expect(() => fixture.connect('third')).toThrow(expect.objectContaining({ code: 'too-many-recordings' }));
    fixture.log.disconnect(first);
    fixture.connect('third');
    expect(fixture.forgotten).toEqual(['first']);
    expect(fixture.log.heldBytes).toBe(0);
  });

  it('nothing of entities whose chunks are all gone', () => {
    const fixture = new ChunkLogFixture(3);
    const recording = fixture.connect();
    const entities = ['a', 'b', 'c', 'd', 'e'];
    fixture.add(recording, entities.map((entity) => `${entity}R1`).join(' '));
    expect([...recording.tracks]).toHaveLength(3);
    fixture.add(recording, 'aR2 aR3 aR4');
    expect([...recording.tracks]).toHaveLength(1);
  });

  it('a bounded memory of a stream that runs for long', () => {
    const fixture = new ChunkLogFixture(10);
    const recording = fixture.connect();
    for (let i = 0; i < 5000; i++) fixture.add(recording, `aK${i} aP${i} bR${i}`);
    expect(fixture.held(recording)).toBe('aK4997+aP4997 bR4997 aK4998+aP4998 bR4998 aK4999+aP4999 bR4999');
    expect(recording.groups.size).toBe(6);
    expect(recording.evictedBytes).toBe(fixture.log.totals.evictedBytes);
  });
});
