import type { EntityPath } from '@rushes/proto';

/** What a menu is about. */
export type MenuTarget =
  | {
      readonly kind: 'entity';
      readonly entity: EntityPath;
      readonly instance?: number | undefined;
      /** The view in which it was clicked. */
      readonly viewId?: string | undefined;
    }
  | { readonly kind: 'view'; readonly viewId: string }
  | { readonly kind: 'timeline' }
  /** Where nothing of these is: what concerns the whole recording. */
  | { readonly kind: 'page' };

/** What stands above the page and takes the keys; one thing at a time. */
export type Overlay =
  | { readonly kind: 'palette' }
  | { readonly kind: 'shortcuts' }
  /** At a place in the window, in CSS pixels. */
  | { readonly kind: 'menu'; readonly target: MenuTarget; readonly x: number; readonly y: number };

/** A short word to the person, over the page. */
export interface Notice {
  /** `done` goes away by itself; a `problem` stays until it is taken note of. */
  readonly kind: 'done' | 'problem';
  readonly text: string;
}
