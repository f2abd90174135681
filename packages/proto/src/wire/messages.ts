import type { EntityPath } from '../entity-path.ts';
import type { ChunkId, RecordingId } from '../ids.ts';
import type { TimelineKind } from '../time.ts';

/** Who a peer says it is in its first message. */
export interface HelloSdk {
  readonly role: 'sdk';
  readonly protocol: number;
  /** Name and version of the program, for people: `rushes-sdk/0.1.0`. */
  readonly client: string;
  readonly recording: RecordingInfo;
  /**
   * Names this program's stream into the recording, the same over reconnects: 1 to 64 letters, digits, `_` and `-`, made at
   * random per `RecordingStream`. Several programs may log to one recording; `seq` and `resumeAfter` count per stream.
   */
  readonly stream: string;
}
/** A page's first message. */
export interface HelloPage {
  readonly role: 'page';
  readonly protocol: number;
  readonly client: string;
}

/** What names a recording, for routers and for people. */
export interface RecordingInfo {
  readonly id: RecordingId;
  readonly applicationId: string;
  /** Nanoseconds since the Unix epoch. */
  readonly startedAtNanos: bigint;
}

/** What the hub tells pages of a recording. */
export interface RecordingSummary extends RecordingInfo {
  /** True while at least one SDK is connected for it. */
  readonly live: boolean;
  readonly chunks: number;
  readonly bytes: number;
  /** Bytes that the memory limit has evicted so far, oldest whole GOPs first. */
  readonly evictedBytes: number;
  /**
   * There if it lies in a recording file that the hub serves: such a recording is read from the file by byte ranges, and
   * never subscribed to. `chunks` and `bytes` are those of the file; it is not live and nothing of it is evicted.
   */
  readonly file?: RecordingFile;
}

/** A recording file that the hub serves, by `GET` with `Range`. */
export interface RecordingFile {
  /** Path on the hub, percent-encoded ASCII: `/files/0/run.rrd`. */
  readonly url: string;
  /** Size of the whole file, which may hold other recordings as well. */
  readonly byteLength: number;
}

/** Inclusive span of a chunk's rows on one timeline. */
export interface TimeSpan {
  readonly timeline: string;
  readonly kind: TimelineKind;
  readonly min: bigint;
  readonly max: bigint;
}

/** What a router must know of the video samples in a chunk, so that it never parses H.264. */
export interface VideoSpan {
  /** The first row is a keyframe. Only all-keyframe chunks have another keyframe after it. */
  readonly startsAtKeyframe: boolean;
  /** Ordinal of the first row's sample among all samples that were logged to this entity by this stream, from 0. */
  readonly firstSample: number;
}

/** Header of a message whose body is one Arrow-encoded chunk. Everything in it must agree with the body. */
export interface ChunkHeader {
  readonly recording: RecordingId;
  /** Counts the chunks of one SDK connection's recording stream from 0, without gaps over reconnects. */
  readonly seq: number;
  readonly chunkId: ChunkId;
  readonly entity: EntityPath;
  readonly isStatic: boolean;
  readonly rows: number;
  /** Empty for a static chunk. */
  readonly spans: readonly TimeSpan[];
  /** Component names (`Points2D:positions`), sorted. */
  readonly components: readonly string[];
  /** Present exactly if `VideoStream:sample` is among the components. */
  readonly video?: VideoSpan;
}

/** Samples or rows that a queue had to give up, reported so that the person who looks is told. */
export interface Dropped {
  readonly recording: RecordingId;
  readonly entity: EntityPath;
  /** Rows (for video: samples) given up since the last report. */
  readonly rows: number;
  readonly bytes: number;
  /** `sdk-queue`: the SDK's socket queue was full; `page-queue`: this page was too slow; `memory-limit`: evicted by the hub before it was sent. */
  readonly reason: 'sdk-queue' | 'page-queue' | 'memory-limit';
}

/**
 * Every message of the protocol, by kind. `docs/spec/wire.md` is the normative text; this map mirrors it one to one.
 * Direction is given as sdk → hub (S), hub → sdk (H), page → hub (P), hub → page (G).
 */
export interface MessageMap {
  /** S, P: the first message of every connection. */
  hello: HelloSdk | HelloPage;
  /** H, G: the answer to hello. `resumeAfter`: the highest seq the hub holds of this SDK's stream, or -1. */
  welcome: { readonly protocol: number; readonly server: string; readonly resumeAfter: number };
  /** S, G: a chunk; its body is its Arrow stream. */
  chunk: ChunkHeader;
  /** S, G: how the recording is to be laid out, in place of what was said before; the body is a blueprint's file (`.rbl`). */
  blueprint: { readonly recording: RecordingId };
  /** H: every chunk up to and including `seq` has been taken into the chunk log. */
  ack: { readonly seq: number };
  /** S: asks for `flushed` once everything sent before it is in the chunk log. */
  flush: { readonly token: number };
  /** H. */
  flushed: { readonly token: number };
  /** S: what its queue gave up. G: the same passed on, or what this page's own queue gave up. */
  dropped: Dropped;
  /** S: the program closed the recording; it is no longer live. */
  bye: Record<string, never>;
  /** G: all recordings, newest first; sent after welcome and whenever the list changes (at most 4 times a second). */
  recordings: { readonly recordings: readonly RecordingSummary[] };
  /** P: send this recording from now on, and no other. Replaces the former subscription. */
  subscribe: { readonly recording: RecordingId };
  /** G: everything the hub held when `subscribe` arrived has been sent. */
  'history-complete': { readonly recording: RecordingId };
  /** P: total bytes of chunk messages that the page has taken in since its hello; opens the hub's send window. */
  received: { readonly bytes: number };
  /** G: the hub no longer holds these chunks. */
  evicted: { readonly recording: RecordingId; readonly chunkIds: readonly ChunkId[] };
  /** H, G: the connection is about to be closed for this reason. */
  error: { readonly code: string; readonly message: string };
}

/** The name of a message, the value of `kind` in its header. */
export type MessageKind = keyof MessageMap;

/** The kinds that have a body. */
export type BodiedKind = 'chunk' | 'blueprint';

/** One decoded message: `kind`, its `header`, and for a chunk or a blueprint its bytes (a view into the received buffer). */
export type Message = {
  [K in MessageKind]: K extends BodiedKind
    ? { readonly kind: K; readonly header: MessageMap[K]; readonly body: Uint8Array }
    : { readonly kind: K; readonly header: MessageMap[K] };
}[MessageKind];
