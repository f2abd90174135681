import type { EntityPath } from '@rushes/proto';
import { readBooleans, readColors, readNumbers, readTexts } from '../../data/read-column.ts';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';
import type { SceneRect } from '../pictures/camera-2d.ts';
import { classColor, entityColor, type PackedColor } from '../shared-colors.ts';
import { readFirstNumber, valueForInstance } from '../shared-instances.ts';

export type OverlayKind = 'boxes' | 'points';

/** What is drawn over the pictures for one entity: plain arrays over `count` instances, ready to draw. */
export interface Overlay {
  readonly kind: OverlayKind;
  readonly entity: EntityPath;
  readonly drawOrder: number;
  readonly count: number;
  /** Image pixels. Boxes: left, top, right, bottom; points: x, y. All finite. */
  readonly geometry: Float64Array;
  readonly colors: Uint32Array;
  /** Positive: image pixels; negative: CSS pixels, whatever the zoom. */
  readonly radii: Float32Array;
  /** One per instance, or empty. */
  readonly labels: readonly string[];
  /** A single label that stands for all instances. */
  readonly sharedLabel: string | undefined;
  readonly showLabels: boolean;
  /** Instances left out because a coordinate is not finite. */
  readonly skipped: number;
}

interface OverlayFields {
  readonly archetype: string;
  /** The component that makes an instance. */
  readonly primary: string;
  readonly numbersPerInstance: number;
  readonly drawOrder: number;
  /** CSS pixels, as a negative radius. */
  readonly radius: number;
}

const FIELDS: Record<OverlayKind, OverlayFields> = {
  boxes: { archetype: 'Boxes2D', primary: 'half_sizes', numbersPerInstance: 4, drawOrder: 10, radius: -1 },
  points: { archetype: 'Points2D', primary: 'positions', numbersPerInstance: 2, drawOrder: 30, radius: -2.5 },
};
export const OVERLAY_KINDS: readonly OverlayKind[] = ['boxes', 'points'];

/** From this many instances on, labels hide the picture more than they tell, unless asked for. */
const MANY_INSTANCES = 30;

/** The rows that make one overlay. Comparing them tells whether anything changed, without decoding. */
export interface OverlayRows {
  readonly kind: OverlayKind;
  readonly entity: EntityPath;
  readonly primary: RowRef;
  readonly optional: Readonly<Record<OptionalField, RowRef | undefined>>;
}
const OPTIONAL_FIELDS = ['centers', 'colors', 'radii', 'labels', 'show_labels', 'draw_order', 'class_ids'] as const;
type OptionalField = (typeof OPTIONAL_FIELDS)[number];

/** The rows to draw for an entity at a time; undefined when it shows nothing then. */
export function findOverlayRows(
  store: RecordingStore,
  kind: OverlayKind,
  entity: EntityPath,
  timeline: string,
  time: bigint,
): OverlayRows | undefined {
  const { archetype, primary: primaryField } = FIELDS[kind];
  const find = (field: string) => store.latestAt(entity, `${archetype}:${field}`, timeline, time);
  const primary = find(primaryField);
  if (primary === undefined) return undefined;
  const optional = Object.fromEntries(OPTIONAL_FIELDS.map((field) => [field, find(field)]));
  return { kind, entity, primary, optional: optional as Record<OptionalField, RowRef | undefined> };
}

/** True when both name the same rows, so that what was read from one holds for the other. */
export function sameOverlayRows(a: OverlayRows, b: OverlayRows): boolean {
  return (
    a.kind === b.kind &&
    a.entity === b.entity &&
    sameRow(a.primary, b.primary) &&
    OPTIONAL_FIELDS.every((field) => sameRow(a.optional[field], b.optional[field]))
  );
}

