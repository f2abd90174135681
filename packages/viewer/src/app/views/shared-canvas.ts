/** A canvas that fills its parent, at the pixels of the screen; drawn on in CSS pixels. */
export class CanvasSurface {
  readonly element = document.createElement('canvas');
  readonly #context: CanvasRenderingContext2D;
  #width = 0;
  #height = 0;
  #ratio = 1;

  /** @param label What is drawn here, for who cannot see it. */
  constructor(label: string) {
    this.element.className = 'view-canvas';
    this.element.setAttribute('role', 'img');
    this.element.setAttribute('aria-label', label);
    const context = this.element.getContext('2d');
    if (context === null) throw new Error('This browser was expected to give a 2D canvas, but gave none.');
    this.#context = context;
  }

  /** CSS pixels. */
  get width(): number {
    return this.#width;
  }

  /** CSS pixels. */
  get height(): number {
    return this.#height;
  }

  /** Pixels of the screen to one CSS pixel. */
  get ratio(): number {
    return this.#ratio;
  }

  get hasArea(): boolean {
    return this.#width > 0 && this.#height > 0;
  }

  /** True when it changed; what was drawn is then gone. */
  resize(widthPx: number, heightPx: number, pixelRatio: number): boolean {
    const width = Math.max(0, Math.floor(widthPx));
    const height = Math.max(0, Math.floor(heightPx));
    if (width === this.#width && height === this.#height && pixelRatio === this.#ratio) return false;
    this.#width = width;
    this.#height = height;
    this.#ratio = pixelRatio;
    this.element.width = Math.max(1, Math.round(width * pixelRatio));
    this.element.height = Math.max(1, Math.round(height * pixelRatio));
    this.element.style.width = `${width}px`;
    this.element.style.height = `${height}px`;
    return true;
  }

  /** Wiped, in CSS pixels from the top left corner. */
  begin(): CanvasRenderingContext2D {
    const context = this.#context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.element.width, this.element.height);
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    return context;
  }

  describe(label: string): void {
    if (this.element.getAttribute('aria-label') !== label) this.element.setAttribute('aria-label', label);
  }
}
