import { parseEntityPath, parseRecordingId } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { currentTime } from '../../../packages/viewer/src/app/state/selectors.ts';
import { ChunkMaker, FRAME, LOG, scalar } from '../data/make-chunks.ts';
import { openSession, REC, summary } from './page-fixture.ts';

const OTHER = parseRecordingId('other');
const maker = new ChunkMaker();
const row = (frame: bigint) => maker.plain('/arm', [FRAME], [{ times: [frame], batches: [scalar(1)] }]);

describe('session', () => {
  it('asks for the recording that the state chose, once', () => {
    const { sent, session } = openSession();
    session.handle({ kind: 'recordings', recordings: [summary()] });
    expect(sent).toEqual([{ kind: 'subscribe', recording: REC }]);
  });

  it('follows the newest time as chunks come', () => {
    const { app, take } = openSession();
    take(row(1n));
    take(row(2n), row(3n));
    expect(app.state.time.timeline).toBe('frame');
    expect(currentTime(app.state)).toBe(3n);
  });

  it('gives credit for every chunk after it was taken in', () => {
    const { sent, session, take } = openSession();
    take(row(1n), row(2n));
    session.handle({ kind: 'chunks', recording: OTHER, chunks: [row(3n)] });
    expect(sent.slice(1)).toEqual([
      { kind: 'taken', byteLength: 200 },
      { kind: 'taken', byteLength: 100 },
    ]);
  });

  it('takes nothing in of a recording that was left', () => {
    const { app, session, take } = openSession();
    take(row(1n));
    app.dispatch({ kind: 'open-recording', recording: OTHER });
    take(row(9n));
    expect(session.store).toBeUndefined();
    expect(app.state.timelines).toEqual([]);
  });

  it('starts from nothing when another recording is opened', () => {
    const { app, session, take, video } = openSession();
    take(row(1n));
    const resets = video.resets;
    app.dispatch({ kind: 'open-recording', recording: OTHER });
    session.handle({ kind: 'reset', recording: OTHER });
    session.handle({ kind: 'chunks', recording: OTHER, chunks: [row(5n)] });
    expect(session.store?.recording).toBe(OTHER);
    expect(currentTime(app.state)).toBe(5n);
    expect(video.resets).toBeGreaterThan(resets);
  });

  it('tells the store of drops and the end of history', () => {
    const { app, session, take, complete } = openSession();
    const entity = parseEntityPath('/arm');
    take(row(1n));
    session.handle({
      kind: 'dropped',
      dropped: { recording: REC, entity, rows: 3, bytes: 1, reason: 'page-queue' },
    });
    complete();
    expect(session.store?.dropped(entity)).toBe(3);
    expect(app.state.drops[entity]?.atPage).toBe(3);
    expect(session.store?.historyComplete).toBe(true);
    expect(app.state.historyComplete).toBe(true);
  });

  it('changes from log_time to the program’s own timeline when that turns up', () => {
    const { app, take } = openSession();
    take(maker.plain('/log', [LOG], [{ times: [5n], batches: [scalar(1)] }]));
    expect(app.state.time.timeline).toBe('log_time');
    take(row(1n));
    expect(app.state.time.timeline).toBe('frame');
  });
});
