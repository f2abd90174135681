import type { RushesControl } from './state/control.ts';
import type { PanelName, ThemeChoice } from './state/state.ts';

/** A recording file to open: its absolute address, or its bytes. */
export type FileToOpen =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'blob'; readonly blob: Blob; readonly name: string };

/** Where a viewer starts; what is left out is as it always is. */
export interface ViewerStart {
  readonly recording?: string | undefined;
  readonly timeline?: string | undefined;
  readonly time?: bigint | undefined;
  readonly follow?: boolean | undefined;
}

/** How a viewer looks; what is left out stays as it is. */
export interface ViewerLook {
  readonly theme?: ThemeChoice | undefined;
  readonly panels?: Readonly<Partial<Record<PanelName, boolean>>> | undefined;
}

/** What makes the viewer's own page and one that is embedded in somebody's page differ; everything else is the same. */
export interface ViewerSettings {
  /** Address of the hub's socket, with its token; undefined: files only. */
  readonly hubUrl: string | undefined;
  /** What paths of files count from: those that the hub lists, those that a person or a script names. Absolute. */
  readonly baseUrl: string;
  /** What a hub of another origin asks for along with paths; the viewer's own page has a cookie. */
  readonly fileToken?: string | undefined;
  readonly files: readonly FileToOpen[];
  readonly start: ViewerStart;
  /** Called before anything is heard from the hub or of a file, which may be refused before the viewer's code has been read. */
  readonly onControl?: ((control: RushesControl) => void) | undefined;
  readonly look: ViewerLook;
  /**
   * `page`: the whole page is this viewer. Keys work wherever the focus is, files may be dropped anywhere, and scripts find its views by
   * `document.querySelector`. `element`: it has its element only, in a shadow root, and keys work while the focus is in it.
   */
  readonly area: 'page' | 'element';
  /** Where preferences are kept; undefined: nowhere. */
  readonly storage: Storage | undefined;
  /** The address of the page with a hash, for links to what is shown; undefined: this viewer makes none. */
  readonly linkTo?: ((hash: string) => string) | undefined;
  /** Files of other origins are refused: the page's own content policy would not let them be read. */
  readonly refusesForeignFiles: boolean;
  /** Bytes of chunks kept of a recording in a file. */
  readonly replayBudgetBytes: number | undefined;
}
