import type { PlainValue } from '../view.ts';

/** What the bar above the table asks for. */
export interface BarActions {
  /** What was typed changed. */
  changed(): void;
  /** Keeps a choice with the view. */
  choose(patch: Readonly<Record<string, PlainValue | undefined>>): void;
  save(): void;
}

/** What is chosen. */
export interface BarChoice {
  readonly timelines: readonly string[];
  /** Undefined: the one of the cursor. */
  readonly timeline: string | undefined;
  readonly fill: boolean;
  readonly all: boolean;
}

/** The filter, the switches, how much there is, and the button that saves it. */
export class FrameBar {
  readonly root = document.createElement('div');
  readonly #input = document.createElement('input');
  readonly #fill = toggle('Fill', 'Show the latest value before in cells without a value of their own', true);
  readonly #all = toggle('All entities', 'List entities that other views show, too', false);
  readonly #timeline = document.createElement('select');
  #timelines = '';
  readonly #count = document.createElement('span');
  readonly #save = document.createElement('button');

  constructor(actions: BarActions) {
    this.root.className = 'view-df-bar';
    this.#input.type = 'search';
    this.#input.placeholder = 'Filter entities and components';
    this.#input.setAttribute('aria-label', 'Filter the columns by entity and component');
    this.#input.addEventListener('input', () => actions.changed());
    // The page's shortcuts (space, arrows) must not act on what is typed here.
    this.#input.addEventListener('keydown', (event) => event.stopPropagation());
    this.#fill.addEventListener('click', () => actions.choose({ fill: !isPressed(this.#fill) }));
    this.#all.addEventListener('click', () => actions.choose({ all: !isPressed(this.#all) }));
    this.#timeline.setAttribute('aria-label', 'Timeline of the lines');
    this.#timeline.className = 'view-df-timeline';
    this.#timeline.addEventListener('change', () => actions.choose({ timeline: this.#timeline.value || undefined }));
    this.#timeline.addEventListener('keydown', (event) => event.stopPropagation());
    this.#count.className = 'view-df-count';
    this.#count.setAttribute('role', 'status');
    this.#save.type = 'button';
    this.#save.textContent = 'Save CSV';
    this.#save.title = 'Save all loaded lines of this table as a CSV file';
    this.#save.addEventListener('click', () => actions.save());
    this.root.append(this.#input, this.#timeline, this.#fill, this.#all, this.#count, this.#save);
  }

  get typed(): string {
    return this.#input.value;
  }

  showChoice({ timelines, timeline, fill, all }: BarChoice): void {
    this.#fill.setAttribute('aria-pressed', String(fill));
    this.#all.setAttribute('aria-pressed', String(all));
    const key = JSON.stringify([timelines, timeline]);
    if (key === this.#timelines) return;
    this.#timelines = key;
    this.#timeline.hidden = timelines.length < 2;
    const options = timelines.map((name) => new Option(name, name, false, name === timeline));
    this.#timeline.replaceChildren(new Option('Timeline of the cursor', '', false, timeline === undefined), ...options);
  }

  show(count: string, saving: boolean): void {
    if (this.#count.textContent !== count) this.#count.textContent = count;
    if (this.#save.disabled !== saving) this.#save.disabled = saving;
  }
}

function toggle(text: string, title: string, pressed: boolean): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'view-df-toggle';
  button.textContent = text;
  button.title = title;
  button.setAttribute('aria-pressed', String(pressed));
  return button;
}

function isPressed(button: HTMLButtonElement): boolean {
  return button.getAttribute('aria-pressed') === 'true';
}
