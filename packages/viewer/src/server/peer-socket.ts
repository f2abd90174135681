/** The hub's end of one connection. The edge implements it with `ws`, tests with an array. */
export interface PeerSocket {
  /** Bytes handed over by {@link send} that the operating system has not taken yet. */
  readonly bufferedBytes: number;
  /** Sends one binary message; the bytes are borrowed until they are on the wire and must not change. */
  send(message: Uint8Array): void;
  /** Sends a close frame after everything sent so far. */
  close(code: number, reason: string): void;
}

/** Where the hub's logic takes its time and its turns from; tests inject one that they move by hand. */
export interface HubClock {
  /** Monotonic. */
  nowMillis(): number;
  /** Calls back in a later turn of the event loop, after the input that is waiting now. */
  soon(callback: () => void): void;
  /** Calls back once after that time; the result takes it back. */
  after(millis: number, callback: () => void): () => void;
}

export const systemClock: HubClock = {
  nowMillis: () => performance.now(),
  soon: (callback) => {
    setImmediate(callback);
  },
  after: (millis, callback) => {
    const timer = setTimeout(callback, millis).unref();
    return () => clearTimeout(timer);
  },
};
