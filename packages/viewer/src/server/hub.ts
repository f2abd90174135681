import {
  type ChunkHeader,
  type Dropped,
  type HelloSdk,
  MAX_RECORDINGS,
  type RecordingId,
  type RecordingInfo,
  type RecordingSummary,
} from '@rushes/proto';
import { ChunkLog } from './chunk-log.ts';
import { Connection, type ConnectionHost } from './connection.ts';
import type { IngestSession } from './ingest-session.ts';
import type { PageSession } from './page-session.ts';
import { PeerError } from './peer-error.ts';
import type { HubClock, PeerSocket } from './peer-socket.ts';
import type { RecordingLog } from './recording-log.ts';
import type { RecordingSaver, SavingCounts } from './recording-saver.ts';

/** Least time between two lists of recordings, so that a page gets at most four a second. */
const RECORDINGS_PAUSE_MILLIS = 250;

export interface HubOptions {
  readonly memoryLimitBytes: number;
  /** Name and version, for people: `rushes-viewer/0.1.0`. */
  readonly serverName: string;
  /** Recordings in files, listed beside those that are logged. */
  readonly fileRecordings?: readonly RecordingSummary[];
  /** Writes what is logged to files. Default: nothing is written. */
  readonly saver?: RecordingSaver | undefined;
  readonly clock: HubClock;
  /** Told of the hub's own defects, one sentence each. */
  readonly onDefect: (error: unknown) => void;
}

/** Counts for `/metrics`. */
export interface HubCounts {
  readonly connections: { readonly unintroduced: number; readonly sdk: number; readonly page: number };
  readonly recordings: number;
  readonly liveRecordings: number;
  readonly heldBytes: number;
  readonly limitBytes: number;
  readonly ingestedChunks: number;
  readonly ingestedBytes: number;
  readonly evictedChunks: number;
  readonly evictedBytes: number;
  readonly sentChunks: number;
  readonly sentBytes: number;
  readonly droppedBySdkRows: number;
  readonly droppedForPageRows: number;
  readonly failedConnections: ReadonlyMap<string, number>;
  /** Undefined: nothing is saved. */
  readonly saving: SavingCounts | undefined;
}

/**
 * Where SDKs and pages meet: takes chunks into the log and wakes the pages that look at their recording. Without sockets
 * and timers of its own, so that a test can be all of its peers and its clock.
 *
 * Pages are served in rounds, one bounded slice each, with a turn of the event loop between rounds: however much a page
 * has to catch up, SDKs are read in between, and no page waits for another.
 */
export class Hub implements ConnectionHost {
  readonly serverName: string;
  readonly clock: HubClock;
  readonly #log: ChunkLog;
  readonly #saver: RecordingSaver | undefined;
  readonly #onDefect: (error: unknown) => void;
  readonly #fileRecordings: readonly RecordingSummary[];
  readonly #connections = new Set<Connection>();
  readonly #pages = new Set<PageSession>();
  /** By recording and stream. */
  readonly #ingests = new Map<string, IngestSession>();
  readonly #awake = new Set<PageSession>();
  #isRoundDue = false;
  #areRecordingsDue = false;
  #cancelRecordings: (() => void) | undefined;
  readonly #counts = { sentChunks: 0, sentBytes: 0, droppedBySdkRows: 0, droppedForPageRows: 0 };
  readonly #failed = new Map<string, number>();

  constructor(options: HubOptions) {
    this.serverName = options.serverName;
    this.clock = options.clock;
    this.#onDefect = options.onDefect;
    this.#saver = options.saver;
    this.#fileRecordings = options.fileRecordings ?? [];
    this.#log = new ChunkLog({
      limitBytes: options.memoryLimitBytes,
      listener: {
        evicted: (recording, chunks) => {
          for (const page of this.#pages) page.chunksEvicted(recording, chunks);
        },
        forgotten: (recording) => {
          this.#saver?.forgotten(recording);
          for (const page of this.#pages) page.recordingForgotten(recording);
          this.#recordingsChanged();
        },
      },
    });
  }

  /** Takes a new connection; its owner passes on what happens on the socket. */
  connect(socket: PeerSocket, access: { readonly mayBePage: boolean }): Connection {
    return new Connection(socket, this, access);
  }

