/**
 * Counts which bytes of chunks this page has taken in, the number that the hub's send window lives on. It must never exceed
 * what the hub sent on this connection, although the main thread may still be busy with chunks of a former one.
 */
export class ReceiveCredit {
  /** Taken in on this connection. */
  #takenBytes = 0;
  /** On their way through the main thread: of this connection, and of former ones. The latter were posted first. */
  #underWayBytes = 0;
  #formerBytes = 0;

  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** True while the main thread has not said `taken` for all it was sent. */
  get isWaiting(): boolean {
    return this.#underWayBytes + this.#formerBytes > 0;
  }

  /** A new connection: the hub counts from 0 again. */
  restart(): void {
    this.#formerBytes += this.#underWayBytes;
    this.#underWayBytes = 0;
    this.#takenBytes = 0;
  }

  /** A chunk message is on its way to the main thread. */
  posted(byteLength: number): void {
    this.#underWayBytes += byteLength;
  }

  /** A chunk message came that the main thread will not see. */
  skipped(byteLength: number): void {
    this.#takenBytes += byteLength;
  }

  /** The main thread has taken in so many bytes of what it was sent. */
  taken(byteLength: number): void {
    const former = Math.min(this.#formerBytes, byteLength);
    const current = Math.min(this.#underWayBytes, byteLength - former);
    this.#formerBytes -= former;
    this.#underWayBytes -= current;
    this.#takenBytes += current;
  }
}
