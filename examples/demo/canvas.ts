/** An RGB colour, 0 to 255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** 3×5 digits, one string a row, so that the frame number in the picture can be read without a font. */
const DIGITS: readonly (readonly string[])[] = [
  ['###', '# #', '# #', '# #', '###'],
  [' # ', '## ', ' # ', ' # ', '###'],
  ['###', '  #', '###', '#  ', '###'],
  ['###', '  #', ' ##', '  #', '###'],
  ['# #', '# #', '###', '  #', '  #'],
  ['###', '#  ', '###', '  #', '###'],
  ['###', '#  ', '###', '# #', '###'],
  ['###', '  #', ' # ', ' # ', ' # '],
  ['###', '# #', '###', '# #', '###'],
  ['###', '# #', '###', '  #', '###'],
];

/** A picture of packed RGB24 pixels with the few shapes the demo draws. Edges are anti-aliased by distance. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  /** width × height × 3 bytes, row by row. */
  readonly rgb: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.rgb = new Uint8Array(width * height * 3);
  }

  copyFrom(other: Canvas): void {
    this.rgb.set(other.rgb);
  }

  fillRows(colourAt: (rowFraction: number) => Rgb): void {
    for (let y = 0; y < this.height; y += 1) {
      const [red, green, blue] = colourAt(y / this.height);
      for (let x = 0; x < this.width; x += 1) this.#put(x, y, red, green, blue, 1);
    }
  }

  fillRect(left: number, top: number, width: number, height: number, colour: Rgb, alpha = 1): void {
    const [red, green, blue] = colour;
    const right = Math.min(this.width, Math.round(left + width));
    const bottom = Math.min(this.height, Math.round(top + height));
    for (let y = Math.max(0, Math.round(top)); y < bottom; y += 1) {
      for (let x = Math.max(0, Math.round(left)); x < right; x += 1) this.#put(x, y, red, green, blue, alpha);
    }
  }

  /** A line of this thickness with round ends; a single point makes a disc. */
  fillCapsule(from: Point, to: Point, radius: number, colour: Rgb): void {
    const [red, green, blue] = colour;
    const dx = to.x - from.x;
    const dy = to.y - from.y;
    const lengthSquared = dx * dx + dy * dy;
    const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - radius - 1));
    const right = Math.min(this.width - 1, Math.ceil(Math.max(from.x, to.x) + radius + 1));
    const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - radius - 1));
    const bottom = Math.min(this.height - 1, Math.ceil(Math.max(from.y, to.y) + radius + 1));
    for (let y = top; y <= bottom; y += 1) {
      for (let x = left; x <= right; x += 1) {
        const px = x + 0.5 - from.x;
        const py = y + 0.5 - from.y;
        const along = lengthSquared === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / lengthSquared));
        const distance = Math.hypot(px - along * dx, py - along * dy);
        const cover = Math.max(0, Math.min(1, radius - distance + 0.5));
        if (cover > 0) this.#put(x, y, red, green, blue, cover);
      }
    }
  }

  /** Writes digits with their top left corner here; each dot is `scale` pixels wide. */
  drawNumber(digits: string, left: number, top: number, scale: number, colour: Rgb): void {
    [...digits].forEach((digit, index) => {
      const rows = DIGITS[Number(digit)] ?? [];
      rows.forEach((row, y) => {
        [...row].forEach((dot, x) => {
          if (dot === '#') this.fillRect(left + (index * 4 + x) * scale, top + y * scale, scale, scale, colour);
        });
      });
    });
  }

  /** A copy of a part of this picture, enlarged by whole pixels; parts outside are black. */
  cutOut(centre: Point, width: number, height: number, zoom: number): Canvas {
    const cut = new Canvas(width, height);
    const left = Math.round(centre.x - width / zoom / 2);
    const top = Math.round(centre.y - height / zoom / 2);
    for (let y = 0; y < height; y += 1) {
      const fromY = top + Math.floor(y / zoom);
      if (fromY < 0 || fromY >= this.height) continue;
      for (let x = 0; x < width; x += 1) {
        const fromX = left + Math.floor(x / zoom);
        if (fromX < 0 || fromX >= this.width) continue;
        const from = (fromY * this.width + fromX) * 3;
        const to = (y * width + x) * 3;
        cut.rgb[to] = this.rgb[from] ?? 0;
        cut.rgb[to + 1] = this.rgb[from + 1] ?? 0;
        cut.rgb[to + 2] = this.rgb[from + 2] ?? 0;
      }
    }
    return cut;
  }

  #put(x: number, y: number, red: number, green: number, blue: number, alpha: number): void {
    const at = (y * this.width + x) * 3;
    const { rgb } = this;
    rgb[at] = (rgb[at] ?? 0) * (1 - alpha) + red * alpha;
    rgb[at + 1] = (rgb[at + 1] ?? 0) * (1 - alpha) + green * alpha;
    rgb[at + 2] = (rgb[at + 2] ?? 0) * (1 - alpha) + blue * alpha;
  }
}
