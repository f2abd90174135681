/** The lines that a person selected: from where it began to where it is. */
export class LineSelection {
  #anchor = -1;
  #active = -1;

  /** The line that keys go on from; −1 = none. */
  get active(): number {
    return this.#active;
  }

  get count(): number {
    return this.#active < 0 ? 0 : Math.abs(this.#active - this.#anchor) + 1;
  }

  get first(): number {
    return Math.min(this.#anchor, this.#active);
  }

  has(line: number): boolean {
    return this.#active >= 0 && line >= this.first && line < this.first + this.count;
  }

  /** `extend`: from where the selection began up to here. */
  goTo(line: number, extend: boolean): void {
    if (!extend || this.#active < 0) this.#anchor = line;
    this.#active = line;
  }

  all(count: number): void {
    this.#anchor = count > 0 ? 0 : -1;
    this.#active = count - 1;
  }

  clear(): void {
    this.#anchor = -1;
    this.#active = -1;
  }
}
