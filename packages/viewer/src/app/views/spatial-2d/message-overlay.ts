import { assertNever } from '@rushes/proto';
import type { PictureMessage } from '../pictures/picture-message.ts';
import { cssColor, type PackedColor } from '../shared-colors.ts';
import type { Overlay } from './overlay.ts';

/** What is under the pointer; `x` and `y` in image pixels. */
export interface PixelStatus {
  readonly x: number;
  readonly y: number;
  readonly color: PackedColor | undefined;
  /** What was logged there, a line for each picture. */
  readonly lines: readonly string[];
}

/** The words over a picture: cards and chips at the lower left, the pixel under the pointer at the lower right. */
export class MessageOverlay {
  readonly #messages = block('view-2d-messages');
  readonly #empty = block('view-2d-empty');
  readonly #note = block('view-2d-note');
  readonly #status = block('view-2d-status');
  #told = '';

  constructor(parent: HTMLElement) {
    this.#empty.hidden = true;
    this.#note.hidden = true;
    this.#status.hidden = true;
    parent.append(this.#empty, this.#messages, this.#note, this.#status);
  }

  /** @param overlays Those with instances that cannot be drawn are named. */
  show(messages: readonly PictureMessage[], overlays: readonly Pick<Overlay, 'entity' | 'kind' | 'skipped'>[]): void {
    const skipped = skippedText(overlays);
    // Views draw with every frame; the words seldom change, and rebuilding them would drop a text selection.
    const told = `${skipped} ${messages.length === 0 ? '' : JSON.stringify(messages)}`;
    if (told === this.#told) return;
    this.#told = told;
    const boxes: HTMLElement[] = [];
    let empty: PictureMessage | undefined;
    for (const message of messages) {
      switch (message.kind) {
        case 'card':
          boxes.push(worded('view-card', message));
          break;
        case 'chip': {
          const chip = block('view-chip');
          chip.textContent = message.title;
          boxes.push(chip);
          break;
        }
        case 'empty':
          empty ??= message;
          break;
        default:
          assertNever(message.kind);
      }
    }
    this.#messages.replaceChildren(...boxes);
    this.#empty.hidden = empty === undefined;
    this.#empty.replaceChildren(...(empty === undefined ? [] : [worded('', empty)]));
    this.#note.hidden = skipped === '';
    this.#note.textContent = skipped;
  }

  showPixel(pixel: PixelStatus | undefined): void {
    this.#status.hidden = pixel === undefined;
    if (pixel === undefined) return;
    this.#status.replaceChildren(`${pixel.x.toFixed(1)}, ${pixel.y.toFixed(1)}`);
    if (pixel.color !== undefined) {
      const swatch = document.createElement('span');
      swatch.className = 'view-2d-swatch';
      swatch.style.background = cssColor(pixel.color);
      this.#status.append(swatch, `#${(pixel.color >>> 8).toString(16).padStart(6, '0')}`);
    }
    for (const line of pixel.lines) this.#status.append(`  ${line}`);
  }
}

/** `/det: 2 of its boxes are not drawn: coordinates are not finite`, a line for each entity; empty when all is drawn. */
function skippedText(overlays: readonly Pick<Overlay, 'entity' | 'kind' | 'skipped'>[]): string {
  let text = '';
  for (const { entity, kind, skipped } of overlays) {
    if (skipped === 0) continue;
    const what = kind === 'lines' ? 'points of its lines' : `of its ${kind}`;
    text += `${text === '' ? '' : '\n'}${entity}: ${skipped} ${what} not drawn: coordinates are not finite`;
  }
  return text;
}

function block(className: string): HTMLElement {
  const element = document.createElement('div');
  element.className = className;
  return element;
}

function worded(className: string, message: PictureMessage): HTMLElement {
  const element = block(className);
  const title = document.createElement('strong');
  title.textContent = message.title;
  element.append(
    title,
    ...message.lines.map((line) => {
      const paragraph = document.createElement('p');
      paragraph.className = 'view-line';
      paragraph.textContent = line;
      return paragraph;
    }),
  );
  return element;
}
