import type { AnnotationInfo, Annotations } from '../../data/annotations.ts';
import { classColor, type PackedColor } from '../shared-colors.ts';
import { valueForInstance } from '../shared-instances.ts';
import type { Bones } from './overlay.ts';

type Ids = ArrayLike<number | bigint>;

/** What class and keypoint ids say of each instance, by its logged index. */
export interface InstanceClasses {
  /** Some class or keypoint that is used has a name. */
  readonly hasLabels: boolean;
  colorOf(index: number): PackedColor | undefined;
  labelOf(index: number): string | undefined;
  classOf(index: number): number;
  keypointOf(index: number): number | undefined;
  readonly annotations: Annotations;
}

/** Undefined when there are no ids. Keypoints without a class are of class 0. */
export function instanceClasses(
  annotations: Annotations,
  classIds: Ids | undefined,
  keypointIds: Ids | undefined,
): InstanceClasses | undefined {
  const hasClasses = classIds !== undefined && classIds.length > 0;
  const hasKeypoints = keypointIds !== undefined && keypointIds.length > 0;
  if (!hasClasses && !hasKeypoints) return undefined;
  const classOf = (index: number) => Number(valueForInstance(classIds, index) ?? 0);
  const keypointOf = (index: number) => {
    const id = valueForInstance(keypointIds, index);
    return id === undefined ? undefined : Number(id);
  };
  const infosOf = (index: number): readonly (AnnotationInfo | undefined)[] => {
    const ofClass = annotations.classes.get(classOf(index));
    const keypoint = keypointOf(index);
    return keypoint === undefined ? [ofClass] : [ofClass?.keypoints.get(keypoint), ofClass];
  };
  return {
    annotations,
    classOf,
    keypointOf,
    hasLabels: [...annotations.classes.values()].some(
      (each) => each.label !== undefined || [...each.keypoints.values()].some(({ label }) => label !== undefined),
    ),
    colorOf: (index) => {
      const logged = infosOf(index).find((info) => info?.color !== undefined)?.color;
      // Keypoints are told apart by their own ids where nothing gives them a colour.
      return logged ?? classColor(keypointOf(index) ?? classOf(index));
    },
    labelOf: (index) => infosOf(index).find((info) => info?.label !== undefined)?.label,
  };
}

/** The skeletons: lines between the keypoints of one class, where its annotation connects them. */
export function bonesOf(
  placed: { readonly count: number; readonly geometry: Float64Array; readonly instances: Int32Array | undefined },
  classes: InstanceClasses,
): Bones | undefined {
  const { annotations } = classes;
  if (![...annotations.classes.values()].some(({ connections }) => connections.length > 0)) return undefined;
  /** Position of a keypoint, by class and keypoint id. */
  const positions = new Map<number, Map<number, number>>();
  for (let position = 0; position < placed.count; position++) {
    const index = placed.instances?.[position] ?? position;
    const keypoint = classes.keypointOf(index);
    if (keypoint === undefined) continue;
    const classId = classes.classOf(index);
    const ofClass = positions.get(classId) ?? new Map<number, number>();
    positions.set(classId, ofClass.set(keypoint, position));
  }
  const geometry: number[] = [];
  const colors: number[] = [];
  for (const [classId, ofClass] of positions) {
    const annotation = annotations.classes.get(classId);
    for (const [from, to] of annotation?.connections ?? []) {
      const a = ofClass.get(from);
      const b = ofClass.get(to);
      if (a === undefined || b === undefined) continue;
      geometry.push(...placed.geometry.subarray(a * 2, a * 2 + 2), ...placed.geometry.subarray(b * 2, b * 2 + 2));
      colors.push(annotation?.color ?? classColor(classId));
    }
  }
  return { geometry: Float64Array.from(geometry), colors: Uint32Array.from(colors) };
}
