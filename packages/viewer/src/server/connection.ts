import { assertNever, decodeMessage, encodeMessage, type Message, PROTOCOL_VERSION, ProtoError } from '@rushes/proto';
import { type IngestHost, IngestSession } from './ingest-session.ts';
import { type PageHost, PageSession } from './page-session.ts';
import { endingOf, PeerError } from './peer-error.ts';
import type { PeerSocket } from './peer-socket.ts';

/** What a {@link Connection} needs of the hub. */
export interface ConnectionHost extends IngestHost, PageHost {
  connectionOpened(connection: Connection): void;
  connectionClosed(connection: Connection): void;
  /** The connection was ended for this reason. `defect`: the error, if it is the hub's own. */
  connectionFailed(code: string, defect: unknown): void;
}

/**
 * One connection, whoever it is: waits for the hello, then hands each message to the session of that role. The one place
 * where an error ends a connection: its peer gets `error` and a close code, and nobody else notices.
 */
export class Connection {
  readonly #socket: PeerSocket;
  readonly #host: ConnectionHost;
  readonly #mayBePage: boolean;
  #session: IngestSession | PageSession | undefined;
  #isEnded = false;

  constructor(socket: PeerSocket, host: ConnectionHost, access: { readonly mayBePage: boolean }) {
    this.#socket = socket;
    this.#host = host;
    this.#mayBePage = access.mayBePage;
    host.connectionOpened(this);
  }

  /** False until the peer has said hello. */
  get isIntroduced(): boolean {
    return this.#session !== undefined;
  }

  /** A binary message arrived. `bytes` may be kept, so the caller must not write to them again. */
  receive(bytes: Uint8Array): void {
    if (this.#isEnded) return;
    try {
      const message = decodeMessage(bytes);
      // A kind of a later version, which it only sends if it can do without an answer.
      if (message.kind === 'unknown') {
        if (this.#session === undefined) throw helloExpected(message.name);
        return;
      }
      if (this.#session === undefined) this.#session = this.#open(message);
      else if (this.#session instanceof IngestSession) this.#session.handle(message, bytes);
      else this.#session.handle(message);
    } catch (error) {
      this.end(error);
    }
  }

  /** The operating system has taken something of what was sent. */
  drained(): void {
    if (this.#session instanceof PageSession) this.#session.drained();
  }

  /** Tells the peer what is wrong and closes. */
  end(error: unknown): void {
    if (this.#isEnded) return;
    const { code, message, closeCode } = endingOf(error);
    const isOurDefect = !(error instanceof ProtoError || error instanceof PeerError);
    this.#host.connectionFailed(code, isOurDefect ? error : undefined);
    this.closed();
    this.#sendError(code, message);
    this.#socket.close(closeCode, code);
  }

  /** The socket layer ends the connection by itself, for this reason: only tells the peer. */
  refused(code: string, message: string): void {
    if (this.#isEnded) return;
    this.#host.connectionFailed(code, undefined);
    this.closed();
    this.#sendError(code, message);
  }

  /** The connection is gone, or as good as gone: nothing it sends counts any more. */
  closed(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#session?.closed();
    this.#host.connectionClosed(this);
  }

  #sendError(code: string, message: string): void {
    this.#socket.send(encodeMessage({ kind: 'error', header: { code, message: message.slice(0, 500) } }));
  }

  #open(message: Message): IngestSession | PageSession {
    if (message.kind !== 'hello') throw helloExpected(message.kind);
    const hello = message.header;
    if (hello.protocol !== PROTOCOL_VERSION) {
      throw new ProtoError(
        'bad-version',
        `This hub speaks protocol version ${PROTOCOL_VERSION}, ${hello.client} speaks ${hello.protocol}. Update the older one.`,
      );
    }
    switch (hello.role) {
      case 'sdk':
        return new IngestSession(this.#socket, this.#host, hello, (error) => this.end(error));
      case 'page':
        if (!this.#mayBePage) {
          throw new PeerError(
            'role-refused',
            'A web page of another origin may log, but not read what others logged; start the viewer with --allow-origin and its origin to let it.',
          );
        }
        return new PageSession(this.#socket, this.#host, (error) => this.end(error));
      default:
        return assertNever(hello);
    }
  }
}

function helloExpected(found: string): PeerError {
  return new PeerError('hello-expected', `The first message must be "hello", found "${found}".`);
}
