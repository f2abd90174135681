const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  kib: 2 ** 10,
  m: 1e6,
  mb: 1e6,
  mib: 2 ** 20,
  g: 1e9,
  gb: 1e9,
  gib: 2 ** 30,
  t: 1e12,
  tb: 1e12,
  tib: 2 ** 40,
};

/** Less than a few groups of pictures would evict what is being looked at. */
const LEAST_BYTES = 2 ** 20;

/**
 * Bytes that a `--memory-limit` stands for: a share of `usableBytes` (`25%`), or a size (`512MB`, `2GiB`, `1.5g`, plain
 * bytes; upper and lower case alike).
 *
 * @throws RangeError saying what was expected.
 */
export function parseMemoryLimit(text: string, usableBytes: number): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(%|[a-z]*)\s*$/i.exec(text);
  const number = Number(match?.[1]);
  const unit = (match?.[2] ?? '').toLowerCase();
  if (match === null || (unit !== '%' && UNITS[unit] === undefined)) {
    throw new RangeError(`expected a share of the memory or a size, like 25%, 512MB or 2GiB, found "${text}"`);
  }
  if (unit === '%') {
    if (number > 100 || number <= 0) throw new RangeError(`a share must be above 0% and at most 100%, found "${text}"`);
    return Math.floor((usableBytes * number) / 100);
  }
  const bytes = Math.floor(number * (UNITS[unit] ?? 1));
  if (bytes < LEAST_BYTES) throw new RangeError(`at least 1MiB is needed, found "${text}"`);
  if (!Number.isSafeInteger(bytes)) throw new RangeError(`"${text}" is more than any machine has`);
  return bytes;
}
