import { parseRecordingId } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { fileNameOf, recordingLines } from '../../../packages/viewer/src/app/panels/recordings/recording-lines.ts';
import { makeFileId } from '../../../packages/viewer/src/app/source/file-messages.ts';
import { listRecordings, type OpenFile } from '../../../packages/viewer/src/app/state/recording-list.ts';

const info = (id: string) => ({ id: parseRecordingId(id), applicationId: 'robot', startedAtNanos: 0n });
const onHub = (id: string, live: boolean) => ({ ...info(id), live, chunks: 12, bytes: 3_000_000, evictedBytes: 0 });

function openFile(change: Partial<OpenFile> = {}, ids: readonly string[] = ['in-file']): OpenFile {
  return {
    id: makeFileId(),
    name: 'run.rrd',
    url: undefined,
    byteLength: 2_000_000_000,
    status: { kind: 'open', origin: 'footer' },
    recordings: ids.map((id, store) => ({ id: parseRecordingId(id), store: { store, info: info(id) } })),
    problems: [],
    ...change,
  };
}

function linesOf(files: readonly OpenFile[], hub = [onHub('logged', true)], active?: string) {
  const recordings = listRecordings(files, hub);
  return recordingLines({ recordings, files, active: active === undefined ? undefined : parseRecordingId(active) });
}

describe('the list of recordings', () => {
  it('says of what is logged where it is held and how large it is', () => {
    expect(linesOf([], [onHub('now', true), onHub('then', false)], 'now')).toMatchObject([
      { title: 'robot', isActive: true, isLive: true, file: undefined, details: ['live', '3.0 MB', '12 chunks'] },
      { title: 'robot', isActive: false, isLive: false, details: ['held by the viewer', '3.0 MB', '12 chunks'] },
    ]);
  });

  it.each([
    ['footer', 'index in the file'],
    ['scan', 'no index: scanned'],
    ['mixed', 'partly scanned'],
  ] as const)('says how a file was opened: %s', (origin, text) => {
    const [line] = linesOf([openFile({ status: { kind: 'open', origin } })]);
    expect(line).toMatchObject({ title: 'run.rrd', details: ['robot', 'dropped file', text, '2.0 GB'], problems: [] });
    expect(line?.file).toBeDefined();
  });

  it('has files of the hub that are not open yet, which cannot be closed', () => {
    const served = { ...onHub('served', false), file: { url: '/files/0/my%20run.rrd', byteLength: 5 } };
    expect(linesOf([], [served])).toMatchObject([
      {
        title: 'my run.rrd',
        recording: 'served',
        file: undefined,
        details: ['robot', 'file of the viewer', '3.0 MB', '12 chunks'],
      },
    ]);
  });

  it('shows how far a file is scanned, before and after something was found in it', () => {
    const status = { kind: 'opening', scannedBytes: 1, totalBytes: 4 } as const;
    expect(linesOf([openFile({ status }, [])], [])).toMatchObject([
      { recording: undefined, title: 'run.rrd', details: ['opening', '2.0 GB'], scanned: 0.25 },
    ]);
    expect(linesOf([openFile({ status })], [])).toMatchObject([{ recording: 'in-file', scanned: 0.25 }]);
    expect(linesOf([openFile()], [])[0]?.scanned).toBeUndefined();
  });

  it('says what concerns the whole file on the first of its recordings only', () => {
    const problem = { code: 'bad-crc', message: 'The footer is wrong.', offset: 9 };
    const lines = linesOf([openFile({ problems: [problem] }, ['one', 'two'])], []);
    expect(lines.map(({ problems }) => problems.length).sort()).toEqual([0, 1]);
    expect(lines[0]?.problems).toEqual([problem]);
    // Of one application, so their ids tell them apart.
    expect(lines.map(({ title }) => title).sort()).toEqual(['run.rrd · one', 'run.rrd · two']);
  });

  it('keeps a file that could not be opened, with the reason', () => {
    const problem = { code: 'not-rrd', message: 'It is a diary.', offset: 0 };
    const [line] = linesOf([openFile({ status: { kind: 'failed', problem } }, [])]);
    expect(line).toMatchObject({ isFailed: true, recording: undefined, problems: [problem] });
    expect(line?.details[0]).toBe('could not be opened');
  });
});

it.each([
  ['/files/0/run%201.rrd', 'run 1.rrd'],
  ['https://host/a/b.rrd?token=x#y', 'b.rrd'],
  ['/100%.rrd', '100%.rrd'],
])('the file name of %s is %s', (url, name) => {
  expect(fileNameOf(url)).toBe(name);
});
