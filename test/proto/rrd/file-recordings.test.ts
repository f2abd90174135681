import { fileRecordings, parseChunkId, parseRecordingId, type RrdStoreIndex } from '@rushes/proto';
import { describe, expect, it } from 'vitest';

function store(recordingId: string, kind: 'recording' | 'blueprint' = 'recording'): RrdStoreIndex {
  return {
    storeId: { kind, recordingId, applicationId: 'app' },
    info: {
      storeId: { kind, recordingId, applicationId: 'app' },
      source: { kind: 0 },
      rowId: parseChunkId(`${1_700_000_000_000_000_000n.toString(16).padStart(16, '0')}0000000000000001`),
    },
    entries: [],
  };
}

const idsOf = (stores: readonly RrdStoreIndex[], taken: readonly string[] = []) =>
  fileRecordings(stores, new Set(taken.map(parseRecordingId))).map((recording) => recording.id as string);

describe('the recordings of a file', () => {
  it('keep their ids, and say when they began; blueprints are none', () => {
    const [recording, ...others] = fileRecordings([store('layout', 'blueprint'), store('run-1')]);
    expect(others).toEqual([]);
    expect(recording).toMatchObject({ id: 'run-1', applicationId: 'app', startedAtNanos: 1_700_000_000_000_000_000n });
  });

  it('get ids of the allowed form where a file has other texts, the same each time', () => {
    const [a, b] = idsOf([store('My run!'), store('My run?')]);
    expect(a).toMatch(/^My_run_-[0-9a-f]{8}$/);
    expect(b).toMatch(/^My_run_-[0-9a-f]{8}$/);
    expect(a).not.toBe(b);
    expect(idsOf([store('My run!')])).toEqual([a]);
    for (const text of ['', 'ü'.repeat(128), 'x'.repeat(200)])
      expect(idsOf([store(text)])[0]).toMatch(/^[\w-]{1,128}$/);
  });

  it('get another id where theirs is in use', () => {
    expect(idsOf([store('run'), store('run')], ['run-2'])).toEqual(['run', 'run-3']);
    expect(idsOf([store('y'.repeat(128))], ['y'.repeat(128)])).toEqual([`${'y'.repeat(100)}-2`]);
  });
});
