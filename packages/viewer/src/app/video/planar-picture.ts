/** How the numbers of a planar picture become red, green and blue. */
export type YuvMatrix = 'bt601' | 'bt709';

/** The pixels of a frame in plain memory, planar YUV with 8 bits: what software decoders put out. */
export interface PlanarPicture {
  /** Y, U and V planes; `planes` says where. */
  readonly data: Uint8Array;
  readonly planes: readonly [PicturePlane, PicturePlane, PicturePlane];
  /** Size of the visible picture, pixels. */
  readonly width: number;
  readonly height: number;
  readonly matrix: YuvMatrix;
  /** Y counts from 0 to 255, not from 16 to 235. */
  readonly isFullRange: boolean;
}

export interface PicturePlane {
  readonly offset: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
  readonly width: number;
  readonly height: number;
}

/** Columns and rows of luma to one of chroma. */
const SUBSAMPLING: Readonly<Record<string, readonly [number, number] | undefined>> = {
  I420: [2, 2],
  I422: [2, 1],
  I444: [1, 1],
};

const MATRICES: Readonly<Record<string, YuvMatrix | undefined>> = {
  bt709: 'bt709',
  smpte170m: 'bt601',
  bt470bg: 'bt601',
};

/** Transfer functions and primaries that Chromium shows as they are; for others (BT.470 BG among them) it converts the colours. */
const PLAIN_TRANSFERS: ReadonlySet<string | null> = new Set(['bt709', 'smpte170m', 'iec61966-2-1', null]);
const PLAIN_PRIMARIES: ReadonlySet<string | null> = new Set(['bt709', 'smpte170m', null]);

/**
 * Copies the pixels of a frame that lies in plain memory. Undefined for every other frame, and for colours that take more than a
 * matrix: those are for the browser to draw.
 *
 * Why: drawing a `VideoFrame` of a software decoder costs Chromium a conversion of the whole picture at its own size, 40 ms of a core
 * for 720p without a GPU. From the planes, only the pixels on the screen are converted.
 */
export async function readPlanes(frame: VideoFrame): Promise<PlanarPicture | undefined> {
  const { format, visibleRect, colorSpace } = frame;
  const subsampling = SUBSAMPLING[format ?? ''];
  const matrix = MATRICES[colorSpace.matrix ?? ''];
  if (subsampling === undefined || matrix === undefined || visibleRect === null) return undefined;
  if (!PLAIN_TRANSFERS.has(colorSpace.transfer) || !PLAIN_PRIMARIES.has(colorSpace.primaries)) return undefined;
  const copied = await copyPlanes(frame);
  if (copied === undefined) return undefined;
  const { data, layout } = copied;
  const [y, u, v] = layout;
  if (y === undefined || u === undefined || v === undefined) return undefined;
  const { width, height } = visibleRect;
  const chroma = { width: Math.ceil(width / subsampling[0]), height: Math.ceil(height / subsampling[1]) };
  return {
    data,
    planes: [
      { ...y, width, height },
      { ...u, ...chroma },
      { ...v, ...chroma },
    ],
    width,
    height,
    matrix,
    isFullRange: colorSpace.fullRange === true,
  };
}

async function copyPlanes(
  frame: VideoFrame,
): Promise<{ readonly data: Uint8Array; readonly layout: readonly PlaneLayout[] } | undefined> {
  try {
    const data = new Uint8Array(frame.allocationSize());
    return { data, layout: await frame.copyTo(data) };
  } catch (error) {
    // What cannot be read may still be drawn.
    if (error instanceof DOMException || error instanceof TypeError) return undefined;
    throw error;
  }
}
