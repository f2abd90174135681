import { ViewKind } from './view.ts';

/** What people call each kind of view. */
export const KIND_NAMES = {
  [ViewKind.Spatial2D]: '2D',
  [ViewKind.Spatial3D]: '3D',
  [ViewKind.TimeSeries]: 'Plot',
  [ViewKind.StateTimeline]: 'States',
  [ViewKind.BarChart]: 'Bar chart',
  [ViewKind.Tensor]: 'Tensor',
  [ViewKind.TextLog]: 'Log',
  [ViewKind.TextDocument]: 'Document',
  [ViewKind.DataFrame]: 'Data',
  [ViewKind.Graph]: 'Graph',
  [ViewKind.Map]: 'Map',
  [ViewKind.Unknown]: 'Unknown',
} as const satisfies Record<ViewKind, string>;
