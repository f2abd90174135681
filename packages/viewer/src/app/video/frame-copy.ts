import type { FrameKeeping } from './frame-cache.ts';

/** How decoded `VideoFrame`s are kept. */
export const VIDEO_FRAME_KEEPING: FrameKeeping<VideoFrame> = {
  isFree: (frame) => isPlanar(frame.format),
  byteLength: (frame) => (frame.format === null ? frame.codedWidth * frame.codedHeight * 1.5 : frame.allocationSize()),
  detach: detachFrame,
};

/** Planar YUV: what software decoders put out. */
function isPlanar(format: string | null): boolean {
  return format?.startsWith('I4') ?? false;
}

/**
 * A frame that may be kept for as long as one likes. Takes `frame` over: returns it when its pixels lie in plain memory,
 * else a promise of an exact copy in memory of its own (undefined if the pixels cannot be read), and closes `frame`.
 *
 * Chromium's and Firefox's software decoders put out planar frames from a pool that grows (measured in Chromium 156: 303
 * frames of 1080p held, and none was missing); hardware decoders put out NV12, RGB or opaque frames from a few surfaces,
 * and stand still once those are all held.
 */
function detachFrame(frame: VideoFrame): VideoFrame | Promise<VideoFrame | undefined> | undefined {
  if (isPlanar(frame.format)) return frame;
  if (frame.format === null) {
    frame.close();
    return undefined;
  }
  return copyFrame(frame);
}

/** An exact copy of the visible picture: same format, pixels, colour space, shape and timestamp. Closes `frame`. */
export async function copyFrame(frame: VideoFrame): Promise<VideoFrame | undefined> {
  const { format, visibleRect } = frame;
  try {
    if (format === null || visibleRect === null) return undefined;
    const pixels = new Uint8Array(frame.allocationSize());
    const layout = await frame.copyTo(pixels);
    const init: VideoFrameBufferInit & { readonly transfer: ArrayBuffer[] } = {
      format,
      layout: [...layout],
      codedWidth: visibleRect.width,
      codedHeight: visibleRect.height,
      displayWidth: frame.displayWidth,
      displayHeight: frame.displayHeight,
      timestamp: frame.timestamp,
      colorSpace: frame.colorSpace.toJSON(),
      // The buffer is ours alone: no second copy. Browsers without this option copy.
      transfer: [pixels.buffer],
    };
    return new VideoFrame(pixels, init);
  } catch (error) {
    // Reading back a frame may fail when the GPU process went away; the cache does without it.
    if (error instanceof DOMException || error instanceof TypeError) return undefined;
    throw error;
  } finally {
    frame.close();
  }
}
