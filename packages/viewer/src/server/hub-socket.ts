import { WebSocket } from 'ws';
import type { Connection } from './connection.ts';
import type { Hub } from './hub.ts';
import { PeerError } from './peer-error.ts';

/** How long a peer may take to answer a close frame. */
const CLOSE_GRACE_MILLIS = 2000;

/** Close codes that the WebSocket library uses by itself for what a peer sent. */
const LIBRARY_CLOSE_CODES: Readonly<Record<number, { readonly code: string; readonly message: string }>> = {
  1002: { code: 'bad-frame', message: 'What arrived is no valid WebSocket frame.' },
  1007: { code: 'bad-frame', message: 'A text frame is not valid UTF-8.' },
  1009: { code: 'limit-exceeded', message: 'The message is larger than a message may be (64 MiB).' },
};

/** A WebSocket of the hub: passes what arrives to its {@link Connection}, and is the socket that the connection sends on. */
export class HubSocket extends WebSocket {
  readonly openedAtMillis = performance.now();
  /** Pings since the peer last sent anything; counted up by whoever pings. */
  unansweredPings = 0;
  #connection: Connection | undefined;
  #cutOff: NodeJS.Timeout | undefined;
  readonly #written = () => this.#connection?.drained();

  get isIntroduced(): boolean {
    return this.#connection?.isIntroduced ?? false;
  }

  /** Joins the socket to the hub; to be called once, as soon as it is open. */
  attach(hub: Hub, access: { readonly mayBePage: boolean }): void {
    const self = this;
    const connection = hub.connect(
      {
        get bufferedBytes() {
          return self.bufferedAmount;
        },
        send: (message) => {
          if (this.readyState === WebSocket.OPEN) this.send(message, this.#written);
        },
        close: (code, reason) => this.#close(code, reason),
      },
      access,
    );
    this.#connection = connection;
    this.on('message', (data, isBinary) => {
      this.unansweredPings = 0;
      if (!isBinary) connection.end(new PeerError('text-message', 'All messages are binary; a text message arrived.'));
      else if (data instanceof Uint8Array) connection.receive(data);
    });
    this.on('pong', () => {
      this.unansweredPings = 0;
    });
    this.once('close', () => {
      clearTimeout(this.#cutOff);
      connection.closed();
    });
    // The library closes the connection after any error; 'close' follows, and close() below has told the peer.
    this.on('error', () => connection.closed());
  }

  /** Tells the peer what is wrong and closes. */
  end(error: PeerError): void {
    this.#connection?.end(error);
  }

  /** Also called by the library itself for a frame that it cannot take: then the peer is told why before. */
  override close(code?: number, reason?: string | Buffer): void {
    const cause = code === undefined ? undefined : LIBRARY_CLOSE_CODES[code];
    if (cause !== undefined && this.readyState === WebSocket.OPEN) this.#connection?.refused(cause.code, cause.message);
    this.#connection?.closed();
    this.#close(code, reason ?? cause?.code);
  }

  #close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason);
    // A peer that does not answer the close frame, or never gets to it, is cut off.
    this.#cutOff ??= setTimeout(() => this.terminate(), CLOSE_GRACE_MILLIS).unref();
  }
}
