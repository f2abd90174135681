// The messages that MCAP files hold for what recordings hold: Foxglove's well-known schemas, as far as they are used here, and one
// of our own where it has none. One table: descriptors, encoder and decoder are made from it.

/** How a field's values are typed here. Times are nanoseconds. */
export interface FieldValues {
  readonly timestamp: bigint;
  readonly string: string;
  readonly bytes: Uint8Array;
  /** `foxglove.Log.Level` is the only one. */
  readonly level: number;
  readonly fixed32: number;
  readonly doubles: readonly number[];
}
export type FieldType = keyof FieldValues;

/** One field of a message. */
export interface MessageField {
  readonly name: string;
  readonly number: number;
  readonly type: FieldType;
}

const field = <N extends string, T extends FieldType>(name: N, number: number, type: T) =>
  ({ name, number, type }) as const;

/** Name of the protobuf message to its fields. */
export const MESSAGE_TYPES = {
  'foxglove.CompressedVideo': [
    field('timestamp', 1, 'timestamp'),
    field('frame_id', 2, 'string'),
    field('data', 3, 'bytes'),
    field('format', 4, 'string'),
  ],
  'foxglove.CompressedImage': [
    field('timestamp', 1, 'timestamp'),
    field('data', 2, 'bytes'),
    field('format', 3, 'string'),
    field('frame_id', 4, 'string'),
  ],
  'foxglove.Log': [
    field('timestamp', 1, 'timestamp'),
    field('level', 2, 'level'),
    field('message', 3, 'string'),
    field('name', 4, 'string'),
    field('file', 5, 'string'),
    field('line', 6, 'fixed32'),
  ],
  // Foxglove plots any number of any message, and has no schema for one by itself.
  'rushes.Scalars': [field('timestamp', 1, 'timestamp'), field('values', 2, 'doubles')],
} as const satisfies Record<string, readonly MessageField[]>;

export type MessageTypeName = keyof typeof MESSAGE_TYPES;

/** What a message of a type holds; a field that was not sent is not there. */
export type MessageValues<N extends MessageTypeName> = {
  readonly [F in (typeof MESSAGE_TYPES)[N][number] as F['name']]?: FieldValues[F['type']];
};

/** `foxglove.Log.Level`. */
export const LOG_LEVELS = { UNKNOWN: 0, DEBUG: 1, INFO: 2, WARNING: 3, ERROR: 4, FATAL: 5 } as const;

/** Whether a schema's name is one of the table. */
export function isMessageTypeName(name: string): name is MessageTypeName {
  return Object.hasOwn(MESSAGE_TYPES, name);
}
