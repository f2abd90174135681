import { joinNalUnits, NalCursor, NalType } from '@rushes/proto';

/**
 * A copy of the parameter sets (SPS, PPS) at the front of a sample, with their start codes, or undefined if it has none.
 * Looks no further than the first slice: H.264 wants parameter sets before it (7.4.1.2.3).
 */
export function leadingParameterSets(annexB: Uint8Array): Uint8Array | undefined {
  const found: Uint8Array[] = [];
  for (const nals = new NalCursor(annexB); nals.next(); ) {
    if (nals.type >= NalType.Slice && nals.type <= NalType.IdrSlice) break;
    if (nals.type === NalType.Sps || nals.type === NalType.Pps) found.push(nals.borrowed);
  }
  return found.length === 0 ? undefined : joinNalUnits(found);
}
