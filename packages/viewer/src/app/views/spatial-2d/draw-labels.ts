import { cssColor, textColorOn } from '../shared-colors.ts';
import { boundsOf, type Overlay, positionOf, radiusPx } from './overlay.ts';
import { emphasisOf, type Scene } from './scene.ts';

const MAX_LABELS = 500;
const LABEL_FONT = '500 11px system-ui, sans-serif';
const LABEL_HEIGHT = 16;
const LABEL_PADDING = 5;

/** Where a label stands: the share `shift` of its width goes to the left of `left`. */
interface Anchor {
  readonly left: number;
  readonly bottom: number;
  readonly shift: number;
}

/** Paints the labels of overlays. */
export class LabelPainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #widths = new Map<string, number>();

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
  }

  /** Labels come last, over everything drawn, as far as they are in sight. */
  paint(scene: Scene): void {
    let painted = 0;
    for (const overlay of scene.overlays) {
      if (!overlay.showLabels) {
        this.#paintEmphasized(scene, overlay);
        continue;
      }
      if (overlay.sharedLabel !== undefined && overlay.sharedLabel !== '') this.#paintShared(scene, overlay);
      for (let i = 0; i < overlay.labels.length && painted < MAX_LABELS; i++) {
        if (this.#paintOne(scene, overlay, i)) painted++;
      }
    }
  }

  /** Where labels are hidden because they are too many, the one that is pointed at is shown. */
  #paintEmphasized(scene: Scene, overlay: Overlay): void {
    if (overlay.labels.length === 0) return;
    const emphasis = emphasisOf(scene, overlay.entity);
    const position = emphasis?.instance === undefined ? undefined : positionOf(overlay, emphasis.instance);
    if (position !== undefined) this.#paintOne(scene, overlay, position);
  }

  #paintShared(scene: Scene, overlay: Overlay): void {
    const bounds = boundsOf(overlay);
    if (bounds === undefined) return;
    const { camera } = scene;
    this.#paintLabel(scene, overlay.sharedLabel ?? '', overlay.colors[0] ?? 0, {
      left: camera.originX + (bounds.x + bounds.width / 2) * camera.scaleX,
      bottom: camera.originY + (bounds.y + bounds.height / 2) * camera.scaleY + LABEL_HEIGHT / 2,
      shift: 0.5,
    });
  }

  #paintOne(scene: Scene, overlay: Overlay, position: number): boolean {
    const label = overlay.labels[position];
    if (label === undefined || label === '') return false;
    const anchor = labelAnchor(scene, overlay, position);
    return anchor !== undefined && this.#paintLabel(scene, label, overlay.colors[position] ?? 0, anchor);
  }

  #paintLabel(scene: Scene, text: string, color: number, { left, bottom, shift }: Anchor): boolean {
    const context = this.#context;
    context.font = LABEL_FONT;
    const width = this.#widthOf(text) + 2 * LABEL_PADDING;
    const x = Math.round((left - width * shift) * scene.pixelRatio) / scene.pixelRatio;
    const y = Math.round((bottom - LABEL_HEIGHT) * scene.pixelRatio) / scene.pixelRatio;
    const { viewport } = scene;
    if (x > viewport.width || x + width < 0 || y > viewport.height || y + LABEL_HEIGHT < 0) return false;
    const background = (color | 0xff) >>> 0;
    context.fillStyle = cssColor(background, 0.92);
    context.beginPath();
    context.roundRect(x, y, width, LABEL_HEIGHT, 3);
    context.fill();
    context.fillStyle = textColorOn(background);
    context.textBaseline = 'middle';
    context.fillText(text, x + LABEL_PADDING, y + LABEL_HEIGHT / 2 + 0.5);
    return true;
  }

  #widthOf(text: string): number {
    let width = this.#widths.get(text);
    if (width === undefined) {
      // Labels with a number in them never repeat: forget all rather than grow for ever.
      if (this.#widths.size > 2000) this.#widths.clear();
      width = this.#context.measureText(text).width;
      this.#widths.set(text, width);
    }
    return width;
  }
}

/** A box carries its label on its upper edge, inside when there is no room above; a point has it above, others in their middle. */
function labelAnchor({ camera }: Scene, overlay: Overlay, position: number): Anchor | undefined {
  const radius = radiusPx(overlay.radii[position] ?? 0, camera.scaleY);
  switch (overlay.kind) {
    case 'boxes': {
      const left = camera.originX + (overlay.geometry[position * 4] ?? 0) * camera.scaleX - radius;
      const top = camera.originY + (overlay.geometry[position * 4 + 1] ?? 0) * camera.scaleY;
      const above = top - radius - 1;
      return { left, bottom: above >= LABEL_HEIGHT ? above : top + radius + LABEL_HEIGHT, shift: 0 };
    }
    case 'points':
      return {
        left: camera.originX + (overlay.geometry[position * 2] ?? 0) * camera.scaleX,
        bottom: camera.originY + (overlay.geometry[position * 2 + 1] ?? 0) * camera.scaleY - radius - 3,
        shift: 0.5,
      };
    case 'ellipses':
    case 'lines':
    case 'arrows': {
      const bounds = boundsOf(overlay, position);
      return (
        bounds && {
          left: camera.originX + (bounds.x + bounds.width / 2) * camera.scaleX,
          bottom: camera.originY + (bounds.y + bounds.height / 2) * camera.scaleY + LABEL_HEIGHT / 2,
          shift: 0.5,
        }
      );
    }
  }
}
