import {
  ARCHETYPE_TABLE,
  type Chunk,
  type ComponentBatch,
  describeChunk,
  type EntityPath,
  encodeChunk,
  MAX_HEADER_BYTES,
  MAX_MESSAGE_BYTES,
  MAX_NAME_BYTES,
  makeRecordingId,
  parseEntityPath,
  parseRecordingId,
  type RecordingId,
  type RecordingInfo,
  TuidGenerator,
  VIDEO_CODEC,
  VideoCodec,
  type VideoSpan,
} from '@rushes/proto';
import { makeFileSink } from '#file-sink';
import { type Archetype, batchOf, isArchetype } from './archetypes/archetype.ts';
import type { ArchetypeColumns } from './archetypes/columns.ts';
import { findVideoSample } from './archetypes/video-stream.ts';
import { BatchedEntity, Batcher, type TimelineSet } from './batcher.ts';
import type { Blueprint } from './blueprint/blueprint.ts';
import { type Clock, systemClock } from './clock.ts';
import { describe } from './coerce/describe.ts';
import type { TimeValue } from './coerce/time.ts';
import { type TimeColumnInput, toTimeColumns } from './coerce/time-columns.ts';
import { type ErrorHandler, ErrorReporter } from './error-reporter.ts';
import { SdkError, SdkErrorCode } from './errors.ts';
import type { FileSinkOptions } from './sinks/file-sink-options.ts';
import type { DropCount, Sink, SinkStatus } from './sinks/sink.ts';
import { type ConnectionSummary, SinkSet } from './sinks/sink-set.ts';
import { DEFAULT_URL, SocketSink, type SocketSinkOptions } from './sinks/socket-sink.ts';
import { TimeState } from './time-state.ts';
import { VideoLog } from './video-log.ts';

const DEFAULT_TIMEOUT_MILLIS = 10_000;
const DEFAULT_CLOSE_TIMEOUT_MILLIS = 5000;

/** Options of {@link RecordingStream}. @group Recording */
export interface RecordingStreamOptions {
  /** Streams with the same id are one recording. 1 to 128 letters, digits, `_` and `-`. Default: a random one. */
  readonly recordingId?: string | undefined;
  /** Where to send to from the start; more by {@link RecordingStream.connect} and
   * {@link RecordingStream.save}. Default: none. */
  readonly sinks?: readonly Sink[] | undefined;
  /** Hears of all trouble at run time. Default: one `console.warn` per cause. */
  readonly onError?: ErrorHandler | undefined;
  /** Time and timers. Default: the system's. */
  readonly clock?: Clock | undefined;
}

/** How a recording stream is doing; a snapshot. @group Recording */
export interface RecordingStatus {
  /** `close` was called. */
  readonly closed: boolean;
  /** Whether the hub is there; with several hubs, the state of the one that is worst off; `none` before `connect`. */
  readonly connection: ConnectionSummary;
  /** One per sink, in the order in which they were added. */
  readonly sinks: readonly SinkStatus[];
  /** Bytes that have not arrived yet, over all sinks. */
  readonly queuedBytes: number;
  /** Bytes sent and written, over all sinks. */
  readonly sentBytes: number;
  /** What was given up for want of room, by entity, over all sinks. */
  readonly dropped: ReadonlyMap<EntityPath, DropCount>;
  /** Warnings about the video of each entity, such as `limited-decoder-support`. */
  readonly videoWarnings: ReadonlyMap<EntityPath, readonly string[]>;
}

/**
 * Logs what a program sees and does into one recording.
 *
 * Misuse (a wrong type, a bad path, NaN as a time) throws at once, saying what was expected and what was found. Trouble at run time
 * (no connection, a full queue) never does: it goes to `onError` and to {@link RecordingStream.status}. Logging never blocks;
 * before the first sink is there, and while a hub is away, data is queued up to a limit in bytes.
 *
 * @example
 * const rec = new RecordingStream('my-robot');
 * await rec.connect();
 * rec.setTime('frame', { sequence: 42 });
 * rec.log('camera', VideoStream.fromSample(packet));
 * rec.log('camera/detections', new Boxes2D({ mins, sizes, labels }));
 * rec.log('arm/torque', new Scalars(3.2));
 * await rec.close();
 *
 * @group Recording
 */
