import { MAX_NAME_BYTES } from '@rushes/proto';
import { describe } from './describe.ts';

/** A timeline's name: a text that is not empty. */
export function checkTimelineName(where: string, name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`${where} needs the name of a timeline as its first argument, but got ${describe(name)}.`);
  }
  // Three bytes is what a UTF-16 unit takes at most; only long names are measured exactly.
  if (name.length * 3 > MAX_NAME_BYTES && new TextEncoder().encode(name).length > MAX_NAME_BYTES) {
    throw new RangeError(
      `${where}: the name of a timeline may take ${MAX_NAME_BYTES} bytes, but '${name.slice(0, 32)}...' is longer.`,
    );
  }
}
