import { ViewKind } from '../views/view.ts';

/** Rerun's names of the classes of views, by our kinds. */
const CLASS_NAMES = {
  [ViewKind.Spatial2D]: '2D',
  [ViewKind.Spatial3D]: '3D',
  [ViewKind.TimeSeries]: 'TimeSeries',
  [ViewKind.StateTimeline]: 'StateTimeline',
  [ViewKind.BarChart]: 'BarChart',
  [ViewKind.Tensor]: 'Tensor',
  [ViewKind.TextLog]: 'TextLog',
  [ViewKind.TextDocument]: 'TextDocument',
  [ViewKind.DataFrame]: 'Dataframe',
  [ViewKind.Graph]: 'Graph',
  [ViewKind.Map]: 'Map',
} as const satisfies Record<Exclude<ViewKind, typeof ViewKind.Unknown>, string>;

const KINDS: ReadonlyMap<string, ViewKind> = new Map(
  Object.entries(CLASS_NAMES).map(([kind, className]) => [className, kind as keyof typeof CLASS_NAMES]),
);

/** The kind of view that a blueprint means. */
export function kindOfClass(className: string): ViewKind {
  return KINDS.get(className) ?? ViewKind.Unknown;
}

export function classOfKind(kind: ViewKind, className: string | undefined): string {
  return kind === ViewKind.Unknown ? (className ?? 'Unknown') : CLASS_NAMES[kind];
}