export class RecordingStream {
  /** As given to the constructor. */
  readonly applicationId: string;
  /** As given in the options, or made. */
  readonly recordingId: RecordingId;
  readonly #clock: Clock;
  readonly #errors: ErrorReporter;
  readonly #time: TimeState;
  readonly #batcher: Batcher;
  readonly #sinks: SinkSet;
  /** By the path as the caller wrote it: each spelling is parsed once. */
  readonly #entitiesByText = new Map<string, LoggedEntity>();
  readonly #entities = new Map<EntityPath, LoggedEntity>();
  #closed: Promise<void> | undefined;

  /**
   * `applicationId`: names the program; recordings of one application share their layout in a viewer.
   *
   * @throws TypeError, RangeError for arguments that cannot be used.
   */
  constructor(applicationId: string, options: RecordingStreamOptions = {}) {
    if (typeof applicationId !== 'string' || applicationId === '') {
      throw new TypeError(
        `RecordingStream needs an application id, a text that is not empty, but got ${describe(applicationId)}.`,
      );
    }
    if (new TextEncoder().encode(applicationId).length > MAX_NAME_BYTES) {
      throw new RangeError(
        `An application id may take ${MAX_NAME_BYTES} bytes, but ${describe(applicationId)} is longer.`,
      );
    }
    this.applicationId = applicationId;
    this.recordingId = asMisuse(() =>
      options.recordingId === undefined ? makeRecordingId() : parseRecordingId(options.recordingId),
    );
    this.#clock = options.clock ?? systemClock();
    this.#errors = new ErrorReporter(options.onError);
    this.#time = new TimeState(() => this.#clock.nowNanos());
    const recording: RecordingInfo = {
      id: this.recordingId,
      applicationId,
      startedAtNanos: this.#clock.nowNanos(),
    };
    this.#sinks = new SinkSet({ recording, clock: this.#clock, report: (error) => this.#errors.report(error) });
    this.#batcher = new Batcher({
      ids: new TuidGenerator({ nowNanos: () => this.#clock.nowNanos() }),
      clock: this.#clock,
      maxDelayMillis: () => this.#sinks.maxDelayMillis,
      emit: (chunk, video) => this.#emit(chunk, video),
    });
    if (options.sinks !== undefined) this.#sinks.replace(options.sinks);
  }

