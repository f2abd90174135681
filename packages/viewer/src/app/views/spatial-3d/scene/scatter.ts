/**
 * A step that visits all of `count` places, each once, far apart from each other: about the golden part of `count`, with no divisor
 * in common with it.
 */
export function scatterStep(count: number): number {
  let step = Math.max(1, Math.floor(count * 0.6180339887498949));
  while (greatestCommonDivisor(step, count) !== 1) step++;
  return step;
}

function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
