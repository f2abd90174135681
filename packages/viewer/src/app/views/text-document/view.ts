import { MAX_TIME } from '@rushes/proto';
import { type MountedView, type ViewClass, type ViewContext, ViewKind, type ViewSpec } from '../view.ts';
import '../views.css';
import './text-document.css';
import {
  type DocumentRows,
  documentRows,
  isDocument,
  isSameDocument,
  readDocument,
  suggestDocuments,
  type TextDocumentContent,
} from './document-query.ts';
import { renderMarkdown } from './render-markdown.ts';
import { beginningNote, textBeginning } from './text-beginning.ts';

/** A text, plain or Markdown, as it was at the cursor. */
export const textDocumentView: ViewClass = {
  kind: ViewKind.TextDocument,
  suggest: suggestDocuments,
  mount: (element, spec) => new TextDocumentView(element, spec),
};

class TextDocumentView implements MountedView {
  readonly #root = document.createElement('div');
  readonly #element: HTMLElement;
  readonly #spec: ViewSpec;
  #rows: DocumentRows | undefined;
  #shown: string | undefined;

  constructor(element: HTMLElement, spec: ViewSpec) {
    this.#element = element;
    this.#spec = spec;
    this.#root.className = 'view view-doc';
    this.#root.tabIndex = 0;
    element.append(this.#root);
    element.setAttribute('role', 'document');
    element.setAttribute('aria-label', `Text of ${spec.origin}`);
  }

  resize(_widthPx: number, _heightPx: number, _pixelRatio: number): void {
    // Text flows by itself.
  }

  draw(context: ViewContext): boolean {
    const { store, timeline, contents } = context;
    // Without any time there is only static data, which is the same at all times.
    const time = context.time ?? MAX_TIME;
    const origin = this.#spec.origin;
    const entity = contents.includes(origin) ? origin : contents.find((each) => isDocument(store, each));
    const rows = entity === undefined ? undefined : documentRows(store, entity, timeline, time);
    // Decoding a large text with every draw would be slow.
    if (this.#shown !== undefined && isSameDocument(rows, this.#rows)) return true;
    this.#rows = rows;
    const content = readDocument(rows);
    // Told apart by what is shown, not by the row: a document logged again unchanged keeps the reader's selection.
    const key = JSON.stringify(content ?? null);
    if (key === this.#shown) return true;
    this.#shown = key;
    const { scrollTop } = this.#root;
    this.#root.replaceChildren(...(content === undefined ? [emptyText()] : contentElements(content)));
    this.#root.scrollTop = scrollTop;
    return true;
  }

  dispose(): void {
    this.#root.remove();
    this.#element.removeAttribute('role');
    this.#element.removeAttribute('aria-label');
  }
}

/** Characters of plain text that are shown: browsers lay out more only slowly. */
const MAX_PLAIN = 500_000;

function contentElements(content: TextDocumentContent): HTMLElement[] {
  const { text, format, unknownType } = content;
  const notes: string[] = [];
  if (unknownType !== undefined) notes.push(`Shown as plain text: nothing here displays “${unknownType}”.`);
  const rendered = format === 'markdown' ? renderMarkdown(text) : undefined;
  const body = document.createElement(rendered === undefined ? 'pre' : 'div');
  if (rendered === undefined) {
    if (format === 'markdown') notes.push('Shown as it was written: it is nested too deeply to be rendered.');
    body.className = 'view-doc-plain';
    body.textContent = textBeginning(text, MAX_PLAIN);
    const cut = beginningNote(body.textContent.length, text.length);
    if (cut !== undefined) notes.push(cut);
  } else {
    body.className = 'view-doc-markdown';
    body.append(rendered.fragment);
    notes.push(...rendered.notes);
  }
  return [...notes.map(noteElement), body];
}

function noteElement(text: string): HTMLElement {
  const note = document.createElement('p');
  note.className = 'view-doc-note';
  note.textContent = text;
  return note;
}

function emptyText(): HTMLElement {
  const element = document.createElement('div');
  element.className = 'view-empty';
  element.textContent = 'No text at this time.';
  return element;
}
