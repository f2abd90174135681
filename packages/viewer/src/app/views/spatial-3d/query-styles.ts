import type { EntityPath } from '@rushes/proto';
import { readBooleans, readColors, readNumbers, readTexts } from '../../data/read-column.ts';
import type { RowRef } from '../../data/recording-store.ts';
import type { Vec3 } from '../../data/transforms-affine.ts';
import { classColor, entityColor } from '../shared-colors.ts';
import { valueForInstance } from '../shared-instances.ts';
import type { Label3D } from './geometry.ts';

/** What annotations say of a class id. */
export interface ClassLook {
  readonly color: number | undefined;
  readonly label: string | undefined;
}

/** How instances that were given no colour or label look. */
export interface EntityLook {
  readonly entity: EntityPath;
  /** Undefined where no annotation speaks of the class. */
  classLook(classId: number, keypointId?: number): ClassLook | undefined;
}

/** Of these the first is used: the colour that was logged, the class's, the entity's. */
export function colorReader(
  look: EntityLook,
  colors: RowRef | undefined,
  classIds: RowRef | undefined,
  keypointIds?: RowRef,
): (instance: number) => number {
  const logged = readColors(colors);
  if (logged !== undefined && logged.length > 0) {
    const last = logged.length - 1;
    return (instance) => logged[instance < last ? instance : last] ?? 0;
  }
  const ids = readNumbers(classIds)?.numbers;
  const keypoints = readNumbers(keypointIds)?.numbers;
  if ((ids === undefined || ids.length === 0) && (keypoints === undefined || keypoints.length === 0)) {
    const color = entityColor(look.entity);
    return () => color;
  }
  const known = new Map<string, number>();
  return (instance) => {
    const id = Number(valueForInstance<number | bigint>(ids, instance) ?? 0);
    const keypoint = valueForInstance<number | bigint>(keypoints, instance);
    const key = `${id} ${keypoint}`;
    let color = known.get(key);
    if (color === undefined) {
      const fallback = keypoint === undefined ? id : Number(keypoint);
      color = look.classLook(id, keypoint === undefined ? undefined : Number(keypoint))?.color ?? classColor(fallback);
      known.set(key, color);
    }
    return color;
  };
}

/** Radii with the last one repeated. One of nothing or of NaN would hide the instance without a word: it gets the default. */
export function radiusReader(radii: RowRef | undefined, fallback: number): (instance: number) => number {
  const logged = readNumbers(radii)?.numbers;
  if (logged === undefined || logged.length === 0) return () => fallback;
  const last = logged.length - 1;
  return (instance) => {
    const value = Number(logged[instance < last ? instance : last]);
    return Number.isFinite(value) && value !== 0 ? value : fallback;
  };
}

/** From this many instances on, labels hide more than they tell, unless asked for. */
const MANY_INSTANCES = 30;
/** More are never drawn: nobody could read them. */
const MAX_LABELS = 500;

export interface LabelRows {
  readonly labels: RowRef | undefined;
  readonly show_labels: RowRef | undefined;
  readonly class_ids: RowRef | undefined;
  readonly keypoint_ids?: RowRef | undefined;
}

/**
 * The labels to draw. One label for many instances stands once, in the middle of all.
 *
 * @param instanceAt The logged instance of the one drawn at an index.
 */
export function readLabels(
  look: EntityLook,
  rows: LabelRows,
  count: number,
  total: number,
  instanceAt: (index: number) => number,
  placeOf: (index: number) => Vec3,
  colorOf: (instance: number) => number,
): readonly Label3D[] {
  const shown = readBooleans(rows.show_labels)?.[0];
  const texts = readTexts(rows.labels) ?? [];
  const isShown = shown === undefined ? texts.length === 1 || total < MANY_INSTANCES : Boolean(shown);
  if (!isShown || count === 0) return [];
  const classIds = readNumbers(rows.class_ids)?.numbers;
  const keypointIds = readNumbers(rows.keypoint_ids)?.numbers;
  if (texts.length === 1 && total > 1) {
    return [{ text: texts[0] ?? '', at: meanPlace(count, placeOf), color: colorOf(0), instance: 0 }];
  }
  if (texts.length === 0 && (classIds?.length ?? 0) === 0) return [];
  const labels: Label3D[] = [];
  for (let index = 0; index < Math.min(count, MAX_LABELS); index++) {
    const instance = instanceAt(index);
    const keypoint = valueForInstance<number | bigint>(keypointIds, instance);
    const classId = valueForInstance<number | bigint>(classIds, instance);
    const text =
      texts[instance] ??
      (classId === undefined
        ? undefined
        : look.classLook(Number(classId), keypoint === undefined ? undefined : Number(keypoint))?.label);
    if (text !== undefined && text !== '')
      labels.push({ text, at: placeOf(index), color: colorOf(instance), instance });
  }
  return labels;
}

function meanPlace(count: number, placeOf: (index: number) => Vec3): Vec3 {
  let [x, y, z] = [0, 0, 0];
  // Where a label stands need not be exact: of very many a part tells enough.
  const step = Math.ceil(count / 1000);
  let taken = 0;
  for (let index = 0; index < count; index += step) {
    const at = placeOf(index);
    x += at[0];
    y += at[1];
    z += at[2];
    taken++;
  }
  return [x / taken, y / taken, z / taken];
}
