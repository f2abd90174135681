import { footerCrc } from './crc.ts';
import { RrdError } from './errors.ts';
import { encodeMessageHeader, encodeStreamFooter, RrdMessageKind } from './format.ts';
import type { IndexedRrd, RrdStoreIndex } from './indexed-reader.ts';
import { ManifestBuilder } from './manifest-builder.ts';
import { encodeBlueprintActivation, encodeFooter, type ManifestMessage } from './messages.ts';

/**
 * What makes a recording without a footer one that has it: the first bytes of the file, then these.
 *
 * @group Recordings
 */
export interface RebuiltEnd {
  /** So many bytes of the file stay: up to the end of its last complete chunk. */
  readonly keepBytes: number;
  /** End, manifest and stream footer. */
  readonly bytes: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);

/**
 * Makes the footer that the writer of a recording could not write, because it was killed or had none to write, out of what a scan
 * found. Undefined where none is needed or possible: the file has one; it holds no chunk, one that does not parse, or more of them
 * than a manifest may list.
 *
 * @throws RrdError `read-failed`
 * @group Recordings
 */
export async function rebuildEnd(index: IndexedRrd): Promise<RebuiltEnd | undefined> {
  if (index.origin !== 'scan') return undefined;
  let keepBytes = 0;
  for (const { entries } of index.stores) {
    for (const { offset, byteLength } of entries) keepBytes = Math.max(keepBytes, offset + byteLength);
  }
  const manifests: ManifestMessage[] = [];
  for (const store of index.stores) {
    if (store.entries.length === 0) continue;
    const manifest = await rebuildManifest(index, store);
    if (manifest === undefined) return undefined;
    manifests.push(manifest);
  }
  if (manifests.length === 0) return undefined;
  const activations = index.blueprintActivations.flatMap((activation) => {
    const payload = encodeBlueprintActivation(activation);
    return [encodeMessageHeader(RrdMessageKind.BlueprintActivation, payload.length), payload];
  });
  const footer = encodeFooter(manifests);
  const before = [...activations, encodeMessageHeader(RrdMessageKind.End, footer.length)];
  const offset = before.reduce((sum, { length }) => sum + length, keepBytes);
  const place = encodeStreamFooter({ offset, byteLength: footer.length, crc: footerCrc(footer) });
  return { keepBytes, bytes: joined([...before, footer, place]) };
}

async function rebuildManifest(index: IndexedRrd, store: RrdStoreIndex): Promise<ManifestMessage | undefined> {
  const builder = new ManifestBuilder(store.storeId);
  for (const entry of store.entries) {
    const arrow = builder.knowsShapeOf(entry) ? NO_BYTES : await readParsed(index, entry);
    if (arrow === undefined) return undefined;
    builder.add(entry, entry, arrow);
    if (builder.isTooLarge) return undefined;
  }
  return builder.finish();
}

/** Undefined if the chunk does not parse: who scans the file will say so. */
async function readParsed(index: IndexedRrd, entry: RrdStoreIndex['entries'][number]): Promise<Uint8Array | undefined> {
  try {
    return await index.readChunk(entry);
  } catch (error) {
    if (error instanceof RrdError && error.code !== 'read-failed') return undefined;
    throw error;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
