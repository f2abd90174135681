/** The part of a resource that a request asks for. */
export type ByteRange =
  | { readonly kind: 'whole' }
  | {
      readonly kind: 'part';
      readonly start: number;
      /** The last byte, inclusive as in HTTP. */
      readonly end: number;
    }
  | { readonly kind: 'unsatisfiable' };

const WHOLE: ByteRange = { kind: 'whole' };

/**
 * Reads a `Range` header for a resource of `size` bytes. What is no single range of bytes is passed over, as HTTP wants it:
 * several ranges may be answered with all of it.
 */
export function parseByteRange(header: string | undefined, size: number): ByteRange {
  const match = /^bytes *= *(\d*) *- *(\d*)$/i.exec(header?.trim() ?? '');
  if (match === null) return WHOLE;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return WHOLE;
  // Digits beyond 2^53 are beyond every file; as numbers they are merely large.
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', start: size - length, end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return WHOLE;
  if (start >= size) return { kind: 'unsatisfiable' };
  return { kind: 'part', start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}
