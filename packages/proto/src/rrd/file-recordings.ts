import { chunkIdToBytes, parseRecordingId, type RecordingId } from '../ids.ts';
import type { RecordingInfo } from '../wire/messages.ts';
import { footerCrc } from './crc.ts';
import type { RrdStoreIndex } from './indexed-reader.ts';
import type { RrdStoreId, RrdStoreInfo } from './messages.ts';

/**
 * A recording of an opened file, under the id by which hubs and pages know it.
 *
 * @group Recordings
 */
export interface FileRecording extends RecordingInfo {
  readonly store: RrdStoreIndex;
  readonly chunks: number;
  /** Bytes of its chunks as they lie in the file. */
  readonly bytes: number;
}

/**
 * The recordings among the stores of a file, in its order; blueprints are left out. Stores that have nothing in them but their
 * info are recordings too.
 *
 * @param taken Ids that are in use by other recordings: these get another one. The same stores and the same ids in use give
 * the same ids.
 * @group Recordings
 */
export function fileRecordings(
  stores: readonly RrdStoreIndex[],
  taken: ReadonlySet<RecordingId> = new Set(),
): readonly FileRecording[] {
  const used = new Set(taken);
  return stores
    .filter((store) => store.storeId.kind === 'recording')
    .map((store) => {
      const info = recordingInfoOf(store.storeId, store.info);
      const id = freeId(info.id, used);
      used.add(id);
      return {
        ...info,
        id,
        store,
        chunks: store.entries.length,
        bytes: store.entries.reduce((sum, entry) => sum + entry.byteLength, 0),
      };
    });
}

/**
 * What a list of recordings says of a store: its id (which another file may have as well), its application, and when its store
 * info was made; 0 without one.
 *
 * @group Recordings
 */
export function recordingInfoOf(storeId: RrdStoreId, info: RrdStoreInfo | undefined): RecordingInfo {
  return {
    id: recordingIdOfStore(storeId),
    applicationId: storeId.applicationId,
    startedAtNanos: info === undefined ? 0n : timeOfTuid(chunkIdToBytes(info.rowId)),
  };
}

/** Room for what makes an id unique. */
const MAX_KEPT_CHARS = 100;

/**
 * The id of a store as a {@link RecordingId}: its own if it has that form, as ours and Rerun's usually have. Files may name their
 * stores with any text; such a one keeps what can be kept of it, and a checksum tells it from others.
 */
function recordingIdOfStore({ recordingId, applicationId }: RrdStoreId): RecordingId {
  if (/^[A-Za-z0-9_-]{1,128}$/.test(recordingId)) return parseRecordingId(recordingId);
  const kept = recordingId.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, MAX_KEPT_CHARS);
  const checksum = footerCrc(new TextEncoder().encode(`${applicationId}\n${recordingId}`));
  return parseRecordingId(`${kept}-${checksum.toString(16).padStart(8, '0')}`);
}

function freeId(id: RecordingId, used: ReadonlySet<RecordingId>): RecordingId {
  if (!used.has(id)) return id;
  const stem = id.slice(0, MAX_KEPT_CHARS);
  let count = 2;
  while (used.has(parseRecordingId(`${stem}-${count}`))) count += 1;
  return parseRecordingId(`${stem}-${count}`);
}

/** A TUID begins with the nanoseconds at which it was made. */
function timeOfTuid(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0);
}
