import type { EntityPath } from '@rushes/proto';
import type { ScenePicture } from '../pictures/scene-picture.ts';
import type { ViewContext } from '../view.ts';
import type { CameraPicture } from './camera-pictures.ts';
import type { CameraGeometry, PointsGeometry } from './geometry.ts';
import { depthCloud } from './query-depth.ts';
import { readFirst } from './query-rows.ts';
import type { SceneItem } from './space-contents.ts';

interface Known {
  readonly depth: NonNullable<ScenePicture['depth']>;
  readonly camera: CameraGeometry;
  readonly fillRatio: number;
  readonly cloud: PointsGeometry;
}

/** The depth images of a view as point clouds, worked out only when an image or its camera changes. */
export class DepthClouds {
  #known = new Map<EntityPath, Known>();

  /** @param cameras The cameras that are in the scene. */
  at(
    context: Pick<ViewContext, 'store' | 'timeline'>,
    time: bigint,
    cameras: readonly SceneItem[],
    pictures: ReadonlyMap<EntityPath, CameraPicture>,
  ): readonly SceneItem[] {
    const items: SceneItem[] = [];
    const known = new Map<EntityPath, Known>();
    for (const { geometry: camera, affine } of cameras) {
      if (camera.kind !== 'camera' || camera.count === 0) continue;
      for (const { entity, depth } of pictures.get(camera.entity)?.depths ?? []) {
        if (depth === undefined) continue;
        const fillRatio = fillRatioOf(context, entity, time);
        const former = this.#known.get(entity);
        const isSame =
          former !== undefined &&
          former.depth.field === depth.field &&
          former.depth.perMetre === depth.perMetre &&
          former.depth.colormap === depth.colormap &&
          former.depth.range?.min === depth.range?.min &&
          former.depth.range?.max === depth.range?.max &&
          former.camera === camera &&
          former.fillRatio === fillRatio;
        const cloud = isSame ? former.cloud : depthCloud(entity, depth, fillRatio, camera);
        known.set(entity, { depth, camera, fillRatio, cloud });
        items.push({ key: `depth:${entity}`, geometry: cloud, affine, poses: undefined });
      }
    }
    this.#known = known;
    return items;
  }
}

function fillRatioOf(
  { store, timeline }: Pick<ViewContext, 'store' | 'timeline'>,
  entity: EntityPath,
  time: bigint,
): number {
  for (const archetype of ['DepthImage', 'EncodedDepthImage']) {
    const ratio = readFirst(store.latestAt(entity, `${archetype}:point_fill_ratio`, timeline, time));
    if (ratio !== undefined && ratio > 0) return ratio;
  }
  return 1;
}
