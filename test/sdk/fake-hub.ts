import {
  type Chunk,
  type ChunkHeader,
  decodeChunk,
  decodeMessage,
  encodeMessage,
  type HelloSdk,
  type Message,
  PROTOCOL_VERSION,
} from '@rushes/proto';
import { type WebSocket, WebSocketServer } from 'ws';

/** A chunk as the hub got it. */
export interface ReceivedChunk {
  readonly header: ChunkHeader;
  readonly chunk: Chunk;
}

interface FakeHubOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  /** Acknowledge each chunk at once. Default: true. */
  readonly acknowledges?: boolean;
  /** What `welcome` says. Default: the highest number received, over all connections. */
  readonly resumeAfter?: (hello: HelloSdk) => number;
  /** Instead of the default answer to a message; true = handled. */
  readonly onMessage?: (message: Message, hub: FakeHub) => boolean;
}

/** A hub on 127.0.0.1 that does what a test tells it to. */
export class FakeHub {
  readonly chunks: ReceivedChunk[] = [];
  readonly messages: Message[] = [];
  readonly #server: WebSocketServer;
  readonly #options: FakeHubOptions;
  readonly #waiting = new Set<() => void>();
  #socket: WebSocket | undefined;
  #lastSeq = -1;

  private constructor(server: WebSocketServer, options: FakeHubOptions) {
    this.#server = server;
    this.#options = options;
    server.on('connection', (socket) => {
      this.#socket = socket;
      socket.on('message', (data) => {
        // What was read already still comes after a cut.
        if (this.#socket === socket) this.#receive(data as Uint8Array);
      });
      socket.on('close', () => {
        if (this.#socket === socket) this.#socket = undefined;
        this.#wake();
      });
    });
  }

  static async start(options: FakeHubOptions = {}): Promise<FakeHub> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: options.port ?? 0 });
    await new Promise<void>((resolve, reject) => {
      server.once('listening', resolve);
      server.once('error', reject);
    });
    return new FakeHub(server, options);
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  get isConnected(): boolean {
    return this.#socket !== undefined;
  }

  messagesOf<K extends Message['kind']>(kind: K): Extract<Message, { kind: K }>[] {
    return this.messages.filter((message): message is Extract<Message, { kind: K }> => message.kind === kind);
  }

  /** Resolves once it is so; looked at after every message and every disconnection. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  send(message: Message): void {
    this.#socket?.send(encodeMessage(message));
  }

  sendRaw(bytes: Uint8Array): void {
    this.#socket?.send(bytes);
  }

  acknowledge(seq: number): void {
    this.send({ kind: 'ack', header: { seq } });
  }

  /** Cuts the connection, as a network does. */
  cut(): void {
    this.#socket?.terminate();
    this.#socket = undefined;
  }

  async stop(): Promise<void> {
    this.#socket?.terminate();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #receive(data: Uint8Array): void {
    const message = decodeMessage(data);
    if (message.kind === 'unknown') throw new Error(`The SDK sent an unknown message: ${message.name}`);
    this.messages.push(message);
    if (this.#options.onMessage?.(message, this) !== true) this.#answer(message);
    this.#wake();
  }

  #answer(message: Message): void {
    if (message.kind === 'hello' && message.header.role === 'sdk') {
      const resumeAfter = this.#options.resumeAfter?.(message.header) ?? this.#lastSeq;
      this.send({ kind: 'welcome', header: { protocol: PROTOCOL_VERSION, server: 'fake/1', resumeAfter } });
    } else if (message.kind === 'chunk') {
      this.chunks.push({ header: message.header, chunk: decodeChunk(message.body) });
      this.#lastSeq = Math.max(this.#lastSeq, message.header.seq);
      if (this.#options.acknowledges !== false) this.acknowledge(message.header.seq);
    } else if (message.kind === 'flush') {
      this.send({ kind: 'flushed', header: message.header });
    }
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
