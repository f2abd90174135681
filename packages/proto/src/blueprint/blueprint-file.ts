import { TuidGenerator } from '../ids.ts';
import { RrdSourceKind, type RrdStoreId, type RrdStoreInfo } from '../rrd/messages.ts';
import { RrdStreamReader } from '../rrd/stream-reader.ts';
import { RrdWriter, storeKey } from '../rrd/writer.ts';
import type { BlueprintLayout } from './blueprint-layout.ts';
import { type DecodedBlueprint, decodeBlueprint } from './decode-blueprint.ts';
import { encodeBlueprint } from './encode-blueprint.ts';

/** A blueprint as it lies in a recording: a store of its own. @group Blueprints */
export interface BlueprintStoreData {
  readonly storeId: RrdStoreId;
  readonly source: RrdStoreInfo['source'];
  /** Arrow streams. */
  readonly chunks: readonly Uint8Array[];
}

/** Who writes a blueprint, and for whom. @group Blueprints */
export interface BlueprintOrigin {
  /** Layouts belong to an application: all its recordings are shown in them. */
  readonly applicationId: string;
  /** Name of the store. Default: `blueprint` and a number that no other has. */
  readonly blueprintId?: string;
  /** Name and version of the program, for people. */
  readonly writer: string;
}

/** A layout as a store. @group Blueprints */
export function toBlueprintStore(
  layout: BlueprintLayout,
  origin: BlueprintOrigin,
  ids = new TuidGenerator(),
): BlueprintStoreData {
  const recordingId = origin.blueprintId ?? `blueprint_${ids.nextChunkId()}`;
  return {
    storeId: { kind: 'blueprint', recordingId, applicationId: origin.applicationId },
    source: { kind: RrdSourceKind.Other, extra: new TextEncoder().encode(origin.writer) },
    chunks: encodeBlueprint(layout, ids),
  };
}

/**
 * The bytes of a file with nothing but a blueprint in it (`.rbl`), which Rerun's viewer opens, too.
 *
 * @group Blueprints
 */
export function writeBlueprintFile(store: BlueprintStoreData): Uint8Array {
  const writer = new RrdWriter({ footer: false });
  const pieces = [...writer.header(), ...blueprintMessages(writer, store), ...writer.end()];
  const bytes = new Uint8Array(writer.byteLength);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

/** The store among what else a recording holds: its introduction, its chunks, and the word that it is to be used. */
export function blueprintMessages(
  writer: RrdWriter,
  { storeId, source, chunks }: BlueprintStoreData,
): readonly Uint8Array[] {
  return [
    ...writer.storeInfo({ storeId, source }),
    ...chunks.flatMap((chunk) => writer.chunk(storeId, chunk)),
    ...writer.blueprintActivation({ blueprintId: storeId, makeActive: true, makeDefault: true }),
  ];
}

/**
 * The blueprint in the bytes of a file: of several the one that is activated last, else the last. Undefined if there is none, or the
 * bytes are no recording.
 *
 * @group Blueprints
 */
export function readBlueprintFile(bytes: Uint8Array): BlueprintStoreData | undefined {
  const reader = new RrdStreamReader();
  reader.append(bytes);
  reader.finish();
  const stores = new Map<string, { data: Omit<BlueprintStoreData, 'chunks'>; chunks: Uint8Array[] }>();
  let activated: string | undefined;
  for (let message = reader.next(); message !== undefined; message = reader.next()) {
    if (message.kind === 'store-info' && message.info.storeId.kind === 'blueprint') {
      const { storeId, source } = message.info;
      if (!stores.has(storeKey(storeId))) stores.set(storeKey(storeId), { data: { storeId, source }, chunks: [] });
    } else if (message.kind === 'chunk') {
      stores.get(storeKey(message.storeId))?.chunks.push(message.arrow);
    } else if (message.kind === 'blueprint-activation') {
      activated = storeKey(message.activation.blueprintId);
    }
  }
  const found = (activated === undefined ? undefined : stores.get(activated)) ?? [...stores.values()].at(-1);
  return found && { ...found.data, chunks: found.chunks };
}

/**
 * The layout in the bytes of a blueprint's file. Undefined if there is none.
 *
 * @group Blueprints
 */
export function readBlueprintLayout(bytes: Uint8Array): DecodedBlueprint | undefined {
  const store = readBlueprintFile(bytes);
  return store && decodeBlueprint(store.chunks);
}
