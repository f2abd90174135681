import { type BlueprintId, blueprintIdFromBytes, isBlueprintId, makeBlueprintId } from '@rushes/proto';

/** A new id for a view that was added by hand, as blueprints have them. */
export function makeViewId(): string {
  return makeBlueprintId();
}

/** The name of a view in a blueprint: its id if that has the form, else one that is made of it and always the same. */
export function blueprintIdOf(viewId: string): BlueprintId {
  if (isBlueprintId(viewId)) return viewId;
  const bytes = new Uint8Array(16);
  const halves = new DataView(bytes.buffer);
  halves.setBigUint64(0, hash(viewId, 0xcbf29ce484222325n));
  halves.setBigUint64(8, hash(viewId, 0x9ae16a3b2f90404fn));
  // Version 8: made by a rule of our own.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return blueprintIdFromBytes(bytes);
}

/** FNV-1a of 64 bits. */
function hash(text: string, seed: bigint): bigint {
  let value = seed;
  for (const byte of new TextEncoder().encode(text)) {
    value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 0x100000001b3n);
  }
  return value;
}
