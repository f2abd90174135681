import type { ViewerLookOptions, ViewerOptions, ViewerPanels, ViewerSource } from './options.ts';

/** The sources of {@link ViewerOptions}, told apart; addresses are absolute. */
export interface CheckedSources {
  readonly hub: URL | undefined;
  readonly files: readonly (URL | Blob)[];
}

type Check = (value: unknown, name: string) => void;

const LOOK = {
  theme: oneOf('dark', 'light', 'system'),
  panels: checkPanels,
} as const satisfies Record<keyof ViewerLookOptions, Check>;

const CHECKS = {
  ...LOOK,
  source: () => undefined,
  token: typed('string'),
  recording: typed('string'),
  timeline: typed('string'),
  time: checkTime,
  follow: typed('boolean'),
  signal: (value, name) => expect(value instanceof AbortSignal, name, 'an AbortSignal', value),
  onTimeChange: typed('function'),
  onSelectionChange: typed('function'),
  onRecordingChange: typed('function'),
  onError: typed('function'),
} as const satisfies Record<keyof ViewerOptions, Check>;

const PANELS = { topBar: true, tree: true, selection: true, timeline: true } as const satisfies Record<
  keyof ViewerPanels,
  true
>;

/** @throws TypeError that names the option, what it takes and what was found. */
export function checkOptions(options: ViewerOptions): void {
  checkEach(options, CHECKS, 'mount(element, options)');
}

/** @throws TypeError as {@link checkOptions} does. */
export function checkLook(look: ViewerLookOptions): void {
  checkEach(look, LOOK, 'update(look)');
}

/**
 * @param baseUrl What relative addresses count from.
 * @throws TypeError for what is no source, RangeError for more hubs than one.
 */
export function checkSources(source: ViewerOptions['source'], baseUrl: string): CheckedSources {
  const given: readonly ViewerSource[] = source === undefined ? [] : isList(source) ? source : [source];
  const read = given.map((each, i) => readSource(each, given.length > 1 ? `source[${i}]` : 'source', baseUrl));
  const hubs = read.filter((each): each is URL => each instanceof URL && isHub(each));
  if (hubs.length > 1)
    throw new RangeError(`options.source may name one hub, found ${hubs.length}: ${hubs.join(', ')}.`);
  return { hub: hubs[0], files: read.filter((each) => !(each instanceof URL && isHub(each))) };
}

function readSource(source: unknown, name: string, baseUrl: string): URL | Blob {
  if (source instanceof Blob) return source;
  if (source instanceof ArrayBuffer) return new Blob([source]);
  if (source instanceof Uint8Array && source.buffer instanceof ArrayBuffer) return new Blob([new Uint8Array(source)]);
  const expected = 'the address of a hub (ws://…) or of a recording file, a File, a Blob or an ArrayBuffer';
  const isAddress = (typeof source === 'string' && source !== '') || source instanceof URL;
  expect(isAddress && URL.canParse(String(source), baseUrl), name, expected, source);
  const url = new URL(String(source), baseUrl);
  expect(/^(wss?|https?|blob|data):$/.test(url.protocol), name, expected, source);
  return url;
}

function isHub({ protocol }: URL): boolean {
  return protocol === 'ws:' || protocol === 'wss:';
}

function isList(source: ViewerSource | readonly ViewerSource[]): source is readonly ViewerSource[] {
  return Array.isArray(source);
}

function checkEach(options: unknown, checks: Readonly<Record<string, Check>>, where: string): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${where} takes an object, found ${describe(options)}.`);
  }
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined) {
      throw new TypeError(`${where}: there is no option “${name}”; there are ${Object.keys(checks).join(', ')}.`);
    }
    if (value !== undefined) check(value, name);
  }
}

function checkPanels(value: unknown, name: string): void {
  if (value === 'all' || value === 'none') return;
  const names = Object.keys(PANELS);
  const isRecord = typeof value === 'object' && value !== null;
  expect(isRecord, name, `"all", "none" or an object with ${names.join(', ')}`, value);
  for (const [panel, shown] of Object.entries(value as object)) {
    expect(names.includes(panel), `${name}.${panel}`, `one of ${names.join(', ')}`, panel);
    if (shown !== undefined) typed('boolean')(shown, `${name}.${panel}`);
  }
}

function checkTime(value: unknown, name: string): void {
  const found = typeof value === 'number' ? `the number ${value}; write ${value}n` : undefined;
  expect(typeof value === 'bigint', name, 'a bigint (nanoseconds, or a sequence number)', value, found);
}

function typed(type: 'string' | 'boolean' | 'function'): Check {
  return (value, name) => expect(typeof value === type, name, `a ${type}`, value);
}

function oneOf(...words: readonly string[]): Check {
  const expected = words.map((word) => `"${word}"`).join(', ');
  return (value, name) => expect(words.includes(String(value)), name, `one of ${expected}`, value);
}

function expect(isRight: boolean, name: string, expected: string, value: unknown, found = describe(value)): void {
  if (!isRight) throw new TypeError(`options.${name}, when provided, must be ${expected}, found ${found}.`);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'object' && value !== null)
    return `${/^[AEIO]/.test(value.constructor?.name ?? '') ? 'an' : 'a'} ${value.constructor?.name ?? 'object'}`;
  return typeof value === 'function' ? 'a function' : String(value);
}
