import type { ComponentBatch } from '@rushes/proto';
import type { Archetype } from '@rushes/sdk';

/** The columns that an archetype's value fills, which is nothing that users see. */
export function batchesOf(archetype: Archetype): readonly ComponentBatch[] {
  return (archetype as unknown as { readonly batches: readonly ComponentBatch[] }).batches;
}
