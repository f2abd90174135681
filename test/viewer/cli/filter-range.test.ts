import { memorySource, openRrd } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { type RangeFlags, rangeOf, timelineKinds } from '../../../packages/viewer/src/cli/rrd/filter-range.ts';
import { makeFile } from '../../proto/rrd/files.ts';
import { fileOf } from '../tools/recordings.ts';
import { newIds, scalarChunks, videoChunks } from '../tools/video-rows.ts';

const read = async (flags: RangeFlags, file = makeFile()) => rangeOf(flags, await openRrd(memorySource(file)));

describe('the range of filter', () => {
  it.each([
    [
      { timeline: 'frame', from: '3', to: '9' },
      { timeline: 'frame', kind: 'sequence', from: 3n, to: 9n },
    ],
    [{ from: '3' }, { timeline: 'frame', from: 3n, to: undefined }],
    [
      { timeline: 'log_time', to: '2023-11-14T22:13:20.000000005Z' },
      { timeline: 'log_time', kind: 'timestamp', to: 1_700_000_000_000_000_005n },
    ],
    [{ timeline: 'log_time', from: '2023-11-14 23:13:20+01:00' }, { from: 1_700_000_000_000_000_000n }],
  ])('%j is read by what the timeline is', async (flags, expected) => {
    expect(await read(flags)).toMatchObject(expected);
  });

  it('is a duration where the timeline is one', async () => {
    const file = fileOf(videoChunks('/camera', newIds(), [2], [2]));
    expect(await read({ timeline: 'video_time', from: '1m30.5s' }, file)).toMatchObject({ from: 90_500_000_000n });
  });

  it('is none without --from and --to', async () => {
    expect(await read({})).toBeUndefined();
  });

  it.each([
    [{ timeline: 'frame' }, 'bad-option', '--timeline needs --from, --to or both.'],
    [
      { timeline: 'tick', from: '1' },
      'not-found',
      'no timeline "tick"; it has frame (sequence), log_time (timestamp).',
    ],
    [{ timeline: 'frame', from: 'noon' }, 'bad-option', '--from: “noon” is not a time; write 1234.'],
    [{ timeline: 'frame', from: '9', to: '3' }, 'bad-option', '--from must not be after --to, found 9 and 3.'],
  ])('%j is refused', async (flags, code, message) => {
    await expect(read(flags)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('must name the timeline where there are several', async () => {
    const file = fileOf(videoChunks('/camera', newIds(), [2], [2]));
    await expect(read({ from: '1' }, file)).rejects.toMatchObject({
      code: 'bad-option',
      message: 'Say with --timeline which times are meant: the recording has frame (sequence), video_time (duration).',
    });
  });

  it('does not know the timelines of blueprints', async () => {
    const kinds = timelineKinds(await openRrd(memorySource(makeFile())));
    expect([...kinds.keys()]).toEqual(['frame', 'log_time']);
    const none = timelineKinds(await openRrd(memorySource(fileOf(scalarChunks('/plot', newIds(), 0, 1)))));
    expect([...none]).toEqual([]);
  });
});
