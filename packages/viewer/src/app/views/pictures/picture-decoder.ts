import { copyInSteps } from './copy-in-steps.ts';
import type { DecodedPicture } from './image-loader.ts';
import { makePicture } from './make-picture.ts';
import { jobPixels, type StillJob } from './picture-job.ts';
import type { PaintAnswer, PaintRequest } from './picture-messages.ts';

/** Pictures of up to so many pixels are made at once, in a few milliseconds; larger ones go to a worker. */
const MAX_PIXELS_AT_ONCE = 400_000;
/** Encoded pictures of more bytes may be large ones; smaller ones the browser decodes beside the main thread by itself. */
const MAX_ENCODED_AT_ONCE = 500_000;

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
    return isSmall(job) ? await makePicture(job) : await this.#decodeInWorker(job);
  }

  async #decodeInWorker(job: StillJob): Promise<DecodedPicture> {
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

function isSmall(job: StillJob): boolean {
  return job.kind === 'encoded' ? job.bytes.byteLength <= MAX_ENCODED_AT_ONCE : jobPixels(job) <= MAX_PIXELS_AT_ONCE;
}
