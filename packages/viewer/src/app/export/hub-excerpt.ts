import { type Message, type RecordingInfo, RrdSourceKind, type RrdStoreId, RrdWriter } from '@rushes/proto';
import type { ConnectionState } from '../source/ingest-messages.ts';
import { type SocketLike, SocketSource, type SourceClock } from '../source/socket-source.ts';
import { type Excerpt, type ExcerptRange, excerptOf, isTouched, spanOn } from './excerpt.ts';
import { ExportError } from './export-error.ts';
import { memoryPart } from './joined-source.ts';

type ChunkMessage = Extract<Message, { kind: 'chunk' }>;

export interface HubExcerptOptions {
  readonly url: string;
  readonly openSocket: (url: string) => SocketLike;
  readonly clock: SourceClock;
  /** Bytes that have come, of those that the hub lists. */
  readonly onProgress: (done: number, total: number | undefined) => void;
}

/**
 * Gets the chunks for a range from the hub, all that it holds of them: as a page would that has just been opened. What does not
 * touch the range is let go as it comes.
 *
 * @throws ExportError `connection-lost`
 */
export function excerptOfHub(
  recording: RecordingInfo,
  range: ExcerptRange,
  options: HubExcerptOptions,
): Promise<Excerpt> {
  return new Promise((resolve, reject) => {
    const chosen = new ChosenChunks(range);
    let takenBytes = 0;
    let listedBytes: number | undefined;
    const end = (settle: () => void): void => {
      source.close();
      settle();
    };
    const source = new SocketSource(
      {
        url: options.url,
        client: 'rushes-page-export',
        openSocket: options.openSocket,
        clock: options.clock,
        random: () => 0,
      },
      {
        connectionChanged: (state: ConnectionState) => {
          if (state.kind === 'connected') source.send({ kind: 'subscribe', header: { recording: recording.id } });
          if (state.kind !== 'lost') return;
          end(() => reject(new ExportError('connection-lost', `The viewer cannot be reached: ${state.reason}`)));
        },
        message: (message, byteLength) => {
          switch (message.kind) {
            case 'recordings':
              listedBytes = message.header.recordings.find(({ id }) => id === recording.id)?.bytes;
              break;
            case 'chunk':
              takenBytes += byteLength;
              source.send({ kind: 'received', header: { bytes: takenBytes } });
              if (message.header.recording === recording.id) chosen.add(message);
              options.onProgress(takenBytes, listedBytes);
              break;
            case 'history-complete':
              if (message.header.recording === recording.id) end(() => resolve(chosen.excerpt(recording)));
              break;
            default:
              break; // What was dropped or evicted is not there to be exported.
          }
        },
        badMessage: (_, byteLength, isChunk) => {
          if (isChunk) takenBytes += byteLength;
        },
      },
    );
    source.start();
  });
}

/** Keeps of the chunks that come, in any order, those that an excerpt of the range has. */
export class ChosenChunks {
  readonly #range: ExcerptRange;
  readonly #kept = new Map<string, ChunkMessage>();
  /** Of each video, where the group begins that the range begins in, as far as is known. */
  readonly #groupStarts = new Map<string, bigint>();

  constructor(range: ExcerptRange) {
    this.#range = range;
  }

  add(message: ChunkMessage): void {
    const { header } = message;
    if (this.#range.entity !== undefined && header.entity !== this.#range.entity) return;
    if (header.isStatic || isTouched(header, this.#range) || this.#isBeforeRange(header)) {
      this.#kept.set(header.chunkId, message);
    }
    if (header.video?.startsAtKeyframe === true) this.#noteGroup(header);
  }

  excerpt({ id, applicationId }: RecordingInfo): Excerpt {
    const storeId: RrdStoreId = { kind: 'recording', recordingId: id, applicationId };
    const info = { storeId, source: { kind: RrdSourceKind.Other, extra: new TextEncoder().encode('rushes') } };
    const writer = new RrdWriter({ footer: false });
    writer.header();
    writer.storeInfo(info);
    // Ids of chunks ascend in order of logging, in which they did not come.
    const chunks = [...this.#kept.values()].sort((a, b) => (a.header.chunkId < b.header.chunkId ? -1 : 1));
    const parts = chunks.flatMap(({ body }) => writer.chunk(storeId, body).map(memoryPart));
    const staticRows = chunks.reduce((sum, { header }) => sum + (header.isStatic ? header.rows : 0), 0);
    const shown = chunks.filter(({ header }) => header.video !== undefined && isTouched(header, this.#range));
    return excerptOf(info, parts, {
      staticRows,
      videos: new Set(shown.map(({ header }) => header.entity)),
      isCounted: chunks.some(({ header }) => spanOn(header.spans, this.#range.timeline)?.kind === 'sequence'),
    });
  }

  /** Video that may be needed for the first picture: not older than the newest group that is known to begin before it. */
  #isBeforeRange({ entity, spans, video }: ChunkMessage['header']): boolean {
    const span = spanOn(spans, this.#range.timeline);
    if (video === undefined || span === undefined || span.min > this.#range.from) return false;
    const groupStart = this.#groupStarts.get(entity);
    return groupStart === undefined || span.max >= groupStart;
  }

  #noteGroup({ entity, spans }: ChunkMessage['header']): void {
    const start = spanOn(spans, this.#range.timeline)?.min;
    const former = this.#groupStarts.get(entity);
    if (start === undefined || start > this.#range.from || (former !== undefined && former >= start)) return;
    this.#groupStarts.set(entity, start);
    for (const [id, { header }] of this.#kept) {
      const span = spanOn(header.spans, this.#range.timeline);
      if (header.entity === entity && header.video !== undefined && span !== undefined && span.max < start) {
        this.#kept.delete(id);
      }
    }
  }
}
