import { type TileSource, templateProblem } from './tile-source.ts';

/** Where a person says where the map's tiles come from. */
export class TileForm {
  readonly root = document.createElement('details');
  readonly #template = field('url', 'https://…/{z}/{x}/{y}.png', 'Address of the tiles');
  readonly #attribution = field('text', '© …', 'Attribution');
  readonly #note = document.createElement('p');

  /** @param onSave Gets undefined for no tiles; gives what there is to say, if anything. */
  constructor(onSave: (source: TileSource | undefined) => string | undefined) {
    this.root.className = 'view-map-form';
    const summary = document.createElement('summary');
    summary.textContent = 'Tiles';
    const form = document.createElement('form');
    const save = document.createElement('button');
    save.type = 'submit';
    save.className = 'view-tool';
    save.textContent = 'Use';
    this.#note.className = 'view-map-note';
    this.#note.setAttribute('role', 'status');
    this.#note.textContent = 'Kept in this browser only. Its server learns which part of the world you look at.';
    form.append(this.#template, this.#attribution, save, this.#note);
    form.noValidate = true;
    this.root.append(summary, form);
    // The page's shortcuts must not act on what is typed here.
    this.root.addEventListener('keydown', (event) => event.stopPropagation());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const template = this.#template.value.trim();
      const problem = template === '' ? undefined : templateProblem(template);
      if (problem !== undefined) {
        this.#note.textContent = problem;
        return;
      }
      const source = template === '' ? undefined : { template, attribution: this.#attribution.value.trim() };
      const said = onSave(source);
      this.#note.textContent = said ?? (source === undefined ? 'No tiles from now on.' : 'In use.');
      if (said === undefined) this.root.open = false;
    });
  }

  show(source: TileSource | undefined): void {
    this.#template.value = source?.template ?? '';
    this.#attribution.value = source?.attribution ?? '';
  }
}

function field(type: 'url' | 'text', placeholder: string, label: string): HTMLInputElement {
  const input = document.createElement('input');
  input.type = type;
  input.placeholder = placeholder;
  input.setAttribute('aria-label', label);
  input.spellcheck = false;
  return input;
}
