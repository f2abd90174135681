import { adoptStyles } from './styles.ts';

/** The place of one viewer in somebody's page. */
export interface ViewerRoot {
  /** Holds everything of the viewer; carries `data-theme`. */
  readonly element: HTMLElement;
  dispose(): void;
}

/** What no style of the page around can change: the viewer fills the element that it was given, and is seen. */
const HOST_STYLE: readonly (readonly [name: string, value: string])[] = [
  ['all', 'initial'],
  ['display', 'block'],
  ['position', 'relative'],
  ['width', '100%'],
  ['height', '100%'],
  ['overflow', 'hidden'],
];

/**
 * Makes the element that a viewer lives in. In somebody's page (`isIsolated`) it is in a shadow root, so that neither side's styles and
 * ids reach the other; in the viewer's own page scripts and tests find what is in it, as in any page. What is in the top layer (popovers) is placed by the window, so the root tells it where it is, as `--root-top` and so on.
 */
export function createViewerRoot(container: HTMLElement, isIsolated: boolean): ViewerRoot {
  const host = document.createElement('div');
  for (const [name, value] of HOST_STYLE) host.style.setProperty(name, value, 'important');
  const place = isIsolated ? host.attachShadow({ mode: 'open' }) : host;
  const element = document.createElement('div');
  element.className = 'rushes';
  // Clicked, it has the focus if nothing in it takes it: keys go to the viewer that was touched last.
  element.tabIndex = -1;
  const dropStyles = adoptStyles(place instanceof ShadowRoot ? place : document);
  place.append(element);
  container.append(host);
  const ended = new AbortController();
  const options = { signal: ended.signal, capture: true };
  element.addEventListener('beforetoggle', () => tellPlace(element), options);
  // Not before the browser has given the focus to what was pressed: to be asked for it counts as by keyboard.
  element.addEventListener('pointerup', () => takeFocus(element), options);
  return {
    element,
    dispose: () => {
      ended.abort();
      dropStyles();
      host.remove();
    },
  };
}

function tellPlace(element: HTMLElement): void {
  const { top, right, bottom, left } = element.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const distances = { top, left, right: clientWidth - right, bottom: clientHeight - bottom };
  for (const [side, px] of Object.entries(distances))
    element.style.setProperty(`--root-${side}`, `${Math.max(0, px)}px`);
}

function takeFocus(element: HTMLElement): void {
  const root = element.getRootNode();
  if (root instanceof ShadowRoot && root.activeElement === null) element.focus({ preventScroll: true });
}
