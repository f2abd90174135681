import {
  assertNever,
  type Chunk,
  type ChunkHeader,
  type ChunkId,
  checkChunkHeader,
  type Dropped,
  decodeChunk,
  type EntityPath,
  type Message,
  ProtoError,
  type RecordingId,
  type RecordingSummary,
  readBlueprintLayout,
} from '@rushes/proto';
import { MemoryBudget } from '../data/eviction.ts';
import type { SampleMessage } from '../video/video-messages.ts';
import { describeForBudget } from './chunk-facts.ts';
import { ChunkIntake, SampleKeys } from './chunk-intake.ts';
import { DropLedger } from './drop-ledger.ts';
import type { FileCommand } from './file-messages.ts';
import type { ConnectionState, IngestCommand, IngestEvent, IngestedChunk } from './ingest-messages.ts';
import { ReceiveCredit } from './receive-credit.ts';
import type { SourceListener } from './socket-source.ts';

/** The connection as ingest uses it: a {@link SocketSource}. */
export interface IngestSource {
  readonly connected: boolean;
  send(message: Message): boolean;
  start(): void;
}

/** Where ingest puts things. The buffers listed are transferred: they belong to the receiver from then on. */
export interface IngestPorts {
  postEvent(event: IngestEvent, transfer: ArrayBuffer[]): void;
  postSamples(message: SampleMessage, transfer: ArrayBuffer[]): void;
  /** Calls once in a later turn, after messages that have already arrived. */
  later(action: () => void): void;
}

export interface IngestOptions {
  readonly connect: (listener: SourceListener) => IngestSource;
  readonly ports: IngestPorts;
  readonly memoryLimitBytes: number;
  /** The page has no wish of its own: what it will choose from the first list is opened at once. Default false. */
  readonly opensFirst?: boolean;
  /** The first recording of the list is in this file of the hub, a path. */
  readonly onFirstFile?: ((url: string) => void) | undefined;
  /** Shared with whoever else brings samples to the page. */
  readonly keys?: SampleKeys;
}

/**
 * Takes chunks in from the hub: decodes them, sends samples to the video worker and everything else to the main thread, and
 * keeps the page within its memory. Chunks are told to the main thread in one event per turn; the hub's send window opens
 * only by what the main thread says it has taken, so nothing piles up in front of a page that stands still.
 */
export class Ingest implements SourceListener {
  readonly #ports: IngestPorts;
  readonly #source: IngestSource;
  readonly #memoryLimitBytes: number;
  readonly #onFirstFile: ((url: string) => void) | undefined;
  #opensFirst: boolean;
  readonly #keys: SampleKeys;
  readonly #intake: ChunkIntake;
  readonly #credit = new ReceiveCredit();
  #recording: RecordingId | undefined = undefined;
  #isSubscribed = false;
  #budget: MemoryBudget;
  /** Of every chunk that came since the recording was opened and was not evicted. */
  #heldIds = new Set<ChunkId>();
  #drops = new DropLedger();
  #pending: IngestedChunk[] = [];
  #pendingBuffers: ArrayBuffer[] = [];
  #pendingEvictions: ChunkId[] = [];
  #isTurnScheduled = false;
  #sentCredit = 0;
  /** The newest list of recordings, held back while the main thread stands still. */
  #heldRecordings: readonly RecordingSummary[] | undefined = undefined;
  #isMainSlow = false;

  constructor(options: IngestOptions) {
    this.#ports = options.ports;
    this.#memoryLimitBytes = options.memoryLimitBytes;
    this.#opensFirst = options.opensFirst ?? false;
    this.#onFirstFile = options.onFirstFile;
    this.#keys = options.keys ?? new SampleKeys();
    this.#intake = new ChunkIntake((message, transfer) => options.ports.postSamples(message, transfer));
    this.#budget = new MemoryBudget(options.memoryLimitBytes);
    this.#source = options.connect(this);
    this.#source.start();
  }

