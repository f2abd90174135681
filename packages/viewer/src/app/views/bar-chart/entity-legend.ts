import type { EntityPath } from '@rushes/proto';
import { cssColor } from '../shared-colors.ts';
import type { BarSet } from './bar-query.ts';

/** Names and colours of the entities of a chart that has several. A click selects one. */
export class EntityLegend {
  readonly root = document.createElement('div');
  readonly #select: (entity: EntityPath) => void;
  #shown = '';

  constructor(select: (entity: EntityPath) => void) {
    this.#select = select;
    this.root.className = 'view-bar view-bars-legend';
  }

  /** True when it changed, and with it perhaps its height. */
  show(sets: readonly BarSet[]): boolean {
    const key = JSON.stringify(sets.map(({ entity, color }) => [entity, color]));
    if (key === this.#shown) return false;
    this.#shown = key;
    this.root.hidden = sets.length < 2;
    this.root.replaceChildren(...sets.map((set) => this.#entry(set)));
    return true;
  }

  #entry({ entity, color }: BarSet): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'view-bars-entry';
    const swatch = document.createElement('span');
    swatch.className = 'view-bars-swatch';
    swatch.style.background = cssColor(color);
    button.append(swatch, entity.slice(1) || entity);
    button.addEventListener('click', () => this.#select(entity));
    return button;
  }
}
