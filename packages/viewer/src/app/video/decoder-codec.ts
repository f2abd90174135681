/** Values of `level_idc` in H.264's table of levels, ascending. Its level 1b has two forms: 11 with a flag, and 9. */
const LEVELS: readonly number[] = [10, 11, 12, 13, 20, 21, 22, 30, 31, 32, 40, 41, 42, 50, 51, 52, 60, 61, 62];
const LEVEL_1B = 9;

/**
 * The codec string to configure a decoder with, `avc1.PPCCLL`. A browser refuses one whose level it does not know (Chromium: 1b as 9,
 * and whatever an encoder made up), although its decoder would show the stream: then a known level that allows as much is named.
 */
export function decoderCodecString(codecString: string): string {
  const level = Number.parseInt(codecString.slice(-2), 16);
  const known = level === LEVEL_1B ? 11 : (LEVELS.find((candidate) => candidate >= level) ?? LEVELS.at(-1));
  const hex = (known ?? level).toString(16).toUpperCase().padStart(2, '0');
  return codecString.slice(0, -2) + hex;
}
