import type { KeyboardEvent, PointerEvent } from 'react';

interface SplitterProps {
  readonly label: string;
  /** The direction in which it is dragged. */
  readonly axis: 'x' | 'y';
  /** Size in px of the panel that it belongs to. */
  readonly size: number;
  readonly min: number;
  readonly max: number;
  /** The panel lies after the splitter: dragging right or down makes it smaller. */
  readonly after?: boolean;
  readonly onResize: (size: number) => void;
}

const KEY_STEP_PX = 16;

/** The edge between two panels: dragged with the pointer, moved with the arrow keys. */
export function Splitter({ label, axis, size, min, max, after = false, onResize }: SplitterProps) {
  const sign = after ? -1 : 1;
  const resize = (wanted: number): void => onResize(Math.min(max, Math.max(min, Math.round(wanted))));

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    const { currentTarget: handle, pointerId } = event;
    const position = (e: { clientX: number; clientY: number }) => (axis === 'x' ? e.clientX : e.clientY);
    const start = position(event);
    handle.setPointerCapture(pointerId);
    const onMove = (move: globalThis.PointerEvent): void => resize(size + sign * (position(move) - start));
    const onEnd = (): void => {
      handle.removeEventListener('pointermove', onMove);
      handle.removeEventListener('lostpointercapture', onEnd);
    };
    handle.addEventListener('pointermove', onMove);
    handle.addEventListener('lostpointercapture', onEnd);
    event.preventDefault();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const forward = axis === 'x' ? 'ArrowRight' : 'ArrowDown';
    const back = axis === 'x' ? 'ArrowLeft' : 'ArrowUp';
    if (event.key !== forward && event.key !== back) return;
    event.preventDefault();
    resize(size + sign * (event.key === forward ? KEY_STEP_PX : -KEY_STEP_PX));
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be dragged or hold a value.
    <div
      className={`splitter splitter-${axis}`}
      role="separator"
      aria-label={label}
      aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