  /** What the main thread says, except `start`, which makes this object. */
  handle(command: Exclude<IngestCommand, { kind: 'start' } | FileCommand>): void {
    switch (command.kind) {
      case 'subscribe':
        this.#open(command.recording);
        return;
      case 'taken':
        this.#credit.taken(command.byteLength);
        this.#isMainSlow = false;
        this.#scheduleTurn();
        return;
      default:
        assertNever(command);
    }
  }

  connectionChanged(state: ConnectionState): void {
    if (state.kind === 'connected') {
      this.#credit.restart();
      this.#drops.restart();
      this.#sentCredit = 0;
      this.#isSubscribed = false;
    }
    this.#post({ kind: 'connection', state });
    if (state.kind === 'connected') this.#subscribe();
  }

  message(message: Message, byteLength: number): void {
    switch (message.kind) {
      case 'chunk':
        this.#takeIn(message.header, message.body, byteLength);
        return;
      case 'recordings':
        this.#postRecordings(message.header.recordings);
        return;
      case 'history-complete':
        if (message.header.recording !== this.#recording) return;
        this.#ports.postSamples({ kind: 'history-complete' }, []);
        this.#post({ kind: 'history-complete', recording: message.header.recording });
        return;
      case 'dropped':
        this.#noteDropped(message.header);
        return;
      case 'blueprint':
        this.#readBlueprint(message.header.recording, message.body);
        return;
      case 'evicted':
        // The page keeps it for as long as its own memory allows, see IngestEvent.
        return;
      case 'hello':
      case 'welcome':
      case 'ack':
      case 'flush':
      case 'flushed':
      case 'bye':
      case 'subscribe':
      case 'received':
      case 'error':
        this.#trouble('unexpected-message', `Expected a message for a page, found "${message.kind}".`, undefined);
        return;
      default:
        assertNever(message);
    }
  }

  badMessage(error: ProtoError, byteLength: number, isChunk: boolean): void {
    if (isChunk) this.#skip(byteLength);
    this.#trouble(error.code, error.message, undefined);
  }

  /** Something else is shown than what the hub sends: it is passed over from now on. */
  leave(): void {
    this.#flushChunks();
    this.#recording = undefined;
    this.#heldIds = new Set();
  }

  #open(recording: RecordingId): void {
    if (recording === this.#recording) return;
    // Chunks still waiting are told under the name of the former recording: they owe their credit all the same.
    this.#flushChunks();
    this.#recording = recording;
    this.#isSubscribed = false;
    this.#budget = new MemoryBudget(this.#memoryLimitBytes);
    this.#heldIds = new Set();
    this.#intake.restart();
    this.#drops = new DropLedger();
    this.#ports.postSamples({ kind: 'reset', recording }, []);
    this.#post({ kind: 'reset', recording });
    this.#subscribe();
  }

  #subscribe(): void {
    if (this.#recording === undefined || this.#isSubscribed) return;
    this.#isSubscribed = this.#source.send({ kind: 'subscribe', header: { recording: this.#recording } });
  }

  #takeIn(header: ChunkHeader, body: Uint8Array, byteLength: number): void {
    // Of a recording that was just left; or sent again after a reconnect.
    if (header.recording !== this.#recording || this.#heldIds.has(header.chunkId)) {
      this.#skip(byteLength);
      return;
    }
    let chunk: Chunk;
    try {
      chunk = decodeChunk(body);
      checkChunkHeader(header, chunk);
    } catch (error) {
      // Whatever is wrong with one chunk, its bytes must be counted, or the hub's window would shrink for good.
      this.#skip(byteLength);
      if (!(error instanceof ProtoError)) throw error;
      this.#trouble(error.code, error.message, header.entity);
      return;
    }
    const evicted = this.#budget.admit(describeForBudget(chunk, header, byteLength));
    if (evicted.includes(chunk.id)) this.#skip(byteLength);
    else this.#forward(chunk, header, byteLength);
    this.#evict(evicted.filter((id) => id !== chunk.id));
  }

