import type { DecodedPicture } from './image-loader.ts';
import type { StillJob } from './picture-job.ts';

/** To the worker that makes large pictures. The bytes are moved there. */
export interface PaintRequest {
  readonly id: number;
  readonly job: StillJob;
}

/** The answer to the request of this id. The bitmap is moved back. */
export type PaintAnswer =
  | { readonly kind: 'painted'; readonly id: number; readonly picture: DecodedPicture }
  | { readonly kind: 'broken'; readonly id: number; readonly reason: string };
