import { describe } from './describe.ts';

/**
 * One colour: `[r, g, b]` or `[r, g, b, a]` with integers 0 to 255, a number `0xRRGGBBAA`, or a string `'#rgb'`, `'#rgba'`,
 * `'#rrggbb'`, `'#rrggbbaa'`. Alpha is straight, not premultiplied; left out it is opaque.
 *
 * @group Archetypes
 */
export type Color = number | string | readonly number[];

/**
 * Colours of several instances: a list of {@link Color}, packed `0xRRGGBBAA` numbers in a `Uint32Array`, or a flat RGBA
 * byte array. One colour alone stands for all instances. A plain array of three or four integers 0 to 255 is one colour.
 *
 * @group Archetypes
 */
export type Colors = Color | readonly Color[] | Uint32Array | Uint8Array | Uint8ClampedArray;

/** Packs one colour; `where` names the field for the error message. */
export function toColor(where: string, input: Color): number {
  if (typeof input === 'number') return packedNumber(where, input);
  if (typeof input === 'string') return fromHex(where, input);
  if (Array.isArray(input)) return fromChannels(where, input);
  throw new TypeError(
    `${where} must be a colour ([r, g, b], [r, g, b, a], 0xRRGGBBAA or '#rrggbb'), but is ${describe(input)}.`,
  );
}

/** Packs the colours of a column, one number per instance. */
export function toColors(where: string, input: Colors): Uint32Array {
  if (input instanceof Uint32Array) return input.slice();
  if (input instanceof Uint8Array || input instanceof Uint8ClampedArray) return fromFlatBytes(where, input);
  if (!Array.isArray(input) || isOneColor(input)) return Uint32Array.of(toColor(where, input as Color));
  const packed = new Uint32Array(input.length);
  for (let i = 0; i < input.length; i++) packed[i] = toColor(`${where}[${i}]`, input[i] as Color);
  return packed;
}

function isOneColor(input: readonly unknown[]): boolean {
  return (input.length === 3 || input.length === 4) && input.every(isChannel);
}

function isChannel(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}

function packedNumber(where: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= 0xffffffff) return value;
  throw new RangeError(`${where} as a number must be an integer 0xRRGGBBAA from 0 to 0xffffffff, but is ${value}.`);
}

function fromChannels(where: string, channels: readonly unknown[]): number {
  if ((channels.length !== 3 && channels.length !== 4) || !channels.every(isChannel)) {
    throw new RangeError(
      `${where} must have three or four integers from 0 to 255 ([r, g, b] or [r, g, b, a]), but is [${channels.slice(0, 6).join(', ')}].`,
    );
  }
  const [r = 0, g = 0, b = 0, a = 255] = channels as readonly number[];
  return ((r << 24) | (g << 16) | (b << 8) | a) >>> 0;
}

const HEX_COLOR = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

function fromHex(where: string, text: string): number {
  if (!HEX_COLOR.test(text)) {
    throw new RangeError(
      `${where} must be written '#rrggbb', '#rrggbbaa', '#rgb' or '#rgba', but is ${describe(text)}.`,
    );
  }
  let digits = text.slice(1);
  if (digits.length <= 4) digits = [...digits].map((digit) => digit + digit).join('');
  if (digits.length === 6) digits += 'ff';
  return Number.parseInt(digits, 16);
}

function fromFlatBytes(where: string, bytes: Uint8Array | Uint8ClampedArray): Uint32Array {
  if (bytes.length % 4 !== 0) {
    throw new RangeError(`${where} as bytes must hold four bytes RGBA per colour, but has ${bytes.length} bytes.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packed = new Uint32Array(bytes.length / 4);
  for (let i = 0; i < packed.length; i++) packed[i] = view.getUint32(i * 4);
  return packed;
}
