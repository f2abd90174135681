import { CLASS_IDS, COLORS, drawOrder, KEYPOINT_IDS, LABELS, RADII, SHOW_LABELS } from './common-fields.ts';
import { GATE, list, stable } from './row.ts';

const HALF_SIZES = list(
  'HalfSize2D',
  'Half of width and height of each, pixels of the image or units of the space; N × 2.',
  GATE,
);
const CENTERS = list('Position2D', 'Middle of each: x to the right, y down; N × 2.', { fallback: [0, 0] });

/** Shapes in a plane. */
export const SPATIAL_2D = {
  Arrows2D: stable('Arrows in 2D.', {
    vectors: list('Vector2D', 'Direction and length of each, tail to tip; N × 2.', GATE),
    origins: list('Position2D', 'Where each begins; N × 2.', { fallback: [0, 0] }),
    radii: RADII,
    colors: COLORS,
    labels: LABELS,
    show_labels: SHOW_LABELS,
    draw_order: drawOrder(20),
    class_ids: CLASS_IDS,
  }),
  Boxes2D: stable('Rectangles in 2D, such as detections on a picture.', {
    half_sizes: HALF_SIZES,
    centers: CENTERS,
    colors: COLORS,
    radii: RADII,
    labels: LABELS,
    show_labels: SHOW_LABELS,
    draw_order: drawOrder(10),
    class_ids: CLASS_IDS,
  }),
  Ellipses2D: stable('Ellipses in 2D, axes along x and y.', {
    half_sizes: HALF_SIZES,
    centers: CENTERS,
    colors: COLORS,
    line_radii: RADII,
    labels: LABELS,
    show_labels: SHOW_LABELS,
    draw_order: drawOrder(10),
    class_ids: CLASS_IDS,
  }),
  LineStrips2D: stable('Lines in 2D, each through any number of points.', {
    strips: list('LineStrip2D', 'Points of each line, in order; N lists of M × 2.', GATE),
    radii: RADII,
    colors: COLORS,
    labels: LABELS,
    show_labels: SHOW_LABELS,
    draw_order: drawOrder(20),
    class_ids: CLASS_IDS,
  }),
  Points2D: stable('Points in 2D.', {
    positions: list('Position2D', 'Each point: x to the right, y down; N × 2.', GATE),
    radii: RADII,
    colors: COLORS,
    labels: LABELS,
    show_labels: SHOW_LABELS,
    // Rerun's documentation says 30; its viewer draws at 20.
    draw_order: drawOrder(20),
    class_ids: CLASS_IDS,
    keypoint_ids: KEYPOINT_IDS,
  }),
} as const;
