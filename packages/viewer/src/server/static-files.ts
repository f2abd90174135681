import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';

/**
 * What the page may do. Scripts, workers and connections only of this origin; pictures and media that it made itself
 * (`blob:`) or that were logged into a document (`data:`), but none from elsewhere, so that a logged document cannot call
 * home. Styles may be inline: the layout library writes them.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "worker-src 'self' blob:",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const HASHED_ASSET = /^\/assets\//;

export type RequestHandler = (request: IncomingMessage, response: ServerResponse, notFound: () => void) => void;

/** Sets the headers that every answer carries. The URL may hold a token, so it must not leak as a referrer. */
export function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
}

/** Lets pages of another origin read this answer; `Range` is asked for beforehand by some browsers. */
export function setSharingHeaders(response: ServerResponse, origin: string): void {
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Headers', 'Range');
  response.setHeader('Access-Control-Expose-Headers', 'Accept-Ranges, Content-Length, Content-Range, ETag');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  response.setHeader('Vary', 'Origin');
}

/** Serves the built page in `folder`, read once now. Undefined if it has not been built. */
export function servePage(folder: string): RequestHandler | undefined {
  if (!existsSync(join(folder, 'index.html'))) return undefined;
  const serve = sirv(folder, {
    etag: true,
    setHeaders: (response, pathname) => {
      const isHashed = HASHED_ASSET.test(pathname);
      response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return (request, response, notFound) => serve(request, response, notFound);
}
