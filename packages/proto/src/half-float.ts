// IEEE 754 half floats: 1 bit of sign, 5 of exponent, 10 of fraction. No typed array of every engine holds them yet, so columns
// keep their bits in a Uint16Array.

/**
 * The number that 16 bits of a half float stand for.
 *
 * @group Components
 */
export function halfToNumber(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * The half float nearest to a number, as its bits; ties go to the even one, too large numbers to infinity.
 *
 * @group Components
 */
export function numberToHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  // Halfway between the largest half float and the next power of two.
  if (magnitude >= 65_520) return sign | 0x7c00;
  // Below the smallest normal number all steps are the same size.
  if (magnitude < 2 ** -14) return sign | roundToEven(magnitude * 2 ** 24);
  let exponent = Math.floor(Math.log2(magnitude));
  // The logarithm may be rounded up to the next whole number.
  if (magnitude < 2 ** exponent) exponent--;
  // A fraction that is rounded up to 1 carries into the exponent, as it should.
  return sign | (((exponent + 15) << 10) + roundToEven((magnitude / 2 ** exponent - 1) * 1024));
}

/**
 * The numbers of an array of half floats.
 *
 * @group Components
 */
export function halvesToFloats(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, halfToNumber);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
