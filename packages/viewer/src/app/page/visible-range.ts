import { assertNever } from '@rushes/proto';
import type { RecordingStore } from '../data/recording-store.ts';
import type { RangeEdge, VisibleRange } from '../views/view.ts';

/** The stretch of time that a view's visible range means with the cursor where it is; undefined if it has none. */
export function visibleRangeAt(
  visible: VisibleRange | undefined,
  {
    store,
    timeline,
    time,
  }: { readonly store: RecordingStore; readonly timeline: string; readonly time: bigint | undefined },
): { readonly from: bigint; readonly to: bigint } | undefined {
  if (visible === undefined || time === undefined) return undefined;
  const extent = store.timelines().find(({ name }) => name === timeline);
  const edge = (end: RangeEdge, infinite: bigint): bigint => {
    switch (end.kind) {
      case 'cursor':
        return time + BigInt(end.offset);
      case 'absolute':
        return BigInt(end.time);
      case 'infinite':
        return infinite;
      default:
        return assertNever(end);
    }
  };
  return { from: edge(visible.from, extent?.min ?? time), to: edge(visible.to, extent?.max ?? time) };
}
