import {
  type EntityPath,
  MAX_TIME,
  MIN_TIME,
  parseEntityPath,
  parseRecordingId,
  type RecordingId,
} from '@rushes/proto';
import type { PlainValue } from '../views/view.ts';
import type { TimeRange } from './time-range.ts';
import type { TimeView } from './time-viewport.ts';

/** What a link brings back. */
export interface PageLink {
  readonly recording: RecordingId;
  /** Where the file of the recording is, as the hub lists it; undefined for what is logged to the hub. */
  readonly file: string | undefined;
  readonly timeline: string | undefined;
  /** Undefined: the newest data is followed. */
  readonly time: bigint | undefined;
  readonly selected: EntityPath | undefined;
  readonly instance: number | undefined;
  readonly range: TimeRange | undefined;
  readonly timeView: TimeView | undefined;
  /** The layout of the views; undefined: as the heuristics lay them out. */
  readonly layout: PlainValue | undefined;
}

export type ParsedLink =
  | { readonly ok: true; readonly link: PageLink }
  /** `undefined`: the hash is no link at all, but something else's. */
  | { readonly ok: false; readonly problem: string | undefined };

/** Grows when an old page could not make sense of a new link. */
const VERSION = 1;
/** Mail programs and chats cut what is much longer. The layout is left out first; the rest fits always. */
export const MAX_LINK_CHARS = 8000;
/** Nothing longer is even looked at. */
const MAX_READ_CHARS = 64_000;
const MAX_NAME_CHARS = 1000;

/** A link as the hash of an address, without `#`. */
export function writeLink(link: PageLink): { readonly hash: string; readonly isLayoutLeftOut: boolean } {
  const parts = new URLSearchParams({ link: String(VERSION), recording: link.recording });
  const put = (name: string, value: string | undefined): void => {
    if (value !== undefined && value.length <= MAX_NAME_CHARS) parts.set(name, value);
  };
  put('file', link.file);
  put('timeline', link.timeline);
  put('time', link.time?.toString());
  put('entity', link.selected);
  if (link.selected !== undefined) put('instance', link.instance?.toString());
  if (link.range?.timeline === link.timeline) put('range', spanText(link.range));
  if (link.timeView?.timeline === link.timeline) put('view', spanText(link.timeView?.span));
  const bare = parts.toString();
  if (link.layout === undefined) return { hash: bare, isLayoutLeftOut: false };
  parts.set('layout', toBase64Url(JSON.stringify(link.layout)));
  const hash = parts.toString();
  const isLayoutLeftOut = hash.length > MAX_LINK_CHARS;
  return { hash: isLayoutLeftOut ? bare : hash, isLayoutLeftOut };
}

/** Reads the hash of an address, with or without `#`. */
export function readLink(hash: string): ParsedLink {
  const text = hash.replace(/^#/, '');
  if (!/(^|&)link=/.test(text.slice(0, MAX_READ_CHARS))) return { ok: false, problem: undefined };
  if (text.length > MAX_READ_CHARS) {
    return { ok: false, problem: `it is ${text.length} characters long; a link has no more than ${MAX_READ_CHARS}` };
  }
  const parts = new URLSearchParams(text);
  const version = parts.get('link') ?? '';
  if (version !== String(VERSION)) {
    const found = /^\d{1,6}$/.test(version) ? `version ${version}` : 'no version this page knows';
    return { ok: false, problem: `expected version ${VERSION}, found ${found}; a newer viewer may open it` };
  }
  try {
    return { ok: true, link: readParts(parts) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

function readParts(parts: URLSearchParams): PageLink {
  const recording = parts.get('recording');
  if (recording === null) throw new RangeError('it names no recording');
  const timeline = parts.get('timeline') ?? undefined;
  const entity = parts.get('entity');
  const range = readSpan(parts, 'range');
  const span = readSpan(parts, 'view');
  const selected = entity === null ? undefined : parseEntityPath(entity);
  return {
    recording: parseRecordingId(recording),
    file: parts.get('file') ?? undefined,
    timeline,
    time: readTime(parts.get('time') ?? undefined, 'time'),
    selected,
    instance: selected === undefined ? undefined : readInstance(parts.get('instance')),
    range: range === undefined || timeline === undefined ? undefined : { timeline, ...range },
    timeView: span === undefined || timeline === undefined ? undefined : { timeline, span },
    layout: readLayout(parts.get('layout')),
  };
}

const spanText = (span: { readonly from: bigint; readonly to: bigint } | undefined): string | undefined =>
  span && `${span.from}..${span.to}`;

function readSpan(parts: URLSearchParams, name: string): { readonly from: bigint; readonly to: bigint } | undefined {
  const text = parts.get(name);
  if (text === null) return undefined;
  const [, first, last] = /^(-?\d+)\.\.(-?\d+)$/.exec(text) ?? [];
  const [from, to] = [readTime(first, name), readTime(last, name)];
  if (from === undefined || to === undefined || from > to) {
    throw new RangeError(`“${name}” takes two times as 10..20, found “${text.slice(0, 60)}”`);
  }
  return { from, to };
}

function readTime(text: string | undefined, name: string): bigint | undefined {
  if (text === undefined) return undefined;
  const time = /^-?\d{1,20}$/.test(text) ? BigInt(text) : undefined;
  if (time === undefined || time < MIN_TIME || time > MAX_TIME) {
    throw new RangeError(`“${name}” takes a whole number within ±(2^63 - 1), found “${text.slice(0, 60)}”`);
  }
  return time;
}

function readInstance(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw new RangeError(`“instance” takes a number from 0, found “${text.slice(0, 60)}”`);
  return Number(text);
}

function readLayout(text: string | null): PlainValue | undefined {
  if (text === null) return undefined;
  try {
    return JSON.parse(fromBase64Url(text)) as PlainValue;
  } catch (cause) {
    throw new RangeError('its layout was cut off or changed on the way', { cause });
  }
}

function toBase64Url(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): string {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
}
