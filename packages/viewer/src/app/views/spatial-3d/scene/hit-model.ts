import { type Object3D, Raycaster, Vector3 } from 'three';
import type { Ray } from '../camera-3d.ts';

/** How far along a ray it meets the triangles of a model; undefined if it does not. */
export function hitModel(object: Object3D | undefined, ray: Ray): number | undefined {
  if (object === undefined) return undefined;
  object.updateMatrixWorld();
  const raycaster = new Raycaster(new Vector3(...ray.origin), new Vector3(...ray.direction));
  return raycaster.intersectObject(object, true)[0]?.distance;
}
