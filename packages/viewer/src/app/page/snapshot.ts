/**
 * What the canvases in an element show, as one picture in the pixels of the screen: the picture of the view and what is drawn
 * over it. To be called in the turn in which they were drawn.
 *
 * @param background CSS colour of what no canvas covers.
 * @returns Undefined if there is no canvas, or the element has no size.
 */
export function composeCanvases(element: HTMLElement, background: string): HTMLCanvasElement | undefined {
  const canvases = [...element.querySelectorAll('canvas')].filter(({ width, height }) => width > 0 && height > 0);
  const box = element.getBoundingClientRect();
  const [first] = canvases;
  if (first === undefined || box.width === 0 || box.height === 0) return undefined;
  // A page may be zoomed: how many pixels a view has says its canvas, not the screen.
  const ratio = first.width / (first.getBoundingClientRect().width || first.width);
  const out = document.createElement('canvas');
  out.width = Math.round(box.width * ratio);
  out.height = Math.round(box.height * ratio);
  const context = out.getContext('2d');
  if (context === null) return undefined;
  context.fillStyle = background;
  context.fillRect(0, 0, out.width, out.height);
  for (const canvas of canvases) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    context.drawImage(
      canvas,
      Math.round((left - box.left) * ratio),
      Math.round((top - box.top) * ratio),
      Math.round(width * ratio),
      Math.round(height * ratio),
    );
  }
  return out;
}

/** The picture as a PNG file. */
export function toPng(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error(`The browser made no PNG of ${canvas.width} × ${canvas.height} pixels.`));
      else resolve(blob);
    }, 'image/png');
  });
}

/** `camera_front_frame_42.png`: what it shows, and when, in letters that every system takes. */
export function snapshotName(entity: string, timeline: string, timeText: string): string {
  const name = [entity.replace(/^\//, ''), timeline, timeText].filter((part) => part !== '').join('_');
  return `${name.replace(/[^\p{L}\p{N}.-]+/gu, '_').replace(/^_+|_+$/g, '')}.png`;
}
