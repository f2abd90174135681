import {
  BarChart,
  GeoLineStrings,
  GeoPoints,
  GraphEdges,
  GraphNodes,
  type RecordingStream,
  Scalars,
  SeriesLines,
  SeriesPoints,
  StateChange,
  StateConfiguration,
  Tensor,
} from '@rushes/sdk';
import { FRAMES_PER_SECOND, LAP_FRAMES, type Mode, ROUTE_HALF, type RoverState, roverAt } from './rover.ts';

// Everything that is not a place in the yard: plots, states, bars, a tensor, a graph, a map.

const MODES: Readonly<Record<Mode, { readonly label: string; readonly color: string }>> = {
  idle: { label: 'idle', color: '#8a94a6' },
  driving: { label: 'driving', color: '#46b46e' },
  inspecting: { label: 'inspecting', color: '#e0a030' },
  charging: { label: 'charging', color: '#4a8cf0' },
};
const MODE_NAMES = ['idle', 'driving', 'inspecting', 'charging'] as const satisfies readonly Mode[];

/** Where the yard lies on the globe: the roof of a parking garage, say. */
const ORIGIN = { latitude: 47.3779, longitude: 8.5403 };
const METRES_PER_DEGREE = 111_320;

/** How plots and states look, and the parts that never change. */
export function logStyles(rec: RecordingStream): void {
  rec.logStatic('plots/speed', new SeriesLines({ names: 'speed (m/s)', colors: '#46b46e', widths: 2 }));
  rec.logStatic(
    'plots/power',
    new SeriesLines({ names: ['left motor (W)', 'right motor (W)'], colors: ['#4a8cf0', '#f08c46'] }),
  );
  rec.logStatic(
    'plots/battery',
    new SeriesLines({ names: 'battery (%)', colors: '#c06ae0', interpolationMode: 'stepAfter' }),
  );
  rec.logStatic(
    'plots/findings',
    new SeriesPoints({ names: 'crates found', markers: 'diamond', markerSizes: 4, colors: '#e0a030' }),
  );
  rec.logStatic(
    'states/mode',
    new StateConfiguration({
      values: MODE_NAMES,
      labels: MODE_NAMES.map((name) => MODES[name].label),
      colors: MODE_NAMES.map((name) => MODES[name].color),
    }),
  );
  rec.logStatic(
    'places/route',
    new GeoLineStrings({
      lineStrings: [Array.from({ length: 49 }, (_, i) => onGlobe(routeAt((i / 48) * 2 * Math.PI)))],
      colors: '#e0a030',
      radii: -2,
    }),
  );
  rec.logStatic(
    'plan',
    new GraphEdges({
      edges: [
        ['idle', 'driving'],
        ['driving', 'inspecting'],
        ['inspecting', 'driving'],
        ['driving', 'charging'],
        ['charging', 'idle'],
      ],
      graphType: 'directed',
    }),
  );
}

/** One row of each plot. `crates`: how many are in the picture. */
export function logSignals(rec: RecordingStream, state: RoverState): void {
  const { frame, speed, battery, mode } = state;
  const turning = Math.sin(state.yaw * 2) * 4;
  rec.log('plots/speed', new Scalars(speed));
  rec.log('plots/power', new Scalars([18 * speed + turning + 3, 18 * speed - turning + 3]));
  rec.log('plots/battery', new Scalars(battery * 100));
  if (frame % 15 === 0) rec.log('plots/findings', new Scalars(1 + ((frame / 15) % 4)));
  if (frame === 0 || mode !== roverAt(frame - 1).mode) {
    rec.log('states/mode', new StateChange({ state: mode }));
    rec.log(
      'plan',
      new GraphNodes({
        nodeIds: MODE_NAMES,
        labels: MODE_NAMES.map((name) => MODES[name].label),
        colors: MODE_NAMES.map((name) => (name === mode ? MODES[name].color : '#5a6270')),
        radii: MODE_NAMES.map((name) => (name === mode ? 14 : 9)),
      }),
    );
  }
  // The lamp is on while it looks at something, and says nothing at all while it charges.
  const lamp = mode === 'charging' ? null : mode === 'inspecting' ? 'on' : 'off';
  if (frame % LAP_FRAMES === 0 || mode !== roverAt(Math.max(0, frame - 1)).mode) {
    rec.log('states/lamp', new StateChange({ state: lamp }));
  }
  const [x, y] = state.body.origin;
  rec.log('places/rover', new GeoPoints({ positions: [onGlobe([x, y])], colors: MODES[mode].color, radii: -7 }));
}

/** How many laser points there are at each distance. */
export function logRanges(rec: RecordingStream, ranges: Float32Array): void {
  const bins = new Uint32Array(18);
  for (const range of ranges) {
    const bin = Math.min(bins.length - 1, Math.floor(range * 2));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const abscissa = Float32Array.from(bins, (_, i) => i / 2 + 0.25);
  rec.log('laser/histogram', new BarChart({ values: bins, abscissa, widths: 0.46, color: '#4aa8d8' }));
}

/** What a small network might see in the picture: 8 channels of 18 × 32. */
export function logFeatures(rec: RecordingStream, state: RoverState): void {
  const shape = [8, 18, 32] as const;
  const data = new Float32Array(shape[0] * shape[1] * shape[2]);
  for (let i = 0; i < data.length; i += 1) {
    const x = i % 32;
    const y = Math.floor(i / 32) % 18;
    const channel = Math.floor(i / (32 * 18));
    const wave = Math.sin(x / (2 + channel) + state.frame / 12) * Math.cos(y / (3 + channel / 2));
    data[i] = wave * Math.exp(-((x - 16 - 10 * Math.sin(state.frame / 30)) ** 2) / 160);
  }
  rec.log('network/features', new Tensor({ data, shape, dimNames: ['channel', 'row', 'column'], valueRange: [-1, 1] }));
}

function routeAt(angle: number): readonly [number, number] {
  return [ROUTE_HALF[0] * Math.cos(angle), ROUTE_HALF[1] * Math.sin(angle)];
}

/** Metres to the east and north of the origin, as latitude and longitude. */
function onGlobe([x, y]: readonly [number, number]): readonly [number, number] {
  const perDegree = METRES_PER_DEGREE * Math.cos((ORIGIN.latitude * Math.PI) / 180);
  return [ORIGIN.latitude + y / METRES_PER_DEGREE, ORIGIN.longitude + x / perDegree];
}

/** Signals that come less often than pictures. */
export function isSlowFrame(frame: number): boolean {
  return frame % (FRAMES_PER_SECOND / 2) === 0;
}
