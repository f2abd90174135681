import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Arguments, viewerCommand } from '../../../packages/viewer/src/cli/arguments.ts';
import { parseMemoryLimit } from '../../../packages/viewer/src/cli/memory-limit.ts';
import { browserCommand } from '../../../packages/viewer/src/cli/open-browser.ts';

/** What the command line means, or everything that would be printed before the program ends. */
function parse(...args: readonly string[]): Arguments | string {
  let printed = '';
  const write = (text: string) => {
    printed += text;
  };
  const command = viewerCommand().exitOverride().configureOutput({ writeOut: write, writeErr: write });
  try {
    return command.parse(['node', 'viewer', ...args]).opts<Arguments>();
  } catch {
    return printed;
  }
}

describe('the command line', () => {
  it('has defaults that need no thought', () => {
    const expected = { port: 9880, host: '127.0.0.1', open: true, memoryLimit: expect.any(Number), allowOrigin: [] };
    expect(parse()).toEqual(expected);
  });

  it('is read', () => {
    const args = [
      '--port',
      '0',
      '--host',
      '::1',
      '--no-open',
      '--memory-limit',
      '1GiB',
      '--token',
      'secret-enough',
      '--save',
      'runs',
      '--allow-origin',
      'http://localhost:5173/',
      '--allow-origin',
      'HTTPS://Example.com:443',
    ];
    const expected = {
      save: 'runs',
      port: 0,
      host: '::1',
      open: false,
      memoryLimit: 2 ** 30,
      token: 'secret-enough',
      allowOrigin: ['http://localhost:5173', 'https://example.com'],
    };
    expect(parse(...args)).toEqual(expected);
  });

  it.each([
    [['--port', '65536'], 'expected a number in 0 to 65535, found "65536"'],
    [['--port', '-1'], 'found "-1"'],
    [['--port', '1.5'], 'found "1.5"'],
    [['--port', ''], 'found ""'],
    [['--memory-limit', '12x'], 'like 25%, 512MB or 2GiB, found "12x"'],
    [['--memory-limit', '150%'], 'at most 100%, found "150%"'],
    [['--token', 'short'], 'expected 8 to 128 letters'],
    [['--token', 'with a space'], 'expected 8 to 128 letters'],
    [['--allow-origin', '*'], 'expected an origin like http://localhost:5173, found "*"'],
    [['--allow-origin', 'localhost:5173'], 'found "localhost:5173"'],
    [['--allow-origin', 'http://localhost:5173/page'], 'found "http://localhost:5173/page"'],
    [['--nonsense'], "unknown option '--nonsense'"],
  ])('%s is refused', (args, words) => {
    expect(parse(...args)).toContain(words);
  });

  it('--help names every option, with defaults that a person can read', () => {
    const help = parse('--help');
    for (const option of ['--port', '--host', '--no-open', '--memory-limit', '--token', '--save', '--allow-origin'])
      expect(help).toContain(option);
    expect(help).toContain('(default: 25%)');
  });

  it('takes recordings to show, before and after options', () => {
    expect(viewerCommand().parse(['node', 'viewer', 'a.rrd', '--port', '0', 'b.rrd']).args).toEqual(['a.rrd', 'b.rrd']);
  });

  it('--version is that of the package', () => {
    const url = new URL('../../../packages/viewer/package.json', import.meta.url);
    const manifest: { version: string } = JSON.parse(readFileSync(url, 'utf8'));
    expect(parse('--version')).toBe(`${manifest.version}\n`);
  });
});

describe('--memory-limit', () => {
  it.each([
    ['25%', 4e9],
    ['0.5%', 8e7],
    ['100%', 16e9],
    ['512MB', 512e6],
    ['512 mb', 512e6],
    ['2GiB', 2 * 2 ** 30],
    ['1.5g', 1.5e9],
    ['700kib', undefined],
    ['2048KiB', 2 ** 21],
    ['5000000', 5_000_000],
    ['1tb', 1e12],
    ['0%', undefined],
    ['101%', undefined],
    ['-5%', undefined],
    ['0', undefined],
    ['lots', undefined],
    ['12x', undefined],
    ['1e9', undefined],
    ['%', undefined],
    ['', undefined],
    ['99999999999999TB', undefined],
    ['constructor', undefined],
    ['1toString', undefined],
  ])('%s of 16 GB: %s', (text, expected) => {
    if (expected === undefined) expect(() => parseMemoryLimit(text, 16e9)).toThrow(RangeError);
    else expect(parseMemoryLimit(text, 16e9)).toBe(expected);
  });
});

describe('opening the browser', () => {
  const url = 'http://127.0.0.1:9880/';
  it.each([
    ['a Mac', 'darwin', {}, ['open', url]],
    ['Windows', 'win32', {}, ['cmd', '/c', 'start', '""', url]],
    ['Linux with X', 'linux', { DISPLAY: ':0' }, ['xdg-open', url]],
    ['Linux with Wayland', 'linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', url]],
    ['a robot without a display', 'linux', {}, undefined],
  ] as const)('on %s', (_, platform, env, expected) => {
    expect(browserCommand(url, { platform, env })).toEqual(expected);
  });
});
