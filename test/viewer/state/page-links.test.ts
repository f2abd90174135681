import { parseEntityPath, parseRecordingId, type RecordingSummary } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { PageLinks } from '../../../packages/viewer/src/app/page/page-links.ts';
import { AppStore } from '../../../packages/viewer/src/app/state/app-store.ts';
import { currentTime } from '../../../packages/viewer/src/app/state/selectors.ts';

const BOXES = parseEntityPath('/camera/boxes');

const summary = (id: string, startedAtNanos: bigint): RecordingSummary => ({
  id: parseRecordingId(id),
  applicationId: 'app',
  startedAtNanos,
  live: false,
  chunks: 1,
  bytes: 1,
  evictedBytes: 0,
});

/** A page that knows these recordings of its hub. */
function openPage(...ids: readonly string[]) {
  const app = new AppStore();
  const opened: string[] = [];
  const links = new PageLinks({
    app,
    openFile: (url) => opened.push(url),
    linkTo: (hash) => `http://viewer/#${hash}`,
  });
  const tell = (...known: readonly string[]): void => {
    const recordings = known.map((id, i) => summary(id, BigInt(known.length - i)));
    app.dispatch({ kind: 'recordings', recordings });
    const frame = { name: 'frame', kind: 'sequence', min: 0n, max: 99n } as const;
    const ticks = { name: 'ticks', kind: 'sequence', min: 0n, max: 9n } as const;
    app.dispatch({ kind: 'timelines', timelines: [frame, ticks], preferred: 'frame' });
  };
  if (ids.length > 0) tell(...ids);
  return { app, links, opened, tell };
}

/** What a link is made of, in one place. */
const shown = ({ state }: AppStore) => ({
  recording: state.active,
  timeline: state.time.timeline,
  mode: state.time.mode,
  time: currentTime(state),
  selected: state.selected,
  instance: state.selectedInstance,
  range: state.range,
  timeView: state.timeView,
});

function made() {
  const { app, links } = openPage('b', 'a');
  app.dispatch({ kind: 'open-recording', recording: parseRecordingId('a') });
  app.dispatch({
    kind: 'timelines',
    timelines: [{ name: 'ticks', kind: 'sequence', min: 0n, max: 9n }],
    preferred: undefined,
  });
  app.dispatch({ kind: 'set-timeline', name: 'ticks' });
  app.dispatch({ kind: 'set-time', time: 7n });
  app.dispatch({ kind: 'select', entity: BOXES, instance: 3 });
  app.dispatch({ kind: 'set-range', range: { timeline: 'ticks', from: 2n, to: 8n } });
  app.dispatch({ kind: 'set-time-view', view: { timeline: 'ticks', span: { from: 1n, to: 9n } } });
  const hash = links.make()?.address.replace('http://viewer/', '') ?? '';
  return { hash, before: shown(app) };
}

describe('following a link', () => {
  it('brings back all that was shown', () => {
    const { hash, before } = made();
    const { app, links } = openPage('b', 'a');
    links.open(hash);
    expect(shown(app)).toEqual(before);
  });

  it('holds until the recording comes, and says so meanwhile', () => {
    const { hash } = made();
    const { app, links, tell } = openPage('b');
    links.open(hash);
    expect(app.state.notice?.text).toContain('“a”, which is not here');
    tell('b', 'a');
    expect(app.state.notice).toBeUndefined();
    expect(shown(app)).toMatchObject({ recording: 'a', timeline: 'ticks', time: 7n, selected: BOXES, instance: 3 });
  });

  it('says nothing before the hub has told what it has', () => {
    const { hash } = made();
    const { app, links } = openPage();
    links.open(hash);
    expect(app.state.notice).toBeUndefined();
  });

  it('opens the file that it names, once', () => {
    const { opened, links, tell } = openPage('b');
    links.open('link=1&recording=run&file=%2Ffiles%2Frun.rrd');
    tell('b');
    expect(opened).toEqual(['/files/run.rrd']);
  });

  it('is given up for the next one', () => {
    const { app, links, tell } = openPage('b');
    links.open('link=1&recording=x&entity=%2Fx');
    links.open('link=1&recording=b&entity=%2Fb');
    tell('b', 'x');
    expect(shown(app)).toMatchObject({ recording: 'b', selected: '/b' });
  });

  it.each<[string, string | undefined]>([
    ['#chapter-2', undefined],
    ['#link=1&recording=a&time=x', 'cannot be followed'],
  ])('%s changes nothing', (hash, problem) => {
    const { app, links } = openPage('b');
    const before = shown(app);
    links.open(hash);
    expect(shown(app)).toEqual(before);
    if (problem === undefined) expect(app.state.notice).toBeUndefined();
    else expect(app.state.notice?.text).toContain(problem);
  });
});

it('follows the newest where that was done when the link was made', () => {
  const { app, links } = openPage('a');
  app.dispatch({ kind: 'follow' });
  const hash = links.make()?.address.split('#')[1] ?? '';
  const other = openPage('a');
  other.app.dispatch({ kind: 'set-time', time: 1n });
  other.links.open(hash);
  expect(other.app.state.time.mode).toBe('following');
});
