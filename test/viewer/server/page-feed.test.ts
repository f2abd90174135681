import { describe, expect, it } from 'vitest';
import type { HeldChunk } from '../../../packages/viewer/src/server/held-chunk.ts';
import { PageFeed, QUEUE_LIMIT_MILLIS } from '../../../packages/viewer/src/server/page-feed.ts';
import type { RecordingLog } from '../../../packages/viewer/src/server/recording-log.ts';
import { ChunkLogFixture, wordOf } from './chunk-log-fixture.ts';

/** Takes what there is to send, up to `count` steps. */
function take(feed: PageFeed, count = Infinity, mayBeHistory = true): string {
  const words: string[] = [];
  for (let i = 0; i < count; i++) {
    const step = feed.next(mayBeHistory);
    if (step.kind === 'nothing') break;
    words.push(step.kind === 'chunk' ? wordOf(step.message) : step.kind);
  }
  return words.join(' ');
}

function addLive(fixture: ChunkLogFixture, recording: RecordingLog, feed: PageFeed, words: string): HeldChunk[] {
  return words.split(' ').flatMap((word) => {
    const chunks = fixture.add(recording, word);
    for (const chunk of chunks) feed.arrived(chunk, fixture.nowMillis);
    return chunks;
  });
}

describe('a page that comes late', () => {
  it('[W28] gets static data, then the newest group of each track, then the rest from the newest to the oldest', () => {
    const fixture = new ChunkLogFixture(100);
    const recording = fixture.connect();
    fixture.add(recording, 'aS1 aK2 aP3 bR4 aK5 aP6 bR7 bS8 aK9 aP10');
    const feed = new PageFeed(recording, 0);
    expect(take(feed)).toBe('aS1 bS8 bR7 aK9 aP10 aK5 aP6 bR4 aK2 aP3 history-complete');
  });

  it('[W28] gets live chunks before history, in order of arrival, each chunk once', () => {
    const fixture = new ChunkLogFixture(100);
    const recording = fixture.connect();
    fixture.add(recording, 'aK1 aP2 aK3 aP4 aK5');
    const feed = new PageFeed(recording, 0);
    expect(take(feed, 2)).toBe('aK5 aK3');
    addLive(fixture, recording, feed, 'aP6 bR7 aK8');
    expect(take(feed)).toBe('aP6 bR7 aK8 aP4 aK1 aP2 history-complete');
    addLive(fixture, recording, feed, 'aP9');
    expect(take(feed)).toBe('aP9');
  });

  it('gets live chunks but no history while history would be in their way', () => {
    const fixture = new ChunkLogFixture(100);
    const recording = fixture.connect();
    fixture.add(recording, 'aK1 aK2');
    const feed = new PageFeed(recording, 0);
    expect(take(feed, 9, false)).toBe('aK2');
    addLive(fixture, recording, feed, 'aK3');
    expect(take(feed, 9, false)).toBe('aK3');
    expect(take(feed)).toBe('aK1 history-complete');
  });

  it('[W28] is told that history is complete when the rest of it was evicted', () => {
    const fixture = new ChunkLogFixture(3);
    const recording = fixture.connect();
    fixture.add(recording, 'aK1 aK2 aK3');
    const feed = new PageFeed(recording, 0);
    expect(take(feed, 1)).toBe('aK3');
    addLive(fixture, recording, feed, 'aK4 aK5');
    expect(take(feed)).toBe('aK4 aK5 history-complete');
  });

  it('gets an empty recording’s history complete at once', () => {
    const fixture = new ChunkLogFixture(3);
    expect(take(new PageFeed(fixture.connect(), 0))).toBe('history-complete');
  });
});

describe('a page that falls behind', () => {
  it('[W30] jumps to the newest group of each track; what it skipped follows when it has caught up', () => {
    const fixture = new ChunkLogFixture(100);
    const recording = fixture.connect();
    const feed = new PageFeed(recording, 0);
    expect(take(feed)).toBe('history-complete');
    addLive(fixture, recording, feed, 'aK1 aP2 aP3');
    expect(take(feed, 2)).toBe('aK1 aP2');
    addLive(fixture, recording, feed, 'bS4 aK5 aP6 bR7 aK8 bR9');
    fixture.nowMillis += QUEUE_LIMIT_MILLIS + 1;
    addLive(fixture, recording, feed, 'aP10');
    expect(take(feed, 5)).toBe('bS4 aK8 bR9 aP10 bR7');
    expect(take(feed)).toBe('aK5 aP6 aP3');
  });

  it('is not put off while it keeps up, however old the chunks that it is sent first', () => {
    const fixture = new ChunkLogFixture(100);
    const recording = fixture.connect();
    fixture.add(recording, 'aK1 aP2');
    fixture.nowMillis = 60_000;
    const feed = new PageFeed(recording, fixture.nowMillis);
    fixture.nowMillis += 1000;
    addLive(fixture, recording, feed, 'aP3');
    expect(take(feed)).toBe('aK1 aP2 aP3 history-complete');
  });

  it('[W30] [W31] loses only what is evicted before it is sent, and knows why', () => {
    const fixture = new ChunkLogFixture(4);
    const recording = fixture.connect();
    fixture.add(recording, 'aK1 aK2');
    const feed = new PageFeed(recording, 0);
    const fates: string[] = [];
    fixture.onEvicted.push((_, chunks) => {
      for (const chunk of chunks) fates.push(`${chunk.chunkId} ${feed.evicted(chunk)}`);
      feed.tidy();
    });
    expect(take(feed, 1)).toBe('aK2');
    addLive(fixture, recording, feed, 'aK3 aK4 aK5 aK6 aK7');
    expect(fates).toEqual(['aK1 memory-limit', 'aK2 was-sent', 'aK3 page-queue']);
    expect(take(feed)).toBe('aK4 aK5 aK6 aK7 history-complete');
  });
});
