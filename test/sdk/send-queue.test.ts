import { type EntityPath, parseChunkId, parseEntityPath, parseRecordingId } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { SendQueue } from '../../packages/sdk/src/sinks/send-queue.ts';
import type { SinkChunk } from '../../packages/sdk/src/sinks/sink.ts';

const KB = 1024 - 256;
const HEADER = {
  recording: parseRecordingId('r'),
  seq: 0,
  chunkId: parseChunkId('0'.repeat(32)),
  rows: 1,
  spans: [],
} as const;

/** A chunk that counts for `kilobytes`; its body starts with the number that names it in these tests. */
function chunk(name: number, entity: string, kind: 'static' | 'plain' | 'I' | 'p', kilobytes = 1): SinkChunk {
  const isVideo = kind === 'I' || kind === 'p';
  const body = new Uint8Array(KB + (kilobytes - 1) * 1024);
  body[0] = name;
  const header = { ...HEADER, entity: parseEntityPath(entity), isStatic: kind === 'static' };
  const component = isVideo ? 'VideoStream:sample' : kind === 'static' ? 'VideoStream:codec' : 'Scalars:scalars';
  const video = isVideo ? { video: { startsAtKeyframe: kind === 'I', firstSample: name } } : {};
  return { header: { ...header, components: [component], ...video }, body };
}

function newQueue(limitKilobytes = 16, retainedKilobytes = 8): SendQueue {
  return new SendQueue({ limitBytes: limitKilobytes * 1024, retainedBytes: retainedKilobytes * 1024 });
}

/** Takes all that is unsent: [name, seq] of each. */
function sendAll(queue: SendQueue): [number, number][] {
  const sent: [number, number][] = [];
  for (let next = queue.takeNext(); next !== undefined; next = queue.takeNext()) {
    sent.push([next.body[0] ?? -1, next.header.seq]);
  }
  return sent;
}

const names = (queue: SendQueue) => queue.all().map(({ body }) => body[0]);
const droppedRows = (queue: SendQueue) =>
  Object.fromEntries([...queue.dropped].map(([path, { rows }]) => [path, rows]));

describe('numbers', () => {
  it('count without gaps from 0', () => {
    const queue = newQueue();
    for (const name of [1, 2, 3]) queue.push(chunk(name, 'a', 'plain'));
    expect(sendAll(queue)).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
  });

  it('go on after what the hub holds', () => {
    const queue = newQueue();
    for (const name of [1, 2, 3]) queue.push(chunk(name, 'a', 'plain'));
    sendAll(queue);
    queue.rewind();
    expect(queue.resume(0)).toBe('resumed');
    expect(sendAll(queue)).toEqual([
      [2, 1],
      [3, 2],
    ]);
  });

  it('do not take a chunk for arrived that was never sent', () => {
    const queue = newQueue();
    queue.push(chunk(1, 'a', 'plain'));
    queue.resume(500);
    expect(sendAll(queue)).toEqual([[1, 501]]);
  });

  it('stay right when chunks in doubt were given up meanwhile', () => {
    const queue = newQueue(4);
    for (const name of [1, 2, 3]) queue.push(chunk(name, 'a', 'plain'));
    sendAll(queue);
    queue.rewind();
    for (const name of [4, 5]) queue.push(chunk(name, 'a', 'plain'));
    expect(names(queue)).not.toContain(1);
    queue.resume(1);
    expect(sendAll(queue)).toEqual([
      [3, 2],
      [4, 3],
      [5, 4],
    ]);
  });
});

