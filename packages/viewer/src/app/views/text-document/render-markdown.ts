import DOMPurify, { type Config } from 'dompurify';
import { marked } from 'marked';

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

/**
 * Markdown from a recording as elements of this page. Recordings come from strangers: nothing in them runs, loads from
 * the network or looks like a part of the page.
 */
export function renderMarkdown(markdown: string): DocumentFragment {
  const html = marked.parse(markdown, { async: false, gfm: true });
  const fragment = DOMPurify.sanitize(html, { ...CONFIG, RETURN_DOM_FRAGMENT: true });
  for (const image of fragment.querySelectorAll('img')) {
    if (!INLINE_IMAGE.test(image.getAttribute('src') ?? '')) image.replaceWith(imagePlaceholder(image));
  }
  for (const link of fragment.querySelectorAll('a')) {
    if (WEB_LINK.test(link.getAttribute('href') ?? '')) {
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
    } else link.removeAttribute('href');
  }
  for (const element of fragment.querySelectorAll('[src]:not(img)')) element.removeAttribute('src');
  return fragment;
}

function imagePlaceholder(image: HTMLImageElement): HTMLElement {
  const note = document.createElement('em');
  note.textContent = `[image not loaded: ${image.alt || image.getAttribute('src') || 'no address'}]`;
  return note;
}
