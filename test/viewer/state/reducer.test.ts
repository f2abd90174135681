import { parseEntityPath, parseRecordingId, type RecordingSummary } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import type { TimelineExtent } from '../../../packages/viewer/src/app/data/recording-store.ts';
import type { Command } from '../../../packages/viewer/src/app/state/commands.ts';
import { reduce } from '../../../packages/viewer/src/app/state/reducer.ts';
import {
  currentTime,
  dropNotices,
  isDataPending,
  isEntityVisible,
  showMode,
} from '../../../packages/viewer/src/app/state/selectors.ts';
import { type AppState, INITIAL_STATE } from '../../../packages/viewer/src/app/state/state.ts';

const A = parseRecordingId('a');
const B = parseRecordingId('b');
const CAMERA = parseEntityPath('/camera');

const summary = (id: typeof A, live: boolean, startedAtNanos: bigint): RecordingSummary => ({
  id,
  applicationId: 'app',
  startedAtNanos,
  live,
  chunks: 1,
  bytes: 1,
  evictedBytes: 0,
});
const run = (commands: readonly Command[], state: AppState = INITIAL_STATE): AppState => commands.reduce(reduce, state);

const connected: Command = { kind: 'connection', connection: { kind: 'connected', server: 'hub' } };
const lost: Command = { kind: 'connection', connection: { kind: 'lost', reason: 'gone', retryAtMillis: 0 } };
const recordings = (...list: RecordingSummary[]): Command => ({ kind: 'recordings', recordings: list });
const complete = (recording: typeof A): Command => ({ kind: 'history-complete', recording });
const frame = (max: bigint): TimelineExtent => ({ name: 'frame', kind: 'sequence', min: 0n, max });
const logTime: TimelineExtent = { name: 'log_time', kind: 'timestamp', min: 0n, max: 9n };
const timelines = (preferred: string, ...list: TimelineExtent[]): Command => ({
  kind: 'timelines',
  timelines: list,
  preferred,
});

describe('choice of the recording', () => {
  it.each<[string, RecordingSummary[], typeof A]>([
    ['the newest', [summary(B, false, 2n), summary(A, false, 1n)], B],
    ['the newest live one before newer ones that ended', [summary(B, false, 2n), summary(A, true, 1n)], A],
  ])('opens %s by itself', (_, list, expected) => {
    expect(run([connected, recordings(...list)]).active).toBe(expected);
  });

  it('goes on to the program’s next recording when the followed one has ended', () => {
    const first = run([recordings(summary(A, true, 1n))]);
    expect(reduce(first, recordings(summary(B, true, 2n), summary(A, false, 1n))).active).toBe(B);
  });

  it.each<[string, Command[]]>([
    ['is still live', [recordings(summary(B, true, 2n), summary(A, true, 1n))]],
    ['was chosen', [{ kind: 'open-recording', recording: A }, recordings(summary(B, true, 2n), summary(A, false, 1n))]],
    ['is looked at', [{ kind: 'set-time', time: 1n }, recordings(summary(B, true, 2n), summary(A, false, 1n))]],
  ])('stays with the one that %s', (_, commands) => {
    const first = run([recordings(summary(A, true, 1n))]);
    expect(run(commands, first).active).toBe(A);
  });

  it('forgets time, selection and views of the former one', () => {
    const used = run([
      recordings(summary(A, true, 1n), summary(B, true, 0n)),
      timelines('frame', frame(9n)),
      { kind: 'set-time', time: 3n },
      { kind: 'select', entity: CAMERA },
      { kind: 'set-visible', entity: CAMERA, visible: false },
      { kind: 'set-speed', speed: 2 },
    ]);
    const other = reduce(used, { kind: 'open-recording', recording: B });
    expect(other).toMatchObject({ active: B, selected: undefined, hidden: {}, layout: { views: [] }, timelines: [] });
    expect(other.time).toMatchObject({ timeline: undefined, mode: 'following', speed: 2 });
  });

  it('keeps the place when the same recording comes again after a lost connection', () => {
    const used = run([
      connected,
      recordings(summary(A, true, 1n)),
      timelines('frame', frame(9n)),
      { kind: 'set-time', time: 3n },
      complete(A),
      lost,
      connected,
    ]);
    expect(currentTime(used)).toBe(3n);
    expect(used.historyComplete).toBe(false);
  });
});