describe('acknowledgements', () => {
  it('free the memory', () => {
    const queue = newQueue();
    for (const name of [1, 2, 3]) queue.push(chunk(name, 'a', 'plain'));
    sendAll(queue);
    expect([queue.queuedBytes, queue.inFlightBytes]).toEqual([3072, 3072]);
    queue.acknowledge(1);
    expect([queue.queuedBytes, queue.inFlightBytes, queue.length]).toEqual([1024, 1024, 1]);
    queue.acknowledge(2);
    expect([queue.queuedBytes, queue.inFlightBytes, queue.length]).toEqual([0, 0, 0]);
  });

  it('of what was not sent do nothing', () => {
    const queue = newQueue();
    queue.push(chunk(1, 'a', 'plain'));
    queue.acknowledge(7);
    expect(queue.length).toBe(1);
  });

  it('settle marks in order', () => {
    const queue = newQueue();
    queue.push(chunk(1, 'a', 'plain'));
    const { mark } = queue;
    queue.push(chunk(2, 'a', 'plain'));
    expect([queue.isSent(mark), queue.isSettled(mark)]).toEqual([false, false]);
    queue.takeNext();
    expect([queue.isSent(mark), queue.isSettled(mark)]).toEqual([true, false]);
    queue.acknowledge(0);
    expect(queue.isSettled(mark)).toBe(true);
    expect(queue.isSettled(queue.mark)).toBe(false);
  });

  it('of many thousand chunks take no long walk', () => {
    const queue = newQueue(1024 * 1024);
    for (let i = 0; i < 20_000; i++) queue.push(chunk(i & 255, 'a', 'plain', 1));
    sendAll(queue);
    for (let i = 0; i < 20_000; i++) queue.acknowledge(i);
    expect([queue.length, queue.queuedBytes]).toEqual([0, 0]);
  });
});

describe('over the limit', () => {
  it('the oldest rows are given up, a sixteenth of the limit more than needed', () => {
    const queue = newQueue(16);
    for (let name = 1; name <= 16; name++) expect(queue.push(chunk(name, 'a', 'plain'))).toBe(false);
    expect(queue.push(chunk(17, 'a', 'plain'))).toBe(true);
    expect(names(queue)[0]).toBe(3);
    expect(queue.queuedBytes).toBe(15 * 1024);
    expect(droppedRows(queue)).toEqual({ '/a': 2 });
  });

  it('static data is never given up', () => {
    const queue = newQueue(4);
    queue.push(chunk(1, 'a', 'static'));
    for (let name = 2; name <= 9; name++) queue.push(chunk(name, 'a', 'plain'));
    expect(names(queue)[0]).toBe(1);
  });

  it('newer static data of the same columns replaces what was not sent', () => {
    const queue = newQueue();
    queue.push(chunk(1, 'a', 'static'));
    queue.push(chunk(2, 'b', 'static'));
    queue.push(chunk(3, 'a', 'static'));
    expect(names(queue)).toEqual([2, 3]);
    expect(queue.queuedBytes).toBe(2048);
  });

  it('video goes in whole groups', () => {
    const queue = newQueue(6);
    for (const [name, kind] of [
      [1, 'I'],
      [2, 'p'],
      [3, 'p'],
      [4, 'I'],
      [5, 'p'],
      [6, 'p'],
    ] as const) {
      queue.push(chunk(name, 'cam', kind));
    }
    queue.push(chunk(7, 'cam', 'p'));
    expect(names(queue)).toEqual([4, 5, 6, 7]);
    expect(droppedRows(queue)).toEqual({ '/cam': 3 });
  });

  it('the rest of a group that is partly sent goes, and not what follows it', () => {
    const queue = newQueue(6);
    for (const [name, kind] of [
      [1, 'I'],
      [2, 'p'],
      [3, 'p'],
      [4, 'I'],
      [5, 'p'],
      [6, 'p'],
    ] as const) {
      queue.push(chunk(name, 'cam', kind));
    }
    queue.takeNext();
    queue.push(chunk(7, 'cam', 'p'));
    expect(names(queue)).toEqual([1, 4, 5, 6, 7]);
  });

  it('after a group that was still growing, the next sample taken is a keyframe', () => {
    const queue = newQueue(3);
    for (const [name, kind] of [
      [1, 'I'],
      [2, 'p'],
      [3, 'p'],
    ] as const)
      queue.push(chunk(name, 'cam', kind));
    expect(queue.push(chunk(4, 'cam', 'p'))).toBe(true);
    expect(names(queue)).toEqual([]);
    expect(queue.push(chunk(5, 'cam', 'p'))).toBe(true);
    expect(queue.push(chunk(6, 'cam', 'I'))).toBe(false);
    expect(queue.push(chunk(7, 'cam', 'p'))).toBe(false);
    expect(names(queue)).toEqual([6, 7]);
    expect(droppedRows(queue)).toEqual({ '/cam': 5 });
  });

  it('one camera keeps its groups when another one loses them', () => {
    const queue = newQueue(5);
    queue.push(chunk(1, 'left', 'I'));
    queue.push(chunk(2, 'right', 'I'));
    queue.push(chunk(3, 'left', 'p'));
    queue.push(chunk(4, 'right', 'p'));
    queue.push(chunk(5, 'right', 'p'));
    queue.push(chunk(6, 'right', 'p'));
    expect(names(queue)).toEqual([2, 4, 5, 6]);
  });

  it('what is in flight stays, for it may have arrived', () => {
    const queue = newQueue(4);
    for (const name of [1, 2, 3]) queue.push(chunk(name, 'a', 'plain'));
    sendAll(queue);
    for (const name of [4, 5, 6]) queue.push(chunk(name, 'a', 'plain'));
    expect(names(queue).slice(0, 3)).toEqual([1, 2, 3]);
  });

  it('what was given up is reported once', () => {
    const queue = newQueue(2);
    for (const name of [1, 2, 3]) queue.push(chunk(name, 'a', 'plain'));
    expect(queue.takeDropReports()).toEqual([
      { entity: '/a' as EntityPath, rows: 2, bytes: 2048, reason: 'sdk-queue' },
    ]);
    expect(queue.takeDropReports()).toEqual([]);
  });
});

