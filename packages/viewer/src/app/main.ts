import { pageSettings } from './page-address.ts';
import type { RushesControl } from './state/control.ts';
import { browserStorage } from './util/browser-storage.ts';
import { startViewer } from './viewer.ts';

declare global {
  interface Window {
    rushes: RushesControl;
  }
}

// The viewer's own page: one viewer that has the page to itself.
const element = document.getElementById('root');
if (element === null) throw new Error('index.html needs an element with the id "root".');
const { control, openLink } = await startViewer(element, pageSettings(window.location, browserStorage()));
window.rushes = control;

const showTitle = (): void => {
  const active = control.recordings().find((recording) => recording.active);
  document.title = active === undefined ? 'Rushes' : `${active.applicationId} · Rushes`;
};
control.on('recordings', showTitle);
showTitle();

openLink(window.location.hash);
window.addEventListener('hashchange', () => openLink(window.location.hash));
