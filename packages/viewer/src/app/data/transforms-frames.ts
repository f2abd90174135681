import { type Chunk, type EntityPath, parentEntityPath } from '@rushes/proto';
import { readTexts } from './read-column.ts';
import type { EntityNode, RecordingStore, RowRef } from './recording-store.ts';
import { IDENTITY } from './transforms-affine.ts';
import {
  isNewer,
  newestRow,
  POSE_FIELDS,
  type Pose,
  type RowFields,
  readTransform,
  refInRow,
} from './transforms-rows.ts';

/** The name of a coordinate frame; `tf#/a/b` is the one that an entity has by itself. */
export type FrameId = string;

/** How one frame lies in another, as an entity says it. */
export interface FrameEdge {
  readonly child: FrameId;
  readonly parent: FrameId;
  /** Who says so. */
  readonly entity: EntityPath;
  /** `parent_from_child`. */
  readonly pose: Pose;
  /** What lies below `child` is a picture: pixels, not places in space. */
  readonly isPinhole: boolean;
  /** The row that says so. */
  readonly row: RowRef;
}

const TRANSFORM_FIELDS = [...POSE_FIELDS, 'relation', 'child_frame', 'parent_frame'] as const;
type TransformField = (typeof TRANSFORM_FIELDS)[number];
const PINHOLE_FIELDS = ['image_from_camera', 'child_frame', 'parent_frame'] as const;
const CHILD_FRAME = 'Transform3D:child_frame';
const IMPLICIT_PREFIX = 'tf#';

/** The frame that an entity has by itself. */
export function implicitFrame(entity: EntityPath): FrameId {
  return `${IMPLICIT_PREFIX}${entity}`;
}

/** The entity whose own frame this is; undefined for a frame with a name of its own. */
export function entityOfFrame(frame: FrameId): EntityPath | undefined {
  // Only frames that were made of a path begin so: a logged name of this form means the same path.
  return frame.startsWith(`${IMPLICIT_PREFIX}/`) ? (frame.slice(IMPLICIT_PREFIX.length) as EntityPath) : undefined;
}

/** The entities that say something about frames, by what they say. */
export interface FrameEntities {
  readonly transforms: readonly EntityPath[];
  /** Those of them that name child frames: each may speak of many, a row of each. */
  readonly naming: ReadonlySet<EntityPath>;
  readonly pinholes: readonly EntityPath[];
  readonly placed: ReadonlySet<EntityPath>;
  readonly posed: ReadonlySet<EntityPath>;
  /** Found out as they are asked for: taking paths apart costs more than all the rest. */
  readonly parents: Map<FrameId, FrameId | undefined>;
}

const frameEntitiesByTree = new WeakMap<EntityNode, FrameEntities>();

/** Changes with the tree only, not with time. */
export function frameEntitiesOf(store: RecordingStore): FrameEntities {
  const tree = store.entityTree();
  const known = frameEntitiesByTree.get(tree);
  if (known !== undefined) return known;
  const made = {
    transforms: [] as EntityPath[],
    naming: new Set<EntityPath>(),
    pinholes: [] as EntityPath[],
    placed: new Set<EntityPath>(),
    posed: new Set<EntityPath>(),
    parents: new Map<FrameId, FrameId | undefined>(),
  };
  for (const entity of store.entities()) {
    const components = store.components(entity);
    if (components.some((name) => name.startsWith('Transform3D:'))) made.transforms.push(entity);
    if (components.includes(CHILD_FRAME)) made.naming.add(entity);
    if (components.includes('Pinhole:image_from_camera')) made.pinholes.push(entity);
    if (components.includes('CoordinateFrame:frame')) made.placed.add(entity);
    if (components.some((name) => name.startsWith('InstancePoses3D:'))) made.posed.add(entity);
  }
  frameEntitiesByTree.set(tree, made);
  return made;
}

/** The frame that an entity's frame hangs on if nobody says otherwise; undefined for named frames and for the root. */
export function implicitParent(entities: FrameEntities, frame: FrameId): FrameId | undefined {
  const known = entities.parents.get(frame);
  if (known !== undefined || entities.parents.has(frame)) return known;
  const entity = entityOfFrame(frame);
  const parent = entity && parentEntityPath(entity);
  const made = parent && implicitFrame(parent);
  entities.parents.set(frame, made);
  return made;
}

/** All edges said at a time. Of two that speak of the same child the newer holds; a pinhole and a pose of one child are one edge. */
export function frameEdgesAt(store: RecordingStore, timeline: string, time: bigint): ReadonlyMap<FrameId, FrameEdge> {
  const edges = new Map<FrameId, FrameEdge>();
  const entities = frameEntitiesOf(store);
  const add = (edge: FrameEdge | undefined) => {
    const other = edge && edges.get(edge.child);
    if (edge !== undefined && (other === undefined || isNewer(edge.row, other.row))) edges.set(edge.child, edge);
  };
  for (const entity of entities.transforms) {
    if (entities.naming.has(entity)) namedEdges(store, entities, entity, timeline, time).forEach(add);
    else
      add(transformEdge(entities, entity, newestRow(store, entity, 'Transform3D', TRANSFORM_FIELDS, timeline, time)));
  }
  for (const entity of entities.pinholes) {
    const pinhole = pinholeEdge(entities, entity, newestRow(store, entity, 'Pinhole', PINHOLE_FIELDS, timeline, time));
    if (pinhole === undefined) continue;
    const pose = edges.get(pinhole.child);
    // The pose says where the camera is, the pinhole only that a picture begins there.
    edges.set(pinhole.child, pose === undefined ? pinhole : { ...pose, isPinhole: true });
  }
  return edges;
}

