import { type EntityPath, parentEntityPath } from '@rushes/proto';
import { readValues } from './read-column.ts';
import type { RecordingStore, RowRef } from './recording-store.ts';

/** What a class or a keypoint is called, and how it is painted. */
export interface AnnotationInfo {
  readonly id: number;
  readonly label: string | undefined;
  /** `0xRRGGBBAA`. */
  readonly color: number | undefined;
}

/** One class of an annotation context. */
export interface ClassAnnotation extends AnnotationInfo {
  readonly keypoints: ReadonlyMap<number, AnnotationInfo>;
  /** Keypoints, by id, that lines join to a skeleton. */
  readonly connections: readonly (readonly [from: number, to: number])[];
}

/** The classes that hold for an entity. The same object while the logged row is the same. */
export interface Annotations {
  readonly classes: ReadonlyMap<number, ClassAnnotation>;
}

export const ANNOTATION_CONTEXT = 'AnnotationContext:context';

/** What holds where nothing was logged. */
export const NO_ANNOTATIONS: Annotations = { classes: new Map() };

const known = new WeakMap<RowRef['column'], Map<number, Annotations>>();

/** The annotations for an entity at a time: those of the entity itself, or of the nearest entity above it that has some. */
export function annotationsAt(store: RecordingStore, entity: EntityPath, timeline: string, time: bigint): Annotations {
  const row = annotationRow(store, entity, timeline, time);
  return row === undefined ? NO_ANNOTATIONS : readAnnotations(row);
}

/** The logged row that {@link annotationsAt} reads: comparing rows tells whether anything changed. */
export function annotationRow(
  store: RecordingStore,
  entity: EntityPath,
  timeline: string,
  time: bigint,
): RowRef | undefined {
  for (let at: EntityPath | undefined = entity; at !== undefined; at = parentEntityPath(at)) {
    const row = store.latestAt(at, ANNOTATION_CONTEXT, timeline, time);
    if (row !== undefined) return row;
  }
  return undefined;
}

/** Reads a row once, however often it is asked for. */
export function readAnnotations(row: RowRef): Annotations {
  let rows = known.get(row.column);
  if (rows === undefined) {
    rows = new Map();
    known.set(row.column, rows);
  }
  let annotations = rows.get(row.row);
  if (annotations === undefined) {
    annotations = {
      classes: new Map(
        listOf(readValues(row))
          .map(classAnnotation)
          .map((each) => [each.id, each]),
      ),
    };
    rows.set(row.row, annotations);
  }
  return annotations;
}

function classAnnotation(logged: unknown): ClassAnnotation {
  const element = recordOf(logged);
  const description = recordOf(element.class_description);
  const info = annotationInfo(description.info);
  return {
    ...info,
    // What is looked up is the id of the entry; the id within it says the same again.
    id: Number(element.class_id),
    keypoints: new Map(
      listOf(description.keypoint_annotations)
        .map(annotationInfo)
        .map((each) => [each.id, each]),
    ),
    connections: listOf(description.keypoint_connections).map((each) => {
      const { keypoint0, keypoint1 } = recordOf(each);
      return [Number(keypoint0), Number(keypoint1)];
    }),
  };
}

function annotationInfo(logged: unknown): AnnotationInfo {
  const { id, label, color } = recordOf(logged);
  return {
    id: Number(id),
    label: typeof label === 'string' && label !== '' ? label : undefined,
    color: color === null || color === undefined ? undefined : Number(color),
  };
}

/** A component that is a list itself comes as one list in another. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.flat() : [];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
