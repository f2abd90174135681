import { ViewKind } from '../views/view.ts';
import type { IconName } from './icons.tsx';

/** How a kind of view is called and marked wherever a person meets it. */
export interface ViewKindLook {
  readonly icon: IconName;
  readonly name: string;
  /** What it is for, in a few words. */
  readonly purpose: string;
}

export const VIEW_KIND_LOOKS = {
  [ViewKind.Spatial2D]: { icon: 'video', name: '2D', purpose: 'Video, images, boxes, points' },
  [ViewKind.Spatial3D]: { icon: 'cube', name: '3D', purpose: 'Points, meshes, cameras in space' },
  [ViewKind.TimeSeries]: { icon: 'plot', name: 'Plot', purpose: 'Numbers over time' },
  [ViewKind.StateTimeline]: { icon: 'states', name: 'States', purpose: 'States over time' },
  [ViewKind.BarChart]: { icon: 'bars', name: 'Bar chart', purpose: 'One row of numbers' },
  [ViewKind.Tensor]: { icon: 'tensor', name: 'Tensor', purpose: 'Slices of many dimensions' },
  [ViewKind.TextLog]: { icon: 'text', name: 'Log', purpose: 'Lines with levels' },
  [ViewKind.TextDocument]: { icon: 'document', name: 'Document', purpose: 'Text and Markdown' },
  [ViewKind.DataFrame]: { icon: 'table', name: 'Data', purpose: 'Any components as a table' },
  [ViewKind.Graph]: { icon: 'graph', name: 'Graph', purpose: 'Nodes and edges' },
  [ViewKind.Map]: { icon: 'map', name: 'Map', purpose: 'Places on earth' },
  [ViewKind.Unknown]: { icon: 'unknown', name: 'Unknown', purpose: 'A kind that this viewer does not have' },
} as const satisfies Record<ViewKind, ViewKindLook>;
