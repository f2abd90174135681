import type { EntityPath } from '@rushes/proto';
import { annotationRow, annotationsAt } from '../../data/annotations.ts';
import type { EntityNode, RecordingStore, RowRef } from '../../data/recording-store.ts';
import type { Placement, Transforms } from '../../data/transforms.ts';
import { type Affine, IDENTITY, multiply } from '../../data/transforms-affine.ts';
import { newestRow } from '../../data/transforms-rows.ts';
import type { ViewProblem } from '../shared-problems.ts';
import type { Geometry } from './geometry.ts';
import { GEOMETRY_READERS, type GeometryReader, type ReadExtras } from './geometry-readers.ts';
import { findRows, type RowsOf, sameRows } from './query-rows.ts';
import type { EntityLook } from './query-styles.ts';

/** A thing with its places in the space of the view. */
export interface SceneItem {
  /** The same as long as it is the same archetype of the same entity. */
  readonly key: string;
  /** The same object while nothing about it changed. */
  readonly geometry: Geometry;
  /** `origin_from_it`. */
  readonly affine: Affine;
  /** Poses on top of it: of shapes one for each instance, of meshes one for each copy. Undefined = none. */
  readonly poses: readonly Affine[] | undefined;
}

/** What a query works with. */
export interface SpaceQuery {
  readonly store: RecordingStore;
  readonly timeline: string;
  readonly time: bigint;
  readonly origin: EntityPath;
  readonly contents: readonly EntityPath[];
  readonly transforms: Transforms;
  /** Of the picture that lies in the camera of an entity. */
  pictureSize(camera: EntityPath): { readonly width: number; readonly height: number } | undefined;
}

interface Entry {
  readonly entity: EntityPath;
  readonly readers: readonly GeometryReader[];
}

interface Known {
  readonly rows: RowsOf<string>;
  readonly annotations: RowRef | undefined;
  readonly extras: ReadExtras;
  readonly geometry: Geometry | undefined;
}

/** The things of a 3D space, decoded only when their rows change: orbiting costs no query, moving costs no decoding. */
export class SpaceContents {
  #entries:
    | { readonly contents: readonly EntityPath[]; readonly tree: EntityNode; readonly list: readonly Entry[] }
    | undefined;
  #known = new Map<string, Known>();

  /** Everything to draw, and what cannot be drawn and why. */
  at(query: SpaceQuery): { readonly items: readonly SceneItem[]; readonly problems: readonly ViewProblem[] } {
    const items: SceneItem[] = [];
    const problems: ViewProblem[] = [];
    const known = new Map<string, Known>();
    for (const { entity, readers } of this.#entriesOf(query)) {
      const poses = query.transforms.instancePoses(entity);
      for (const reader of readers) {
        const key = `${reader.archetype}:${entity}`;
        const extras = { poseCount: poses?.length ?? 0, pictureSize: pictureSizeFor(query, reader, entity) };
        const entry = this.#read(query, key, entity, reader, extras);
        known.set(key, entry);
        if (entry.geometry === undefined) continue;
        const found = place(query, reader, entity, entry.geometry, poses);
        problems.push(...[...entry.geometry.problems, ...found.problems].map((reason) => ({ entity, reason })));
        if (found.item !== undefined) items.push({ key, geometry: entry.geometry, ...found.item });
      }
    }
    // What is gone is not kept: its arrays may be large.
    this.#known = known;
    return { items, problems };
  }

  /** Which entities take part changes only with the contents and the tree, not with every draw. */
  #entriesOf({ store, contents }: SpaceQuery): readonly Entry[] {
    const tree = store.entityTree();
    if (this.#entries?.contents !== contents || this.#entries.tree !== tree) {
      const list = contents.flatMap((entity) => {
        const components = store.components(entity);
        const readers = GEOMETRY_READERS.filter(({ required }) => components.includes(required));
        return readers.length === 0 ? [] : [{ entity, readers }];
      });
      this.#entries = { contents, tree, list };
    }
    return this.#entries.list;
  }

  #read(
    { store, timeline, time }: SpaceQuery,
    key: string,
    entity: EntityPath,
    reader: GeometryReader,
    extras: ReadExtras,
  ): Known {
    const each = findRows(store, entity, reader.archetype, reader.fields, timeline, time);
    const whole = newestRow(store, entity, reader.archetype, reader.together, timeline, time);
    const rows = { ...each, ...Object.fromEntries(reader.together.map((field) => [field, whole?.[field]])) };
    const annotations = rows.class_ids === undefined ? undefined : annotationRow(store, entity, timeline, time);
    const known = this.#known.get(key);
    if (known !== undefined && sameRows(known.rows, rows) && sameExtras(known.extras, extras)) {
      const isSameAnnotation =
        known.annotations?.chunk === annotations?.chunk && known.annotations?.row === annotations?.row;
      if (isSameAnnotation) return known;
    }
    const look: EntityLook = {
      entity,
      classLook: (classId, keypointId) => {
        const found = annotationsAt(store, entity, timeline, time).classes.get(classId);
        return keypointId === undefined ? found : (found?.keypoints.get(keypointId) ?? found);
      },
    };
    return { rows, annotations, extras, geometry: reader.read(look, rows, extras) };
  }
}

function pictureSizeFor(query: SpaceQuery, reader: GeometryReader, entity: EntityPath): ReadExtras['pictureSize'] {
  return reader.archetype === 'Pinhole' ? query.pictureSize(entity) : undefined;
}

function sameExtras(a: ReadExtras, b: ReadExtras): boolean {
  return (
    a.poseCount === b.poseCount &&
    a.pictureSize?.width === b.pictureSize?.width &&
    a.pictureSize?.height === b.pictureSize?.height
  );
}

interface Found {
  readonly item: { readonly affine: Affine; readonly poses: readonly Affine[] | undefined } | undefined;
  readonly problems: readonly string[];
}

function place(
  { transforms, origin }: SpaceQuery,
  reader: GeometryReader,
  entity: EntityPath,
  geometry: Geometry,
  logged: ReturnType<Transforms['instancePoses']>,
): Found {
  const placement: Placement =
    (geometry.kind === 'camera' ? transforms.cameraPlacement(entity, origin) : undefined) ??
    transforms.placement(entity, origin);
  if (placement.kind === 'lost') return { item: undefined, problems: [`not drawn: ${placement.reason}`] };
  if (placement.kind === 'picture') {
    const reason = `not drawn: it lies in the picture of ${placement.camera}, where there is no depth; log it beside the camera`;
    return { item: undefined, problems: [reason] };
  }
  const { affine } = placement;
  if (logged === undefined || logged.length === 0) return { item: { affine, poses: undefined }, problems: [] };
  const problems = logged.flatMap((pose) =>
    pose.kind === 'invalid' ? [`an instance pose is left out: ${pose.reason}`] : [],
  );
  const poses = logged.map((pose) => (pose.kind === 'pose' ? pose.affine : NOWHERE));
  if (reader.poses !== 'first') return { item: { affine, poses }, problems: problems.slice(0, 1) };
  const [first] = poses;
  const more =
    poses.length === 1 ? [] : [`the first of ${poses.length} instance poses is used; ${reader.archetype} takes one`];
  return {
    item: { affine: multiply(affine, first ?? IDENTITY), poses: undefined },
    problems: [...problems.slice(0, 1), ...more],
  };
}

/** Makes an instance nothing: a pose that is none must not leave the others without their numbers. */
const NOWHERE: Affine = new Float64Array(16);
