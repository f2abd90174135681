import type { PlainStruct } from '@rushes/proto';
import { type Color, toColor } from './color.ts';
import { describe } from './describe.ts';
import { toUint } from './integer.ts';
import { toText } from './text.ts';

/**
 * What a number stands for: the number, and how to show it. Short: `[id, label, color]`.
 *
 * @group Archetypes
 */
export type AnnotationInput =
  | readonly [id: number, label?: string | undefined, color?: Color | undefined]
  | {
      /** 0 to 65535. */
      readonly id: number;
      /** Default: the number. */
      readonly label?: string | undefined;
      /** Default: a colour made from the number. */
      readonly color?: Color | undefined;
    };

/**
 * One class of an annotation context: its number, label and colour, and for skeletons the keypoints and the lines between them.
 *
 * @group Archetypes
 */
export type ClassDescriptionInput =
  | AnnotationInput
  | {
      /** 0 to 65535. */
      readonly id: number;
      /** Default: the number. */
      readonly label?: string | undefined;
      /** Default: a colour made from the number. */
      readonly color?: Color | undefined;
      /** What the keypoint ids of instances of this class stand for. */
      readonly keypointAnnotations?: readonly AnnotationInput[] | undefined;
      /** Pairs of keypoint ids that a line is drawn between. */
      readonly keypointConnections?: readonly (readonly [number, number])[] | undefined;
    };

/** What a number stands for, as the column has it. */
export interface AnnotationStruct extends PlainStruct {
  readonly id: number;
  readonly label: string | null;
  readonly color: number | null;
}

/** One class, as the column has it. */
export interface ClassStruct extends PlainStruct {
  readonly class_id: number;
  readonly class_description: {
    readonly info: AnnotationStruct;
    readonly keypoint_annotations: readonly AnnotationStruct[];
    readonly keypoint_connections: readonly { readonly keypoint0: number; readonly keypoint1: number }[];
  };
}

/** One element per class. */
export function toClassDescriptions(where: string, input: readonly ClassDescriptionInput[]): readonly ClassStruct[] {
  if (!Array.isArray(input)) {
    throw new TypeError(`${where} must be an array of classes [id, label, color], but is ${describe(input)}.`);
  }
  return input.map((entry: ClassDescriptionInput, i) => toClassDescription(`${where}[${i}]`, entry));
}

function toClassDescription(where: string, input: ClassDescriptionInput): ClassStruct {
  const info = toAnnotation(where, input);
  const { keypointAnnotations = [], keypointConnections = [] } =
    'keypointAnnotations' in input || 'keypointConnections' in input ? input : {};
  return {
    class_id: info.id,
    // Lists are never null here, be they empty.
    class_description: {
      info,
      keypoint_annotations: keypointAnnotations.map((keypoint, i) =>
        toAnnotation(`${where}.keypointAnnotations[${i}]`, keypoint),
      ),
      keypoint_connections: keypointConnections.map((pair, i) =>
        toConnection(`${where}.keypointConnections[${i}]`, pair),
      ),
    },
  };
}

function toAnnotation(where: string, input: AnnotationInput): AnnotationStruct {
  if (typeof input !== 'object' || input === null) {
    throw new TypeError(`${where} must be [id, label, color] or {id, label, color}, but is ${describe(input)}.`);
  }
  const { id, label, color } = isTuple(input) ? { id: input[0], label: input[1], color: input[2] } : input;
  return {
    id: toUint(`${where}.id`, id, 0xffff),
    label: label === undefined ? null : toText(`${where}.label`, label),
    color: color === undefined ? null : toColor(`${where}.color`, color),
  };
}

function toConnection(where: string, pair: unknown): { readonly keypoint0: number; readonly keypoint1: number } {
  if (!Array.isArray(pair) || pair.length !== 2) {
    throw new TypeError(`${where} must be a pair of keypoint ids, but is ${describe(pair)}.`);
  }
  return { keypoint0: toUint(`${where}[0]`, pair[0], 0xffff), keypoint1: toUint(`${where}[1]`, pair[1], 0xffff) };
}

function isTuple(input: AnnotationInput): input is Extract<AnnotationInput, readonly unknown[]> {
  return Array.isArray(input);
}