  get counts(): HubCounts {
    const live = [...this.#log.recordings].filter((recording) => recording.isLive).length;
    const { chunks, bytes, evictedChunks, evictedBytes } = this.#log.totals;
    return {
      connections: {
        sdk: this.#ingests.size,
        page: this.#pages.size,
        unintroduced: [...this.#connections].filter((connection) => !connection.isIntroduced).length,
      },
      recordings: this.#log.recordingCount,
      liveRecordings: live,
      heldBytes: this.#log.heldBytes,
      limitBytes: this.#log.limitBytes,
      ingestedChunks: chunks,
      ingestedBytes: bytes,
      evictedChunks,
      evictedBytes,
      ...this.#counts,
      failedConnections: this.#failed,
      saving: this.#saver?.counts,
    };
  }

  // What connections tell:

  connectionOpened(connection: Connection): void {
    this.#connections.add(connection);
  }

  connectionClosed(connection: Connection): void {
    this.#connections.delete(connection);
  }

  connectionFailed(code: string, defect: unknown): void {
    this.#failed.set(code, (this.#failed.get(code) ?? 0) + 1);
    if (defect !== undefined) this.#onDefect(defect);
  }

  // What SDKs tell:

  sdkConnected(session: IngestSession, hello: HelloSdk): RecordingLog {
    const key = streamKey(hello.recording.id, hello.stream);
    const former = this.#ingests.get(key);
    const recording = this.#log.connect(hello.recording);
    this.#ingests.set(key, session);
    former?.end(new PeerError('superseded', 'The same stream said hello on a newer connection.'));
    for (const page of this.#pages) page.recordingOpened(recording);
    this.#recordingsChanged();
    return recording;
  }

  sdkDisconnected(session: IngestSession, recording: RecordingLog): void {
    const key = streamKey(recording.info.id, session.stream);
    if (this.#ingests.get(key) === session) this.#ingests.delete(key);
    this.#log.disconnect(recording);
    this.#saver?.disconnected(recording);
    this.#recordingsChanged();
  }

  ingested(recording: RecordingLog, header: ChunkHeader, message: Uint8Array, stream: string): void {
    const chunk = this.#log.append(recording, header, message, { stream, nowMillis: this.clock.nowMillis() });
    this.#saver?.ingested(recording, chunk, header);
    for (const page of this.#pages) page.chunkArrived(recording, chunk);
    this.#log.makeRoom();
    this.#recordingsChanged();
  }

  sdkDropped(recording: RecordingLog, dropped: Dropped): void {
    this.#counts.droppedBySdkRows += dropped.rows;
    recording.noteDropped(dropped);
    for (const page of this.#pages) page.sdkDropped(recording, dropped);
  }

  blueprintArrived(recording: RecordingLog, message: Uint8Array): void {
    recording.blueprint = message;
    this.#saver?.blueprintArrived(recording);
    for (const page of this.#pages) page.blueprintArrived(recording);
  }

  // What pages tell and ask:

  /** The layout of a recording: its own, else the newest of its application. */
  blueprintOf(recording: RecordingLog): Uint8Array | undefined {
    if (recording.blueprint !== undefined) return recording.blueprint;
    const { applicationId } = recording.info;
    const others = [...this.#log.recordings].filter(
      ({ info, blueprint }) => info.applicationId === applicationId && blueprint !== undefined,
    );
    return others.sort((a, b) => newestFirst(a.info, b.info))[0]?.blueprint;
  }

  nowMillis(): number {
    return this.clock.nowMillis();
  }

  find(id: RecordingId): RecordingLog | undefined {
    return this.#log.find(id);
  }

  summaries(): readonly RecordingSummary[] {
    const inFiles = this.#fileRecordings.slice(0, MAX_RECORDINGS);
    const inMemory = Array.from(this.#log.recordings, (recording) => recording.summary).sort(newestFirst);
    // Files were asked for by name: however much is logged, they stay in a list that has its limit.
    return [...inMemory.slice(0, MAX_RECORDINGS - inFiles.length), ...inFiles].sort(newestFirst);
  }

  wake(session: PageSession): void {
    this.#awake.add(session);
    if (this.#isRoundDue) return;
    this.#isRoundDue = true;
    this.clock.soon(() => this.#round());
  }

  pageConnected(session: PageSession): void {
    this.#pages.add(session);
  }

  pageDisconnected(session: PageSession): void {
    this.#pages.delete(session);
    this.#awake.delete(session);
  }

  sentToPage(bytes: number): void {
    this.#counts.sentChunks += 1;
    this.#counts.sentBytes += bytes;
  }

  droppedForPage(rows: number): void {
    this.#counts.droppedForPageRows += rows;
  }

  #round(): void {
    this.#isRoundDue = false;
    const sessions = [...this.#awake];
    this.#awake.clear();
    for (const session of sessions) {
      if (!this.#pages.has(session)) continue;
      try {
        if (session.pump()) this.wake(session);
      } catch (error) {
        session.end(error);
      }
    }
  }

  /** At once if the last list is old enough, else when it is. */
  #recordingsChanged(): void {
    this.#areRecordingsDue = true;
    if (this.#cancelRecordings !== undefined || this.#pages.size === 0) return;
    this.#areRecordingsDue = false;
    for (const page of this.#pages) page.recordingsChanged();
    this.#cancelRecordings = this.clock.after(RECORDINGS_PAUSE_MILLIS, () => {
      this.#cancelRecordings = undefined;
      if (this.#areRecordingsDue) this.#recordingsChanged();
    });
  }
}

function newestFirst(a: RecordingInfo, b: RecordingInfo): number {
  return a.startedAtNanos < b.startedAtNanos ? 1 : a.startedAtNanos > b.startedAtNanos ? -1 : 0;
}

function streamKey(recording: RecordingId, stream: string): string {
  return `${recording} ${stream}`;
}
