import type { NumberField } from './number-field.ts';

/** A part of a large picture, where it lies in its pixels. */
export interface PictureTile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly bitmap: ImageBitmap;
}

/** What decoding gives. */
export interface DecodedPicture {
  /** Of a large picture, a smaller one. */
  readonly bitmap: ImageBitmap;
  /** Pixels of the picture itself. */
  readonly width: number;
  readonly height: number;
  /** Of a large picture: all of its pixels, in parts that overlap. */
  readonly tiles?: readonly PictureTile[];
  /** The numbers behind the colours, where only decoding brings them to light. */
  readonly field?: NumberField;
  /** The numbers are metres, whatever was logged of their unit. */
  readonly isMetric?: boolean;
}

/** A picture as the loader has it. */
export type LoadedImage =
  | ({ readonly kind: 'ready'; readonly key: string } & DecodedPicture)
  | { readonly kind: 'broken'; readonly key: string; readonly message: string };

export interface ImageLoaderOptions<Work> {
  /** Makes the picture; rejects with the reason why it cannot be made. Injected, so that the rules can be tested without a browser. */
  readonly decode: (work: Work) => Promise<DecodedPicture>;
  /** Called when a wish was answered. */
  readonly onLoaded: () => void;
  /** Decoded pictures kept, counted in pixels. Default 32 million: four 4K pictures, a hundred at 640 by 480. */
  readonly maxPixels?: number;
}

const DEFAULT_MAX_PIXELS = 32_000_000;
/** Entries kept whatever their size limit says: broken ones cost nothing but their message. */
const MAX_ENTRIES = 128;

/**
 * Decodes pictures one at a time. A newer wish replaces one that still waits, so scrubbing never builds a queue.
 * Owns the bitmaps: they are closed when evicted, so use what `want` returns at once and do not keep it.
 */
export class ImageLoader<Work> {
  readonly #options: ImageLoaderOptions<Work>;
  /** In order of use, the newest last. */
  readonly #loaded = new Map<string, LoadedImage>();
  #loading: string | undefined;
  #waiting: { readonly key: string; readonly read: () => Work } | undefined;
  #disposed = false;

  constructor(options: ImageLoaderOptions<Work>) {
    this.#options = options;
  }

  /** The picture `key`, or undefined while it is being decoded; `read` is called when decoding starts. */
  want(key: string, read: () => Work): LoadedImage | undefined {
    const known = this.peek(key);
    if (known !== undefined) {
      this.#waiting = undefined;
      return known;
    }
    if (this.#loading === undefined) void this.#load(key, read);
    else this.#waiting = this.#loading === key ? undefined : { key, read };
    return undefined;
  }

  /** The picture `key` if it is here. */
  peek(key: string): LoadedImage | undefined {
    const known = this.#loaded.get(key);
    if (known !== undefined) {
      this.#loaded.delete(key);
      this.#loaded.set(key, known);
    }
    return known;
  }

  dispose(): void {
    this.#disposed = true;
    this.#waiting = undefined;
    for (const image of this.#loaded.values()) close(image);
    this.#loaded.clear();
  }

  async #load(key: string, read: () => Work): Promise<void> {
    this.#loading = key;
    let image: LoadedImage;
    try {
      image = { kind: 'ready', key, ...(await this.#options.decode(read())) };
    } catch (error) {
      image = { kind: 'broken', key, message: error instanceof Error ? error.message : String(error) };
    }
    this.#loading = undefined;
    if (this.#disposed) {
      close(image);
      return;
    }
    this.#loaded.set(key, image);
    this.#evict(key);
    const next = this.#waiting;
    this.#waiting = undefined;
    if (next !== undefined && !this.#loaded.has(next.key)) void this.#load(next.key, next.read);
    this.#options.onLoaded();
  }

  #evict(keep: string): void {
    const maxPixels = this.#options.maxPixels ?? DEFAULT_MAX_PIXELS;
    let pixels = 0;
    for (const image of this.#loaded.values()) pixels += pixelsOf(image);
    for (const [key, image] of this.#loaded) {
      if (pixels <= maxPixels && this.#loaded.size <= MAX_ENTRIES) return;
      if (key === keep) continue;
      this.#loaded.delete(key);
      pixels -= pixelsOf(image);
      close(image);
    }
  }
}

function pixelsOf(image: LoadedImage): number {
  return image.kind === 'ready' ? image.width * image.height : 0;
}

function close(image: LoadedImage): void {
  if (image.kind !== 'ready') return;
  image.bitmap.close();
  for (const { bitmap } of image.tiles ?? []) bitmap.close();
}
