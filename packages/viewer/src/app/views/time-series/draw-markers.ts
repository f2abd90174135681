import { assertNever, MarkerShape } from '@rushes/proto';

/** Adds one marker to the path. */
export function traceMarker(
  context: CanvasRenderingContext2D,
  shape: MarkerShape,
  x: number,
  y: number,
  r: number,
): void {
  switch (shape) {
    case MarkerShape.Circle:
      context.moveTo(x + r, y);
      context.arc(x, y, r, 0, 2 * Math.PI);
      return;
    case MarkerShape.Diamond:
      tracePolygon(context, x, y, r, [0, -1, 1, 0, 0, 1, -1, 0]);
      return;
    case MarkerShape.Square:
      context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
      return;
    case MarkerShape.Cross:
      traceStrokes(context, x, y, r, [-0.75, -0.75, 0.75, 0.75, -0.75, 0.75, 0.75, -0.75]);
      return;
    case MarkerShape.Plus:
      traceStrokes(context, x, y, r, [-1, 0, 1, 0, 0, -1, 0, 1]);
      return;
    case MarkerShape.Up:
      tracePolygon(context, x, y, r, [0, -1, 0.9, 0.7, -0.9, 0.7]);
      return;
    case MarkerShape.Down:
      tracePolygon(context, x, y, r, [0, 1, 0.9, -0.7, -0.9, -0.7]);
      return;
    case MarkerShape.Left:
      tracePolygon(context, x, y, r, [-1, 0, 0.7, 0.9, 0.7, -0.9]);
      return;
    case MarkerShape.Right:
      tracePolygon(context, x, y, r, [1, 0, -0.7, 0.9, -0.7, -0.9]);
      return;
    case MarkerShape.Asterisk:
      traceStrokes(context, x, y, r, [0, -1, 0, 1, -0.87, -0.5, 0.87, 0.5, -0.87, 0.5, 0.87, -0.5]);
      return;
    default:
      assertNever(shape);
  }
}

/** The shape is made of strokes and has no inside. */
export function isStroked(shape: MarkerShape): boolean {
  return shape === MarkerShape.Cross || shape === MarkerShape.Plus || shape === MarkerShape.Asterisk;
}

function tracePolygon(context: CanvasRenderingContext2D, x: number, y: number, r: number, corners: readonly number[]) {
  for (let i = 0; i < corners.length; i += 2) {
    const left = x + (corners[i] ?? 0) * r;
    const top = y + (corners[i + 1] ?? 0) * r;
    if (i === 0) context.moveTo(left, top);
    else context.lineTo(left, top);
  }
  context.closePath();
}

function traceStrokes(context: CanvasRenderingContext2D, x: number, y: number, r: number, ends: readonly number[]) {
  for (let i = 0; i < ends.length; i += 4) {
    context.moveTo(x + (ends[i] ?? 0) * r, y + (ends[i + 1] ?? 0) * r);
    context.lineTo(x + (ends[i + 2] ?? 0) * r, y + (ends[i + 3] ?? 0) * r);
  }
}
