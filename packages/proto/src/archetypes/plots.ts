import { GATE, list, mono, REQUIRED, stable } from './row.ts';

const SERIES_COLORS = list('Color', 'Colour of each series, 0xRRGGBBAA; S or 1. Else by entity.');
const SERIES_NAMES = list('Name', 'Name of each series in the legend; S. Else from the entity path.');
const VISIBLE_SERIES = list('Visible', 'Whether each series is drawn; S or 1.', { fallback: true });

const INTEGERS = ['Int8', 'Int16', 'Int32', 'Int64', 'UInt8', 'UInt16', 'UInt32', 'UInt64'] as const;

/** Numbers and states over time, and bars. */
export const PLOTS = {
  BarChart: stable('Bars, one for each number of a tensor of one dimension.', {
    values: mono('TensorData', 'Heights; a shape of one dimension (or others of size 1).', GATE),
    color: mono('Color', 'Colour of all bars, 0xRRGGBBAA.'),
    abscissa: mono('TensorData', 'Where each bar stands. Else 0, 1, 2, ….'),
    widths: list('Length', 'Width of each bar in units of the abscissa; N or 1.', { fallback: 1 }),
  }),
  Scalars: {
    ...stable('One sample of a plot, of one or several series.', {
      scalars: list('Scalar', 'Value of each series; S.', {
        ...GATE,
        alsoReads: ['Float32', 'Boolean', ...INTEGERS],
        fallback: 0,
      }),
    }),
    temporalOnly: true,
  },
  SeriesLines: stable('How the scalars of the same entity are drawn as lines.', {
    colors: SERIES_COLORS,
    widths: list('StrokeWidth', 'Width of each line, points of the screen; S or 1.', { fallback: 0.75 }),
    names: SERIES_NAMES,
    visible_series: VISIBLE_SERIES,
    aggregation_policy: mono('AggregationPolicy', 'What is drawn of the samples that share a pixel.', { fallback: 5 }),
    interpolation_mode: mono('InterpolationMode', 'Straight or stepped from sample to sample.', { fallback: 1 }),
  }),
  SeriesPoints: stable('How the scalars of the same entity are drawn as single marks.', {
    colors: SERIES_COLORS,
    markers: list('MarkerShape', 'Shape of the marks of each series; S or 1.', { ...REQUIRED, fallback: 1 }),
    names: SERIES_NAMES,
    visible_series: VISIBLE_SERIES,
    marker_sizes: list('MarkerSize', 'Radius of the marks of each series, points of the screen; S or 1.', {
      fallback: 3,
    }),
  }),
  StateChange: {
    ...stable('What state something is in from now on.', {
      state: list(
        'Text',
        'Name of the new state; none or an empty one ends the last. Rerun 0.33 reads the first only.',
        {
          ...GATE,
          alsoReads: ['Boolean', 'Float16', 'Float32', 'Float64', ...INTEGERS],
        },
      ),
    }),
    temporalOnly: true,
  },
  StateConfiguration: stable('How the states of the same entity are shown; four lists side by side.', {
    values: list('Text', 'States as they are logged; K.'),
    labels: list('Text', 'Text that is shown for each; K.'),
    colors: list('Color', 'Colour of each, 0xRRGGBBAA; K.'),
    visible: list('Visible', 'Whether each is shown; K.'),
  }),
} as const;
