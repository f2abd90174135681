/** What was found, for the second half of an error message; never long, never a dump of the data. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length > 40 ? `the string '${value.slice(0, 37)}...'` : `the string '${value}'`;
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return 'a function';
    case 'symbol':
      return 'a symbol';
    case 'object':
      return describeObject(value);
  }
}

function describeObject(value: object | null): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  if (ArrayBuffer.isView(value)) return `${constructorName(value)} of ${value.byteLength} bytes`;
  const name = constructorName(value);
  if (name !== 'Object') return `an instance of ${name}`;
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an empty object' : `an object with ${keys.slice(0, 6).join(', ')}`;
}

function constructorName(value: object): string {
  return Object.getPrototypeOf(value)?.constructor?.name || 'Object';
}
