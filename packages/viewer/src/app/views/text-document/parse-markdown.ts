import { Lexer, Parser, type Token } from 'marked';
import { beginningNote, textBeginning } from './text-beginning.ts';

/** HTML of a document, and what of it could not be made. */
export interface ParsedMarkdown {
  readonly html: string;
  readonly notes: readonly string[];
  /** Pictures of the document, which were taken out of it; in their place stands {@link placeholderOf}. */
  readonly images: readonly string[];
}

/** Characters that are rendered, pictures not counted: about a hundred pages. Browsers lay out more only slowly. */
export const MAX_MARKDOWN = 200_000;
/** Characters of a paragraph or table cell whose marks are looked at: the time that takes may grow with the square of them. */
const MAX_INLINE = 8_000;
/** Milliseconds for all such marks of a document; what comes after is shown without. */
const INLINE_MILLIS = 400;

/** The parser takes seconds to find out that this is too deep for it. */
const DEEP_QUOTE = /^(?:[ \t]*>){64}/m;
const IMAGE_ADDRESS = /data:image\/(?:png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=]{200,}/g;

/** What stands for a picture while the document is worked on; as an address it is harmless. */
export function placeholderOf(index: number): string {
  return `data:image/png;base64,PICTURE${index}`;
}

/** The picture that an address stands for. */
export function pictureOf(address: string, images: readonly string[]): string | undefined {
  const index = /^data:image\/png;base64,PICTURE(\d{1,9})$/.exec(address)?.[1];
  return index === undefined ? undefined : images[Number(index)];
}

/**
 * Markdown as HTML, not sanitised. Takes time in proportion to the text, whatever is in it: marks that would take longer are left
 * as they were written, and a note says so. Undefined where the nesting is so deep that nothing can be made of it.
 */
export function parseMarkdown(
  markdown: string,
  now: () => number = () => performance.now(),
): ParsedMarkdown | undefined {
  const images: string[] = [];
  const whole = markdown.replace(IMAGE_ADDRESS, (address) => placeholderOf(images.push(address) - 1));
  const short = textBeginning(whole, MAX_MARKDOWN);
  if (DEEP_QUOTE.test(short)) return undefined;
  try {
    const lexer = new Lexer({ gfm: true });
    lexer.blockTokens(short.replace(/\r\n|\r/g, '\n'), lexer.tokens);
    const left = readInlines(lexer, now() + INLINE_MILLIS, now);
    const cut = beginningNote(short.length, whole.length);
    const notes = cut === undefined ? [] : [cut];
    if (left > 0) notes.push(`Marks in ${left} very long or very many pieces of text are shown as they were written.`);
    return { html: Parser.parse(lexer.tokens), notes, images };
  } catch {
    // The parser calls itself for what is nested, until the browser stops it; and it throws at what it takes for a loop.
    return undefined;
  }
}

/** Reads the marks inside of paragraphs, cells and headings; gives how many were left as they are. */
function readInlines(lexer: Lexer, end: number, now: () => number): number {
  let left = 0;
  for (const { src, tokens } of lexer.inlineQueue) {
    if (src.length <= MAX_INLINE && now() < end) lexer.inlineTokens(src, tokens);
    else {
      tokens.push(plainToken(src));
      left += 1;
    }
  }
  return left;
}

function plainToken(text: string): Token {
  return { type: 'text', raw: text, text, escaped: false };
}
