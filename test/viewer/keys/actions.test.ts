import { type EntityPath, entityPathParts, parseEntityPath, parseRecordingId } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import type { EntityNode, TimelineExtent } from '../../../packages/viewer/src/app/data/recording-store.ts';
import { ACTIONS } from '../../../packages/viewer/src/app/keys/actions.ts';
import type { Page } from '../../../packages/viewer/src/app/page/page.ts';
import { AppStore } from '../../../packages/viewer/src/app/state/app-store.ts';
import { INITIAL_STATE } from '../../../packages/viewer/src/app/state/state.ts';

const ARM = parseEntityPath('/arm');
const CAMERA = parseEntityPath('/camera');
const FRAME: TimelineExtent = { name: 'frame', kind: 'sequence', min: 0n, max: 90n };

const node = (path: string, children: readonly EntityNode[] = []): EntityNode => ({
  path: parseEntityPath(path),
  name: entityPathParts(parseEntityPath(path)).at(-1) ?? '',
  children,
  components: ['TextLog:text'],
});
const TREE = node('/', [node('/arm', [node('/arm/left'), node('/arm/right')]), node('/camera')]);

/** As much of a page as the actions need that change nothing but its state. */
function openPage() {
  const app = new AppStore({ ...INITIAL_STATE, active: parseRecordingId('a'), historyComplete: true });
  app.dispatch({ kind: 'timelines', timelines: [FRAME], preferred: 'frame' });
  app.dispatch({ kind: 'set-time', time: 40n });
  const page = { app, store: { entityTree: () => TREE } } as unknown as Page;
  const run = (...ids: readonly string[]): void => {
    for (const id of ids) {
      const action = ACTIONS.find((each) => each.id === id);
      if (action === undefined) throw new Error(`There is no action “${id}”.`);
      if (action.isPossible?.(page) !== false) action.run(page);
    }
  };
  return { app, run };
}

describe('speed', () => {
  it.each<[string, readonly string[], number]>([
    ['a digit', ['speed-4'], 4],
    ['nought, which would be standing still', ['speed-0'], 0.1],
    ['minus', ['backwards'], -1],
    ['a digit while it runs backwards', ['backwards', 'speed-3'], -3],
    ['minus once more', ['speed-2', 'backwards', 'backwards'], 2],
  ])('%s', (_, ids, speed) => {
    const { app, run } = openPage();
    run(...ids);
    expect(app.state.time.speed).toBe(speed);
  });
});

describe('a loop', () => {
  const range = { timeline: 'frame', from: 10n, to: 20n };

  it('goes from off to all and off again while nothing is selected', () => {
    const { app, run } = openPage();
    run('loop');
    expect(app.state.time.loop).toBe('all');
    run('loop');
    expect(app.state.time.loop).toBe('off');
  });

  it('goes to the selection while there is one, and ends with it', () => {
    const { app, run } = openPage();
    app.dispatch({ kind: 'set-range', range });
    run('loop', 'loop');
    expect(app.state.time.loop).toBe('selection');
    app.dispatch({ kind: 'set-range', range: undefined });
    expect(app.state.time.loop).toBe('off');
  });

  it('of all stays when another recording is opened, that of a selection does not', () => {
    const { app, run } = openPage();
    run('loop');
    app.dispatch({ kind: 'open-recording', recording: parseRecordingId('b') });
    expect(app.state.time.loop).toBe('all');
    app.dispatch({ kind: 'set-loop', loop: 'selection' });
    app.dispatch({ kind: 'open-recording', recording: parseRecordingId('c') });
    expect(app.state.time.loop).toBe('off');
  });
});

describe('Alt and →', () => {
  it('goes to the next selection, and follows once there is none', () => {
    const { app, run } = openPage();
    for (const entity of [ARM, CAMERA]) app.dispatch({ kind: 'select', entity });
    run('selection-back', 'selection-forward');
    expect([app.state.selected, app.state.time.mode]).toEqual([CAMERA, 'paused']);
    run('selection-forward');
    expect([app.state.selected, app.state.time.mode]).toEqual([CAMERA, 'following']);
  });
});

describe('isolating', () => {
  const hiddenAfter = (entity: EntityPath, ...ids: readonly string[]): readonly string[] => {
    const { app, run } = openPage();
    app.dispatch({ kind: 'select', entity });
    run(...ids);
    return Object.keys(app.state.hidden);
  };

  it.each<[string, string, readonly string[], readonly string[]]>([
    ['hides all that is beside it', '/arm', ['isolate'], ['/camera']],
    ['on every level', '/arm/left', ['isolate'], ['/camera', '/arm/right']],
    ['shows all again the second time', '/arm/left', ['isolate', 'isolate'], []],
    ['shows what was hidden itself', '/arm', ['toggle-visible', 'isolate'], ['/camera']],
    ['can be taken back as a whole', '/arm', ['isolate', 'show-all'], []],
  ])('%s', (_, entity, ids, hidden) => {
    expect(hiddenAfter(parseEntityPath(entity), ...ids)).toEqual(hidden);
  });
});

describe('zooming time without a wheel', () => {
  it('keeps the middle, and finds back to all', () => {
    const { app, run } = openPage();
    run('zoom-time-in');
    expect(app.state.timeView?.span).toEqual({ from: 22n, to: 68n });
    run('zoom-time-all');
    expect(app.state.timeView).toBeUndefined();
  });
});

describe('what stands above the page', () => {
  it('is one thing at a time', () => {
    const { app, run } = openPage();
    run('palette');
    expect(app.state.overlay).toEqual({ kind: 'palette' });
    run('shortcuts');
    expect(app.state.overlay).toEqual({ kind: 'shortcuts' });
    run('shortcuts');
    expect(app.state.overlay).toBeUndefined();
  });
});
