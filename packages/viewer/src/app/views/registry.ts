import { barChartView } from './bar-chart/view.ts';
import { dataFrameView } from './data-frame/view.ts';
import { graphView } from './graph/view.ts';
import { mapView } from './map/view.ts';
import { spatial2dView } from './spatial-2d/view.ts';
import { spatial3dView } from './spatial-3d/view.ts';
import { stateTimelineView } from './state-timeline/view.ts';
import { tensorView } from './tensor/view.ts';
import { textDocumentView } from './text-document/view.ts';
import { textLogView } from './text-log/view.ts';
import { timeSeriesView } from './time-series/view.ts';
import { unknownView } from './unknown/view.ts';
import type { ViewClass } from './view.ts';

/** Every kind of view there is. A new view is one folder beside these and one line here. */
export const VIEW_CLASSES: readonly ViewClass[] = [
  spatial2dView,
  spatial3dView,
  timeSeriesView,
  stateTimelineView,
  barChartView,
  tensorView,
  graphView,
  mapView,
  textLogView,
  textDocumentView,
  dataFrameView,
  unknownView,
];
