import {
  COLORMAP,
  DEPTH_METER,
  drawOrder,
  MAGNIFICATION,
  MEDIA_TYPE,
  OPACITY,
  POINT_FILL_RATIO,
} from './common-fields.ts';
import { GATE, mono, stable, unstable } from './row.ts';

const BUFFER = mono('ImageBuffer', 'Pixels, rows from the top, without padding.', GATE);
const FORMAT = mono('ImageFormat', 'Width, height, and either pixel format or colour model and channel type.', GATE);
const DEPTH_RANGE = mono('ValueRange', 'Depths at the ends of the palette. Else estimated from the data; 2.');

/** Pictures and arrays. */
export const IMAGES = {
  DepthImage: stable('Distances from the camera as a picture; below a pinhole, points in 3D.', {
    buffer: BUFFER,
    format: FORMAT,
    meter: DEPTH_METER('1 for floats, 1000 for integers'),
    colormap: COLORMAP,
    depth_range: DEPTH_RANGE,
    point_fill_ratio: POINT_FILL_RATIO,
    draw_order: drawOrder(-20),
    magnification_filter: MAGNIFICATION,
  }),
  EncodedDepthImage: unstable('Distances from the camera as the bytes of a PNG or RVL.', {
    blob: mono('Blob', 'Bytes of the file.', GATE),
    media_type: MEDIA_TYPE,
    meter: DEPTH_METER('1000, or 1 for RVL with quantised depths'),
    colormap: COLORMAP,
    depth_range: DEPTH_RANGE,
    point_fill_ratio: POINT_FILL_RATIO,
    draw_order: drawOrder(-20),
    magnification_filter: MAGNIFICATION,
  }),
  EncodedImage: stable('A picture as the bytes of a JPEG, PNG or WebP.', {
    blob: mono('Blob', 'Bytes of the file.', GATE),
    media_type: MEDIA_TYPE,
    opacity: OPACITY,
    draw_order: drawOrder(-10),
    magnification_filter: MAGNIFICATION,
  }),
  Image: stable('A picture as its pixels.', {
    buffer: BUFFER,
    format: FORMAT,
    opacity: OPACITY,
    draw_order: drawOrder(-10),
    magnification_filter: MAGNIFICATION,
  }),
  SegmentationImage: stable('A picture of class ids, coloured by the annotation context.', {
    buffer: BUFFER,
    format: FORMAT,
    opacity: mono('Opacity', 'From 0 to 1. Else 0.5 over other pictures, and 1 alone.'),
    draw_order: drawOrder(0),
  }),
  Tensor: stable('An array of any number of dimensions.', {
    data: mono('TensorData', 'Sizes, names of the dimensions, and the numbers.', GATE),
    value_range: mono('ValueRange', 'Numbers at the ends of the palette. Else estimated from the data; 2.'),
  }),
} as const;
