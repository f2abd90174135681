import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One entry of the corpus manifest, as far as tests look at it. */
export interface CorpusFile {
  readonly file: string;
  readonly expected: {
    readonly verdict: 'play' | 'play-damaged' | 'refuse';
    readonly class?: string;
    readonly reason?: string;
    readonly policy?: string;
  };
  readonly tags: readonly string[];
  readonly codec: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly coded_width?: number | null;
  readonly coded_height?: number | null;
  readonly codec_string?: string | null;
  readonly fps: number | null;
  readonly frame_count?: number | null;
  readonly keyframe_indices: readonly number[] | null;
  readonly stream?: Readonly<Record<string, unknown>>;
  readonly oracle?: {
    readonly frames?: Readonly<Record<string, string>>;
    /** Inclusive ranges. */
    readonly must_match_access_units?: readonly (readonly [first: number, last: number])[];
  };
}

/** `[offset, size, isIdr]` of an access unit. */
export type CorpusAccessUnit = readonly [offset: number, size: number, isIdr: boolean | number];

// Third-party streams lie beside the repository and are never committed; where they are absent, their tests skip by name.
const folder = fileURLToPath(new URL('../../../shared/corpus/dev/', import.meta.url));

export const corpusAvailable: boolean = existsSync(`${folder}manifest.json`);

let manifest: readonly CorpusFile[] | undefined;
let accessUnits: Readonly<Record<string, readonly CorpusAccessUnit[]>> | undefined;

/** The manifest's entries; empty when the corpus is absent. */
export function corpusFiles(): readonly CorpusFile[] {
  if (!corpusAvailable) return [];
  manifest ??= (JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8')) as { files: CorpusFile[] }).files;
  return manifest;
}

export function corpusFile(name: string): CorpusFile {
  const found = corpusFiles().find((entry) => entry.file === name);
  if (found === undefined) throw new Error(`The corpus manifest has no entry for ${name}.`);
  return found;
}

/** Absolute path of a corpus file, for programs that are given one. */
export function corpusPath(name: string): string {
  return `${folder}${name}`;
}

export function readCorpusFile(name: string): Uint8Array {
  return new Uint8Array(readFileSync(corpusPath(name)));
}

/** Where the access units lie according to the corpus; undefined for files that are no H.264 elementary stream. */
export function accessUnitTable(name: string): readonly CorpusAccessUnit[] | undefined {
  if (!corpusAvailable) return undefined;
  accessUnits ??= JSON.parse(readFileSync(`${folder}access_units.json`, 'utf8')) as typeof accessUnits;
  return accessUnits?.[name];
}

/** The access units of a corpus file, cut by the corpus's own table; empty for files that have none. */
export function accessUnitsOf(name: string): Uint8Array[] {
  const table = accessUnitTable(name);
  if (table === undefined) return [];
  const bytes = readCorpusFile(name);
  return table.map(([offset, size]) => bytes.subarray(offset, offset + size));
}

/** MD5 per access unit of the decoded picture (cropped planes Y, U, V), or null where none is given. */
export function frameMd5(name: string): readonly (string | null)[] {
  const all = JSON.parse(readFileSync(`${folder}frame_md5.json`, 'utf8')) as Record<string, readonly (string | null)[]>;
  return all[name] ?? [];
}

/** Tells which access units of a file must be shown exactly: all of a good stream, the undamaged ones of a damaged one. */
export function mustMatch(file: CorpusFile): (accessUnit: number) => boolean {
  if (file.expected.verdict === 'play') return () => true;
  const ranges = file.oracle?.must_match_access_units ?? [];
  return (accessUnit) => ranges.some(([first, last]) => accessUnit >= first && accessUnit <= last);
}

// Recordings that others made, beside the streams.
const rrdFolder = fileURLToPath(new URL('../../../shared/corpus/rrd/', import.meta.url));

export const rrdCorpusAvailable: boolean = existsSync(rrdFolder);

/** Absolute path of a recording of the corpus. */
export function rrdCorpusPath(name: string): string {
  return `${rrdFolder}${name}`;
}
