import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { MAX_MESSAGE_BYTES } from '@rushes/proto';
import { WebSocketServer, type Server as WsServer } from 'ws';
import { type AccessRules, type AccessVerdict, judgeAccess } from './access.ts';
import { GOING_AWAY } from './close-codes.ts';
import type { Hub } from './hub.ts';
import { HubSocket } from './hub-socket.ts';
import { metricsText } from './metrics.ts';
import { PeerError } from './peer-error.ts';
import type { ServedFile } from './recording-files.ts';
import { RecordingFileServer } from './serve-file.ts';
import { type RequestHandler, setSecurityHeaders, setSharingHeaders } from './static-files.ts';
import { ViewerError } from './viewer-error.ts';

/** How often each peer is asked for a sign of life. */
const PING_MILLIS = 5000;
/**
 * Pings in a row without a sign of life, after which a peer is taken for dead: thirty seconds, since a busy program may well
 * not answer for some. Counted in pings, so that a machine that slept does not wake up to peers who are all overdue.
 */
const DEAD_AFTER_PINGS = 6;
const HELLO_WITHIN_MILLIS = 10_000;
/** How long peers may take to answer a close frame when the hub stops. */
const STOP_GRACE_MILLIS = 300;

export interface HubServerOptions {
  readonly host: string;
  readonly port: number;
  readonly access: AccessRules;
  readonly hub: Hub;
  /** Undefined: the page has not been built. */
  readonly page: RequestHandler | undefined;
  /** Recording files to serve below `/files/`. */
  readonly files?: readonly ServedFile[];
  /** For tests. Default: every 5 s, dead after 6 of them, hello within 10 s. */
  readonly heartbeat?: {
    readonly pingMillis: number;
    readonly deadAfterPings: number;
    readonly helloWithinMillis: number;
  };
}

