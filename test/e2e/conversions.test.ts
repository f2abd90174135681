import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAvFile } from '../support/av-file.ts';
import { encodeClip } from '../viewer/tools/conversion-fixture.ts';

// The command as a program of its own, as it was built.
const VIEWER = fileURLToPath(new URL('../../packages/viewer/bin/viewer.js', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'rushes-conversions-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);

function rrd(...args: readonly string[]): {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [VIEWER, 'rrd', ...args], { encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

beforeAll(async () => {
  writeFileSync(path('clip.h264'), Buffer.concat(await encodeClip(30)));
});

describe('viewer rrd', () => {
  it('takes a video from a file to a recording, to an MP4 and back, and to MCAP and back', async () => {
    const imported = rrd('from-mp4', path('clip.h264'), '--fps', '30', '-o', path('clip.rrd'));
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    expect(imported.stdout).toMatch(
      /clip\.rrd: 30 pictures on \/video, 64×48, 966\.666667ms|clip\.rrd: 30 pictures on \/video, 64×48, 0\.966/,
    );

    const cut = rrd('to-mp4', path('clip.rrd'), '-o', path('cut.mp4'), '--from', '500ms', '--json');
    const facts = JSON.parse(cut.stdout);
    expect(facts).toMatchObject({
      entity: '/video',
      samples: 20,
      hiddenSamples: 5,
      timescale: 30,
      zeroNanos: '500000000',
    });
    expect(facts.notes).toEqual([
      expect.stringMatching(/5 pictures from its keyframe on are in the file too, hidden by an edit list/),
    ]);
    const file = await readAvFile(path('cut.mp4'));
    expect([file.packets.length, file.pictures.length, file.packets[5]?.pts]).toEqual([20, 15, 0n]);

    expect(rrd('to-mcap', path('clip.rrd'), '-o', path('clip.mcap'), '--timeline', 'video_time')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/30 messages on 1 topic, times of video_time/),
      stderr: 'note: not in the file: the timelines frame, as a message has one time\n',
    });
    expect(rrd('from-mcap', path('clip.mcap'), '-o', path('again.rrd'))).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/30 rows on 1 entity, timelines video_time/),
    });
    expect(rrd('to-mp4', path('again.rrd'), '-o', path('again.mp4')).code).toBe(0);
    const [first, again] = [
      rrd('to-mp4', path('clip.rrd'), '-o', path('first.mp4')),
      await readAvFile(path('again.mp4')),
    ];
    expect(first.code).toBe(0);
    expect(again.pictures).toEqual((await readAvFile(path('first.mp4'))).pictures);
  });

  it('does not write over a file unless it is told to, nor over its input, and leaves nothing behind when it fails', () => {
    writeFileSync(path('there.mp4'), 'precious');
    const refused = rrd('to-mp4', path('clip.rrd'), '-o', path('there.mp4'));
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/^output-exists: .*--force/) });
    expect(readFileSync(path('there.mp4'), 'utf8')).toBe('precious');
    const failed = rrd('to-mp4', path('clip.rrd'), '-o', path('there.mp4'), '--force', '--from', '99s', '--to', '98s');
    expect([failed.code, readFileSync(path('there.mp4'), 'utf8')]).toEqual([2, 'precious']);
    expect(rrd('from-mp4', path('clip.h264'), '--fps', '30', '-o', path('clip.h264'), '--force')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^output-is-input: /),
    });
    expect(rrd('to-mp4', path('clip.rrd'), '-o', path('there.mp4'), '--force').code).toBe(0);
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  it('says what is wrong in one line, with a code, and which exit code is which', () => {
    writeFileSync(path('text.mp4'), 'this is not a video'.repeat(100));
    expect(rrd('from-mp4', path('text.mp4'), '-o', path('x.rrd'))).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^wrong-format: .*text\.mp4 is none of MP4.*ffmpeg -i .*text\.mp4 .*text\.no-b-frames\.mp4\n$/,
      ),
    });
    expect(rrd('from-mp4', path('clip.h264'), '-o', path('x.rrd'))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^bad-option: .*--fps 30/),
    });
    expect(rrd('from-mp4', path('nowhere.mp4'), '-o', path('x.rrd'))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^cannot-read: /),
    });
    expect(rrd('to-mp4', path('clip.rrd'), '-o', path('x.mp4'), '--from', 'soon')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^bad-option: --from: .*12\.5s/),
    });
    expect(rrd('to-mcap', path('clip.h264'), '-o', path('x.mcap'))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/not-rrd/),
    });
    expect(rrd('from-mcap', path('clip.rrd'), '-o', path('x.rrd'))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^wrong-format: /),
    });
    expect(existsSync(path('x.rrd'))).toBe(false);
  });

  it.each(['to-mp4', 'from-mp4', 'to-mcap', 'from-mcap'])('explains %s with examples', (name) => {
    const { code, stdout } = rrd(name, '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples:\n {2}\\$ viewer rrd ${name} `));
    for (const option of ['--output', '--force', '--json', '--progress']) expect(stdout).toContain(option);
  });

  it('tells how far it is where it is asked to', () => {
    const { stderr } = rrd('from-mp4', path('clip.h264'), '--fps', '30', '-o', path('progress.rrd'), '--progress');
    expect(stderr).toMatch(/progress\.rrd \d+ %\n[\s\S]*100 %\n/);
  });
});
