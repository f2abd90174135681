import { isBroken } from './image-format.ts';
import { paintPicture } from './picture-job.ts';
import type { PaintAnswer, PaintRequest } from './picture-messages.ts';

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  addEventListener(type: 'message', listener: (event: MessageEvent<PaintRequest>) => void): void;
  postMessage(answer: PaintAnswer, transfer: readonly Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.addEventListener('message', ({ data }) => void answer(data));

async function answer({ id, job }: PaintRequest): Promise<void> {
  try {
    const painted = await paintPicture(job);
    if (isBroken(painted)) {
      scope.postMessage({ kind: 'broken', id, reason: painted.reason }, []);
      return;
    }
    const { pixels, width, height, ...rest } = painted;
    const bitmap = await createImageBitmap(new ImageData(pixels, width, height));
    scope.postMessage({ kind: 'painted', id, picture: { ...rest, bitmap } }, [bitmap]);
  } catch (error) {
    // Out of memory, mostly. The view says it; other pictures go on.
    scope.postMessage({ kind: 'broken', id, reason: error instanceof Error ? error.message : String(error) }, []);
  }
}
