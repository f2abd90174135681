import DOMPurify, { type Config } from 'dompurify';
import { parseMarkdown, pictureOf } from './parse-markdown.ts';

/** What Markdown makes, and nothing that loads, runs, or takes input. */
const ALLOWED_TAGS = [
  ...[
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'p',
    'br',
    'hr',
    'blockquote',
    'pre',
    'code',
    'ul',
    'ol',
    'li',
    'div',
    'span',
  ],
  ...[
    'strong',
    'em',
    'b',
    'i',
    'u',
    's',
    'del',
    'ins',
    'mark',
    'small',
    'sub',
    'sup',
    'kbd',
    'abbr',
    'details',
    'summary',
  ],
  ...['table', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'caption', 'a', 'img'],
];
const CONFIG: Config = {
  ALLOWED_TAGS,
  // No class, id or style: the data must not dress up as the page.
  ALLOWED_ATTR: ['href', 'src', 'alt', 'title', 'align', 'colspan', 'rowspan', 'start', 'open'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

/** A picture in the document itself; anything else would tell a stranger that the document is being read. */
const INLINE_IMAGE = /^data:image\/(?:png|jpeg|gif|webp|avif);base64,/i;
const WEB_LINK = /^(?:https?:|mailto:)/i;

/** A rendered document. */
export interface RenderedMarkdown {
  readonly fragment: DocumentFragment;
  /** What could not be rendered, for the reader. */
  readonly notes: readonly string[];
}

/**
 * Markdown from a recording as elements of this page. Recordings come from strangers: nothing in them runs, loads from
 * the network or looks like a part of the page. Undefined where nothing can be made of it.
 */
export function renderMarkdown(markdown: string): RenderedMarkdown | undefined {
  const parsed = parseMarkdown(markdown);
  if (parsed === undefined) return undefined;
  const fragment = DOMPurify.sanitize(parsed.html, { ...CONFIG, RETURN_DOM_FRAGMENT: true });
  for (const image of fragment.querySelectorAll('img')) {
    const address = image.getAttribute('src') ?? '';
    const picture = pictureOf(address, parsed.images);
    if (picture !== undefined) image.src = picture;
    else if (!INLINE_IMAGE.test(address)) image.replaceWith(imagePlaceholder(image));
  }
  for (const link of fragment.querySelectorAll('a')) {
    if (WEB_LINK.test(link.getAttribute('href') ?? '')) {
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
    } else link.removeAttribute('href');
  }
  for (const element of fragment.querySelectorAll('[src]:not(img)')) element.removeAttribute('src');
  return { fragment, notes: parsed.notes };
}

function imagePlaceholder(image: HTMLImageElement): HTMLElement {
  const note = document.createElement('em');
  note.textContent = `[image not loaded: ${image.alt || image.getAttribute('src') || 'no address'}]`;
  return note;
}
