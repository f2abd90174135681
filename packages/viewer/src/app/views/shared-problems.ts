import type { EntityPath } from '@rushes/proto';

/** Why something that was logged is not drawn, or not wholly. */
export interface ViewProblem {
  readonly entity: EntityPath;
  /** What was expected and what was found. */
  readonly reason: string;
}

/** More of them say nothing new. */
const MAX_LISTED = 20;

/** The problems of a view, in its lower left corner: the first in full, the others when it is opened. */
export class ProblemList {
  readonly root = document.createElement('div');
  readonly #details = document.createElement('details');
  readonly #summary = document.createElement('summary');
  readonly #list = document.createElement('ul');
  #shown = '';

  constructor() {
    this.root.className = 'view-problems';
    this.root.setAttribute('role', 'status');
    this.root.hidden = true;
    this.#details.append(this.#summary, this.#list);
    this.root.append(this.#details);
  }

  show(problems: readonly ViewProblem[]): void {
    const key = JSON.stringify(problems);
    if (key === this.#shown) return;
    this.#shown = key;
    const [first, ...others] = problems;
    this.root.hidden = first === undefined;
    if (first === undefined) return;
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    this.#summary.textContent = `${first.entity}: ${first.reason}${more}`;
    this.#list.replaceChildren(
      ...others.slice(0, MAX_LISTED).map(({ entity, reason }) => {
        const item = document.createElement('li');
        item.textContent = `${entity}: ${reason}`;
        return item;
      }),
    );
    this.root.classList.toggle('has-more', others.length > 0);
  }
}