describe('time set at once by a script', () => {
  it('holds on the timeline that turns out to be the default', () => {
    const state = run([
      { kind: 'set-time', time: 42n },
      connected,
      recordings(summary(A, true, 1n)),
      timelines('log_time', logTime),
      timelines('frame', logTime, frame(99n)),
      complete(A),
    ]);
    expect(state.time.timeline).toBe('frame');
    expect(currentTime(state)).toBe(42n);
    expect(state.time.pendingTime).toBeUndefined();
  });

  it('on a timeline that was named holds there, though it is not known yet', () => {
    const state = run([
      { kind: 'set-timeline', name: 'log_time' },
      { kind: 'set-time', time: 7n },
      recordings(summary(A, true, 1n)),
      timelines('frame', logTime, frame(99n)),
    ]);
    expect(state.time.timeline).toBe('log_time');
    expect(currentTime(state)).toBe(7n);
  });

  it('does not make somebody who stands on log_time change over later', () => {
    const state = run([
      recordings(summary(A, true, 1n)),
      timelines('log_time', logTime),
      complete(A),
      { kind: 'set-time', time: 5n },
      timelines('frame', logTime, frame(99n)),
    ]);
    expect(state.time.timeline).toBe('log_time');
  });
});

describe('waiting for data', () => {
  it.each<[string, Command[], boolean]>([
    ['before the first connection', [], true],
    ['before the hub has told its recordings', [connected], true],
    ['no longer when there are none', [connected, recordings()], false],
    ['while history is on its way', [connected, recordings(summary(A, true, 1n))], true],
    ['no longer when history is complete', [connected, recordings(summary(A, true, 1n)), complete(A)], false],
    ['not for another recording’s history', [connected, recordings(summary(A, true, 1n)), complete(B)], true],
    ['no longer when the hub is not there', [lost], false],
    ['no longer when the hub was lost amid history', [connected, recordings(summary(A, true, 1n)), lost], false],
    [
      'not for a recording that the hub does not know',
      [connected, recordings(), { kind: 'open-recording', recording: B }],
      false,
    ],
  ])('%s', (_, commands, expected) => {
    expect(isDataPending(run(commands))).toBe(expected);
  });
});

describe('visibility', () => {
  it('goes down the tree, and back', () => {
    const boxes = parseEntityPath('/camera/boxes');
    const off = run([{ kind: 'set-visible', entity: CAMERA, visible: false }]);
    expect(isEntityVisible(off.hidden, boxes)).toBe(false);
    expect(isEntityVisible(off.hidden, parseEntityPath('/cameras'))).toBe(true);
    const on = reduce(off, { kind: 'set-visible', entity: CAMERA, visible: true });
    expect(isEntityVisible(on.hidden, boxes)).toBe(true);
    expect(on.hidden).toEqual({});
  });
});

describe('drops', () => {
  const dropped = (reason: 'sdk-queue' | 'page-queue' | 'memory-limit', rows: number): Command => ({
    kind: 'dropped',
    dropped: { recording: A, entity: CAMERA, rows, bytes: 1, reason },
  });

  it('are added up by the queue that gave up the rows, and said in words', () => {
    const state = run([
      recordings(summary(A, true, 1n)),
      dropped('page-queue', 10),
      dropped('page-queue', 2),
      dropped('sdk-queue', 1),
    ]);
    expect(dropNotices(state.drops)).toEqual([
      '/camera: 1 row dropped by the logging program’s queue',
      '/camera: 12 rows dropped for this page, which was too slow',
    ]);
  });
});

it('tells the video player what it may skip', () => {
  const playing = run([timelines('frame', frame(9n)), { kind: 'set-time', time: 3n }, { kind: 'play' }]);
  expect(showMode(INITIAL_STATE)).toBe('follow');
  expect(showMode(playing)).toBe('play');
  expect(showMode(reduce(playing, { kind: 'set-speed', speed: -1 }))).toBe('seek');
  expect(showMode(reduce(playing, { kind: 'pause' }))).toBe('seek');
});

it('counts the same trouble instead of repeating it', () => {
  const trouble: Command = { kind: 'trouble', code: 'bad-chunk', message: 'no', entity: CAMERA };
  expect(run([trouble, trouble]).troubles).toEqual([{ code: 'bad-chunk', message: 'no', entity: CAMERA, count: 2 }]);
});

it('gives the same state when nothing changes, so that nothing is drawn', () => {
  const state = run([timelines('frame', frame(9n))]);
  expect(reduce(state, timelines('frame', frame(9n)))).toBe(state);
  expect(reduce(state, { kind: 'hover', entity: undefined })).toBe(state);
  expect(reduce(state, { kind: 'tick', elapsedSecs: 1, unitsPerSec: 30 })).toBe(state);
});
