import type { ComponentBatch, ComponentData, FieldName } from '@rushes/proto';
import { type Colors, toColors } from '../coerce/color.ts';
import { toBoolean, toTexts } from '../coerce/text.ts';
import { type Numbers, toFloat32s, toOneFloat32, toUint16s } from '../coerce/vector.ts';
import { batchOf, checkInstances } from './archetype.ts';

/** What boxes and points have in common besides where they are. */
export interface InstanceFields {
  /** Default: the viewer's choice by entity or class. */
  readonly colors?: Colors | undefined;
  /** Line or point radius; negative values are in UI points instead of pixels of the picture. Default: the viewer's. */
  readonly radii?: Numbers | undefined;
  /** Shown beside the instance. Default: none. */
  readonly labels?: string | readonly string[] | undefined;
  /** Default: the viewer decides by the number of instances. */
  readonly showLabels?: boolean | undefined;
  /** Higher is drawn on top of lower. Default: the viewer's for the kind. */
  readonly drawOrder?: number | undefined;
  /** Integers 0 to 65535. */
  readonly classIds?: Numbers | undefined;
}

export const INSTANCE_FIELDS = ['colors', 'radii', 'labels', 'showLabels', 'drawOrder', 'classIds'] as const;

/** Appends the shared fields to `batches`, checked against the instance count of the field `of`. */
export function appendInstanceFields(
  batches: ComponentBatch[],
  archetype: 'Boxes2D' | 'Points2D',
  fields: InstanceFields,
  instances: number,
  of: string,
): void {
  const perInstance = (field: keyof InstanceFields, column: InstanceColumn, data: ComponentData) => {
    checkInstances(`${archetype}.${field}`, data.length, instances, of);
    batches.push(batchOf(archetype, column, data));
  };
  const { colors, radii, labels, showLabels, drawOrder, classIds } = fields;
  if (colors !== undefined) perInstance('colors', 'colors', toColors(`${archetype}.colors`, colors));
  if (radii !== undefined) perInstance('radii', 'radii', toFloat32s(`${archetype}.radii`, radii));
  if (labels !== undefined) perInstance('labels', 'labels', toTexts(`${archetype}.labels`, labels));
  if (showLabels !== undefined) {
    batches.push(batchOf(archetype, 'show_labels', [toBoolean(`${archetype}.showLabels`, showLabels)]));
  }
  if (drawOrder !== undefined) {
    batches.push(batchOf(archetype, 'draw_order', toOneFloat32(`${archetype}.drawOrder`, drawOrder)));
  }
  if (classIds !== undefined) perInstance('classIds', 'class_ids', toUint16s(`${archetype}.classIds`, classIds));
}

type InstanceColumn = FieldName<'Boxes2D'> & FieldName<'Points2D'>;
