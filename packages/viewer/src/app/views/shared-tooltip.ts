/** CSS pixels between the pointer and what is said beside it. */
const DISTANCE = 12;

/** A text beside the pointer. */
export class Tooltip {
  readonly root = document.createElement('div');
  #text: string | undefined;

  constructor() {
    this.root.className = 'view-tooltip';
    this.root.setAttribute('role', 'tooltip');
    this.root.hidden = true;
  }

  /** In CSS pixels of the element it is in; it stays inside of that. */
  show(text: string, left: number, top: number): void {
    if (text !== this.#text) {
      this.#text = text;
      this.root.textContent = text;
    }
    this.root.hidden = false;
    const parent = this.root.offsetParent;
    const width = parent?.clientWidth ?? 0;
    const height = parent?.clientHeight ?? 0;
    const isRight = left + DISTANCE + this.root.offsetWidth <= width;
    const isBelow = top + DISTANCE + this.root.offsetHeight <= height;
    const x = isRight ? left + DISTANCE : Math.max(0, left - DISTANCE - this.root.offsetWidth);
    const y = isBelow ? top + DISTANCE : Math.max(0, top - DISTANCE - this.root.offsetHeight);
    this.root.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }

  hide(): void {
    this.root.hidden = true;
  }
}
