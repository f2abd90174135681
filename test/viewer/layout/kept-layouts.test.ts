import { parseEntityPath, parseRecordingId, type RecordingSummary } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { KeptLayouts } from '../../../packages/viewer/src/app/page/kept-layouts.ts';
import { AppStore } from '../../../packages/viewer/src/app/state/app-store.ts';
import { ViewKind, type ViewSpec } from '../../../packages/viewer/src/app/views/view.ts';

/** What a browser's storage is, as far as it is used. */
class MemoryStorage {
  readonly items = new Map<string, string>();
  isFull = false;
  getItem = (key: string) => this.items.get(key) ?? null;
  removeItem = (key: string) => void this.items.delete(key);
  setItem = (key: string, value: string) => {
    if (this.isFull) throw new DOMException('full', 'QuotaExceededError');
    this.items.set(key, value);
  };
}

const view = (id: string): ViewSpec => ({ id, kind: ViewKind.TextLog, origin: parseEntityPath(`/${id}`), title: id });
const summary = (id: string, applicationId: string): RecordingSummary => ({
  id: parseRecordingId(id),
  applicationId,
  startedAtNanos: 0n,
  live: true,
  chunks: 0,
  bytes: 0,
  evictedBytes: 0,
});

/** A page that shows recordings of some applications, in a browser with this storage. */
function visit(storage: MemoryStorage, ...recordings: readonly (readonly [id: string, application: string])[]) {
  const app = new AppStore();
  const timers: (() => void)[] = [];
  const kept = new KeptLayouts({
    app,
    storage: storage as unknown as Storage,
    clock: { setTimeout: (callback) => timers.push(callback), clearTimeout: () => undefined },
  });
  app.dispatch({ kind: 'recordings', recordings: recordings.map(([id, application]) => summary(id, application)) });
  const show = (id: string) => app.dispatch({ kind: 'open-recording', recording: parseRecordingId(id) });
  const suggest = (...ids: readonly string[]) => app.dispatch({ kind: 'suggest-views', views: ids.map(view) });
  const rest = () => {
    for (const timer of timers.splice(0)) timer();
  };
  const ids = () => app.state.layout.views.map(({ id }) => id);
  return { app, kept, show, suggest, rest, ids };
}

describe('a layout that a person made', () => {
  it('is there again for the next recording of the same application, and for no other', () => {
    const storage = new MemoryStorage();
    const first = visit(storage, ['one', 'robot']);
    first.suggest('a', 'b');
    first.app.dispatch({ kind: 'close-view', id: 'a' });
    first.rest();

    const second = visit(storage, ['two', 'robot'], ['three', 'drone']);
    second.show('two');
    second.suggest('a', 'b', 'c');
    expect(second.ids()).toEqual(['b', 'c']);
    second.show('three');
    second.suggest('a');
    expect(second.ids()).toEqual(['a']);
  });

  it('is kept once it rests, or when the page goes', () => {
    const storage = new MemoryStorage();
    const page = visit(storage, ['one', 'robot']);
    page.suggest('a');
    page.app.dispatch({ kind: 'close-view', id: 'a' });
    expect(storage.items.size).toBe(0);
    page.kept.dispose();
    expect(storage.items.size).toBe(1);
  });

  it('is forgotten when it is reset', () => {
    const storage = new MemoryStorage();
    const page = visit(storage, ['one', 'robot']);
    page.suggest('a');
    page.app.dispatch({ kind: 'close-view', id: 'a' });
    page.rest();
    page.app.dispatch({ kind: 'reset-views' });
    page.rest();
    expect(storage.items.size).toBe(0);
  });

  it('comes before the layout of the recording', () => {
    const storage = new MemoryStorage();
    const first = visit(storage, ['one', 'robot']);
    first.suggest('a', 'b');
    first.app.dispatch({ kind: 'close-view', id: 'a' });
    first.rest();
    const second = visit(storage, ['two', 'robot']);
    const layout = { views: [view('given')], arrangement: undefined, autoViews: false, closedViews: [] };
    second.app.dispatch({ kind: 'give-layout', layout });
    expect(second.ids()).toEqual(['b']);
  });
});

describe('what nobody changed', () => {
  it('is not kept', () => {
    const storage = new MemoryStorage();
    const page = visit(storage, ['one', 'robot']);
    page.suggest('a');
    page.rest();
    expect(storage.items.size).toBe(0);
  });
});

describe('the storage', () => {
  it.each([
    ['no JSON', '{'],
    ['something else', '[1, 2]'],
    ['another version', '{"version": 99, "layouts": []}'],
    ['a layout that is none', '{"version": 1, "layouts": [{"application": "robot", "layout": {"views": 3}}]}'],
  ])('with %s is forgotten with a note', (_, text) => {
    const storage = new MemoryStorage();
    storage.items.set('rushes.layouts', text);
    const page = visit(storage, ['one', 'robot']);
    page.suggest('a');
    expect(page.ids()).toEqual(['a']);
    expect(page.app.state.troubles).toMatchObject([{ code: 'bad-layout' }]);
    expect(storage.items.size).toBe(0);
  });

  it('that is full costs nothing but the memory', () => {
    const storage = new MemoryStorage();
    storage.isFull = true;
    const page = visit(storage, ['one', 'robot']);
    page.suggest('a', 'b');
    page.app.dispatch({ kind: 'close-view', id: 'a' });
    expect(page.rest).not.toThrow();
    expect(page.ids()).toEqual(['b']);
  });

  it('keeps the twenty applications that were changed last', () => {
    const storage = new MemoryStorage();
    for (let i = 0; i < 30; i++) {
      const page = visit(storage, ['one', `robot-${i}`]);
      page.suggest('a');
      page.app.dispatch({ kind: 'close-view', id: 'a' });
      page.rest();
    }
    const kept = JSON.parse(storage.items.get('rushes.layouts') ?? '{}');
    expect(kept.layouts).toHaveLength(20);
    expect(kept.layouts[0].application).toBe('robot-29');
  });
});
