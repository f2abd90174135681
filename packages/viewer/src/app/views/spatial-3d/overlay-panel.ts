import type { EntityPath } from '@rushes/proto';
import { ProblemList, type ViewProblem } from '../shared-problems.ts';

/** What is said and offered over the scene. */
export interface PanelState {
  readonly problems: readonly ViewProblem[];
  /** What is on its way. */
  readonly chips: readonly string[];
  readonly isEmpty: boolean;
  readonly hasRenderer: boolean;
  readonly selected: EntityPath | undefined;
  readonly followed: EntityPath | undefined;
}

export interface PanelActions {
  reset(): void;
  follow(entity: EntityPath | undefined): void;
}

/** The buttons of a 3D view at its upper right, and its words at the lower left. */
export class OverlayPanel {
  readonly #problems = new ProblemList();
  readonly #chips = document.createElement('div');
  readonly #empty = document.createElement('div');
  readonly #follow: HTMLButtonElement;
  #told = '';
  #state: PanelState | undefined;

  constructor(root: HTMLElement, actions: PanelActions) {
    this.#chips.className = 'view-3d-chips';
    this.#empty.className = 'view-3d-empty';
    this.#empty.hidden = true;
    const bar = document.createElement('div');
    bar.className = 'view-3d-bar';
    this.#follow = button('', () =>
      actions.follow(this.#state?.followed === undefined ? this.#state?.selected : undefined),
    );
    bar.append(
      this.#follow,
      button('Reset view', () => actions.reset()),
    );
    root.append(bar, this.#empty, this.#chips, this.#problems.root);
  }

  show(state: PanelState): void {
    this.#state = state;
    this.#problems.show(state.problems);
    // Views draw with every frame; the words seldom change.
    const told = JSON.stringify([state.chips, state.isEmpty, state.hasRenderer, state.selected, state.followed]);
    if (told === this.#told) return;
    this.#told = told;
    this.#chips.replaceChildren(
      ...state.chips.map((text) => {
        const chip = document.createElement('div');
        chip.className = 'view-chip';
        chip.textContent = text;
        return chip;
      }),
    );
    this.#empty.hidden = state.hasRenderer && !state.isEmpty;
    this.#empty.textContent = state.hasRenderer
      ? 'Nothing in space at this time.'
      : 'This browser gives no WebGL 2, which 3D views are drawn with. Check that its hardware acceleration is switched on.';
    const { followed, selected } = state;
    this.#follow.hidden = followed === undefined && selected === undefined;
    this.#follow.setAttribute('aria-pressed', String(followed !== undefined));
    this.#follow.textContent =
      followed === undefined ? `Follow ${shortName(selected)}` : `Following ${shortName(followed)}`;
    this.#follow.title = followed === undefined ? `Move along with ${selected}` : `Stop moving along with ${followed}`;
  }
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.addEventListener('click', act);
  return made;
}

function shortName(entity: EntityPath | undefined): string {
  return entity?.slice(entity.lastIndexOf('/') + 1) ?? '';
}
