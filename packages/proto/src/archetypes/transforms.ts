import { QUATERNION, QUATERNIONS, ROTATION_AXIS_ANGLE, ROTATION_AXIS_ANGLES, TRANSLATION } from './common-fields.ts';
import { GATE, list, mono, REQUIRED, stable, unstable } from './row.ts';

const CHILD_FRAME = mono('TransformFrameId', 'Frame that is placed. Else that of the entity, `tf#/entity/path`.');
const PARENT_FRAME = mono(
  'TransformFrameId',
  'Frame that it is placed in. Else that of the parent entity, `tf#/entity`.',
);

/** Where things are, and how space is seen. A row that sets any field of a pose resets those that it leaves out. */
export const TRANSFORMS = {
  CoordinateFrame: stable('Puts the entity into a named frame.', {
    frame: mono('TransformFrameId', 'Name of the frame. Else that of the entity, `tf#/entity/path`.', REQUIRED),
  }),
  InstancePoses3D: stable('Poses of this entity alone, not of those below; what it draws is drawn once for each.', {
    translations: list('Translation3D', 'Offset of each, x, y, z; N × 3 or 1.'),
    rotation_axis_angles: ROTATION_AXIS_ANGLES,
    quaternions: QUATERNIONS,
    scales: list('Scale3D', 'Factors along x, y and z of each; N × 3 or 1.'),
    mat3x3: list('TransformMat3x3', 'Linear map of each, 3 × 3, column by column; N × 9 or 1.'),
  }),
  Pinhole: stable('A camera: how points in space become pixels, and the bridge between 2D and 3D views.', {
    image_from_camera: mono(
      'PinholeProjection',
      '3 × 3, column by column: focal lengths and centre in pixels; 9.',
      GATE,
    ),
    resolution: mono('Resolution', 'Width and height of the picture in pixels. Else those of a picture here; 2.'),
    camera_xyz: mono('ViewCoordinates', 'Where x, y and z of the camera point; else right, down, forward; 3.', {
      fallback: [3, 2, 5],
    }),
    child_frame: CHILD_FRAME,
    parent_frame: PARENT_FRAME,
    image_plane_distance: mono(
      'ImagePlaneDistance',
      'How far before the camera its picture is drawn, units of the scene. Else by the size of the scene.',
    ),
    color: mono('Color', 'Colour of the frustum, 0xRRGGBBAA.'),
    line_width: mono('Radius', 'Radius of the lines of the frustum.', { fallback: -1 }),
  }),
  Transform3D: stable('Pose of the entity, and all below it, in its parent.', {
    translation: TRANSLATION,
    rotation_axis_angle: ROTATION_AXIS_ANGLE,
    quaternion: QUATERNION,
    scale: mono('Scale3D', 'Factors along x, y and z; 3.'),
    mat3x3: mono('TransformMat3x3', 'Linear map, 3 × 3, column by column; 9.'),
    relation: mono('TransformRelation', 'Whether it leads from child to parent, or the other way.', { fallback: 1 }),
    child_frame: CHILD_FRAME,
    parent_frame: PARENT_FRAME,
  }),
  TransformAxes3D: stable('Draws the frame of the entity as three arrows.', {
    axis_length: mono(
      'AxisLength',
      'Length of the arrows in units of the entity. Else by the size of the scene.',
      REQUIRED,
    ),
    show_frame: mono('ShowLabels', 'Whether the name of the frame is drawn.', { fallback: false }),
  }),
  ViewCoordinates: unstable('What up, right and forward are in the 3D space at and below the entity.', {
    xyz: mono('ViewCoordinates', 'Where x, y and z point; 3 directions.', REQUIRED),
  }),
} as const;
