import type { EntityPath } from '@rushes/proto';
import type { EncodedBlueprint } from '../blueprint/blueprint.ts';
import { describe } from '../coerce/describe.ts';
import { SdkError, SdkErrorCode } from '../errors.ts';
import { SendQueue, StaticChunks } from './send-queue.ts';
import type { DropCount, Sink, SinkChunk, SinkContext, SinkStatus } from './sink.ts';

/** How the hubs stand, as one word: the state of the one that is worst off; `none` without any. @group Recording */
export type ConnectionSummary = SinkStatus['state'] | 'none';

const LEAST_CONNECTED_FIRST: readonly SinkStatus['state'][] = ['waiting', 'connecting', 'idle', 'closed', 'connected'];

/** What may gather before there is a sink. */
const WAITING_LIMIT_BYTES = 64 * 1024 * 1024;
const DEFAULT_DELAY_MILLIS = 8;
/** A sink that was taken out has so long to deliver what it has. */
const REMOVAL_TIMEOUT_MILLIS = 10_000;

/** The sinks of one recording stream: hands each chunk to all of them, and brings newcomers up to date. */
export class SinkSet {
  readonly #context: SinkContext;
  #sinks: readonly Sink[] = [];
  readonly #statics = new StaticChunks();
  /** The newest layout, for sinks that come later. */
  #blueprint: EncodedBlueprint | undefined;
  /** Takes everything while there is no sink; the first one gets it. */
  #waiting: SendQueue | undefined = newWaitingQueue();
  /** Sinks taken out that are still delivering. */
  readonly #leaving = new Set<Promise<void>>();

  constructor(context: SinkContext) {
    this.#context = context;
  }

  /** That of the most impatient sink. */
  get maxDelayMillis(): number {
    let delay = Number.POSITIVE_INFINITY;
    for (const sink of this.#sinks) delay = Math.min(delay, sink.maxDelayMillis);
    return Number.isFinite(delay) ? delay : DEFAULT_DELAY_MILLIS;
  }

  get status(): {
    readonly connection: ConnectionSummary;
    readonly sinks: readonly SinkStatus[];
    readonly queuedBytes: number;
    readonly sentBytes: number;
    readonly dropped: ReadonlyMap<EntityPath, DropCount>;
  } {
    const sinks = this.#sinks.map((sink) => sink.status);
    const dropped = new Map<EntityPath, DropCount>();
    const allDropped = [...sinks.map((status) => status.dropped), ...(this.#waiting ? [this.#waiting.dropped] : [])];
    for (const [entity, { rows, bytes }] of allDropped.flatMap((counts) => [...counts])) {
      const sum = dropped.get(entity) ?? { rows: 0, bytes: 0 };
      dropped.set(entity, { rows: sum.rows + rows, bytes: sum.bytes + bytes });
    }
    const sockets = sinks.filter(({ kind }) => kind === 'socket').map(({ state }) => state);
    return {
      connection: LEAST_CONNECTED_FIRST.find((state) => sockets.includes(state)) ?? 'none',
      sinks,
      queuedBytes: sinks.reduce((sum, status) => sum + status.queuedBytes, this.#waiting?.queuedBytes ?? 0),
      sentBytes: sinks.reduce((sum, status) => sum + status.sentBytes, 0),
      dropped,
    };
  }

  send(chunk: SinkChunk): void {
    if (chunk.header.isStatic) this.#statics.add(chunk);
    if (this.#waiting !== undefined) this.#waitWith(chunk, this.#waiting);
    for (const sink of this.#sinks) this.#guard(sink, () => sink.send(chunk));
  }

  sendBlueprint(blueprint: EncodedBlueprint): void {
    this.#blueprint = blueprint;
    for (const sink of this.#sinks) this.#guard(sink, () => sink.sendBlueprint?.(blueprint));
  }

  add(sink: Sink): void {
    this.replace([...this.#sinks, sink]);
  }

  /** @throws TypeError for what is not a sink. */
  replace(sinks: readonly Sink[]): void {
    if (!Array.isArray(sinks)) throw new TypeError(`sinks must be an array of sinks, but is ${describe(sinks)}.`);
    sinks.forEach((sink, i) => {
      if (typeof sink?.send === 'function' && typeof sink.open === 'function') return;
      throw new TypeError(`sinks[${i}] must be a sink (open, send, flush, close), but is ${describe(sink)}.`);
    });
    const former = this.#sinks;
    const wanted = [...new Set(sinks)];
    const added = wanted.filter((sink) => !former.includes(sink));
    for (const sink of added) sink.open(this.#context);
    this.#sinks = wanted;
    for (const sink of added) this.#bringUpToDate(sink);
    if (sinks.length > 0) this.#waiting = undefined;
    else this.#waiting ??= newWaitingQueue();
    for (const sink of former) if (!sinks.includes(sink)) this.#dismiss(sink);
  }

  async flush(timeoutMillis: number): Promise<void> {
    // All of them, whatever becomes of one: a full disk is no reason not to wait for the hub.
    const results = await Promise.allSettled(this.#sinks.map((sink) => sink.flush(timeoutMillis)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  async close(timeoutMillis: number): Promise<void> {
    const closing = this.#sinks.map((sink) => this.#closeSink(sink, timeoutMillis));
    await Promise.all([...closing, ...this.#leaving]);
    this.#reportUnclaimed();
    this.#waiting = undefined;
  }

  #reportUnclaimed(): void {
    const chunks = this.#waiting?.length ?? 0;
    if (chunks === 0) return;
    const message = `Closed with ${chunks} chunk(s) that no sink ever took. Call connect() or save(), or pass sinks, before close().`;
    this.#context.report(new SdkError(SdkErrorCode.UnsentData, message));
  }

  #bringUpToDate(sink: Sink): void {
    const blueprint = this.#blueprint;
    if (blueprint !== undefined) this.#guard(sink, () => sink.sendBlueprint?.(blueprint));
    const waiting = this.#waiting?.all() ?? [];
    const known = this.#statics.all().filter((chunk) => !waiting.includes(chunk));
    for (const chunk of [...known, ...waiting]) this.#guard(sink, () => sink.send(chunk));
  }

  #waitWith(chunk: SinkChunk, queue: SendQueue): void {
    const wasFull = queue.dropped.size > 0;
    if (!queue.push(chunk) || wasFull) return;
    const message =
      'Data is logged but there is no sink: the oldest is given up. Call connect() or save(), or pass sinks.';
    this.#context.report(new SdkError(SdkErrorCode.QueueOverflow, message, { severity: 'warning' }));
  }

  #dismiss(sink: Sink): void {
    const leaving = this.#closeSink(sink, REMOVAL_TIMEOUT_MILLIS).finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
  }

  async #closeSink(sink: Sink, timeoutMillis: number): Promise<void> {
    try {
      await sink.close(timeoutMillis);
    } catch (cause) {
      this.#reportFailure(sink, cause);
    }
  }

  /** A sink that breaks its word and throws must not break the program, nor keep the data from the other sinks. */
  #guard(sink: Sink, action: () => void): void {
    try {
      action();
    } catch (cause) {
      this.#reportFailure(sink, cause);
    }
  }

  #reportFailure(sink: Sink, cause: unknown): void {
    const text = cause instanceof Error ? cause.message : String(cause);
    const { kind, target } = sink.status;
    this.#context.report(
      new SdkError(SdkErrorCode.SinkFailed, `The ${kind} sink to ${target} failed: ${text}`, { cause }),
    );
  }
}

function newWaitingQueue(): SendQueue {
  return new SendQueue({ limitBytes: WAITING_LIMIT_BYTES, retainedBytes: 0 });
}
