import { type TileSource, tileUrl } from './tile-source.ts';

/** Tiles held; 256 × 256 pixels of four bytes each. */
const MAX_HELD = 256;
/** Asked for at once, as browsers do. */
const MAX_LOADING = 6;

type Tile = { readonly kind: 'loaded'; readonly image: HTMLImageElement } | { readonly kind: 'loading' | 'failed' };

/** The tiles of one source: loaded when they are first in sight, the ones not seen longest let go. */
export class TileCache {
  readonly source: TileSource;
  readonly #onChange: () => void;
  readonly #tiles = new Map<string, Tile>();
  #loading = 0;
  #failures = 0;
  #isDisposed = false;

  constructor(source: TileSource, onChange: () => void) {
    this.source = source;
    this.#onChange = onChange;
  }

  /** Tiles that could not be loaded, and none that could. */
  get isBroken(): boolean {
    return this.#failures > 0 && [...this.#tiles.values()].every(({ kind }) => kind !== 'loaded');
  }

  /** The tile if it is there. If not it is asked for, unless enough others are; `isPending` says whether it is still to come. */
  tile(
    zoom: number,
    x: number,
    y: number,
  ): { readonly image: HTMLImageElement | undefined; readonly isPending: boolean } {
    const url = tileUrl(this.source, zoom, x, y);
    const known = this.#tiles.get(url);
    if (known !== undefined) {
      // The order of the map is the order of use.
      this.#tiles.delete(url);
      this.#tiles.set(url, known);
      return { image: known.kind === 'loaded' ? known.image : undefined, isPending: known.kind === 'loading' };
    }
    if (this.#loading < MAX_LOADING) this.#load(url);
    return { image: undefined, isPending: true };
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#tiles.clear();
  }

  #load(url: string): void {
    this.#loading += 1;
    this.#tiles.set(url, { kind: 'loading' });
    const image = new Image();
    // The server of the tiles learns which part of the world is looked at, not from where.
    image.referrerPolicy = 'no-referrer';
    const done = (tile: Tile) => {
      this.#loading -= 1;
      if (this.#isDisposed) return;
      this.#tiles.set(url, tile);
      this.#trim();
      this.#onChange();
    };
    image.addEventListener('load', () => done({ kind: 'loaded', image }));
    image.addEventListener('error', () => {
      this.#failures += 1;
      done({ kind: 'failed' });
    });
    image.src = url;
  }

  #trim(): void {
    for (const [url, { kind }] of this.#tiles) {
      if (this.#tiles.size <= MAX_HELD) return;
      if (kind !== 'loading') this.#tiles.delete(url);
    }
  }
}
