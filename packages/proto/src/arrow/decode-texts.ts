import type { ColumnValues } from '../chunk.ts';
import type { ItemType } from '../item-type.ts';
import { type ArrowType, arrowTypeText } from './arrow-type.ts';
import type { BatchReader } from './batch-reader.ts';
import { checkInstances, checkRange, type InstanceRange } from './decode-values.ts';
import { formatterOf } from './format-opaque.ts';
import { badArrow } from './framing.ts';

/** Characters of all texts of one column; instances beyond them show as "…". Nobody reads a million of them. */
const MAX_TEXT_CHARACTERS = 4 * 1024 * 1024;

/**
 * Reads the next array as one text per instance, for people. Without `withTexts` the array is only stepped over.
 */
export function readTexts(
  batch: BatchReader,
  type: ArrowType,
  range: InstanceRange,
  withTexts: boolean,
  what: string,
): { readonly itemType: ItemType; readonly values: ColumnValues } {
  const itemType: ItemType = { type: 'Opaque', text: arrowTypeText(type) };
  checkRange(range, batch.peekLength(), what);
  checkInstances(range.count, what);
  // Some types need no bytes at all for an instance: a few bytes could ask for millions of texts.
  if (range.count > batch.bodyLength) {
    throw badArrow(
      `${range.count} instances of ${what} need more than the ${batch.bodyLength} bytes of the whole chunk`,
    );
  }
  if (!withTexts) {
    batch.skip(type);
    return { itemType, values: { kind: 'opaque', texts: [] } };
  }
  const format = formatterOf(batch, type, what);
  const texts: string[] = [];
  let characters = 0;
  for (let i = 0; i < range.count; i++) {
    const text = characters < MAX_TEXT_CHARACTERS ? format(range.first + i) : '…';
    characters += text.length;
    texts.push(text);
  }
  return { itemType, values: { kind: 'opaque', texts } };
}
