import type { Geometry } from './geometry.ts';
import { AXES_FIELDS, CAMERA_FIELDS, readAxes, readCamera } from './query-camera.ts';
import { ARROW_FIELDS, readArrows, readStrips, STRIP_FIELDS } from './query-lines.ts';
import { ASSET_FIELDS, MESH_FIELDS, readAsset, readMesh } from './query-mesh.ts';
import { POINT_FIELDS, readPoints } from './query-points.ts';
import type { RowsOf } from './query-rows.ts';
import { readShapes, SHAPE_ARCHETYPES } from './query-shapes.ts';
import type { EntityLook } from './query-styles.ts';

/** What a reader may need besides the rows. */
export interface ReadExtras {
  readonly poseCount: number;
  /** Of the picture in this camera. */
  readonly pictureSize: { readonly width: number; readonly height: number } | undefined;
}

/** How the rows of one archetype become a thing to draw. */
export interface GeometryReader {
  readonly archetype: string;
  readonly fields: readonly string[];
  /** The component without which there is nothing. */
  readonly required: string;
  /** How instance poses are taken: one for each instance, the whole thing once for each, or one for all. */
  readonly poses: 'each' | 'repeat' | 'first';
  /** Fields of which a newer row replaces all, also those that it leaves out. */
  readonly together: readonly string[];
  read(look: EntityLook, rows: RowsOf<string>, extras: ReadExtras): Geometry | undefined;
}

/** One row an archetype that the 3D view draws. */
export const GEOMETRY_READERS: readonly GeometryReader[] = [
  reader('Points3D', POINT_FIELDS, 'positions', 'first', readPoints),
  reader('LineStrips3D', STRIP_FIELDS, 'strips', 'first', readStrips),
  reader('Arrows3D', ARROW_FIELDS, 'vectors', 'first', readArrows),
  reader('Mesh3D', MESH_FIELDS, 'vertex_positions', 'repeat', readMesh),
  reader('Asset3D', ASSET_FIELDS, 'blob', 'repeat', readAsset),
  {
    ...reader('Pinhole', CAMERA_FIELDS, 'image_from_camera', 'first', (look, rows, extras) =>
      readCamera(look, rows, extras.pictureSize),
    ),
    together: ['image_from_camera', 'resolution', 'camera_xyz'],
  },
  reader('TransformAxes3D', AXES_FIELDS, 'axis_length', 'first', readAxes),
  ...SHAPE_ARCHETYPES.map((shape) =>
    reader(shape.archetype, shape.fields, shape.fields[0] ?? '', 'each', (look, rows, extras) =>
      readShapes(look, shape, rows, extras.poseCount),
    ),
  ),
];

/** True where something is logged that this view draws. */
export function holdsGeometry(components: readonly string[]): boolean {
  return GEOMETRY_READERS.some(({ required }) => components.includes(required));
}

function reader<F extends string>(
  archetype: string,
  fields: readonly F[],
  required: F,
  poses: GeometryReader['poses'],
  read: (look: EntityLook, rows: RowsOf<F>, extras: ReadExtras) => Geometry | undefined,
): GeometryReader {
  return {
    archetype,
    fields,
    required: `${archetype}:${required}`,
    poses,
    together: [],
    // The rows were found for these very fields.
    read: (look, rows, extras) => read(look, rows as RowsOf<F>, extras),
  };
}
