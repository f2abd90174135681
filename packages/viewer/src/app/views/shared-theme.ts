import type { ViewContext, ViewHost } from './view.ts';

/** The page's colours, for what is drawn on a canvas: CSS variables do not reach there. */
export interface ThemeColors {
  /** Tells colours of different themes apart. */
  readonly key: string;
  readonly background: string;
  readonly surface: string;
  readonly text: string;
  readonly textDim: string;
  readonly accent: string;
  readonly border: string;
  readonly borderSoft: string;
  readonly warn: string;
}

/** Reads the colours of the page's theme off an element, and again when the theme changes. */
export class ThemeReader {
  readonly #element: HTMLElement;
  readonly #host: ViewHost;
  #colors: ThemeColors | undefined;

  constructor(element: HTMLElement, host: ViewHost) {
    this.#element = element;
    this.#host = host;
  }

  read(theme: ViewContext['theme']): ThemeColors {
    const applied = this.#element.closest<HTMLElement>('[data-theme]')?.dataset.theme;
    // The page may ask for a draw before its style sheet has followed: the colours would be those of the old theme.
    if (applied !== undefined && applied !== theme) this.#host.invalidate();
    const key = `${theme} ${applied}`;
    if (this.#colors?.key !== key) {
      const styles = getComputedStyle(this.#element);
      const variable = (name: string, fallback: string) => styles.getPropertyValue(name).trim() || fallback;
      this.#colors = {
        key,
        background: variable('--bg', '#14161a'),
        surface: variable('--surface', '#1c1f24'),
        text: variable('--text', '#e8eaed'),
        textDim: variable('--text-dim', '#9aa0a8'),
        accent: variable('--accent', '#4c9dff'),
        border: variable('--border', '#33373d'),
        borderSoft: variable('--border-soft', '#24282e'),
        warn: variable('--warn', '#e7a93c'),
      };
    }
    return this.#colors;
  }
}
