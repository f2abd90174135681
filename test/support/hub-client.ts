import {
  archetypeField,
  ChunkBuilder,
  decodeMessage,
  describeChunk,
  encodeChunk,
  encodeMessage,
  type Message,
  type MessageKind,
  PROTOCOL_VERSION,
  parseEntityPath,
  parseRecordingId,
  TuidGenerator,
} from '@rushes/proto';
import { WebSocket } from 'ws';

export type MessageOf<K extends MessageKind> = Extract<Message, { kind: K }>;
export type ChunkMessage = MessageOf<'chunk'>;

export interface HubClientOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Tell the hub at once that each chunk was taken in, as a page that keeps up does. Default: true. */
  readonly acknowledges?: boolean;
}

/** A bare client of the hub that sends exactly what it is told to, and remembers all it gets. */
export class HubClient {
  /** All messages so far, in order. */
  readonly received: Message[] = [];
  /** Chunk bytes received so far. */
  chunkBytes = 0;
  /** `seq` of the last chunk received, or -1. */
  lastSeq = -1;
  /** Settles when the connection is gone. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #socket: WebSocket;
  readonly #waiting = new Set<() => void>();
  readonly #taken = new Map<MessageKind, number>();
  #isClosed = false;

  private constructor(socket: WebSocket, acknowledges: boolean) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        this.#isClosed = true;
        this.#wake();
        resolve({ code, reason: reason.toString() });
      });
    });
    // An error is always followed by 'close', which tests look at.
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      if (!(data instanceof Uint8Array)) return;
      const message = decodeMessage(data);
      if (message.kind === 'unknown') return;
      this.received.push(message);
      if (message.kind === 'chunk') {
        this.chunkBytes += data.byteLength;
        this.lastSeq = message.header.seq;
        if (acknowledges) this.acknowledge();
      }
      this.#wake();
    });
  }

  /** Connects to a viewer's URL (`http:` or `ws:`). Rejects with the status if the viewer refuses. */
  static open(url: string, options: HubClientOptions = {}): Promise<HubClient> {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), {
      perMessageDeflate: false,
      headers: { ...options.headers },
    });
    const client = new HubClient(socket, options.acknowledges ?? true);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(client));
      socket.once('unexpected-response', (_, response) => reject(new Error(`refused with ${response.statusCode}`)));
      socket.once('error', reject);
    });
  }

  /** Connects and says hello as an SDK; resolves after the welcome. */
  static async sdk(url: string, recording: string, stream = 'stream'): Promise<HubClient> {
    const client = await HubClient.open(url);
    client.send(helloSdk(recording, stream));
    await client.next('welcome');
    return client;
  }

  /** Connects and says hello as a page; subscribes if told to what. */
  static async page(url: string, recording?: string, options: HubClientOptions = {}): Promise<HubClient> {
    const client = await HubClient.open(url, options);
    client.send(helloPage());
    await client.next('welcome');
    if (recording !== undefined) client.subscribe(recording);
    return client;
  }

  get chunks(): ChunkMessage[] {
    return this.received.filter((message) => message.kind === 'chunk');
  }

  send(...messages: Message[]): void {
    for (const message of messages) this.#socket.send(encodeMessage(message));
  }

  sendRaw(data: Uint8Array | string): void {
    this.#socket.send(data);
  }

  subscribe(recording: string): void {
    this.send({ kind: 'subscribe', header: { recording: parseRecordingId(recording) } });
  }

  /** Says that every chunk so far was taken in. */
  acknowledge(): void {
    this.send({ kind: 'received', header: { bytes: this.chunkBytes } });
  }

  /** Sends `flush` and waits for the answer: all sent before is in the hub's log. */
  async flush(token = 1): Promise<void> {
    this.send({ kind: 'flush', header: { token } });
    await this.next('flushed');
  }

  /** The next message of this kind that was not asked for yet; rejects if the connection ends without. */
  async next<K extends MessageKind>(kind: K): Promise<MessageOf<K>> {
    const index = this.#taken.get(kind) ?? 0;
    this.#taken.set(kind, index + 1);
    const ofKind = () => this.received.filter((message): message is MessageOf<K> => message.kind === kind)[index];
    await this.until(() => ofKind() !== undefined);
    const message = ofKind();
    if (message === undefined) throw new Error(`The connection ended without "${kind}".`);
    return message;
  }

  /** Waits until the condition holds after a message, or the connection is gone. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition() && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
      });
    }
  }

  /** Stops reading from the socket, as a program that hangs does. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): Promise<unknown> {
    this.#socket.close();
    return this.closed;
  }

  /** Cuts the connection without a word. */
  terminate(): void {
    this.#socket.terminate();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}

export function helloSdk(recording: string, stream = 'stream'): MessageOf<'hello'> {
  return {
    kind: 'hello',
    header: {
      role: 'sdk',
      protocol: PROTOCOL_VERSION,
      client: 'test/1',
      recording: { id: parseRecordingId(recording), applicationId: 'test', startedAtNanos: 1n },
      stream,
    },
  };
}

export function helloPage(): MessageOf<'hello'> {
  return { kind: 'hello', header: { role: 'page', protocol: PROTOCOL_VERSION, client: 'test/1' } };
}

const ids = new TuidGenerator();

/** A chunk of one video sample of so many bytes on the timeline `frame`, at the time `seq`. The bytes are no real video. */
export function videoChunk(
  recording: string,
  seq: number,
  options: { readonly keyframe: boolean; readonly bytes?: number; readonly entity?: string },
): ChunkMessage {
  const { descriptor, itemType } = archetypeField('VideoStream', 'sample');
  const builder = new ChunkBuilder(parseEntityPath(options.entity ?? 'camera'), [{ name: 'frame', kind: 'sequence' }]);
  const data = [new Uint8Array(options.bytes ?? 1000)];
  builder.appendRow(ids, [BigInt(seq)], [{ descriptor, itemType, data }]);
  const chunk = builder.finish(ids.nextChunkId());
  const video = { startsAtKeyframe: options.keyframe, firstSample: seq };
  const header = describeChunk(chunk, { recording: parseRecordingId(recording), seq, video });
  return { kind: 'chunk', header, body: encodeChunk(chunk) };
}

/** A chunk of one scalar, temporal (on the timeline `frame`, at the time `seq`) or static. */
export function scalarChunk(
  recording: string,
  seq: number,
  options: { readonly entity?: string; readonly isStatic?: boolean } = {},
): ChunkMessage {
  const { descriptor, itemType } = archetypeField('Scalars', 'scalars');
  const isStatic = options.isStatic ?? false;
  const builder = new ChunkBuilder(
    parseEntityPath(options.entity ?? 'torque'),
    isStatic ? [] : [{ name: 'frame', kind: 'sequence' }],
  );
  builder.appendRow(ids, isStatic ? [] : [BigInt(seq)], [{ descriptor, itemType, data: Float64Array.of(seq) }]);
  const chunk = builder.finish(ids.nextChunkId());
  const header = describeChunk(chunk, { recording: parseRecordingId(recording), seq });
  return { kind: 'chunk', header, body: encodeChunk(chunk) };
}

/** `seq`s of chunks, in the order given: short words for long expectations. */
export function seqsOf(chunks: readonly ChunkMessage[]): number[] {
  return chunks.map((chunk) => chunk.header.seq);
}
