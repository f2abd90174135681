/** A binary WebSocket as far as a sink needs one; the two implementations are chosen by the package's import map. @group Sinks */
export interface Socket {
  /** Bytes handed over but not yet given to the network. */
  readonly bufferedAmount: number;
  /** Sends one binary message; the bytes must not be changed afterwards. */
  send(message: Uint8Array): void;
  /** Closes; `onClose` follows. */
  close(): void;
  /** Whether this connection alone keeps the program running, where the platform lets one choose. */
  keepProcessAlive(keep: boolean): void;
}

/** What a {@link Socket} tells; `onClose` comes exactly once and last, also when the connection could not be made. @group Sinks */
export interface SocketEvents {
  /** The connection stands. */
  onOpen(): void;
  /** A binary message; the receiver owns the bytes. */
  onMessage(message: Uint8Array): void;
  /** The connection ended or could not be made; `reason` is for people. */
  onClose(reason: string): void;
}

/** Opens a connection; trouble comes through `onClose`. @group Sinks */
export type OpenSocket = (url: string, events: SocketEvents) => Socket;
