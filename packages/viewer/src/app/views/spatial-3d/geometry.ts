import type { EntityPath } from '@rushes/proto';
import type { Affine, Vec3 } from '../../data/transforms-affine.ts';

/** A box along the axes; empty while `min` is above `max`. */
export interface Bounds3D {
  readonly min: Vec3;
  readonly max: Vec3;
}

/** A text at a place of the entity's space. */
export interface Label3D {
  readonly text: string;
  readonly at: Vec3;
  /** `0xRRGGBBAA`. */
  readonly color: number;
  readonly instance: number;
}

/** What every kind of thing has. Plain data in the entity's own space, read once and drawn many times. */
interface GeometryBase {
  readonly entity: EntityPath;
  readonly count: number;
  /** Of instance `i` as it was logged, where some were left out; undefined = `i`. */
  readonly instances: Uint32Array | undefined;
  readonly labels: readonly Label3D[];
  /** Of all places, without radii; undefined if there are none. */
  readonly bounds: Bounds3D | undefined;
  /** What could not be used, one sentence each. */
  readonly problems: readonly string[];
}

/** Points; also what a depth image is shown as. */
export interface PointsGeometry extends GeometryBase {
  readonly kind: 'points';
  /** x, y, z each. */
  readonly positions: Float32Array;
  /** `0xRRGGBBAA`, one each. */
  readonly colors: Uint32Array;
  /** One each. Positive: units of the scene; negative: CSS pixels. */
  readonly radii: Float32Array;
  /** Around most of them: a few strays do not say how large a scene is. Undefined: they say nothing of it. */
  readonly core: Bounds3D | undefined;
}

/** Straight pieces: line strips, arrows, frusta. */
export interface SegmentsGeometry extends GeometryBase {
  readonly kind: 'segments';
  /** Six numbers a piece: from, to. */
  readonly ends: Float32Array;
  readonly colors: Uint32Array;
  readonly radii: Float32Array;
  /** Of each piece the instance it belongs to, by its index among `count`; undefined = one piece each. */
  readonly pieceInstance: Uint32Array | undefined;
  readonly isArrow: boolean;
}

export type ShapeName = 'box' | 'ellipsoid' | 'cylinder' | 'capsule';
export type FillMode3D = 'major-wireframe' | 'dense-wireframe' | 'solid' | 'transparent';

/** Solids of one kind. */
export interface ShapesGeometry extends GeometryBase {
  readonly kind: 'shapes';
  readonly shape: ShapeName;
  readonly fill: FillMode3D;
  /** x, y, z each; of a capsule the middle of its lower cap, else the middle. */
  readonly centers: Float32Array;
  /** x, y, z, w each, of length one. */
  readonly rotations: Float32Array;
  /** Four each: half sizes along the axes, and the length of a capsule between its caps. */
  readonly sizes: Float32Array;
  readonly colors: Uint32Array;
  /** Of lines. */
  readonly radii: Float32Array;
}

/** Pixels to lay on a mesh. */
export interface Texture3D {
  readonly width: number;
  readonly height: number;
  /** R, G, B, A. */
  readonly rgba: Uint8Array;
}

export type FaceRendering = 'double-sided' | 'front' | 'back';

/** One triangle mesh. */
export interface MeshGeometry extends GeometryBase {
  readonly kind: 'mesh';
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
  /** Undefined: flat faces. */
  readonly normals: Float32Array | undefined;
  /** One per vertex. */
  readonly colors: Uint32Array | undefined;
  /** u, v each; v downwards. */
  readonly texcoords: Float32Array | undefined;
  readonly texture: Texture3D | undefined;
  /** `0xRRGGBBAA`, multiplied into everything. */
  readonly albedo: number;
  readonly faces: FaceRendering;
}

export type AssetFormat = 'gltf' | 'obj' | 'stl';

/** A model file, still to be read. */
export interface AssetGeometry extends GeometryBase {
  readonly kind: 'asset';
  readonly format: AssetFormat;
  readonly bytes: Uint8Array;
  readonly albedo: number;
}

/** A pinhole camera: its frustum, and where its picture is put. */
export interface CameraGeometry extends GeometryBase {
  readonly kind: 'camera';
  readonly width: number;
  readonly height: number;
  readonly focalX: number;
  readonly focalY: number;
  readonly centerX: number;
  readonly centerY: number;
  /** Turns right, down, forward into the camera's own axes. */
  readonly cameraFromOptical: Affine;
  /** In scene units; undefined = by the size of the scene. */
  readonly distance: number | undefined;
  readonly color: number | undefined;
  readonly lineRadius: number;
}

/** The three axes of a frame. */
export interface AxesGeometry extends GeometryBase {
  readonly kind: 'axes';
  /** Undefined = by the size of the scene. */
  readonly axisLength: number | undefined;
  readonly name: string | undefined;
}

export type Geometry =
  | PointsGeometry
  | SegmentsGeometry
  | ShapesGeometry
  | MeshGeometry
  | AssetGeometry
  | CameraGeometry
  | AxesGeometry;

/** The instance as it was logged of the one drawn at `index`. */
export function loggedInstance(geometry: Geometry, index: number): number {
  return geometry.instances?.[index] ?? index;
}
