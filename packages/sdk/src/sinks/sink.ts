import type { ChunkHeader, EntityPath, RecordingInfo } from '@rushes/proto';
import type { EncodedBlueprint } from '../blueprint/blueprint.ts';
import type { Clock } from '../clock.ts';
import type { SdkError } from '../errors.ts';

/** One encoded chunk on its way out. The same bytes go to every sink; sinks number them and never change them. @group Sinks */
export interface SinkChunk {
  /** The wire header; `seq` is 0, each sink counts for itself what it sends. */
  readonly header: ChunkHeader;
  /** Arrow IPC bytes. */
  readonly body: Uint8Array;
}

/** What a sink gets from the recording stream it is attached to. @group Sinks */
export interface SinkContext {
  /** The recording that the chunks belong to. */
  readonly recording: RecordingInfo;
  /** For everything that has to do with time. */
  readonly clock: Clock;
  /** Tells the program; never throws. */
  report(error: SdkError): void;
}

/** What was given up for want of room. @group Sinks */
export interface DropCount {
  /** Rows; for video: samples. */
  readonly rows: number;
  /** Encoded bytes, headers included. */
  readonly bytes: number;
}

/** How a sink is doing; a snapshot. @group Sinks */
export interface SinkStatus {
  /** `socket`, `file`, `memory`, or what a sink of your own calls itself. */
  readonly kind: string;
  /** Where it writes to, for people: a URL or a file name. */
  readonly target: string;
  /**
   * `waiting`: not connected, or the disk is full; the next attempt is scheduled. `closed`: nothing more goes there; of a file that
   * was not closed by the program, `trouble` says why.
   */
  readonly state: 'idle' | 'connecting' | 'connected' | 'waiting' | 'closed';
  /** Why the last connection failed or ended, or the file is not written to; undefined while all is well. */
  readonly trouble: string | undefined;
  /** Bytes not yet acknowledged, unsent ones included; of a file, those that the operating system does not have. */
  readonly queuedBytes: number;
  /** Chunks handed over so far; those sent again after a reconnect count again. */
  readonly sentChunks: number;
  /** Their bytes. */
  readonly sentBytes: number;
  /** What was given up for want of room, by entity. */
  readonly dropped: ReadonlyMap<EntityPath, DropCount>;
}

/**
 * Where chunks go. `send` neither blocks nor throws: a sink queues within its limit, gives up whole groups of pictures or the
 * oldest rows beyond it (never static data), and counts what it gave up.
 *
 * @group Sinks
 */
export interface Sink {
  /** How long rows may be gathered into one chunk before they are sent, in milliseconds. */
  readonly maxDelayMillis: number;
  /** How the sink is doing right now. */
  readonly status: SinkStatus;
  /** Called once, before the first chunk. A sink belongs to one recording stream. */
  open(context: SinkContext): void;
  /** Takes a chunk; static ones come before the data they belong to. */
  send(chunk: SinkChunk): void;
  /** Takes a layout, in place of the one before. Sinks that have no use for one leave it out. */
  sendBlueprint?(blueprint: EncodedBlueprint): void;
  /**
   * Resolves when all that was sent so far has arrived.
   *
   * @throws SdkError `flush-timeout` after `timeoutMillis`, or why it never will.
   */
  flush(timeoutMillis: number): Promise<void>;
  /** Delivers what it can within `timeoutMillis`, then lets go of everything. Reports what is left behind; never rejects. */
  close(timeoutMillis: number): Promise<void>;
}

/** A sink that writes a file, as `RecordingStream.save` makes one. */
export interface SavingSink extends Sink {
  /** Resolves once the file was made, or could not be made; never rejects. */
  readonly opened: Promise<void>;
}
