import { centerPlace, type MapCamera, type MapSize, viewToWorld, worldToView } from './map-camera.ts';
import { MAX_LATITUDE, metresPerPixel, toLatLon, toWorld } from './mercator.ts';

/** A line of equal latitude or longitude. */
export interface GridLine {
  readonly axis: 'latitude' | 'longitude';
  readonly degrees: number;
  /** CSS pixels from the left or the top edge. */
  readonly at: number;
  readonly label: string;
}

/** A bar of a round length. */
export interface ScaleBar {
  readonly widthPx: number;
  readonly label: string;
}

/** CSS pixels between neighbouring lines, at least. */
const LINE_SPACING = 110;
const SCALE_BAR_PX = 120;
const STEPS = [
  ...[90, 45, 30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001],
  ...[5e-4, 2e-4, 1e-4, 5e-5, 2e-5, 1e-5, 5e-6, 2e-6, 1e-6],
];

/** Lines of latitude and longitude at round degrees. */
export function gridLines(camera: MapCamera, size: MapSize): readonly GridLine[] {
  const northWest = toLatLon(viewToWorld(camera, size, 0, 0));
  const southEast = toLatLon(viewToWorld(camera, size, size.width, size.height));
  const perPixel = (southEast.longitude - northWest.longitude) / Math.max(1, size.width);
  const step = STEPS.findLast((each) => each >= perPixel * LINE_SPACING) ?? 90;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const lines: GridLine[] = [];
  const west = Math.max(-360, northWest.longitude);
  const east = Math.min(360, southEast.longitude);
  for (let i = Math.ceil(west / step); i * step <= east; i++) {
    const degrees = i * step;
    const [at] = worldToView(camera, size, toWorld({ latitude: 0, longitude: degrees }));
    lines.push({ axis: 'longitude', degrees, at, label: degreesText(wrapped(degrees), decimals, 'E', 'W') });
  }
  const south = Math.max(-MAX_LATITUDE, southEast.latitude);
  const north = Math.min(MAX_LATITUDE, northWest.latitude);
  for (let i = Math.ceil(south / step); i * step <= north; i++) {
    const degrees = i * step;
    const [, at] = worldToView(camera, size, toWorld({ latitude: degrees, longitude: 0 }));
    lines.push({ axis: 'latitude', degrees, at, label: degreesText(degrees, decimals, 'N', 'S') });
  }
  return lines;
}

/** A bar for the middle of the view. */
export function scaleBar(camera: MapCamera): ScaleBar {
  const metres = metresPerPixel(centerPlace(camera).latitude, camera.zoom);
  const most = metres * SCALE_BAR_PX;
  const power = 10 ** Math.floor(Math.log10(most));
  const length = [5, 2, 1].map((factor) => factor * power).find((each) => each <= most) ?? power;
  return { widthPx: length / metres, label: lengthText(length) };
}

/** `52.5200° N`. */
export function degreesText(degrees: number, decimals: number, positive: string, negative: string): string {
  const size = Math.abs(degrees).toFixed(decimals);
  if (Number(size) === 0) return '0°';
  return `${size}° ${degrees > 0 ? positive : negative}`;
}

function lengthText(metres: number): string {
  if (metres >= 1000) return `${Number((metres / 1000).toPrecision(3)).toLocaleString('en')} km`;
  if (metres >= 1) return `${Number(metres.toPrecision(3))} m`;
  return `${Number((metres * 100).toPrecision(3))} cm`;
}

/** Between −180 and 180. */
function wrapped(longitude: number): number {
  return longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude;
}
