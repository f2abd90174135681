// The viewer for other people's pages. Importing it touches neither `window` nor `document`, and loads little: the viewer itself comes
// with the first `mount`.

export type {
  ControlError,
  ControlEvents,
  ControlFrame,
  ControlRecording,
  ControlSample,
  ControlTime,
  ControlTimeline,
  ControlVideo,
  RushesControl,
} from '../app/state/control.ts';
export { mount, type ViewerHandle } from './mount.ts';
export type {
  ViewerListeners,
  ViewerLookOptions,
  ViewerOptions,
  ViewerPanels,
  ViewerSource,
} from './options.ts';