  /**
   * Logs one row at the current time of each timeline.
   *
   * `path` is an entity path such as `camera/detections`; several archetypes make one row of all their columns. With
   * `{static: true}` the row has no time and is valid at all times ({@link logStatic} is the same).
   *
   * @throws TypeError, RangeError for misuse; VideoSampleError for a video sample that no viewer could show.
   */
  log(path: string, archetypes: Archetype | readonly Archetype[], options?: { readonly static?: boolean }): void {
    if (this.#isClosed('log')) return;
    const entity = this.#entity(path);
    const batches = collectBatches(archetypes);
    if (options?.static === true) this.#logStatic(entity, batches);
    else this.#logRow(entity, this.#time.timelines, this.#time.now(), batches);
  }

  /**
   * Logs data that has no time: valid at all times, and shadowing temporal data of the same component. Logged again it replaces
   * what was there.
   *
   * @throws TypeError, RangeError for misuse; video samples cannot be static.
   */
  logStatic(path: string, archetypes: Archetype | readonly Archetype[]): void {
    if (this.#isClosed('logStatic')) return;
    this.#logStatic(this.#entity(path), collectBatches(archetypes));
  }

  /**
   * Says how a viewer is to lay out this recording, and all others of the application. The newest one counts; a person who has
   * rearranged the views keeps theirs, and finds this one behind "reset".
   *
   * @throws TypeError, RangeError for misuse.
   */
  sendBlueprint(blueprint: Blueprint): void {
    if (this.#isClosed('sendBlueprint')) return;
    // Not by `instanceof`: the class, with all that encodes it, is only loaded by programs that make one.
    if (typeof blueprint?.encode !== 'function') {
      throw new TypeError(
        `sendBlueprint takes a Blueprint, such as new Blueprint(view), but got ${describe(blueprint)}.`,
      );
    }
    this.#sinks.sendBlueprint(blueprint.encode(this.applicationId));
  }

  /**
   * Sets the time of the rows that follow on one timeline, which the first call makes. See {@link TimeValue} for the units.
   *
   * @throws TypeError, RangeError for NaN, for fractions of a sequence number, and for a timeline that was of another kind before.
   */
  setTime(timeline: string, time: TimeValue): void {
    this.#time.set(timeline, time);
  }

  /** Leaves a timeline out of the rows that follow, until {@link setTime} sets it again; `log_time` until {@link resetTime}. */
  disableTimeline(timeline: string): void {
    this.#time.disable(timeline);
  }

  /** Back to the beginning: no timeline but `log_time`, the wall clock at which a row is logged. */
  resetTime(): void {
    this.#time.reset();
  }

  /**
   * Logs many rows at once: one time per row and timeline, one archetype value per row. `log_time` is not added.
   *
   * @example
   * rec.sendColumns('arm/torque', [{ name: 'frame', sequence: [0, 1, 2] }], Scalars.columns({ scalars: [3.2, 3.3, 3.1] }));
   *
   * @throws TypeError, RangeError if the columns do not have the same number of rows, else as {@link log}; rows before a refused
   * video sample are logged.
   */
  sendColumns(
    path: string,
    times: readonly TimeColumnInput[],
    columns: ArchetypeColumns | readonly ArchetypeColumns[],
  ): void {
    if (this.#isClosed('sendColumns')) return;
    const entity = this.#entity(path);
    const { timelines, rowCount, timesOf } = toTimeColumns(times);
    const rows = collectRows(columns, rowCount);
    for (const { name, kind } of timelines) this.#time.fixKind(name, kind);
    rows.forEach((batches, row) => {
      this.#logRow(entity, timelines, timesOf(row), batches);
    });
  }

  /**
   * Sends to a hub (`npx viewer`) from now on, besides the sinks that are there already.
   *
   * Resolves when the first attempt has succeeded or failed, and never rejects for want of a hub: attempts go on for ever, and
   * what is logged meanwhile is queued. `status.sinks` tells how it stands.
   *
   * `url` defaults to where `npx viewer` listens on this machine. A viewer that asks for a token takes it as `?token=…` in the URL.
   *
   * @throws TypeError if the URL cannot be used.
   */
  async connect(url: string = DEFAULT_URL, options: SocketSinkOptions = {}): Promise<void> {
    if (this.#isClosed('connect')) return;
    const sink = new SocketSink(url, options);
    this.#sinks.add(sink);
    await sink.firstAttempt;
  }

  /**
   * Writes a recording file (`.rrd`) from now on, besides the sinks that are there already; of what was logged before, the static
   * data, and if this is the first sink all that was queued. In Node only.
   *
   * The file is written as it is logged: a program that is killed loses what it logged in the last `maxDelayMillis`, 200 by default,
   * and the file opens. {@link close} adds the manifest by which a large file opens without being read.
   *
   * Resolves once the file was made, or could not be made, and never rejects for that: a file that exists, a folder that does not, a
   * disk that fills up are told to `onError` with a code, and logging goes on.
   *
   * @throws TypeError, RangeError for arguments that cannot be used; SdkError `no-file-system` in a web page.
   */
  async save(path: string, options: FileSinkOptions = {}): Promise<void> {
    if (this.#isClosed('save')) return;
    const sink = makeFileSink(path, options);
    this.#sinks.add(sink);
    await sink.opened;
  }

  /** Sends to these sinks from now on. Those not among them any more are closed once they have delivered what they have. */
  setSinks(sinks: readonly Sink[]): void {
    if (this.#isClosed('setSinks')) return;
    this.#batcher.flush();
    this.#sinks.replace(sinks);
  }

  /**
   * Resolves when everything logged so far has arrived: for a hub, when it has acknowledged it; for a file, when the operating system
   * has it (with `fsync`, the disk). With no sink there is nothing to wait for. `timeout` is in milliseconds, default 10 000;
   * `Infinity` waits for ever.
   *
   * @throws SdkError `flush-timeout`, or the code of a file that can no longer be written.
   */
  async flush(options: { readonly timeout?: number | undefined } = {}): Promise<void> {
    const timeoutMillis = checkTimeout('flush', options.timeout, DEFAULT_TIMEOUT_MILLIS);
    this.#batcher.flush();
    await this.#sinks.flush(timeoutMillis);
  }

  /**
   * Delivers what is queued, completes files, and lets go of all connections. What could not be delivered is reported to `onError`. `timeout` is in
   * milliseconds, default 5000; a hub that is away gets one more attempt. Logging after this is reported once, and ignored.
   */
  close(options: { readonly timeout?: number | undefined } = {}): Promise<void> {
    this.#closed ??= this.#close(checkTimeout('close', options.timeout, DEFAULT_CLOSE_TIMEOUT_MILLIS));
    return this.#closed;
  }

  /** The same as {@link close}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** How the stream is doing right now. */
  get status(): RecordingStatus {
    const videoWarnings = new Map<EntityPath, readonly string[]>();
    for (const { path, video } of this.#entities.values()) {
      if (video !== undefined && video.warnings.size > 0) videoWarnings.set(path, [...video.warnings.values()]);
    }
    return { closed: this.#closed !== undefined, ...this.#sinks.status, videoWarnings };
  }

  async #close(timeoutMillis: number): Promise<void> {
    this.#batcher.flush();
    await this.#sinks.close(timeoutMillis);
  }

  #isClosed(method: string): boolean {
    if (this.#closed === undefined) return false;
    const message = `${method}() was called after close() and did nothing; make a new RecordingStream to go on.`;
    this.#errors.reportOnce(new SdkError(SdkErrorCode.Closed, message, { severity: 'warning' }));
    return true;
  }

  #entity(path: string): LoggedEntity {
    const known = this.#entitiesByText.get(path);
    if (known !== undefined) return known;
    if (typeof path !== 'string') {
      throw new TypeError(`An entity path must be a string like 'camera/detections', but is ${describe(path)}.`);
    }
    const parsed = asMisuse(() => parseEntityPath(path));
    let entity = this.#entities.get(parsed);
    if (entity === undefined) {
      entity = new LoggedEntity(parsed);
      this.#entities.set(parsed, entity);
    }
    this.#entitiesByText.set(path, entity);
    return entity;
  }

  #logRow(
    entity: LoggedEntity,
    timelines: TimelineSet,
    times: readonly bigint[],
    batches: readonly ComponentBatch[],
  ): void {
    if (timelines.length === 0) {
      throw new TypeError(
        'No timeline is on: a row needs a time. Call setTime or resetTime before log, or log it static with logStatic.',
      );
    }
    const at = findVideoSample(batches);
    if (at >= 0) this.#logSample(entity, timelines, times, batches, at);
    else if (isCodec(batches)) this.#logStatic(entity, batches);
    else this.#batcher.append(entity, timelines, times, batches);
  }

  #logSample(
    entity: LoggedEntity,
    timelines: TimelineSet,
    times: readonly bigint[],
    batches: readonly ComponentBatch[],
    at: number,
  ): void {
    const video = this.#videoOf(entity);
    const batch = batches[at] as ComponentBatch;
    const [sample] = batch.data as readonly Uint8Array[];
    const checked = video.check(sample ?? new Uint8Array(0));
    if (!video.codecLogged) {
      this.#logStatic(entity, [batchOf('VideoStream', 'codec', Uint32Array.of(VideoCodec.H264))]);
    }
    const columns = checked.annexB === sample ? batches : batches.with(at, { ...batch, data: [checked.annexB] });
    this.#batcher.appendVideo(entity, timelines, times, columns, checked.isKeyframe);
  }

  #logStatic(entity: LoggedEntity, batches: readonly ComponentBatch[]): void {
    if (findVideoSample(batches) >= 0) {
      throw new TypeError(
        'A video sample cannot be static: it is shown at a time. Log it with log() and without {static: true}.',
      );
    }
    if (isCodec(batches)) this.#videoOf(entity).codecLogged = true;
    this.#warnOfStatic(entity.path, batches);
    this.#batcher.emitStatic(entity.path, batches);
  }

  /** It is legal data, and may be what a program that reads the file looks for: so it is logged, and said. */
  #warnOfStatic(path: EntityPath, batches: readonly ComponentBatch[]): void {
    const ignored = temporalOnly(batches);
    if (ignored === undefined) return;
    const message = `${ignored} at ${path} are static, and views ignore them there: log them with log() and without {static: true}.`;
    this.#errors.reportOnce(new SdkError(SdkErrorCode.StaticIgnored, message, { severity: 'warning' }));
  }

  #videoOf(entity: LoggedEntity): VideoLog {
    entity.video ??= new VideoLog(entity.path, (error) => this.#errors.report(error));
    return entity.video;
  }

  #emit(chunk: Chunk, video: VideoSpan | undefined): void {
    try {
      const body = encodeChunk(chunk);
      if (body.length > MAX_MESSAGE_BYTES - MAX_HEADER_BYTES) {
        throw new RangeError(`a row takes ${body.length} bytes, and a message at most ${MAX_MESSAGE_BYTES}.`);
      }
      // Every sink counts for itself, and puts its own number in place of this one.
      this.#sinks.send({ header: describeChunk(chunk, { recording: this.recordingId, seq: 0, video }), body });
    } catch (cause) {
      const text = cause instanceof Error ? cause.message : String(cause);
      const message = `${chunk.rowCount} row(s) of ${chunk.entityPath} could not be encoded and are lost: ${text}`;
      this.#errors.report(new SdkError(SdkErrorCode.ChunkRefused, message, { cause }));
    }
  }
}

/** What the stream remembers of an entity. */
class LoggedEntity extends BatchedEntity {
  video: VideoLog | undefined;
}

/** The archetype among these that is seen on a timeline only. */
function temporalOnly(batches: readonly ComponentBatch[]): string | undefined {
  const table: Readonly<Record<string, object>> = ARCHETYPE_TABLE;
  for (const { descriptor } of batches) {
    const [archetype = ''] = descriptor.component.split(':');
    if ('temporalOnly' in (table[archetype] ?? {})) return archetype;
  }
  return undefined;
}

function isCodec(batches: readonly ComponentBatch[]): boolean {
  return batches.length === 1 && batches[0]?.descriptor.component === VIDEO_CODEC;
}

function collectBatches(archetypes: Archetype | readonly Archetype[]): readonly ComponentBatch[] {
  if (isArchetype(archetypes)) return archetypes.batches;
  if (!Array.isArray(archetypes) || archetypes.length === 0 || !archetypes.every(isArchetype)) {
    throw new TypeError(
      `log takes an archetype (such as new Scalars(3.2)) or an array of them, but got ${describe(archetypes)}.`,
    );
  }
  const batches = archetypes.flatMap((archetype) => archetype.batches);
  const names = new Set<string>();
  for (const { descriptor } of batches) {
    if (names.has(descriptor.component)) {
      throw new TypeError(
        `One row can hold ${descriptor.component} only once, but several of the archetypes given have it.`,
      );
    }
    names.add(descriptor.component);
  }
  return batches;
}

function collectRows(
  columns: ArchetypeColumns | readonly ArchetypeColumns[],
  rowCount: number,
): (readonly ComponentBatch[])[] {
  const list: readonly ArchetypeColumns[] = 'rows' in columns ? [columns] : columns;
  list.forEach(({ rows }, i) => {
    if (rows.length === rowCount) return;
    throw new RangeError(`sendColumns: column ${i} must have ${rowCount} rows, one per time, but has ${rows.length}.`);
  });
  return Array.from({ length: rowCount }, (_, row) => collectBatches(list.map(({ rows }) => rows[row] as Archetype)));
}

function checkTimeout(where: string, timeout: number | undefined, preset: number): number {
  if (timeout === undefined) return preset;
  if (typeof timeout === 'number' && timeout >= 0) return timeout;
  throw new RangeError(`${where}: timeout must be milliseconds, 0 or more, but is ${describe(timeout)}.`);
}

/** Errors about what the caller passed are TypeErrors here, whatever they are below. */
function asMisuse<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new TypeError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