describe('a hub that was restarted', () => {
  function afterRestart(): SendQueue {
    const queue = newQueue();
    queue.push(chunk(1, 'cam', 'static'));
    for (const [name, kind] of [
      [2, 'I'],
      [3, 'p'],
      [4, 'I'],
      [5, 'p'],
    ] as const)
      queue.push(chunk(name, 'cam', kind));
    queue.push(chunk(6, 'a', 'plain'));
    sendAll(queue);
    queue.acknowledge(5);
    queue.push(chunk(7, 'cam', 'p'));
    queue.rewind();
    expect(queue.resume(-1)).toBe('fresh');
    return queue;
  }

  it('gets all static data and the newest group first, numbered from 0', () => {
    expect(sendAll(afterRestart())).toEqual([
      [1, 0],
      [4, 1],
      [5, 2],
      [7, 3],
    ]);
  });

  it('gets nothing twice that is still queued', () => {
    const queue = newQueue();
    queue.push(chunk(1, 'cam', 'static'));
    queue.push(chunk(2, 'cam', 'I'));
    sendAll(queue);
    queue.acknowledge(0);
    queue.rewind();
    queue.resume(-1);
    expect(sendAll(queue)).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  it('gets no group that is longer than what is kept', () => {
    const queue = newQueue(64, 2);
    for (const [name, kind] of [
      [1, 'I'],
      [2, 'p'],
      [3, 'p'],
    ] as const)
      queue.push(chunk(name, 'cam', kind));
    sendAll(queue);
    queue.acknowledge(2);
    queue.resume(-1);
    expect(sendAll(queue)).toEqual([]);
  });

  it('settles a flush only when the repeated data has arrived too', () => {
    const queue = afterRestart();
    const { mark } = queue;
    sendAll(queue);
    queue.acknowledge(2);
    expect(queue.isSettled(mark)).toBe(false);
    queue.acknowledge(3);
    expect(queue.isSettled(mark)).toBe(true);
  });
});

describe('a refused chunk', () => {
  it('goes with what cannot be decoded without it', () => {
    const queue = newQueue();
    for (const [name, kind] of [
      [1, 'I'],
      [2, 'p'],
      [3, 'I'],
      [4, 'p'],
    ] as const)
      queue.push(chunk(name, 'cam', kind));
    queue.push(chunk(5, 'a', 'plain'));
    sendAll(queue);
    expect(queue.dropOldest()?.body[0]).toBe(1);
    expect(names(queue)).toEqual([3, 4, 5]);
    expect(queue.push(chunk(6, 'cam', 'p'))).toBe(false);
  });
});
