/**
 * The end of an exhaustive switch: compiles only where every case was handled. Throws if a value gets there all the same.
 *
 * @group Support
 */
export function assertNever(value: never, what = 'value'): never {
  throw new TypeError(`Unhandled ${what}: ${String(value)}`);
}
