import type { AppStore } from '../state/app-store.ts';
import type { Command } from '../state/commands.ts';
import { layoutFromJson, layoutToJson } from '../state/layout-json.ts';
import { type PageLink, readLink, writeLink } from '../state/page-link.ts';
import { activeRecording, currentTime } from '../state/selectors.ts';
import type { AppState } from '../state/state.ts';

export interface LinkWorld {
  readonly app: AppStore;
  /** Opens a file as the hub lists it. */
  openFile(url: string): void;
  /** The address of this page with a hash; undefined: the page has none of its own. */
  readonly linkTo: ((hash: string) => string) | undefined;
}

/** A link to what is shown. */
export interface MadeLink {
  readonly address: string;
  /** What it cannot bring back, as a sentence; undefined: it brings back all. */
  readonly shortcoming: string | undefined;
}

/** Makes links to what the page shows, and goes where a link leads. */
export class PageLinks {
  readonly #world: LinkWorld;
  #stopWaiting: (() => void) | undefined;

  constructor(world: LinkWorld) {
    this.#world = world;
  }

  /** The page has an address that links can lead to, and a recording to lead to. */
  get isPossible(): boolean {
    return this.#world.linkTo !== undefined && this.#world.app.state.active !== undefined;
  }

  make(): MadeLink | undefined {
    const { app, linkTo } = this.#world;
    const link = linkOf(app.state);
    if (link === undefined || linkTo === undefined) return undefined;
    const { hash, isLayoutLeftOut } = writeLink(link);
    const isLocal = activeRecording(app.state)?.origin.kind === 'file' && link.file === undefined;
    const shortcoming = isLocal
      ? 'The recording is a file of this computer: whoever follows the link has to open it as well.'
      : isLayoutLeftOut
        ? 'The layout of the views is too large for a link and was left out.'
        : undefined;
    return { address: linkTo(hash), shortcoming };
  }

  /** Goes where the hash of an address leads, as soon as its recording is there; says so if it is no good. */
  open(hash: string): void {
    this.dispose();
    const { app } = this.#world;
    const read = readLink(hash);
    if (!read.ok) {
      if (read.problem !== undefined) this.#complain(`The link cannot be followed: ${read.problem}.`);
      return;
    }
    const { link } = read;
    const { file } = link;
    let isAsked = file === undefined || app.state.files.some(({ url }) => url === file);
    let isTold = false;
    const look = (): void => {
      const { recordings, files } = app.state;
      if (recordings?.some(({ id }) => id === link.recording)) {
        this.dispose();
        if (isTold) app.dispatch({ kind: 'tell', notice: undefined });
        for (const command of commandsOf(link)) app.dispatch(command);
      } else if (!isAsked && file !== undefined) {
        isAsked = true;
        this.#world.openFile(file);
      } else if (recordings !== undefined && !isTold && !files.some(({ status }) => status.kind === 'opening')) {
        isTold = true;
        this.#complain(
          `The link leads to the recording “${link.recording}”, which is not here. It is followed as soon as it is.`,
        );
      }
    };
    this.#stopWaiting = app.subscribe(look);
    look();
  }

  /** Ends waiting for the recording of a link. */
  dispose(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
  }

  #complain(text: string): void {
    this.#world.app.dispatch({ kind: 'tell', notice: { kind: 'problem', text } });
  }
}

function linkOf(state: AppState): PageLink | undefined {
  const { active, time, range, timeView, selected, selectedInstance } = state;
  if (active === undefined) return undefined;
  const origin = activeRecording(state)?.origin;
  const opened = origin?.kind === 'file' ? state.files.find(({ id }) => id === origin.file)?.url : undefined;
  return {
    recording: active,
    file: origin?.kind === 'served-file' ? origin.url : opened,
    timeline: time.timeline,
    time: time.mode === 'following' ? undefined : currentTime(state),
    selected,
    instance: selectedInstance,
    range,
    timeView,
    layout: layoutToJson(state.layout),
  };
}

/** What leads to what the link shows, once its recording is in the list. */
function commandsOf(link: PageLink): readonly Command[] {
  const { recording, timeline, time, selected, instance, range, timeView } = link;
  const read = link.layout === undefined ? undefined : layoutFromJson(link.layout);
  const problem =
    link.layout !== undefined && read === undefined
      ? 'The layout of the link could not be read; the views are laid out by the page.'
      : read?.problems.join(' ');
  return [
    { kind: 'open-recording', recording },
    ...(read === undefined ? [] : [{ kind: 'set-layout', layout: read.layout } as const]),
    ...(problem === undefined || problem === ''
      ? []
      : [{ kind: 'tell', notice: { kind: 'problem', text: problem } } as const]),
    ...(timeline === undefined ? [] : [{ kind: 'set-timeline', name: timeline } as const]),
    time === undefined ? { kind: 'follow' } : { kind: 'set-time', time },
    { kind: 'select', entity: selected, instance },
    { kind: 'set-range', range },
    { kind: 'set-time-view', view: timeView },
  ];
}
