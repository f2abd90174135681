const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes for a person: three digits and a unit of 1000, such as `1.23 MB`; whole bytes below 1000. */
export function formatBytes(byteLength: number): string {
  let value = byteLength;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${UNITS[unit]}`;
}
