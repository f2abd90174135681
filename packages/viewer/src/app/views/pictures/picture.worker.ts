import { makePicture } from './make-picture.ts';
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
    const picture = await makePicture(job);
    const bitmaps = [picture.bitmap, ...(picture.tiles ?? []).map(({ bitmap }) => bitmap)];
    scope.postMessage({ kind: 'painted', id, picture }, bitmaps);
  } catch (error) {
    // A picture that is broken, or too large for the memory. The view says it; other pictures go on.
    scope.postMessage({ kind: 'broken', id, reason: error instanceof Error ? error.message : String(error) }, []);
  }
}
