import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';

/** Who may talk to the hub; see {@link judgeAccess}. */
export interface AccessRules {
  /** The address that the hub is bound to, as the user gave it. */
  readonly host: string;
  /** Names of this machine, by which others reach it. */
  readonly machineNames: readonly string[];
  readonly token: string | undefined;
  /** Origins of pages that the hub's owner lets read, as browsers name them: `http://localhost:5173`. Default none. */
  readonly allowedOrigins?: readonly string[];
}

/** The parts of a request that are judged. */
export interface AccessRequest {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** Tokens that the request carries: query, `Authorization: Bearer`, cookie. */
  readonly tokens: readonly string[];
}

export type AccessVerdict =
  | {
      readonly allowed: true;
      /** May see what others logged: no web page of another origin, unless the owner said so. */
      readonly mayRead: boolean;
      /** The other origin that the answer may be read by. */
      readonly sharedWith?: string;
    }
  | { readonly allowed: false; readonly status: 401 | 403; readonly reason: string };

/**
 * Decides on an HTTP request or a WebSocket upgrade.
 *
 * - `Host` must be a loopback name or the bound address, whatever the port (it may be forwarded). This stops a web site that
 *   lets its own name resolve to this machine. A hub that others can reach is also called by any IP address and by the
 *   machine's names, none of which a web site can own.
 * - A token, where there is one, must be right. Always compared in constant time.
 * - `Origin`, which only browsers send: the hub's own page (same host and port as `Host`) may do everything. A page of
 *   another loopback origin (a development server, `http://localhost:5173`) may log, but not read. So may a page of any
 *   origin that knows the token. Pages of the origins in `allowedOrigins` may read, too. All others, `null` included, are refused.
 */
export function judgeAccess(request: AccessRequest, rules: AccessRules): AccessVerdict {
  const host = request.host === undefined ? undefined : parseAuthority(`http://${request.host}`);
  if (host === undefined || !isOwnName(host.hostname, rules)) {
    return refuse(
      403,
      `This viewer does not answer to the host "${request.host ?? ''}". Open it by the URL that it printed.`,
    );
  }
  if (rules.token !== undefined && !request.tokens.some((token) => sameToken(token, rules.token ?? ''))) {
    return refuse(401, 'This viewer needs its token: open the URL that it printed, with "?token=" in it.');
  }
  if (request.origin === undefined) return { allowed: true, mayRead: true };
  const origin = /^https?:\/\//.test(request.origin) ? parseAuthority(request.origin) : undefined;
  if (origin !== undefined && origin.host === host.host) return { allowed: true, mayRead: true };
  if (rules.allowedOrigins?.includes(request.origin)) {
    return { allowed: true, mayRead: true, sharedWith: request.origin };
  }
  const mayLog = origin !== undefined && (isLoopbackName(origin.hostname) || rules.token !== undefined);
  if (mayLog) return { allowed: true, mayRead: false };
  return refuse(403, `Web pages of the origin "${request.origin}" may not connect to this viewer.`);
}

/** True for names that mean this machine to everybody, in the form that `URL` gives them. */
export function isLoopbackName(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '').toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** True if only this machine can reach a server bound to `host`. */
export function isLoopbackHost(host: string): boolean {
  return isLoopbackName(isIP(host) === 6 ? `[${host}]` : host);
}

function isOwnName(hostname: string, rules: AccessRules): boolean {
  const name = hostname.replace(/\.$/, '').toLowerCase();
  const bare = name.replace(/^\[|\]$/g, '');
  if (isLoopbackName(name) || bare === rules.host.toLowerCase()) return true;
  if (isLoopbackHost(rules.host)) return false;
  return isIP(bare) !== 0 || rules.machineNames.some((own) => own.toLowerCase() === name);
}

/** An origin in the form in which browsers send it; undefined for what is none. */
export function parseOrigin(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || parseAuthority(text) === undefined) return undefined;
  return new URL(text).origin;
}

/** Host and port of a URL that has nothing else of interest. */
function parseAuthority(text: string): { readonly host: string; readonly hostname: string } | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return undefined;
  }
  return { host: url.host, hostname: url.hostname };
}

function sameToken(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function refuse(status: 401 | 403, reason: string): AccessVerdict {
  return { allowed: false, status, reason };
}