  #forward(chunk: Chunk, header: ChunkHeader, byteLength: number): void {
    this.#heldIds.add(chunk.id);
    const firstSample = header.video?.firstSample ?? 0;
    const { ingested, buffers } = this.#intake.takeIn(
      chunk,
      byteLength,
      ({ rowCount }) => ({ firstKey: this.#keys.take(rowCount), firstSample }),
      header.video,
    );
    this.#pending.push(ingested);
    this.#pendingBuffers.push(...buffers);
    this.#credit.posted(byteLength);
    this.#scheduleTurn();
  }

  #evict(ids: readonly ChunkId[]): void {
    if (ids.length === 0) return;
    for (const id of ids) this.#heldIds.delete(id);
    this.#pendingEvictions = this.#pendingEvictions.concat(ids);
    this.#scheduleTurn();
  }

  #readBlueprint(recording: RecordingId, body: Uint8Array): void {
    if (recording !== this.#recording) return;
    const read = readBlueprintLayout(body);
    if (read !== undefined) this.#post({ kind: 'blueprint', recording, ...read });
    else this.#trouble('bad-blueprint', 'The program sent a layout that is no blueprint.', undefined);
  }

  #noteDropped(report: Dropped): void {
    if (report.recording !== this.#recording) return;
    const dropped = this.#drops.news(report);
    if (dropped !== undefined) this.#post({ kind: 'dropped', dropped });
  }

  #skip(byteLength: number): void {
    this.#credit.skipped(byteLength);
    this.#scheduleTurn();
  }

  #trouble(code: string, message: string, entity: EntityPath | undefined): void {
    this.#post({ kind: 'trouble', code, message, entity });
  }

  /**
   * Asks for what the page will choose from its first list, before it has: the main thread is busy with its first layout then, and
   * the picture would come a tenth of a second later. A wrong guess costs a subscription that is replaced.
   */
  #openFirst(recordings: readonly RecordingSummary[]): void {
    if (!this.#opensFirst) return;
    this.#opensFirst = false;
    const first = recordings.find((recording) => recording.live) ?? recordings[0];
    if (first === undefined || this.#recording !== undefined) return;
    if (first.file === undefined) this.#open(first.id);
    else this.#onFirstFile?.(first.file.url);
  }

  /** While the main thread does not take chunks, only the newest list waits for it: lists come several times a second. */
  #postRecordings(recordings: readonly RecordingSummary[]): void {
    if (this.#isMainSlow) {
      this.#heldRecordings = recordings;
      return;
    }
    this.#post({ kind: 'recordings', recordings });
    this.#openFirst(recordings);
    this.#isMainSlow = this.#credit.isWaiting;
  }

  /** Posts an event in its place after the chunks that came before it. */
  #post(event: IngestEvent): void {
    this.#flushChunks();
    this.#ports.postEvent(event, []);
  }

  #scheduleTurn(): void {
    if (this.#isTurnScheduled) return;
    this.#isTurnScheduled = true;
    this.#ports.later(() => {
      this.#isTurnScheduled = false;
      this.#endTurn();
    });
  }

  #endTurn(): void {
    this.#flushChunks();
    const held = this.#heldRecordings;
    if (held !== undefined && !this.#isMainSlow) {
      this.#heldRecordings = undefined;
      this.#postRecordings(held);
    }
    const { takenBytes } = this.#credit;
    if (takenBytes === this.#sentCredit) return;
    if (this.#source.send({ kind: 'received', header: { bytes: takenBytes } })) this.#sentCredit = takenBytes;
  }

  #flushChunks(): void {
    const recording = this.#recording;
    if (recording === undefined) return;
    if (this.#pending.length > 0) {
      this.#ports.postEvent({ kind: 'chunks', recording, chunks: this.#pending }, this.#pendingBuffers);
      this.#pending = [];
      this.#pendingBuffers = [];
    }
    if (this.#pendingEvictions.length > 0) {
      const chunkIds = this.#pendingEvictions;
      this.#pendingEvictions = [];
      this.#ports.postSamples({ kind: 'evicted', chunkIds }, []);
      this.#ports.postEvent({ kind: 'evicted', recording, chunkIds }, []);
    }
  }
}
