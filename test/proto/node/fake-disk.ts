import type { RecordingFileSystem, WritableFile } from '@rushes/proto/node';

type Operation = 'create' | 'write' | 'truncate' | 'sync' | 'look' | 'close';

/** An error of the operating system. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as the operating system says it`), { code });
}

/** A file system in memory whose disk fills up, fails and stands still as the test says. */
export class FakeDisk implements RecordingFileSystem {
  readonly files = new Map<string, FakeFile>();
  freeBytes = Number.POSITIVE_INFINITY;
  /** Codes of the errors that operations end with from now on. */
  readonly failing = new Map<Operation, string>();
  /** The most that one write takes. */
  mostPerWrite = Number.POSITIVE_INFINITY;
  #held: (() => void)[] | undefined;

  /** Operations stand still from now on, until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const go of held) go();
  }

  async create(path: string, overwrite: boolean): Promise<FakeFile> {
    await this.pass('create');
    if (this.files.has(path) && !overwrite) throw systemError('EEXIST');
    const file = new FakeFile(this);
    this.files.set(path, file);
    return file;
  }

  /** The bytes of a file, as somebody else would read them now. */
  read(path: string): Uint8Array {
    return this.files.get(path)?.bytes ?? new Uint8Array(0);
  }

  async pass(operation: Operation): Promise<void> {
    if (this.#held !== undefined) await new Promise<void>((resolve) => this.#held?.push(resolve));
    const code = this.failing.get(operation);
    if (code !== undefined) throw systemError(code);
  }
}

export class FakeFile implements WritableFile {
  bytes: Uint8Array = new Uint8Array(0);
  /** Bytes that were there when the disk was last forced to have them. */
  syncedBytes = 0;
  writes = 0;
  hasName = true;
  isClosed = false;
  readonly #disk: FakeDisk;

  constructor(disk: FakeDisk) {
    this.#disk = disk;
  }

  async write(pieces: readonly Uint8Array[], position: number): Promise<number> {
    await this.#disk.pass('write');
    return this.writeNow(pieces, position);
  }

  writeNow(pieces: readonly Uint8Array[], position: number): number {
    const code = this.#disk.failing.get('write');
    if (code !== undefined) throw systemError(code);
    const data = Buffer.concat(pieces);
    const room = this.bytes.length - position + this.#disk.freeBytes;
    const count = Math.min(data.length, room, this.#disk.mostPerWrite);
    if (count === 0 && data.length > 0) throw systemError('ENOSPC');
    const end = position + count;
    if (end > this.bytes.length) {
      this.#disk.freeBytes -= end - this.bytes.length;
      const grown = new Uint8Array(end);
      grown.set(this.bytes);
      this.bytes = grown;
    }
    this.bytes.set(data.subarray(0, count), position);
    this.writes += 1;
    return count;
  }

  async truncate(byteLength: number): Promise<void> {
    await this.#disk.pass('truncate');
    if (byteLength >= this.bytes.length) return;
    this.#disk.freeBytes += this.bytes.length - byteLength;
    this.bytes = this.bytes.slice(0, byteLength);
  }

  async sync(): Promise<void> {
    await this.#disk.pass('sync');
    this.syncedBytes = this.bytes.length;
  }

  async isThere(): Promise<boolean> {
    await this.#disk.pass('look');
    return this.hasName;
  }

  async close(): Promise<void> {
    await this.#disk.pass('close');
    this.isClosed = true;
  }
}
