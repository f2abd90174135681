import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rrdCommand } from '../../../packages/viewer/src/cli/rrd/rrd-command.ts';
import { makeFile } from '../../proto/rrd/files.ts';
import { fileOf, rowsOf } from '../tools/recordings.ts';
import { codecChunk, newIds, scalarChunks, videoChunks } from '../tools/video-rows.ts';

const SOURCES = { TSX_TSCONFIG_PATH: fileURLToPath(new URL('../../support/tsconfig.sources.json', import.meta.url)) };
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const START = `import('./packages/viewer/src/cli/main.ts').then(({ main }) => main(['node', 'viewer', ...process.argv.slice(1)]))`;

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-rrd-'));
  const ids = newIds();
  const chunks = [
    codecChunk('/camera', ids),
    ...videoChunks('/camera', ids, [4, 6, 5], [1]),
    ...scalarChunks('/plot', ids, 15, 1),
  ];
  writeFileSync(at('run.rrd'), fileOf(chunks, { end: false }));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process. */
async function rrd(...args: readonly string[]): Promise<Outcome> {
  const text = { stdout: '', stderr: '' };
  const into = (stream: 'stdout' | 'stderr') => (part: string | Uint8Array) => {
    text[stream] += part.toString();
    return true;
  };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation(into(stream)),
  );
  const command = rrdCommand();
  for (const each of [command, ...command.commands]) each.exitOverride();
  try {
    await command.parseAsync(args, { from: 'user' });
    return { code: process.exitCode ?? 0, ...text };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { code: error.exitCode === 0 ? 0 : 2, ...text };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}

/** Runs a command as a program of its own, from the sources, those of proto too, so that this needs no build. */
async function rrdProgram(...args: readonly string[]): Promise<Outcome> {
  const start = ['--import', 'tsx', '--input-type=module', '-e', START, '--', 'rrd'];
  const child = spawn(process.execPath, [...start, ...args], { cwd: ROOT, env: { ...process.env, ...SOURCES } });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => {
    text.stdout += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    text.stderr += data.toString();
  });
  const [code] = await once(child, 'close');
  return { code, ...text };
}