/** The frame that the pinhole of an entity begins; undefined if there is none at this time. */
export function pinholeFrame(
  store: RecordingStore,
  entity: EntityPath,
  timeline: string,
  time: bigint,
): FrameId | undefined {
  return pinholeEdge(
    frameEntitiesOf(store),
    entity,
    newestRow(store, entity, 'Pinhole', PINHOLE_FIELDS, timeline, time),
  )?.child;
}

function pinholeEdge(
  entities: FrameEntities,
  entity: EntityPath,
  row: RowFields<(typeof PINHOLE_FIELDS)[number]> | undefined,
): FrameEdge | undefined {
  if (row?.image_from_camera === undefined) return undefined;
  const pose: Pose = { kind: 'pose', affine: IDENTITY };
  return { ...framesOf(entities, entity, row), entity, pose, isPinhole: true, row: row.image_from_camera };
}

function transformEdge(
  entities: FrameEntities,
  entity: EntityPath,
  row: RowFields<TransformField> | undefined,
): FrameEdge | undefined {
  const first = row && TRANSFORM_FIELDS.map((field) => row[field]).find((ref) => ref !== undefined);
  if (row === undefined || first === undefined) return undefined;
  return { ...framesOf(entities, entity, row), entity, pose: readTransform(row), isPinhole: false, row: first };
}

function framesOf(
  entities: FrameEntities,
  entity: EntityPath,
  row: RowFields<'child_frame' | 'parent_frame'>,
): { readonly child: FrameId; readonly parent: FrameId } {
  const own = implicitFrame(entity);
  return {
    child: readTexts(row.child_frame)?.[0] ?? own,
    parent: readTexts(row.parent_frame)?.[0] ?? implicitParent(entities, own) ?? own,
  };
}

/** The newest row of each child frame that an entity names: one entity may tell the poses of a whole robot in turns. */
function namedEdges(
  store: RecordingStore,
  entities: FrameEntities,
  entity: EntityPath,
  timeline: string,
  time: bigint,
): readonly FrameEdge[] {
  // Also says of a file what is to be loaded; and after a clear nothing holds that was said before.
  const last = store.latestAt(entity, CHILD_FRAME, timeline, time);
  if (last === undefined) {
    const plain = transformEdge(
      entities,
      entity,
      newestRow(store, entity, 'Transform3D', TRANSFORM_FIELDS, timeline, time),
    );
    return plain === undefined ? [] : [plain];
  }
  const newest = new Map<FrameId, FramePlace>();
  for (const chunk of store.chunksOf(entity, CHILD_FRAME)) {
    for (const [frame, rows] of rowsByFrame(chunk, timeline)) {
      const place = lastAtOrBefore(chunk, rows, timeline, time);
      const other = newest.get(frame);
      if (place !== undefined && (other === undefined || isNewer(place, other))) newest.set(frame, place);
    }
  }
  return [...newest.values()].flatMap(({ chunk, row, time: rowTime }) => {
    const fields = TRANSFORM_FIELDS.map(
      (field) => [field, refInRow(chunk, row, `Transform3D:${field}`, rowTime)] as const,
    );
    return transformEdge(entities, entity, Object.fromEntries(fields) as RowFields<TransformField>) ?? [];
  });
}

type FramePlace = Pick<RowRef, 'chunk' | 'row' | 'time'>;

const rowsByFrameOfChunk = new WeakMap<Chunk, Map<string, ReadonlyMap<FrameId, readonly number[]>>>();

/** The rows of a chunk by the frame that they speak of, in order of time. A chunk never changes: found out once. */
function rowsByFrame(chunk: Chunk, timeline: string): ReadonlyMap<FrameId, readonly number[]> {
  const byTimeline = rowsByFrameOfChunk.get(chunk) ?? new Map<string, ReadonlyMap<FrameId, readonly number[]>>();
  rowsByFrameOfChunk.set(chunk, byTimeline);
  const known = byTimeline.get(timeline);
  if (known !== undefined) return known;
  const rows = new Map<FrameId, number[]>();
  for (let row = 0; row < chunk.rowCount; row++) {
    const frame = readTexts(refInRow(chunk, row, CHILD_FRAME, undefined))?.[0] ?? implicitFrame(chunk.entityPath);
    const list = rows.get(frame);
    if (list === undefined) rows.set(frame, [row]);
    else list.push(row);
  }
  const times = timesOf(chunk, timeline);
  if (times !== undefined) {
    for (const list of rows.values()) {
      list.sort(
        (a, b) => Number((times[a] ?? 0n) > (times[b] ?? 0n)) - Number((times[a] ?? 0n) < (times[b] ?? 0n)) || a - b,
      );
    }
  }
  byTimeline.set(timeline, rows);
  return rows;
}

function lastAtOrBefore(chunk: Chunk, rows: readonly number[], timeline: string, time: bigint): FramePlace | undefined {
  const times = timesOf(chunk, timeline);
  if (times === undefined) {
    const row = rows.at(-1);
    return chunk.timelines.length > 0 || row === undefined ? undefined : { chunk, row, time: undefined };
  }
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[rows[middle] ?? 0] ?? 0n) <= time) low = middle + 1;
    else high = middle;
  }
  const row = rows[low - 1];
  return row === undefined ? undefined : { chunk, row, time: times[row] };
}

function timesOf(chunk: Chunk, timeline: string): BigInt64Array | undefined {
  return chunk.timelines.find((candidate) => candidate.name === timeline)?.times;
}
