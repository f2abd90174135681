/** A colour as components carry it: `0xRRGGBBAA`, straight alpha, as an unsigned integer. */
export type PackedColor = number;

/** OKLCH lightness and chroma of colours given by the viewer: readable on the dark and on the light theme. */
const AUTO_LIGHTNESS = 0.7;
const AUTO_CHROMA = 0.155;
/** Degrees; the golden angle keeps consecutive ids far apart on the colour circle. */
const GOLDEN_ANGLE = 137.508;
/** Degrees below which two lines of one plot would be taken for each other. */
const DISTINCT_HUE = 28;

/** The hue (degrees, 0 to 360) of an entity that nobody gave a colour: the same in every view and every session. */
export function entityHue(entity: string): number {
  return hashText(entity) % 360;
}

/** The colour of an entity that nobody gave one. */
export function entityColor(entity: string): PackedColor {
  return hueColor(entityHue(entity));
}

/** The colour of a class id that nobody gave one. */
export function classColor(classId: number): PackedColor {
  return hueColor((classId * GOLDEN_ANGLE + 40) % 360);
}

/** `preferred`, or the first hue a few steps of the golden angle away that none of `taken` comes near. */
export function distinctHue(preferred: number, taken: readonly number[]): number {
  let hue = preferred;
  for (let attempt = 0; attempt < 12; attempt++) {
    if (taken.every((other) => hueDistance(hue, other) >= DISTINCT_HUE)) return hue;
    hue = (hue + GOLDEN_ANGLE) % 360;
  }
  return hue;
}

/** An opaque colour of this hue, as light to the eye as any other hue. */
export function hueColor(hueDegrees: number): PackedColor {
  const angle = (hueDegrees * Math.PI) / 180;
  const a = AUTO_CHROMA * Math.cos(angle);
  const b = AUTO_CHROMA * Math.sin(angle);
  const l = (AUTO_LIGHTNESS + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (AUTO_LIGHTNESS - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (AUTO_LIGHTNESS - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return packColor(
    encodeSrgb(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encodeSrgb(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encodeSrgb(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
    255,
  );
}

/** Channels 0 to 255. */
export function packColor(red: number, green: number, blue: number, alpha: number): PackedColor {
  return ((red << 24) | (green << 16) | (blue << 8) | alpha) >>> 0;
}

/** For canvas and CSS; `opacity` (0 to 1) multiplies the colour's own alpha. */
export function cssColor(color: PackedColor, opacity = 1): string {
  const alpha = ((color & 0xff) / 255) * opacity;
  return `rgba(${color >>> 24},${(color >>> 16) & 0xff},${(color >>> 8) & 0xff},${Math.round(alpha * 1000) / 1000})`;
}

/** Black or white, whichever reads better on `background`. */
export function textColorOn(background: PackedColor): '#000' | '#fff' {
  const luminance =
    0.2126 * decodeSrgb(background >>> 24) +
    0.7152 * decodeSrgb((background >>> 16) & 0xff) +
    0.0722 * decodeSrgb((background >>> 8) & 0xff);
  // Where the contrast ratios of WCAG towards black and towards white are equal.
  return luminance > 0.179 ? '#000' : '#fff';
}

/** 32-bit FNV-1a over UTF-16 units, with the bits mixed so that `/a/1` and `/a/2` land far apart. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function hueDistance(a: number, b: number): number {
  const difference = Math.abs(a - b) % 360;
  return Math.min(difference, 360 - difference);
}

function encodeSrgb(linear: number): number {
  const clamped = Math.min(1, Math.max(0, linear));
  const encoded = clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255);
}

function decodeSrgb(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
