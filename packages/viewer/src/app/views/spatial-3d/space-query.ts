import { type EntityPath, isDescendantOrSelf, parentEntityPath } from '@rushes/proto';
import { readNumbers } from '../../data/read-column.ts';
import type { RecordingStore } from '../../data/recording-store.ts';
import { Transforms } from '../../data/transforms.ts';
import type { ViewProblem } from '../shared-problems.ts';
import type { ViewContext } from '../view.ts';
import type { CameraPictureState } from './camera-pictures.ts';
import { DepthClouds } from './depth-clouds.ts';
import { type SceneItem, SpaceContents } from './space-contents.ts';
import { DEFAULT_AXES, type ViewAxes, viewAxes } from './view-axes.ts';

const VIEW_COORDINATES = 'ViewCoordinates:xyz';

/** What a 3D view shows at a moment. */
export interface SpaceState {
  readonly transforms: Transforms;
  readonly items: readonly SceneItem[];
  readonly problems: readonly ViewProblem[];
  readonly axes: ViewAxes;
}

/** Finds out what is in a space; what did not change since the last time is not looked up again. */
export class SpaceQueries {
  readonly #origin: EntityPath;
  readonly #contents = new SpaceContents();
  readonly #clouds = new DepthClouds();
  #moment: { readonly store: RecordingStore; readonly key: string; readonly transforms: Transforms } | undefined;
  #last: { readonly key: string; readonly contents: readonly EntityPath[]; readonly state: SpaceState } | undefined;

  constructor(origin: EntityPath) {
    this.#origin = origin;
  }

  /** The transforms at a moment: cameras are found by these, before the pictures in them are. */
  transforms({ store, timeline }: ViewContext, time: bigint): Transforms {
    const key = `${store.version} ${timeline} ${time}`;
    if (this.#moment?.key !== key || this.#moment.store !== store) {
      this.#moment = { store, key, transforms: new Transforms(store, timeline, time) };
    }
    return this.#moment.transforms;
  }

  at(context: ViewContext, time: bigint, pictures: CameraPictureState): SpaceState {
    const { store, timeline, contents } = context;
    const transforms = this.transforms(context, time);
    const key = `${this.#moment?.key} ${pictureSizes(pictures)}`;
    const isSame =
      this.#last?.key === key && this.#last.contents === contents && this.#last.state.transforms === transforms;
    const state =
      isSame && this.#last !== undefined ? this.#last.state : this.#read(context, time, transforms, pictures);
    this.#last = { key, contents, state };
    const cameras = state.items.filter(({ geometry }) => geometry.kind === 'camera');
    const clouds = this.#clouds.at({ store, timeline }, time, cameras, pictures.byCamera);
    return clouds.length === 0 ? state : { ...state, items: [...state.items, ...clouds] };
  }

  #read(
    { store, timeline, contents }: ViewContext,
    time: bigint,
    transforms: Transforms,
    pictures: CameraPictureState,
  ): SpaceState {
    const query = {
      ...{ store, timeline, time, contents, transforms },
      origin: this.#origin,
      pictureSize: (camera: EntityPath) => pictures.byCamera.get(camera)?.size,
    };
    const { items, problems } = this.#contents.at(query);
    return { transforms, items, problems, axes: axesAt(store, this.#origin, timeline, time) };
  }
}

/** Sizes of pictures stand in for resolutions that were not logged. */
function pictureSizes({ byCamera }: CameraPictureState): string {
  return [...byCamera].map(([camera, { size }]) => `${camera} ${size?.width} ${size?.height}`).join();
}

/** Of the origin or the nearest entity above it; else of the only one below that says something. */
function axesAt(store: RecordingStore, origin: EntityPath, timeline: string, time: bigint): ViewAxes {
  const read = (entity: EntityPath) => {
    const codes = readNumbers(store.latestAt(entity, VIEW_COORDINATES, timeline, time))?.numbers;
    return codes === undefined ? undefined : viewAxes(Array.from(codes, Number));
  };
  for (let at: EntityPath | undefined = origin; at !== undefined; at = parentEntityPath(at)) {
    const axes = read(at);
    if (axes !== undefined) return axes;
  }
  const below = store
    .entities()
    .filter((entity) => isDescendantOrSelf(entity, origin) && store.components(entity).includes(VIEW_COORDINATES))
    .filter((entity) => !store.components(entity).includes('Pinhole:image_from_camera'));
  const [only] = below;
  return (below.length === 1 && only !== undefined ? read(only) : undefined) ?? DEFAULT_AXES;
}
