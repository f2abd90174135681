import { type PixelReading, readingText } from '../pictures/pixel-reading.ts';
import type { ScenePicture } from '../pictures/scene-picture.ts';
import type { PackedColor } from '../shared-colors.ts';

/** The readings of all pictures that have the pixel, the topmost first. @param colorOf What is shown of a picture that knows no more. */
export function readingsAt(
  pictures: readonly ScenePicture[],
  x: number,
  y: number,
  colorOf?: (picture: ScenePicture) => PackedColor | undefined,
): readonly PixelReading[] {
  const column = Math.floor(x);
  const row = Math.floor(y);
  return pictures
    .filter(({ width, height }) => column >= 0 && row >= 0 && column < width && row < height)
    .sort((a, b) => b.drawOrder - a.drawOrder)
    .flatMap((picture) => {
      const reading = picture.readAt?.(column, row) ?? colorReading(colorOf?.(picture));
      return reading === undefined ? [] : [reading];
    });
}

/** One line a picture. */
export function readingLines(readings: readonly PixelReading[]): readonly string[] {
  return readings.map(readingText);
}

/** The depth that a depth image has there, in metres. */
export function depthOf(readings: readonly PixelReading[]): number | undefined {
  for (const reading of readings) {
    if (reading.kind === 'depth' && Number.isFinite(reading.metres)) return reading.metres;
  }
  return undefined;
}

function colorReading(color: PackedColor | undefined): PixelReading | undefined {
  if (color === undefined) return undefined;
  return { kind: 'channels', names: 'RGB', values: [color >>> 24, (color >>> 16) & 255, (color >>> 8) & 255] };
}
