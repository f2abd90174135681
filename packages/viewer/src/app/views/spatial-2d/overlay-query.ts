import type { EntityPath } from '@rushes/proto';
import { annotationRow } from '../../data/annotations.ts';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';
import type { OverlayKind } from './overlay.ts';

interface OverlayFields {
  readonly archetype: string;
  /** The component that makes an instance. */
  readonly primary: string;
  /** Where the instance is, if that is another component. */
  readonly place: string | undefined;
  readonly radii: string;
  readonly drawOrder: number;
  /** CSS pixels, as a negative radius. */
  readonly radius: number;
}

/** The defaults that Rerun's viewer has registered; for points its documentation says 30. */
export const OVERLAY_FIELDS: Readonly<Record<OverlayKind, OverlayFields>> = {
  boxes: { archetype: 'Boxes2D', primary: 'half_sizes', place: 'centers', radii: 'radii', drawOrder: 10, radius: -1 },
  ellipses: {
    archetype: 'Ellipses2D',
    primary: 'half_sizes',
    place: 'centers',
    radii: 'line_radii',
    drawOrder: 10,
    radius: -1,
  },
  lines: {
    archetype: 'LineStrips2D',
    primary: 'strips',
    place: undefined,
    radii: 'radii',
    drawOrder: 20,
    radius: -1,
  },
  arrows: { archetype: 'Arrows2D', primary: 'vectors', place: 'origins', radii: 'radii', drawOrder: 20, radius: -1 },
  points: {
    archetype: 'Points2D',
    primary: 'positions',
    place: undefined,
    radii: 'radii',
    drawOrder: 20,
    radius: -2.5,
  },
};

export const OVERLAY_KINDS = Object.keys(OVERLAY_FIELDS) as readonly OverlayKind[];

const OPTIONAL = [
  'place',
  'radii',
  'colors',
  'labels',
  'show_labels',
  'draw_order',
  'class_ids',
  'keypoint_ids',
] as const;
export type OptionalField = (typeof OPTIONAL)[number];

/** The rows that make one overlay. Comparing them tells whether anything changed, without decoding. */
export interface OverlayRows {
  readonly kind: OverlayKind;
  readonly entity: EntityPath;
  readonly primary: RowRef;
  readonly optional: Readonly<Record<OptionalField, RowRef | undefined>>;
  /** What the class and keypoint ids mean; undefined without ids. */
  readonly annotations: RowRef | undefined;
}

/** The component that makes an instance of this kind: `Boxes2D:half_sizes`. */
export function primaryComponent(kind: OverlayKind): string {
  return `${OVERLAY_FIELDS[kind].archetype}:${OVERLAY_FIELDS[kind].primary}`;
}

/** Which kinds an entity with these components has. */
export function overlayKindsOf(components: readonly string[]): readonly OverlayKind[] {
  return OVERLAY_KINDS.filter((kind) => components.includes(primaryComponent(kind)));
}

/** The rows to draw for an entity at a time; undefined when it shows nothing then. */
export function findOverlayRows(
  store: RecordingStore,
  kind: OverlayKind,
  entity: EntityPath,
  timeline: string,
  time: bigint,
): OverlayRows | undefined {
  const primary = store.latestAt(entity, primaryComponent(kind), timeline, time);
  return primary && withOptionalRows(store, kind, primary, timeline, time);
}

/** The rows that go with a row of the primary component at a time. */
export function withOptionalRows(
  store: RecordingStore,
  kind: OverlayKind,
  primary: RowRef,
  timeline: string,
  time: bigint,
): OverlayRows {
  const { archetype, place, radii } = OVERLAY_FIELDS[kind];
  const entity = primary.chunk.entityPath;
  const find = (field: string | undefined) =>
    field === undefined ? undefined : store.latestAt(entity, `${archetype}:${field}`, timeline, time);
  const optional = {
    place: find(place),
    radii: find(radii),
    colors: find('colors'),
    labels: find('labels'),
    show_labels: find('show_labels'),
    draw_order: find('draw_order'),
    class_ids: find('class_ids'),
    keypoint_ids: kind === 'points' ? find('keypoint_ids') : undefined,
  };
  const hasIds = optional.class_ids !== undefined || optional.keypoint_ids !== undefined;
  return {
    kind,
    entity,
    primary,
    optional,
    annotations: hasIds ? annotationRow(store, entity, timeline, time) : undefined,
  };
}

/** True when both name the same rows, so that what was read from one holds for the other. */
export function sameOverlayRows(a: OverlayRows, b: OverlayRows): boolean {
  return (
    a.kind === b.kind &&
    a.entity === b.entity &&
    sameRow(a.primary, b.primary) &&
    sameRow(a.annotations, b.annotations) &&
    OPTIONAL.every((field) => sameRow(a.optional[field], b.optional[field]))
  );
}

function sameRow(a: RowRef | undefined, b: RowRef | undefined): boolean {
  return (
    a === b || (a !== undefined && b !== undefined && a.chunk === b.chunk && a.row === b.row && a.column === b.column)
  );
}
