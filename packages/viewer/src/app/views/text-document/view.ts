import { MAX_TIME } from '@rushes/proto';
import { type MountedView, type ViewClass, type ViewContext, ViewKind, type ViewSpec } from '../view.ts';
import '../views.css';
import './text-document.css';
import { documentAt, suggestDocuments, type TextDocumentContent } from './document-query.ts';
import { renderMarkdown } from './render-markdown.ts';

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
    const { origin } = this.#spec;
    // Without any time there is only static data, which is the same at all times.
    const content = context.isVisible(origin)
      ? documentAt(context.store, origin, context.timeline, context.time ?? MAX_TIME)
      : undefined;
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

function contentElements(content: TextDocumentContent): HTMLElement[] {
  const elements: HTMLElement[] = [];
  if (content.unknownType !== undefined) {
    const note = document.createElement('p');
    note.className = 'view-doc-note';
    note.textContent = `Shown as plain text: nothing here displays “${content.unknownType}”.`;
    elements.push(note);
  }
  const body = document.createElement(content.format === 'markdown' ? 'div' : 'pre');
  body.className = content.format === 'markdown' ? 'view-doc-markdown' : 'view-doc-plain';
  if (content.format === 'markdown') body.append(renderMarkdown(content.text));
  else body.textContent = content.text;
  elements.push(body);
  return elements;
}

function emptyText(): HTMLElement {
  const element = document.createElement('div');
  element.className = 'view-empty';
  element.textContent = 'No text at this time.';
  return element;
}
