import { scrollTopFor } from './shared-row-window.ts';

/** Keeps the line at the cursor in sight, until a person scrolls away from it. */
export class FollowScroll {
  readonly #scroller: HTMLElement;
  #height: number | undefined;
  #current = -1;
  #isAway = false;
  /** The position this set itself; a scroll event at it is not the person's. */
  #ownScrollTop = 0;
  #insetPx = 0;

  constructor(scroller: HTMLElement) {
    this.#scroller = scroller;
  }

  /** The person scrolled the current line out of sight: the list is left where it is. */
  get isAway(): boolean {
    return this.#isAway;
  }

  get scrollTop(): number {
    return this.#scroller.scrollTop;
  }

  /** CSS pixels in which lines are seen. Measured once: asking lays the page out. */
  get height(): number {
    this.#height ??= this.#scroller.clientHeight;
    return Math.max(0, this.#height - this.#insetPx);
  }

  /** CSS pixels at the upper edge that stand above the lines. */
  set insetPx(insetPx: number) {
    this.#insetPx = insetPx;
  }

  resized(): void {
    this.#height = undefined;
  }

  /** The cursor is at this line now; −1 before the first. `isSought`: someone asked for the time, so it is shown wherever the list was. */
  follow(current: number, moved: { readonly isMoved: boolean; readonly isSought: boolean }): void {
    // Lines that come in before it, from a file for one, move it as well.
    const isElsewhere = moved.isMoved || current !== this.#current;
    this.#current = current;
    if (moved.isMoved && moved.isSought) this.#isAway = false;
    if (isElsewhere && !this.#isAway) this.reveal(Math.max(0, current));
  }

  /** Scrolls as far as it takes to have the line in sight. */
  reveal(index: number): void {
    const top = scrollTopFor(index, this.#scroller.scrollTop, this.height);
    if (top === undefined) return;
    this.#scroller.scrollTop = top;
    this.#ownScrollTop = this.#scroller.scrollTop;
  }

  backToCurrent(): void {
    this.#isAway = false;
    this.reveal(Math.max(0, this.#current));
  }

  /** To be told of every scroll event. */
  scrolled(): void {
    const { scrollTop } = this.#scroller;
    if (Math.abs(scrollTop - this.#ownScrollTop) <= 1) return;
    this.#ownScrollTop = scrollTop;
    this.#isAway = this.#current >= 0 && scrollTopFor(this.#current, scrollTop, this.height) !== undefined;
  }
}
