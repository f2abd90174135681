import { describe, expect, it } from 'vitest';
import { checkLook, checkOptions, checkSources } from '../../../packages/viewer/src/embed/check-options.ts';
import type { ViewerLookOptions, ViewerOptions } from '../../../packages/viewer/src/embed/options.ts';

const BASE = 'https://somebody.example/page/';

/** As a script without types would. */
const check = (options: unknown) => () => checkOptions(options as ViewerOptions);

describe('options of mount', () => {
  it('all there are, and none', () => {
    const all: ViewerOptions = {
      source: 'run.rrd',
      token: 'secret',
      recording: 'run',
      timeline: 'frame',
      time: 3n,
      follow: false,
      theme: 'system',
      panels: { topBar: false, tree: true, selection: undefined },
      signal: new AbortController().signal,
      onTimeChange: () => undefined,
      onSelectionChange: () => undefined,
      onRecordingChange: undefined,
      onError: () => undefined,
    };
    expect(check(all)).not.toThrow();
    expect(check({})).not.toThrow();
  });

  it.each([
    [null, 'takes an object, found null'],
    ['run.rrd', 'takes an object, found "run.rrd"'],
    [{ sorce: 'run.rrd' }, 'there is no option “sorce”; there are theme, panels, source'],
    [{ theme: 'blue' }, 'options.theme, when provided, must be one of "dark", "light", "system", found "blue"'],
    [
      { time: 3 },
      'options.time, when provided, must be a bigint (nanoseconds, or a sequence number), found the number 3; write 3n',
    ],
    [{ follow: 'yes' }, 'options.follow, when provided, must be a boolean, found "yes"'],
    [{ onError: {} }, 'options.onError, when provided, must be a function, found an Object'],
    [{ panels: 'some' }, 'options.panels, when provided, must be "all", "none" or an object with topBar, tree'],
    [
      { panels: { left: true } },
      'options.panels.left, when provided, must be one of topBar, tree, selection, timeline, found "left"',
    ],
    [{ panels: { tree: 1 } }, 'options.panels.tree, when provided, must be a boolean, found 1'],
    [{ signal: 'stop' }, 'options.signal, when provided, must be an AbortSignal, found "stop"'],
  ])('%o is refused', (options, words) => {
    expect(check(options)).toThrow(words);
    expect(check(options)).toThrow(TypeError);
  });

  it('update takes what can be changed, and no more', () => {
    expect(() => checkLook({ theme: 'dark', panels: 'none' })).not.toThrow();
    expect(() => checkLook({ source: 'x' } as ViewerLookOptions)).toThrow(
      'update(look): there is no option “source”; there are theme, panels',
    );
  });
});

describe('sources', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const read = (source: unknown) => checkSources(source as ViewerOptions['source'], BASE);

  it.each([
    ['run.rrd', 'https://somebody.example/page/run.rrd'],
    ['/run.rrd', 'https://somebody.example/run.rrd'],
    ['http://other.example/a.rrd?x=1', 'http://other.example/a.rrd?x=1'],
    [new URL('https://other.example/a.rrd'), 'https://other.example/a.rrd'],
    ['blob:https://somebody.example/0-1', 'blob:https://somebody.example/0-1'],
  ])('%s is a file at %s', (source, href) => {
    expect(read(source)).toEqual({ hub: undefined, files: [new URL(href)] });
  });

  it.each(['ws://127.0.0.1:9880', 'wss://hub.example/?token=x'])('%s is a hub', (source) => {
    expect(read(source)).toEqual({ hub: new URL(source), files: [] });
  });

  it('bytes are taken as they are now, whatever becomes of them', async () => {
    for (const source of [bytes.buffer.slice(0), new Uint8Array(bytes), new Blob([bytes])]) {
      const [file] = read(source).files;
      if (source instanceof Uint8Array) source.fill(9);
      expect(file instanceof Blob && [...new Uint8Array(await file.arrayBuffer())]).toEqual([1, 2, 3]);
    }
  });

  it('several, of which one may be a hub', () => {
    const { hub, files } = read(['a.rrd', 'ws://hub.example', new Blob([])]);
    expect([hub?.href, files.length]).toEqual(['ws://hub.example/', 2]);
    expect(() => read(['ws://a.example', 'ws://b.example'])).toThrow('options.source may name one hub, found 2');
  });

  it('none', () => expect(read(undefined)).toEqual({ hub: undefined, files: [] }));

  it.each([
    ['', 'options.source, when provided, must be the address of a hub (ws://…)'],
    ['ftp://a.example/run.rrd', 'found "ftp://a.example/run.rrd"'],
    ['javascript:alert(1)', 'found "javascript:alert(1)"'],
    ['http://', 'found "http://"'],
    [7, 'found 7'],
    [null, 'found null'],
    [{ url: 'run.rrd' }, 'found an Object'],
    [['a.rrd', {}], 'options.source[1], when provided'],
  ])('%o is refused', (source, words) => {
    expect(() => read(source)).toThrow(words);
  });
});
