import {
  CLASS_IDS,
  COLORMAP,
  COLORS,
  drawOrder,
  MEDIA_TYPE,
  OPACITY,
  QUATERNION,
  QUATERNIONS,
  ROTATION_AXIS_ANGLE,
  TRANSLATION,
} from './common-fields.ts';
import { GATE, list, mono, stable, unstable } from './row.ts';

const ALBEDO_FACTOR = mono('AlbedoFactor', 'Colour that is multiplied into the surface, 0xRRGGBBAA.', {
  fallback: 0xffffffff,
});

/** Meshes, whole models and maps that fill space. */
export const MODELS = {
  Asset3D: stable('A whole model as a file: glTF, GLB, OBJ or STL.', {
    blob: mono('Blob', 'Bytes of the file.', GATE),
    media_type: MEDIA_TYPE,
    albedo_factor: ALBEDO_FACTOR,
  }),
  GaussianSplats3D: {
    ...unstable('A scene of soft ellipsoids whose colour depends on the direction of view.', {
      centers: list('Position3D', 'Middle of each; N × 3.', GATE),
      scales: list('Scale3D', 'Spread of each along its axes, units of the scene (not its logarithm); N × 3.'),
      quaternions: QUATERNIONS,
      colors: list('Color', 'Colour of each, alpha is the opacity in its middle; N or 1.'),
      sh_coefficients: list(
        'SphericalHarmonics3Rgb',
        'Change of the colour with the direction: 15 terms of red, green, blue; N × 15 × 3.',
      ),
      spherical_harmonics_degree: mono('SphericalHarmonicsDegree', 'Terms up to this degree are used, 0 to 3.', {
        fallback: 3,
      }),
    }),
    since: '0.36',
  },
  GridMap: stable(
    'A picture that lies in space, such as an occupancy or cost map; its lower left corner is at the pose.',
    {
      data: mono('ImageBuffer', 'Pixels; rows from the top.', GATE),
      format: mono('ImageFormat', 'Size and layout of the pixels.', GATE),
      cell_size: mono('CellSize', 'Side of a pixel in units of the scene.', { required: true, fallback: 0.01 }),
      translation: TRANSLATION,
      rotation_axis_angle: ROTATION_AXIS_ANGLE,
      quaternion: QUATERNION,
      opacity: OPACITY,
      draw_order: drawOrder(-10),
      colormap: mono('Colormap', 'Palette for pictures of one channel.'),
    },
  ),
  Mesh3D: stable('Triangles, with colours or a picture on them.', {
    vertex_positions: list('Position3D', 'Corners; V × 3.', GATE),
    triangle_indices: list(
      'TriangleIndices',
      'Three corners of each triangle, by number. Else every three corners; T × 3.',
    ),
    vertex_normals: list('Vector3D', 'Direction away from the surface at each corner; V × 3.'),
    vertex_colors: list('Color', 'Colour at each corner, 0xRRGGBBAA; V.'),
    vertex_texcoords: list('Texcoord2D', 'Place in the picture of each corner, 0 to 1 from its top left; V × 2.'),
    albedo_factor: ALBEDO_FACTOR,
    face_rendering: mono('MeshFaceRendering', 'Which sides are drawn.', { fallback: 1 }),
    albedo_texture_buffer: mono('ImageBuffer', 'Pixels of the picture on the surface.'),
    albedo_texture_format: mono('ImageFormat', 'Size and layout of that picture.'),
    class_ids: CLASS_IDS,
  }),
  VoxelGridMap: {
    ...unstable('Cells of a grid in space, only those that are filled.', {
      voxel_indices: list(
        'VoxelIndex',
        'Place of each cell in the grid; its middle is at (index + 0.5) · size; N × 3.',
        GATE,
      ),
      voxel_size: mono('VoxelSize', 'Size of a cell along x, y and z, units of the scene; 3.', {
        required: true,
        fallback: [0.01, 0.01, 0.01],
      }),
      values: list('VoxelValue', 'Number of each cell, coloured by the palette; N.'),
      colors: COLORS,
      translation: TRANSLATION,
      rotation_axis_angle: ROTATION_AXIS_ANGLE,
      quaternion: QUATERNION,
      opacity: OPACITY,
      value_range: mono('ValueRange', 'Numbers at the ends of the palette; 2.', { fallback: [0, 1] }),
      colormap: COLORMAP,
    }),
    since: '0.36',
  },
} as const;
