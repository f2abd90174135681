import { type PixelReading, readingText } from '../pictures/pixel-reading.ts';
import type { ScenePicture } from '../pictures/scene-picture.ts';
import type { PackedColor } from '../shared-colors.ts';

/** A picture's reading under the pointer; undefined where only its colour is known. */
export interface PictureReading {
  readonly picture: Pick<ScenePicture, 'entity' | 'drawOrder'>;
  readonly reading: PixelReading | undefined;
}

/** The readings of all pictures that have the pixel, the topmost first. */
export function readingsAt(pictures: readonly ScenePicture[], x: number, y: number): readonly PictureReading[] {
  const column = Math.floor(x);
  const row = Math.floor(y);
  return pictures
    .filter(({ width, height }) => column >= 0 && row >= 0 && column < width && row < height)
    .sort((a, b) => b.drawOrder - a.drawOrder)
    .map((picture) => ({ picture, reading: picture.readAt?.(column, row) }));
}

/** One line a picture; where nothing but colour is known, that of the screen. */
export function readingLines(readings: readonly PictureReading[], color: PackedColor | undefined): readonly string[] {
  const lines = readings.flatMap(({ reading }) => (reading === undefined ? [] : [readingText(reading)]));
  const needsColor = color !== undefined && readings.some(({ reading }) => reading === undefined);
  return needsColor ? [...lines, `RGB ${channelsOf(color).join(', ')}`] : lines;
}

/** The depth that a depth image has there, in metres. */
export function depthOf(readings: readonly PictureReading[]): number | undefined {
  for (const { reading } of readings) {
    if (reading?.kind === 'depth' && Number.isFinite(reading.metres)) return reading.metres;
  }
  return undefined;
}

function channelsOf(color: PackedColor): readonly number[] {
  return [color >>> 24, (color >>> 16) & 255, (color >>> 8) & 255];
}
