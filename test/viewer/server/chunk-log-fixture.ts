import type { ChunkHeader, ChunkId, EntityPath, RecordingId } from '@rushes/proto';
import { ChunkLog } from '../../../packages/viewer/src/server/chunk-log.ts';
import { CHUNK_OVERHEAD_BYTES, type HeldChunk } from '../../../packages/viewer/src/server/held-chunk.ts';
import type { RecordingLog } from '../../../packages/viewer/src/server/recording-log.ts';

/** What each chunk of the fixture counts against the limit. */
export const CHUNK_COST = 1000;

/**
 * A log that is fed in a shorthand: each word is one chunk, `<entity><kind><number>`, where kind is K (starts at a keyframe),
 * P (continues a group of pictures), R (rows of something else) or S (static). The whole word is what tests see again.
 */
export class ChunkLogFixture {
  readonly log: ChunkLog;
  readonly evicted: string[] = [];
  readonly forgotten: string[] = [];
  readonly onEvicted: ((recording: RecordingLog, chunks: readonly HeldChunk[]) => void)[] = [];
  nowMillis = 0;

  constructor(limitChunks: number, maxRecordings?: number) {
    this.log = new ChunkLog({
      limitBytes: limitChunks * CHUNK_COST,
      ...(maxRecordings === undefined ? {} : { maxRecordings }),
      listener: {
        evicted: (recording, chunks) => {
          this.evicted.push(chunks.map((chunk) => chunk.chunkId).join('+'));
          for (const listener of this.onEvicted) listener(recording, chunks);
        },
        forgotten: (recording) => this.forgotten.push(recording.info.id),
      },
    });
  }

  connect(id = 'rec'): RecordingLog {
    return this.log.connect({ id: id as RecordingId, applicationId: 'app', startedAtNanos: 0n });
  }

  /** Adds the chunks one by one, making room after each; returns them. */
  add(recording: RecordingLog, words: string, stream = 'stream'): HeldChunk[] {
    return words.split(' ').map((word) => {
      const message = new Uint8Array(CHUNK_COST - CHUNK_OVERHEAD_BYTES);
      message.set(new TextEncoder().encode(word));
      const source = { stream, nowMillis: this.nowMillis };
      const chunk = this.log.append(recording, headerOf(word, recording), message, source);
      this.log.makeRoom();
      return chunk;
    });
  }

  /** The temporal chunks held, group by group from the oldest on. */
  held(recording: RecordingLog): string {
    const groups: string[] = [];
    for (let group = recording.groups.newestBelow(Infinity); group; group = recording.groups.newestBelow(group.order)) {
      groups.unshift(group.chunks.map((chunk) => chunk.chunkId).join('+'));
    }
    return groups.join(' ');
  }

  statics(recording: RecordingLog): string {
    return Array.from(recording.statics, (chunk) => chunk.chunkId).join(' ');
  }
}

/** The word that a message of the fixture was made from. */
export function wordOf(message: Uint8Array): string {
  return new TextDecoder().decode(message.subarray(0, message.indexOf(0)));
}

function headerOf(word: string, recording: RecordingLog): ChunkHeader {
  const [, entity = '', kind = '', rest = ''] = /^([a-z]+)([KPRS])(.*)$/.exec(word) ?? [];
  const header = {
    recording: recording.info.id,
    seq: 0,
    chunkId: word as ChunkId,
    entity: `/${entity}` as EntityPath,
    isStatic: kind === 'S',
    rows: 1,
    spans: kind === 'S' ? [] : [{ timeline: 'frame', kind: 'sequence' as const, min: 0n, max: 0n }],
    // `xS1:a,b` is static data of the components a and b.
    components:
      kind === 'S'
        ? (rest.split(':')[1] ?? 'c').split(',')
        : kind === 'R'
          ? ['Scalars:scalars']
          : ['VideoStream:sample'],
  };
  if (kind !== 'K' && kind !== 'P') return header;
  return { ...header, video: { startsAtKeyframe: kind === 'K', firstSample: 0 } };
}
