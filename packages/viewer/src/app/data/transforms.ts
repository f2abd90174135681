import type { EntityPath } from '@rushes/proto';
import { readTexts } from './read-column.ts';
import type { RecordingStore } from './recording-store.ts';
import { type Affine, IDENTITY, invert, multiply } from './transforms-affine.ts';
import {
  entityOfFrame,
  type FrameEdge,
  type FrameEntities,
  type FrameId,
  frameEdgesAt,
  frameEntitiesOf,
  implicitFrame,
  implicitParent,
  pinholeFrame,
} from './transforms-frames.ts';
import { newestRow, POSES_FIELDS, type Pose, readInstancePoses } from './transforms-rows.ts';

/** Where something lies as seen from the origin of a view. */
export type Placement =
  /** In space: `affine` is `origin_from_it`. */
  | { readonly kind: 'space'; readonly affine: Affine }
  /** In the picture of a camera: `affine` is `origin_from_camera` of the pinhole's entity. */
  | { readonly kind: 'picture'; readonly camera: EntityPath; readonly affine: Affine }
  /** Nowhere, and why. */
  | { readonly kind: 'lost'; readonly reason: string };

/** A frame as seen from the root of its tree. */
interface Resolved {
  readonly root: FrameId;
  readonly rootFromFrame: Affine;
  /** The camera in whose picture it lies, itself not counted. */
  readonly camera: EntityPath | undefined;
  /** The frame itself is where a picture begins: what is below lies in it. */
  readonly begins: EntityPath | undefined;
  readonly problem: string | undefined;
}

/** All transforms of a recording at one time: named frames, the frames of entities, and the pinholes between them. Pure. */
export class Transforms {
  readonly #store: RecordingStore;
  readonly #timeline: string;
  readonly #time: bigint;
  readonly #entities: FrameEntities;
  readonly #edges: ReadonlyMap<FrameId, FrameEdge>;
  readonly #resolved = new Map<FrameId, Resolved>();
  readonly #origins = new Map<FrameId, Affine | undefined>();

  constructor(store: RecordingStore, timeline: string, time: bigint) {
    this.#store = store;
    this.#timeline = timeline;
    this.#time = time;
    this.#entities = frameEntitiesOf(store);
    this.#edges = frameEdgesAt(store, timeline, time);
  }

  /** Where an entity lies as seen from another. */
  placement(entity: EntityPath, origin: EntityPath): Placement {
    return this.#between(this.frameOf(entity), this.frameOf(origin));
  }