/** Decodes the rows of an overlay and settles defaults and repeated values for every instance. */
export function readOverlay(rows: OverlayRows): Overlay {
  const { kind, entity, optional } = rows;
  const fields = FIELDS[kind];
  const primary = readNumbers(rows.primary)?.numbers ?? [];
  const centers = readNumbers(optional.centers)?.numbers;
  const radii = readNumbers(optional.radii)?.numbers;
  const classIds = readNumbers(optional.class_ids)?.numbers;
  const colors = readColors(optional.colors);
  const labels = readTexts(optional.labels) ?? [];

  const total = Math.floor(primary.length / 2);
  const geometry = new Float64Array(total * fields.numbersPerInstance);
  const colorOut = new Uint32Array(total);
  const radiusOut = new Float32Array(total);
  const labelsOut: string[] = [];
  const oneLabelEach = labels.length > 1 || total === 1;
  let count = 0;
  for (let index = 0; index < total; index++) {
    const placed =
      kind === 'boxes'
        ? placeBox(geometry, count, primary, centers, index)
        : placePoint(geometry, count, primary, index);
    if (!placed) continue;
    colorOut[count] = colorOf(
      entity,
      valueForInstance(colors, index),
      valueForInstance<number | bigint>(classIds, index),
    );
    radiusOut[count] = radiusOf(valueForInstance<number | bigint>(radii, index), fields.radius);
    if (oneLabelEach && labels.length > 0) labelsOut.push(labels[index] ?? '');
    count++;
  }
  const shown = readBooleans(optional.show_labels)?.[0];
  return {
    kind,
    entity,
    drawOrder: readFirstNumber(optional.draw_order) ?? fields.drawOrder,
    count,
    geometry: geometry.subarray(0, count * fields.numbersPerInstance),
    colors: colorOut.subarray(0, count),
    radii: radiusOut.subarray(0, count),
    labels: labelsOut,
    sharedLabel: oneLabelEach ? undefined : labels[0],
    showLabels: shown === undefined ? labels.length === 1 || total < MANY_INSTANCES : Boolean(shown),
    skipped: total - count,
  };
}

/** The rectangle around all instances; undefined when there is none. */
export function boundsOf(overlay: Overlay): SceneRect | undefined {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let i = 0; i + 1 < overlay.geometry.length; i += 2) {
    const x = overlay.geometry[i] ?? 0;
    const y = overlay.geometry[i + 1] ?? 0;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return left <= right ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
}

type Numbers = ArrayLike<number | bigint>;

function placeBox(
  out: Float64Array,
  at: number,
  halfSizes: Numbers,
  centers: Numbers | undefined,
  index: number,
): boolean {
  const halfWidth = Math.abs(Number(halfSizes[index * 2]));
  const halfHeight = Math.abs(Number(halfSizes[index * 2 + 1]));
  const centerCount = centers === undefined ? 0 : Math.floor(centers.length / 2);
  const center = Math.min(index, centerCount - 1);
  const x = centers === undefined || centerCount === 0 ? 0 : Number(centers[center * 2]);
  const y = centers === undefined || centerCount === 0 ? 0 : Number(centers[center * 2 + 1]);
  if (!Number.isFinite(halfWidth + halfHeight + x + y)) return false;
  out[at * 4] = x - halfWidth;
  out[at * 4 + 1] = y - halfHeight;
  out[at * 4 + 2] = x + halfWidth;
  out[at * 4 + 3] = y + halfHeight;
  return true;
}

function placePoint(out: Float64Array, at: number, positions: Numbers, index: number): boolean {
  const x = Number(positions[index * 2]);
  const y = Number(positions[index * 2 + 1]);
  if (!Number.isFinite(x + y)) return false;
  out[at * 2] = x;
  out[at * 2 + 1] = y;
  return true;
}

function colorOf(entity: EntityPath, color: number | undefined, classId: number | bigint | undefined): PackedColor {
  if (color !== undefined) return color;
  return classId !== undefined ? classColor(Number(classId)) : entityColor(entity);
}

function radiusOf(radius: number | bigint | undefined, fallback: number): number {
  const value = Number(radius);
  // -0 counts as CSS pixels as any negative radius does; a radius of nothing would hide the instance without a word.
  return Number.isFinite(value) && value !== 0 ? value : fallback;
}

function sameRow(a: RowRef | undefined, b: RowRef | undefined): boolean {
  return (
    a === b || (a !== undefined && b !== undefined && a.chunk === b.chunk && a.row === b.row && a.column === b.column)
  );
}
