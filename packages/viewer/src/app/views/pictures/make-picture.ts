import { isBroken } from './image-format.ts';
import type { DecodedPicture } from './image-loader.ts';
import { bitmapsOf } from './large-picture.ts';
import { paintPicture, type StillJob } from './picture-job.ts';

/** Makes what is drawn of a picture; on the main thread or in a worker. Rejects with the reason why there is none. */
export async function makePicture(job: StillJob): Promise<DecodedPicture> {
  if (job.kind === 'encoded') {
    // A copy: the bytes may lie in a buffer that is shared between threads, which a Blob refuses.
    return await bitmapsOf(await createImageBitmap(new Blob([new Uint8Array(job.bytes)], { type: job.mediaType })));
  }
  const painted = await paintPicture(job);
  if (isBroken(painted)) throw new Error(painted.reason);
  const { pixels, width, height, ...rest } = painted;
  return { ...rest, ...(await bitmapsOf(new ImageData(pixels, width, height))) };
}
