// The smallest bytes that parse as H.264: parameter sets and slice headers are real, pictures are a number.

/** Writes H.264's bit strings. */
class Bits {
  #text = '';

  u(value: number, count: number): this {
    this.#text += value.toString(2).padStart(count, '0');
    return this;
  }

  ue(value: number): this {
    const code = (value + 1).toString(2);
    this.#text += '0'.repeat(code.length - 1) + code;
    return this;
  }

  nal(header: number, ...rest: number[]): Uint8Array {
    const text = `${this.#text}1`;
    const bytes = text.padEnd(Math.ceil(text.length / 8) * 8, '0').match(/.{8}/g) ?? [];
    return Uint8Array.of(0, 0, 0, 1, header, ...bytes.map((byte) => Number.parseInt(byte, 2)), ...rest);
  }
}

/** Constrained baseline, 8-bit frame numbers, output in decode order; size in macroblocks of 16 pixels. */
export function spsNal(widthMbs = 4, heightMbs = 3): Uint8Array {
  return new Bits()
    .u(66, 8)
    .u(0xc0, 8)
    .u(10, 8)
    .ue(0)
    .ue(4)
    .ue(2)
    .ue(1)
    .u(0, 1)
    .ue(widthMbs - 1)
    .ue(heightMbs - 1)
    .u(0b1100, 4)
    .nal(0x67);
}

export function ppsNal(): Uint8Array {
  return new Bits().ue(0).ue(0).u(0, 2).ue(0).ue(0).ue(0).u(0, 3).ue(0).ue(0).ue(0).u(0, 3).nal(0x68);
}

/** An IDR slice with `number` as its content. */
export function idrNal(number: number): Uint8Array {
  return new Bits()
    .ue(0)
    .ue(7)
    .ue(0)
    .u(0, 8)
    .ue(0)
    .u(0, 2)
    .nal(0x65, ...contentOf(number));
}

/** A P slice, the `frameNum`th reference picture after its IDR, with `number` as its content. */
export function pNal(number: number, frameNum: number): Uint8Array {
  return new Bits()
    .ue(0)
    .ue(5)
    .ue(0)
    .u(frameNum % 256, 8)
    .u(0, 3)
    .nal(0x41, ...contentOf(number));
}

/** A P slice that no other picture refers to: losing it leaves no trace in the frame numbers. */
export function nonReferencePNal(number: number, frameNum: number): Uint8Array {
  return new Bits()
    .ue(0)
    .ue(5)
    .ue(0)
    .u(frameNum % 256, 8)
    .u(0, 2)
    .nal(0x01, ...contentOf(number));
}

/** Four bytes that look like no start code. */
function contentOf(number: number): number[] {
  return [0x80 | (number >> 12), 0x80 | ((number >> 6) & 0x3f), 0x80 | (number & 0x3f), 0x80];
}

/** The content of the last slice of a prepared sample. */
export function readContent(data: Uint8Array): number {
  const [high = 0, middle = 0, low = 0] = data.subarray(-4);
  return ((high & 0x7f) << 12) | ((middle & 0x3f) << 6) | (low & 0x3f);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