describe('viewer rrd', { timeout: 60_000 }, () => {
  it('optimizes, then finds the result sound and says what is in it', async () => {
    const optimized = await rrd('optimize', at('run.rrd'), '-o', at('optimized.rrd'), '--json');
    expect(optimized).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(optimized.stdout)).toMatchObject({
      output: at('optimized.rrd'),
      inputChunks: 31,
      outputChunks: 5,
    });
    expect(rowsOf(readFileSync(at('optimized.rrd')))).toEqual(rowsOf(readFileSync(at('run.rrd'))));
    const verified = await rrd('verify', at('optimized.rrd'));
    const info = await rrd('info', at('optimized.rrd'), '--json');
    expect(verified).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('no problems in 5 chunks, 15 video samples'),
    });
    expect(JSON.parse(info.stdout)).toMatchObject({
      openedBy: 'footer',
      stores: [{ video: [{ keyframes: 3, timeline: { name: 'video_time', kind: 'duration' } }] }],
    });
  });

  it('filters, and says that a cut was moved to a keyframe', async () => {
    const { code, stdout } = await rrd(
      'filter',
      at('run.rrd'),
      '--timeline',
      'frame',
      '--from',
      '6',
      '-o',
      at('part.rrd'),
    );
    expect(code).toBe(0);
    expect(stdout).toContain(
      '/camera: 2 more samples are kept, from the keyframe at 4 on, to decode those in the range\n',
    );
  });

  it('merges with progress where it is asked for', async () => {
    writeFileSync(at('other.rrd'), makeFile());
    const merged = await rrd(
      'merge',
      at('run.rrd'),
      at('other.rrd'),
      at('other.rrd'),
      '-o',
      at('merged.rrd'),
      '--progress',
    );
    expect(merged).toMatchObject({ code: 0, stdout: expect.stringContaining('5 chunks were there more than once') });
    expect(merged.stderr).toMatch(/^Merging 3 recordings: \d+ %\n(.*\n)*Merging 3 recordings: 100 %\n$/);
  });

  it('ends verify with code 1, and JSON that names the problem and its place, where something is wrong', async () => {
    const file = readFileSync(at('run.rrd'));
    writeFileSync(at('cut.rrd'), file.subarray(0, file.length - 1));
    const { code, stdout } = await rrd('verify', at('cut.rrd'), '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ problems: [{ code: 'truncated', offset: expect.any(Number) }] });
  });

  it.each([
    ['an output that exists', ['optimize', 'run.rrd', '-o', 'there.rrd'], 1, 'output-exists: '],
    [
      'an output that is the input, under whatever name, also by force',
      ['optimize', 'run.rrd', '-o', 'link.rrd', '--force'],
      1,
      'output-is-input: ',
    ],
    ['a folder that does not exist', ['optimize', 'run.rrd', '-o', 'no/where.rrd'], 1, 'cannot-write: '],
    ['a file that does not exist', ['info', 'none.rrd'], 1, 'cannot-read: '],
    ['what is no recording', ['info', 'text.txt'], 1, 'not-rrd: '],
    ['entities that are not there', ['filter', 'run.rrd', '--entity', '/nothing', '-o', 'x.rrd'], 1, 'not-found: '],
    ['a command line without an output', ['optimize', 'run.rrd'], 2, "required option '-o, --output <file>'"],
    ['an option that does not exist', ['info', 'run.rrd', '--nonsense'], 2, "unknown option '--nonsense'"],
    ['nothing to keep', ['filter', 'run.rrd', '-o', 'x.rrd'], 2, 'bad-option: '],
  ])('refuses %s', async (_, args, code, words) => {
    writeFileSync(at('there.rrd'), 'precious');
    writeFileSync(at('text.txt'), 'not a recording at all');
    rmSync(at('link.rrd'), { force: true });
    symlinkSync(at('run.rrd'), at('link.rrd'));
    const outcome = await rrd(...args.map((arg) => (/\.(rrd|txt)$/.test(arg) ? at(arg) : arg)));
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toContain(words);
    expect(readFileSync(at('there.rrd'), 'utf8')).toBe('precious');
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  it('writes over an output with --force, in one step', async () => {
    writeFileSync(at('old.rrd'), 'old');
    const { ino } = statSync(at('old.rrd'));
    expect(await rrd('optimize', at('run.rrd'), '-o', at('old.rrd'), '--force')).toMatchObject({ code: 0 });
    expect(statSync(at('old.rrd')).ino).not.toBe(ino);
    expect(rowsOf(readFileSync(at('old.rrd')))).toEqual(rowsOf(readFileSync(at('run.rrd'))));
  });

  it('prints rows for programs, one JSON object a line', async () => {
    const { code, stdout } = await rrd('print', at('run.rrd'), '--entity', '/plot', '--json', '--limit', '3');
    expect(code).toBe(0);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { times: unknown });
    expect(rows.map(({ times }) => times)).toEqual([{ frame: '0' }, { frame: '1' }, { frame: '2' }]);
  });

  it('shows examples in the help of every command', async () => {
    const { stdout } = await rrd('--help');
    const names = [...stdout.matchAll(/^ {2}([a-z][a-z0-9-]+) /gm)].flatMap(([, name]) =>
      name === 'help' ? [] : [name ?? ''],
    );
    expect(names).toEqual(expect.arrayContaining(['info', 'verify', 'print', 'optimize', 'merge', 'filter']));
    for (const name of names) {
      const help = await rrd(name, '--help');
      expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining(`$ viewer rrd ${name} `) });
    }
  });

  it('is a program with these exit codes, which leaves the viewer itself alone', async () => {
    writeFileSync(at('short.rrd'), readFileSync(at('run.rrd')).subarray(0, 3000));
    const [sound, broken, misused] = await Promise.all([
      rrdProgram('verify', at('run.rrd')),
      rrdProgram('verify', at('short.rrd')),
      rrdProgram('verify'),
    ]);
    expect(sound).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('no problems in 31 chunks') });
    expect(broken).toMatchObject({ code: 1, stdout: expect.stringContaining('truncated: ') });
    expect(misused).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining("missing required argument 'file'"),
    });
  });
});
