import type { TimeRange } from '../../state/time-range.ts';
export function ExportButtons(_: { readonly range: TimeRange }) {
  return null;
}
