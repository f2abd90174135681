/** Where map tiles come from, as a person set it. */
export interface TileSource {
  /** An address with `{z}`, `{x}` and `{y}` in it. */
  readonly template: string;
  /** Who made the map, as its maker wants it said. */
  readonly attribution: string;
}

/** Where it is kept: in this browser, never in a recording or a layout, so that no recording can make a page call a stranger. */
export const TILE_SOURCE_KEY = 'rushes.map-tiles';

/** The source that was set in this browser; undefined if none was, or if what is kept makes no sense. */
export function readTileSource(storage: Pick<Storage, 'getItem'> | undefined): TileSource | undefined {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(TILE_SOURCE_KEY) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return undefined;
    const { template, attribution } = kept as Readonly<Record<string, unknown>>;
    if (typeof template !== 'string' || templateProblem(template) !== undefined) return undefined;
    return { template, attribution: typeof attribution === 'string' ? attribution : '' };
  } catch {
    // A storage that is forbidden or damaged is one without a source.
    return undefined;
  }
}

/** Keeps a source in this browser; undefined takes it away. True if that was possible. */
export function keepTileSource(storage: Storage | undefined, source: TileSource | undefined): boolean {
  try {
    if (source === undefined) storage?.removeItem(TILE_SOURCE_KEY);
    else storage?.setItem(TILE_SOURCE_KEY, JSON.stringify(source));
    return storage !== undefined;
  } catch {
    // Full, or forbidden.
    return false;
  }
}

/** Why an address cannot be one of tiles; undefined when it can. */
export function templateProblem(template: string): string | undefined {
  const missing = ['{z}', '{x}', '{y}'].filter((part) => !template.includes(part));
  if (missing.length > 0) return `the address must have ${missing.join(', ')} in it`;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(template)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') return 'the address must begin with https://';
  return undefined;
}

export function tileUrl({ template }: TileSource, zoom: number, x: number, y: number): string {
  return template.replaceAll('{z}', String(zoom)).replaceAll('{x}', String(x)).replaceAll('{y}', String(y));
}
