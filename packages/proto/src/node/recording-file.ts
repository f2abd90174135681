import type { BlueprintStoreData } from '../blueprint/blueprint-file.ts';
import type { RrdStoreId, RrdStoreSource } from '../rrd/messages.ts';
import { nodeFileSystem, type WritableFile } from './file-system.ts';
import { RecordingBacklog } from './recording-backlog.ts';
import {
  RecordingFileError,
  RecordingFileErrorCode,
  recordingFileError,
  systemCode,
  vanishedError,
} from './recording-file-error.ts';
import {
  DEFAULT_MAX_DELAY_MILLIS,
  type RecordingFileClock,
  type RecordingFileOptions,
  type RecordingFileStatus,
} from './recording-file-options.ts';
import type { QueuedChunk, RecordingChunk } from './recording-queue.ts';
import type { WriteBatch } from './write-batch.ts';

const DEFAULT_QUEUE_BYTES = 128 * 1024 * 1024;
/** So much is written at once as soon as it is there. */
const FULL_WRITE_BYTES = 1024 * 1024;
/** How often a full disk is tried again. */
const RETRY_MILLIS = 1000;
/** How often it is looked whether the file still has a name. */
const LOOK_MILLIS = 1000;
/** Time between two syncs, for `fsync: 'interval'`. */
const SYNC_INTERVAL_MILLIS = 1000;
/** Names tried for one file. */
const MAX_ATTEMPTS = 10_000;

interface FlushWaiter {
  /** Number of the last chunk that it waits for. */
  readonly order: number;
  readonly resolve: () => void;
  readonly reject: (error: RecordingFileError) => void;
}

/**
 * A recording file that is written as its chunks come. If the program is killed at any moment the file opens, and lacks what came
 * in the last {@link DEFAULT_MAX_DELAY_MILLIS}.
 *
 * Never throws for what happens to the file, and never waits for the disk: trouble goes to `onTrouble` and {@link status}. On a
 * full disk the file is cut back to its last complete message, what comes is queued, and writing goes on when there is room. What
 * the queue cannot hold is given up, video in whole groups of pictures, static data never, and counted.
 *
 * Only where the program lets no turn of the event loop pass, so that no write can be seen to end, does `append` write by itself
 * when the queue is full or the time is up: such a program stands still anyway.
 *
 * @example
 * const file = new RecordingFile('run.rrd', { storeId, source });
 * file.append({ arrow, entity, rows: 1, isStatic: false, components: ['Scalars:scalars'] });
 * await file.close();
 *
 * @group Recordings
 */
export class RecordingFile {
  /** Settles once there is a file that opens, or there could not be made one; never rejects. */
  readonly opened: Promise<void>;
  #resolveOpened: () => void = () => undefined;
  readonly #options: RecordingFileOptions;
  readonly #clock: RecordingFileClock;
  readonly #gatherMillis: number;
  readonly #backlog: RecordingBacklog;
  #path: string;
  #file: WritableFile | undefined;
  #state: RecordingFileStatus['state'] = 'opening';
  #trouble: RecordingFileError | undefined;
  #isOverflowing = false;
  readonly #queueBytes: number;
  #isWorking = false;
  /** The file is being cut or closed. */
  #isCutting = false;
  /** What was appended in this turn of the event loop, and when that began. */
  #turnBytes = 0;
  #turnSinceMillis = 0;
  #timer: { readonly atMillis: number; readonly cancel: () => void } | undefined;
  #isDirty = false;
  #syncedAtMillis: number;
  #lookedAtMillis: number;
  #writtenChunks = 0;
  #writtenBytes = 0;
  readonly #waiters = new Set<FlushWaiter>();
  #closing: Promise<void> | undefined;
  #resolveClosing: () => void = () => undefined;

