import { copyInSteps } from './copy-in-steps.ts';
import { isBroken } from './image-format.ts';
import type { DecodedPicture } from './image-loader.ts';
import { jobPixels, type PictureJob, paintPicture } from './picture-job.ts';
import type { PaintAnswer, PaintRequest } from './picture-messages.ts';

/** What a still picture is made of: bytes that the browser knows how to decode, or numbers. */
export type StillJob =
  | { readonly kind: 'encoded'; readonly bytes: Uint8Array; readonly mediaType: string }
  | PictureJob;

/** Pictures of up to so many pixels are made at once, in a few milliseconds; larger ones go to a worker. */
const MAX_PIXELS_AT_ONCE = 400_000;

interface Waiting {
  readonly resolve: (picture: DecodedPicture) => void;
  readonly reject: (error: Error) => void;
}

/** Makes bitmaps with the browser's decoders and with our own. One worker does it for all views; it starts with the first large picture. */
class PictureDecoder {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #nextId = 0;
  #userCount = 0;

  /** Somebody will want pictures; without anybody who does, there is no worker. */
  acquire(): void {
    this.#userCount++;
  }

  release(): void {
    this.#userCount--;
    if (this.#userCount > 0) return;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#waiting.clear();
  }

  /** Rejects with the reason why there is no picture. */
  async decode(job: StillJob): Promise<DecodedPicture> {
    if (job.kind === 'encoded') return await decodeEncoded(job.bytes, job.mediaType);
    return jobPixels(job) <= MAX_PIXELS_AT_ONCE ? await decodeHere(job) : await this.#decodeInWorker(job);
  }

  async #decodeInWorker(job: PictureJob): Promise<DecodedPicture> {
    const bytes = await copyInSteps(job.bytes);
    const id = this.#nextId++;
    const request: PaintRequest = { id, job: { ...job, bytes } };
    const worker = this.#start();
    return await new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage(request, [bytes.buffer]);
    });
  }

  #start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL('./picture.worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data: answer }: MessageEvent<PaintAnswer>) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.kind === 'painted') waiting?.resolve(answer.picture);
      else waiting?.reject(new Error(answer.reason));
    });
    worker.addEventListener('error', (event) => {
      // The next large picture starts another.
      worker.terminate();
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) {
        reject(new Error(event.message || 'the worker that makes large pictures could not be started'));
      }
      this.#waiting.clear();
    });
    this.#worker = worker;
    return worker;
  }
}

/** Shared by all views of the page. */
export const PICTURE_DECODER = new PictureDecoder();

function decodeEncoded(bytes: Uint8Array, mediaType: string): Promise<DecodedPicture> {
  // A copy: the bytes may lie in a buffer that is shared between threads, which a Blob refuses.
  const blob = new Blob([new Uint8Array(bytes)], { type: mediaType });
  return createImageBitmap(blob).then((bitmap) => ({ bitmap }));
}

async function decodeHere(job: PictureJob): Promise<DecodedPicture> {
  const painted = await paintPicture(job);
  if (isBroken(painted)) throw new Error(painted.reason);
  const { pixels, width, height, ...rest } = painted;
  return { ...rest, bitmap: await createImageBitmap(new ImageData(pixels, width, height)) };
}
