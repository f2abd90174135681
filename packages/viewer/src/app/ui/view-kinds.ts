import { KIND_NAMES } from '../views/kind-names.ts';
import { ViewKind } from '../views/view.ts';
import type { IconName } from './icons.tsx';

/** How a kind of view is called and marked wherever a person meets it. */
export interface ViewKindLook {
  readonly icon: IconName;
  readonly name: string;
  /** What it is for, in a few words. */
  readonly purpose: string;
}

const LOOKS = {
  [ViewKind.Spatial2D]: { icon: 'video', purpose: 'Video, images, boxes, points' },
  [ViewKind.Spatial3D]: { icon: 'cube', purpose: 'Points, meshes, cameras in space' },
  [ViewKind.TimeSeries]: { icon: 'plot', purpose: 'Numbers over time' },
  [ViewKind.StateTimeline]: { icon: 'states', purpose: 'States over time' },
  [ViewKind.BarChart]: { icon: 'bars', purpose: 'One row of numbers' },
  [ViewKind.Tensor]: { icon: 'tensor', purpose: 'Slices of many dimensions' },
  [ViewKind.TextLog]: { icon: 'text', purpose: 'Lines with levels' },
  [ViewKind.TextDocument]: { icon: 'document', purpose: 'Text and Markdown' },
  [ViewKind.DataFrame]: { icon: 'table', purpose: 'Any components as a table' },
  [ViewKind.Graph]: { icon: 'graph', purpose: 'Nodes and edges' },
  [ViewKind.Map]: { icon: 'map', purpose: 'Places on earth' },
  [ViewKind.Unknown]: { icon: 'unknown', purpose: 'A kind that this viewer does not have' },
} as const satisfies Record<ViewKind, Omit<ViewKindLook, 'name'>>;

export const VIEW_KIND_LOOKS = Object.fromEntries(
  Object.values(ViewKind).map((kind) => [kind, { ...LOOKS[kind], name: KIND_NAMES[kind] }]),
  // `fromEntries` forgets that every kind is there.
) as unknown as Readonly<Record<ViewKind, ViewKindLook>>;
