import { chunkIdToBytes, parseRecordingId, type RecordingId } from '../ids.ts';
import type { RecordingInfo } from '../wire/messages.ts';
import type { RrdStoreId, RrdStoreInfo } from './messages.ts';

const MAX_ID_LENGTH = 128;

/**
 * What a list of recordings says of a store in a file. The id is the store's own if it is one of ours, else with what an id
 * must not have replaced by `_`. It started when its store info was made, which the info's own id tells; 0 without one.
 *
 * @group Recordings
 */
export function recordingInfoOf(storeId: RrdStoreId, info: Pick<RrdStoreInfo, 'rowId'> | undefined): RecordingInfo {
  return {
    id: recordingIdOf(storeId.recordingId),
    applicationId: storeId.applicationId,
    startedAtNanos: info === undefined ? 0n : madeAtNanos(info),
  };
}

function recordingIdOf(text: string): RecordingId {
  const id = text.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, MAX_ID_LENGTH);
  return parseRecordingId(id === '' ? '_' : id);
}

/** A TUID begins with the nanoseconds since 1970 when it was made. */
function madeAtNanos({ rowId }: Pick<RrdStoreInfo, 'rowId'>): bigint {
  const bytes = chunkIdToBytes(rowId);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0);
}