  /** `store`: what the file is a recording of. Begins to make the file at once. @throws RangeError for options out of range. */
  constructor(
    path: string,
    store: { readonly storeId: RrdStoreId; readonly source: RrdStoreSource },
    options: RecordingFileOptions = {},
  ) {
    const { maxDelayMillis = DEFAULT_MAX_DELAY_MILLIS, queueBytes = DEFAULT_QUEUE_BYTES } = options;
    checkNumber('maxDelayMillis', maxDelayMillis, 1);
    checkNumber('queueBytes', queueBytes, 0);
    this.#path = path;
    this.#options = options;
    this.#queueBytes = queueBytes;
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    // The rest is for the event loop and the disk, which are late at times.
    this.#gatherMillis = maxDelayMillis / 4;
    this.#syncedAtMillis = this.#clock.nowMillis();
    this.#lookedAtMillis = this.#syncedAtMillis;
    this.#backlog = new RecordingBacklog({
      ...store,
      queueBytes,
      compression: options.compression ?? 'none',
      nowMillis: () => this.#clock.nowMillis(),
      onRefused: (chunk, cause) => this.#tell(refusedError(chunk, cause, this.#path)),
    });
    this.opened = new Promise((resolve) => {
      this.#resolveOpened = resolve;
    });
    void this.#open();
  }

  /** How it is doing right now. */
  get status(): RecordingFileStatus {
    return {
      path: this.#path,
      state: this.#state,
      trouble: this.#trouble,
      queuedBytes: this.#backlog.byteLength,
      writtenChunks: this.#writtenChunks,
      writtenBytes: this.#writtenBytes,
      givenUp: this.#backlog.givenUp,
    };
  }

  /** Takes a chunk in. */
  append(chunk: RecordingChunk): void {
    if (this.#closing !== undefined || this.#isFailed) {
      this.#backlog.giveUp(chunk);
      return;
    }
    this.#backlog.append(chunk);
    if (this.#isStuck(chunk)) this.#writeNow();
    if (this.#backlog.isOverLimit) this.#shrink();
    this.#wake();
  }

  /** Takes a layout in, in place of the one before; readers use the last one. */
  addBlueprint(blueprint: BlueprintStoreData): void {
    if (this.#closing !== undefined || this.#isFailed) return;
    this.#backlog.addBlueprint(blueprint);
    this.#wake();
  }

  /**
   * Resolves when the operating system has everything that was appended so far (with `fsync`, the disk itself). On a full disk it
   * waits until there is room.
   *
   * @throws RecordingFileError, from the promise, if the file failed.
   */
  flush(): Promise<void> {
    if (this.#isFailed && this.#trouble !== undefined) return Promise.reject(this.#trouble);
    if (this.#state === 'closed') return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.add({ order: this.#backlog.newestOrder, resolve, reject });
      this.#wake();
    });
  }

  /**
   * Writes what is queued, then the end of the recording with its manifest. What cannot be written within `timeoutMillis` is
   * reported as `unsent-data`, and the file left as it is: it opens, by scanning. Never rejects.
   */
  close(timeoutMillis = Number.POSITIVE_INFINITY): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      const isLimited = Number.isFinite(timeoutMillis);
      const cancel = isLimited ? this.#clock.setTimer(() => this.#abandon(), timeoutMillis) : undefined;
      this.#resolveClosing = () => {
        cancel?.();
        resolve();
      };
    });
    this.#wakeAtOnce();
    return this.#closing;
  }

  get #isFailed(): boolean {
    return this.#state === 'failed';
  }

  // Opening

  async #open(): Promise<void> {
    const { fileSystem = nodeFileSystem, overwrite = false, alternative } = this.#options;
    const asked = this.#path;
    for (let attempt = 2; ; attempt++) {
      try {
        this.#file = await fileSystem.create(this.#path, overwrite);
        this.#state = 'open';
        break;
      } catch (error) {
        if (systemCode(error) === 'EEXIST' && alternative !== undefined && attempt <= MAX_ATTEMPTS) {
          this.#path = alternative(attempt);
          continue;
        }
        this.#path = asked;
        this.#failOrWait(recordingFileError(error, asked, 'open'));
        break;
      }
    }
    // The beginning is written at once: an empty file does not open.
    if (this.#state === 'open' || this.#closing !== undefined) this.#wakeAtOnce();
  }

  // When something is done. All that touches the file is done by #work, one thing after the other; #writeNow alone is not.

  /** Begins to work, now or when it is time. */
  #wake(): void {
    if (this.#isWorking || this.#state !== 'open') return;
    const dueInMillis = this.#dueInMillis();
    if (dueInMillis <= 0) this.#wakeAtOnce();
    else if (Number.isFinite(dueInMillis)) this.#wakeIn(dueInMillis, this.#backlog.nextBytes > 0);
  }

  #wakeAtOnce(): void {
    if (this.#isWorking || this.#state === 'opening' || this.#state === 'closed') return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#isWorking = true;
    void this.#work().finally(() => {
      this.#isWorking = false;
      this.#wake();
    });
  }

  #wakeIn(millis: number, keepsProcessAlive: boolean): void {
    const atMillis = this.#clock.nowMillis() + millis;
    if (this.#timer !== undefined && this.#timer.atMillis <= atMillis) return;
    this.#timer?.cancel();
    const fire = () => {
      this.#timer = undefined;
      this.#wakeAtOnce();
    };
    this.#timer = { atMillis, cancel: this.#clock.setTimer(fire, millis, { keepsProcessAlive }) };
  }

  /** Milliseconds until something has to be done; infinite if there is nothing to do. */
  #dueInMillis(): number {
    if (this.#backlog.current !== undefined || this.#closing !== undefined || this.#waiters.size > 0) return 0;
    if (this.#writtenBytes === 0) return 0;
    if (this.#backlog.nextBytes >= FULL_WRITE_BYTES) return 0;
    const now = this.#clock.nowMillis();
    // Timers fire a little early at times: what is due within a millisecond is due.
    if (this.#backlog.nextBytes > 0) return this.#backlog.nextSinceMillis + this.#gatherMillis - now - 1;
    if (this.#isDirty && this.#options.fsync === true) return 0;
    if (this.#isDirty && this.#options.fsync === 'interval') return this.#syncedAtMillis + SYNC_INTERVAL_MILLIS - now;
    return Number.POSITIVE_INFINITY;
  }

  async #work(): Promise<void> {
    let isLast = false;
    do {
      isLast = this.#closing !== undefined;
      if (this.#file === undefined && this.#state === 'waiting' && !isLast) await this.#open();
      try {
        if (this.#file !== undefined && !this.#isFailed) await this.#workOn(this.#file);
      } catch (error) {
        await this.#writeFailed(error);
      }
      // Perhaps it was just now that somebody wanted it closed.
    } while (!isLast && this.#closing !== undefined);
    if (isLast) await this.#finish();
  }

  async #workOn(file: WritableFile): Promise<void> {
    // After a full disk, too: the write will tell whether it still is.
    this.#state = 'open';
    while (this.#dueInMillis() <= 0) {
      if (this.#closing !== undefined) this.#backlog.end();
      const batch = this.#backlog.take();
      const looking = this.#look(file);
      if (batch !== undefined) await this.#write(file, batch);
      if (!(await looking)) this.#fail(vanishedError(this.#path));
      if (this.#isFailed) return;
      await this.#sync(file);
      this.#settle();
      if (this.#backlog.isComplete) return;
    }
  }

  // What is done to the file

  async #write(file: WritableFile, batch: WriteBatch): Promise<void> {
    // Another batch stands in its place when #writeNow has written it.
    const isCurrent = () => this.#backlog.current === batch;
    let written = 0;
    try {
      while (isCurrent() && written < batch.byteLength) {
        written += taken(await file.write(batch.piecesAfter(written), batch.position + written));
      }
    } catch (error) {
      if (!isCurrent()) return;
      this.#noteWritten(batch.dropWritten(written), batch.position);
      throw error;
    }
    this.#trouble = undefined;
    if (!isCurrent()) return;
    this.#noteWritten(batch.entries, batch.end);
    this.#backlog.finishCurrent();
    if (this.#backlog.isQueueEmpty) this.#isOverflowing = false;
  }

  /** Whether the file is still there, as far as it is time to look. Beside the write: each trip to the disk is a wait. */
  #look(file: WritableFile): Promise<boolean> {
    const now = this.#clock.nowMillis();
    const isAsked = this.#waiters.size > 0 || this.#closing !== undefined;
    if (!isAsked && now - this.#lookedAtMillis < LOOK_MILLIS) return Promise.resolve(true);
    this.#lookedAtMillis = now;
    const looking = file.isThere();
    // Its error is taken where it is awaited, which is not reached if the write fails first.
    looking.catch(() => undefined);
    return looking;
  }

  async #sync(file: WritableFile): Promise<void> {
    const { fsync = false } = this.#options;
    if (fsync === false || !this.#isDirty) return;
    const now = this.#clock.nowMillis();
    const isAsked = this.#waiters.size > 0 || this.#closing !== undefined;
    if (fsync === 'interval' && !isAsked && now - this.#syncedAtMillis < SYNC_INTERVAL_MILLIS) return;
    await file.sync();
    this.#isDirty = false;
    this.#syncedAtMillis = now;
  }

  /** Cuts off what is not a whole message. A full disk is waited for, unless the file is being closed. */
  async #writeFailed(cause: unknown): Promise<void> {
    const batch = this.#backlog.current;
    if (batch !== undefined) {
      this.#isCutting = true;
      try {
        await this.#file?.truncate(batch.position);
      } catch {
        // What is left behind is half a message at the end: readers step over it, and what comes next is written over it.
      }
      this.#isCutting = false;
    }
    this.#failOrWait(recordingFileError(cause, this.#path, 'write'));
  }

  #failOrWait(error: RecordingFileError): void {
    if (this.#isFailed) return;
    this.#resolveOpened();
    if (error.code !== RecordingFileErrorCode.DiskFull) {
      this.#fail(error);
    } else if (this.#closing === undefined) {
      this.#state = 'waiting';
      this.#report(error);
      // A program that has nothing else to do ends, rather than wait for a disk.
      this.#wakeIn(RETRY_MILLIS, false);
    } else {
      this.#report(error);
      this.#fail(this.#unsentError());
    }
  }

  async #finish(): Promise<void> {
    this.#backlog.giveUpAll();
    this.#settle();
    this.#state = 'closed';
    const file = this.#file;
    this.#file = undefined;
    this.#isCutting = true;
    try {
      await file?.close();
    } catch (error) {
      // Network file systems tell here what they could not write.
      this.#report(recordingFileError(error, this.#path, 'write'));
    }
    this.#resolveOpened();
    this.#resolveClosing();
  }

  /** Ends a close that takes too long. What is under way at the file goes on, and then it is closed. */
  #abandon(): void {
    if (!this.#isFailed && this.#state !== 'closed') this.#fail(this.#unsentError());
    this.#resolveClosing();
  }

  // Programs that do not let the event loop turn

  /** Whether the event loop stands still for so long, or so much comes meanwhile, that waiting for its next turn breaks the word. */
  #isStuck(chunk: RecordingChunk): boolean {
    const now = this.#clock.nowMillis();
    if (this.#turnBytes === 0) {
      this.#turnSinceMillis = now;
      const noteTurn = () => {
        this.#turnBytes = 0;
      };
      if (this.#clock.afterTurn === undefined) setImmediate(noteTurn);
      else this.#clock.afterTurn(noteTurn);
    }
    this.#turnBytes += chunk.arrow.length;
    if (this.#state !== 'open' || this.#isCutting) return false;
    if (this.#backlog.isOverLimit) return this.#turnBytes > this.#queueBytes / 2;
    return now - this.#turnSinceMillis > this.#gatherMillis;
  }

  /**
   * Writes everything at once: also what is under way, for nobody knows how far that is. The same bytes at the same place twice do
   * no harm. If it fails nothing has happened: the write that is under way will tell.
   */
  #writeNow(): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#turnSinceMillis = this.#clock.nowMillis();
    for (let batch = this.#backlog.take(); batch !== undefined; batch = this.#backlog.take()) {
      try {
        for (let written = 0; written < batch.byteLength; ) {
          written += taken(file.writeNow(batch.piecesAfter(written), batch.position + written));
        }
      } catch {
        return;
      }
      this.#noteWritten(batch.entries, batch.end);
      this.#backlog.finishCurrent();
    }
  }

  // Who is told

  #noteWritten(entries: readonly QueuedChunk[], end: number): void {
    this.#writtenChunks += entries.length;
    this.#writtenBytes = end;
    this.#isDirty = true;
    this.#resolveOpened();
  }

  #settle(): void {
    const { fsync = false } = this.#options;
    if (fsync !== false && this.#isDirty && this.#state === 'open') return;
    const oldestOrder = this.#backlog.oldestOrder;
    for (const waiter of this.#waiters) {
      if (oldestOrder <= waiter.order) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }

  #fail(error: RecordingFileError): void {
    this.#state = 'failed';
    this.#report(error);
    this.#backlog.giveUpAll();
    for (const waiter of this.#waiters) waiter.reject(error);
    this.#waiters.clear();
  }

  #report(error: RecordingFileError): void {
    const isNews = this.#trouble?.code !== error.code;
    this.#trouble = error;
    if (isNews) this.#tell(error);
  }

  #tell(error: RecordingFileError): void {
    this.#options.onTrouble?.(error);
  }

  #shrink(): void {
    this.#backlog.shrink();
    if (this.#isOverflowing) return;
    this.#isOverflowing = true;
    const why = this.#trouble === undefined ? 'The disk does not keep up' : 'The disk is still full';
    const problem = `${why}: the oldest of what waits for it is given up, video in whole groups of pictures. Log less, or record to a faster disk.`;
    this.#tell(new RecordingFileError(RecordingFileErrorCode.QueueOverflow, problem, this.#path));
  }

  #unsentError(): RecordingFileError {
    const problem = `The disk did not take ${this.#backlog.byteLength} bytes before the recording had to be closed; what was written before them opens.`;
    return new RecordingFileError(RecordingFileErrorCode.UnsentData, problem, this.#path, { cause: this.#trouble });
  }
}

const SYSTEM_CLOCK: RecordingFileClock = {
  nowMillis: () => performance.now(),
  setTimer(callback, millis, options) {
    const timer = setTimeout(callback, millis);
    if (options?.keepsProcessAlive === false) timer.unref();
    return () => clearTimeout(timer);
  },
};

/** A file that takes nothing and says nothing would be tried for ever. */
function taken(bytes: number): number {
  if (bytes > 0) return bytes;
  throw new Error('a write took none of its bytes');
}

function refusedError({ entity, rows }: RecordingChunk, cause: unknown, path: string): RecordingFileError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const problem = `${rows} row(s) of ${entity} are of a form that a recording cannot hold, and are left out: ${text}.`;
  return new RecordingFileError(RecordingFileErrorCode.ChunkRefused, problem, path, { cause });
}

function checkNumber(name: string, value: number, least: number): void {
  if (typeof value === 'number' && value >= least) return;
  throw new RangeError(
    `options.${name}, when provided, must be a number of at least ${least}, found ${String(value)}.`,
  );
}
