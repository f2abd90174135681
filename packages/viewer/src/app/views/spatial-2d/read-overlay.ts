import { NO_ANNOTATIONS, readAnnotations } from '../../data/annotations.ts';
import { readBooleans, readColors, readNumbers, readTexts } from '../../data/read-column.ts';
import { entityColor } from '../shared-colors.ts';
import { readFirstNumber, valueForInstance } from '../shared-instances.ts';
import { bonesOf, type InstanceClasses, instanceClasses } from './instance-classes.ts';
import type { Overlay } from './overlay.ts';
import { placeInstances } from './overlay-geometry.ts';
import { OVERLAY_FIELDS, type OverlayRows } from './overlay-query.ts';

/** From this many instances on, labels hide the picture more than they tell, unless asked for. */
const MANY_INSTANCES = 30;

/** Decodes the rows of an overlay and settles defaults and repeated values for every instance. */
export function readOverlay(rows: OverlayRows): Overlay {
  const { kind, entity, optional } = rows;
  const fields = OVERLAY_FIELDS[kind];
  const placed = placeInstances(kind, rows.primary, optional.place);
  const annotations = rows.annotations === undefined ? NO_ANNOTATIONS : readAnnotations(rows.annotations);
  const classes = instanceClasses(
    annotations,
    readNumbers(optional.class_ids)?.numbers,
    readNumbers(optional.keypoint_ids)?.numbers,
  );
  const radii = readNumbers(optional.radii)?.numbers;
  const colors = readColors(optional.colors);
  const colorOut = new Uint32Array(placed.count);
  const radiusOut = new Float32Array(placed.count);
  const plainColor = entityColor(entity);
  for (let position = 0; position < placed.count; position++) {
    const index = placed.instances?.[position] ?? position;
    colorOut[position] = valueForInstance(colors, index) ?? classes?.colorOf(index) ?? plainColor;
    radiusOut[position] = radiusOf(valueForInstance<number | bigint>(radii, index), fields.radius);
  }
  const labels = readTexts(optional.labels);
  const labelled = labels === undefined ? classLabels(placed, classes) : loggedLabels(placed, labels);
  const shown = readBooleans(optional.show_labels)?.[0];
  return {
    ...placed,
    ...labelled,
    kind,
    entity,
    drawOrder: readFirstNumber(optional.draw_order) ?? fields.drawOrder,
    colors: colorOut,
    radii: radiusOut,
    showLabels: shown === undefined ? labels?.length === 1 || placed.total < MANY_INSTANCES : shown === 1,
    bones: kind === 'points' && classes !== undefined ? bonesOf(placed, classes) : undefined,
  };
}

interface Labels {
  readonly labels: readonly string[];
  readonly sharedLabel: string | undefined;
}

type Placed = ReturnType<typeof placeInstances>;

function loggedLabels(placed: Placed, labels: readonly string[]): Labels {
  if (labels.length === 1 && placed.total !== 1) return { labels: [], sharedLabel: labels[0] };
  return {
    labels: forInstances(placed, labels.length === 0 ? undefined : (index) => labels[index]),
    sharedLabel: undefined,
  };
}

/** Without labels of their own, instances are called by their class or keypoint. */
function classLabels(placed: Placed, classes: InstanceClasses | undefined): Labels {
  const hasLabels = classes?.hasLabels === true;
  return {
    labels: forInstances(placed, hasLabels ? (index) => classes.labelOf(index) : undefined),
    sharedLabel: undefined,
  };
}

function forInstances(placed: Placed, labelOf: ((index: number) => string | undefined) | undefined): readonly string[] {
  if (labelOf === undefined) return [];
  return Array.from({ length: placed.count }, (_, position) => labelOf(placed.instances?.[position] ?? position) ?? '');
}

function radiusOf(radius: number | bigint | undefined, fallback: number): number {
  const value = Number(radius);
  // -0 counts as CSS pixels as any negative radius does; a radius of nothing would hide the instance without a word.
  return Number.isFinite(value) && value !== 0 ? value : fallback;
}