/** The edge: one HTTP server for page, metrics and WebSocket, which passes on what happens to the hub. */
export class HubServer {
  readonly #options: HubServerOptions;
  readonly #http: Server;
  readonly #webSockets: WsServer<typeof HubSocket>;
  readonly #sockets = new Set<HubSocket>();
  readonly #files: RecordingFileServer;
  #heartbeat: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: HubServerOptions) {
    this.#options = options;
    this.#files = new RecordingFileServer(options.files ?? [], answerText);
    this.#http = createServer((request, response) => this.#answer(request, response));
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#webSockets = new WebSocketServer<typeof HubSocket>({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: MAX_MESSAGE_BYTES,
      WebSocket: HubSocket,
    });
  }

  /** Resolves to the port once it listens. Throws ViewerError if it cannot. */
  async listen(): Promise<number> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', (error) => reject(listenError(error, host, port)));
      this.#http.listen(port, host, () => {
        this.#http.removeAllListeners('error');
        resolve();
      });
    });
    const { pingMillis } = this.#times;
    this.#heartbeat = setInterval(() => this.#beat(), pingMillis);
    return (this.#http.address() as AddressInfo).port;
  }

  /** Says goodbye to all peers and stops, within half a second whether they answer or not. */
  close(): Promise<void> {
    this.#closing ??= this.#stop();
    return this.#closing;
  }

  get #times(): NonNullable<HubServerOptions['heartbeat']> {
    return (
      this.#options.heartbeat ?? {
        pingMillis: PING_MILLIS,
        deadAfterPings: DEAD_AFTER_PINGS,
        helloWithinMillis: HELLO_WITHIN_MILLIS,
      }
    );
  }

  async #stop(): Promise<void> {
    clearInterval(this.#heartbeat);
    const stopped = new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
    });
    this.#http.closeIdleConnections();
    for (const socket of this.#sockets) socket.close(GOING_AWAY, 'the viewer stops');
    const force = setTimeout(() => {
      for (const socket of this.#sockets) socket.terminate();
      this.#http.closeAllConnections();
    }, STOP_GRACE_MILLIS);
    await stopped;
    clearTimeout(force);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    setSecurityHeaders(response);
    const url = requestUrl(request);
    if (request.method === 'OPTIONS' && this.#answerAhead(request, response)) return;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      answerText(response, 405, 'Only GET and HEAD.');
      return;
    }
    const verdict = this.#judge(request, url);
    // The page's own files hold no secret, and their URLs carry no token.
    const isFile = url.pathname.startsWith('/files/');
    const needsToken = url.pathname === '/' || url.pathname === '/metrics' || isFile;
    if (!verdict.allowed && (verdict.status !== 401 || needsToken)) {
      answerText(response, verdict.status, verdict.reason);
      return;
    }
    if (verdict.allowed && !verdict.mayRead) {
      answerText(response, 403, 'Web pages of another origin may log, but not read.');
      return;
    }
    if (verdict.allowed && verdict.sharedWith !== undefined) setSharingHeaders(response, verdict.sharedWith);
    this.#keepToken(url, response);
    switch (url.pathname) {
      case '/healthz':
        answer(response, 200, 'application/json', `{"status":"ok","server":"${this.#options.hub.serverName}"}\n`);
        break;
      case '/metrics':
        answer(response, 200, 'text/plain; version=0.0.4; charset=utf-8', this.#metrics());
        break;
      default:
        if (isFile)
          void this.#files.answer(url.pathname + (url.searchParams.has('index') ? '?index' : ''), request, response);
        else this.#answerPage(url, request, response);
    }
  }

  /** A browser asks whether a page of another origin may ask; it does so without a token. */
  #answerAhead({ headers: { host, origin } }: IncomingMessage, response: ServerResponse): boolean {
    const verdict = judgeAccess({ host, origin, tokens: [] }, { ...this.#options.access, token: undefined });
    if (!verdict.allowed || verdict.sharedWith === undefined) return false;
    setSharingHeaders(response, verdict.sharedWith);
    response.writeHead(204).end();
    return true;
  }

  #metrics(): string {
    let bufferedBytes = 0;
    for (const socket of this.#sockets) bufferedBytes += socket.bufferedAmount;
    return metricsText(this.#options.hub.counts, bufferedBytes);
  }

  #answerPage(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const { page } = this.#options;
    if (page !== undefined) page(request, response, () => answerText(response, 404, 'Not found.'));
    else if (url.pathname !== '/') answerText(response, 404, 'Not found.');
    else answerText(response, 503, 'The page has not been built: run "npm run build" and start the viewer again.');
  }

  /** The WebSocket that the page opens carries no token of its own, but the browser sends this cookie along. */
  #keepToken(url: URL, response: ServerResponse): void {
    const { token } = this.#options.access;
    if (token === undefined || url.searchParams.get('token') !== token) return;
    const cookie = `${this.#cookieName}=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Strict`;
    response.setHeader('Set-Cookie', cookie);
  }

  #judge(request: IncomingMessage, url: URL): AccessVerdict {
    const tokens = [
      url.searchParams.get('token'),
      /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1],
      cookieValue(request.headers.cookie ?? '', this.#cookieName),
    ].filter((token) => typeof token === 'string');
    return judgeAccess({ host: request.headers.host, origin: request.headers.origin, tokens }, this.#options.access);
  }

  /** Cookies do not tell ports apart, so the name must: several viewers may run on one machine. */
  get #cookieName(): string {
    return `rushes-token-${(this.#http.address() as AddressInfo | null)?.port ?? 0}`;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const verdict = this.#judge(request, requestUrl(request));
    if (!verdict.allowed || this.#closing !== undefined) {
      const [status, reason] = verdict.allowed ? [503, 'The viewer stops.'] : [verdict.status, verdict.reason];
      refuseUpgrade(socket, status, reason);
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#sockets.add(webSocket);
      webSocket.once('close', () => this.#sockets.delete(webSocket));
      webSocket.attach(this.#options.hub, { mayBePage: verdict.mayRead });
    });
  }

  #beat(): void {
    const { deadAfterPings, helloWithinMillis } = this.#times;
    const now = performance.now();
    for (const socket of this.#sockets) {
      if (socket.unansweredPings >= deadAfterPings) {
        socket.terminate();
      } else if (!socket.isIntroduced && now - socket.openedAtMillis > helloWithinMillis) {
        socket.end(new PeerError('hello-timeout', `No hello within ${helloWithinMillis} ms.`));
      } else {
        socket.unansweredPings += 1;
        socket.ping();
      }
    }
  }
}

function requestUrl(request: IncomingMessage): URL {
  // The path may be anything a peer makes up; what cannot be parsed is nowhere.
  const text = `http://viewer${request.url ?? '/'}`;
  return new URL(URL.canParse(text) ? text : 'http://viewer/not-a-path');
}

function cookieValue(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key !== name || value === undefined) continue;
    try {
      return decodeURIComponent(value);
    } catch {
      return undefined; // Not one that we have set.
    }
  }
  return undefined;
}

function answerText(response: ServerResponse, status: number, text: string): void {
  answer(response, status, 'text/plain; charset=utf-8', `${text}\n`);
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', type);
  response.setHeader('Cache-Control', 'no-store');
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function refuseUpgrade(socket: Duplex, status: number, reason: string): void {
  const body = `${reason}\n`;
  // The peer may be gone already; there is nobody left to tell.
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new ViewerError(
        'port-in-use',
        `Port ${port} on ${host} is taken, perhaps by another viewer: stop that program, or choose another port with --port (0 takes a free one).`,
        { cause: error },
      );
    case 'EACCES':
      return new ViewerError(
        'port-forbidden',
        `The system does not let this user listen on port ${port}: choose one above 1023 with --port.`,
        { cause: error },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ViewerError(
        'host-unavailable',
        `"${host}" is no address of this machine: give one that is with --host, or 0.0.0.0 for all.`,
        { cause: error },
      );
    default:
      return error;
  }
}