  /** Where the camera of a pinhole stands; undefined if the entity has no pinhole at this time. */
  cameraPlacement(entity: EntityPath, origin: EntityPath): Placement | undefined {
    const frame = pinholeFrame(this.#store, entity, this.#timeline, this.#time);
    return frame === undefined ? undefined : this.#between(frame, this.frameOf(origin));
  }

  /** The camera in whose picture an entity lies: its own pinhole, or the nearest above it; undefined if there is none. */
  cameraOf(entity: EntityPath): EntityPath | undefined {
    const { begins, camera } = this.#resolve(this.frameOf(entity));
    return begins ?? camera;
  }

  /** The frame that an entity lies in. */
  frameOf(entity: EntityPath): FrameId {
    if (this.#entities.placed.has(entity)) {
      const ref = this.#store.latestAt(entity, 'CoordinateFrame:frame', this.#timeline, this.#time);
      const name = readTexts(ref)?.[0];
      if (name !== undefined) return name;
    }
    return implicitFrame(entity);
  }

  /** The poses that are applied to this entity alone, on top of its transform; undefined if none were logged. */
  instancePoses(entity: EntityPath): readonly Pose[] | undefined {
    if (!this.#entities.posed.has(entity)) return undefined;
    const row = newestRow(this.#store, entity, 'InstancePoses3D', POSES_FIELDS, this.#timeline, this.#time);
    return row && readInstancePoses(row);
  }

  #between(frame: FrameId, origin: FrameId): Placement {
    const from = this.#resolve(origin);
    const to = this.#resolve(frame);
    const problem = to.problem ?? (from.problem && `the view's own origin is lost: ${from.problem}`);
    if (problem !== undefined) return lost(problem);
    if (from.camera !== undefined && from.camera !== to.camera) {
      return lost(`the view's origin lies in the picture of ${from.camera}, not in space`);
    }
    if (to.root !== from.root) {
      return lost(`its frame ${quoted(frame)} is not connected to ${quoted(origin)}, the frame of the view`);
    }
    const originFromRoot = this.#originFromRoot(origin, from);
    if (originFromRoot === undefined)
      return lost(`the transform of the view's origin cannot be turned round (a scale of zero?)`);
    const affine = multiply(originFromRoot, to.rootFromFrame);
    if (to.camera === undefined || to.camera === from.camera) return { kind: 'space', affine };
    return { kind: 'picture', camera: to.camera, affine };
  }

  #originFromRoot(origin: FrameId, resolved: Resolved): Affine | undefined {
    if (!this.#origins.has(origin)) this.#origins.set(origin, invert(resolved.rootFromFrame));
    return this.#origins.get(origin);
  }

  /** Walks up to the root, or to what is known already, and then down again; no recursion, chains may be long. */
  #resolve(frame: FrameId): Resolved {
    const path: { readonly frame: FrameId; readonly edge: FrameEdge | undefined }[] = [];
    const onPath = new Set<FrameId>();
    let at = frame;
    let known = this.#resolved.get(at);
    while (known === undefined) {
      if (onPath.has(at)) {
        known = broken(at, `the frames ${cycleText(path, at)} go round in a circle`);
        break;
      }
      onPath.add(at);
      const edge = this.#edges.get(at);
      path.push({ frame: at, edge });
      const parent = edge?.parent ?? implicitParent(this.#entities, at);
      // The root entity's own frame with a transform of its own hangs on nothing but itself.
      if (parent === undefined || (parent === at && entityOfFrame(at) === '/')) {
        known = { root: at, rootFromFrame: IDENTITY, camera: undefined, begins: undefined, problem: undefined };
        break;
      }
      at = parent;
      known = this.#resolved.get(at);
    }
    for (let i = path.length - 1; i >= 0; i--) {
      const step = path[i];
      if (step === undefined) continue;
      known = step.frame === known.root && step.edge === undefined ? known : below(known, step.frame, step.edge);
      this.#resolved.set(step.frame, known);
    }
    return known;
  }
}

function below(parent: Resolved, frame: FrameId, edge: FrameEdge | undefined): Resolved {
  if (parent.problem !== undefined) return parent;
  if (edge?.pose.kind === 'invalid') return broken(frame, `${edge.entity}: ${edge.pose.reason}`);
  const camera = parent.begins ?? parent.camera;
  // What lies in a picture has no depth to be moved by: it is placed by its camera.
  const affine = camera === undefined && edge?.pose.kind === 'pose' ? edge.pose.affine : IDENTITY;
  return {
    root: parent.root,
    rootFromFrame: multiply(parent.rootFromFrame, affine),
    camera,
    begins: edge?.isPinhole === true ? edge.entity : undefined,
    problem: undefined,
  };
}

function cycleText(path: readonly { readonly frame: FrameId }[], end: FrameId): string {
  const names = path.map((step) => step.frame);
  return [...names.slice(names.indexOf(end)), end].map(quoted).join(' → ');
}

function broken(root: FrameId, problem: string): Resolved {
  return { root, rootFromFrame: IDENTITY, camera: undefined, begins: undefined, problem };
}

function lost(reason: string): Placement {
  return { kind: 'lost', reason };
}

/** Frames of entities read better by the entity's path. */
function quoted(frame: FrameId): string {
  return entityOfFrame(frame) ?? `“${frame}”`;
}
