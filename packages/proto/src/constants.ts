/** Version of the socket protocol; a peer with another one is refused with `bad-version`. See `docs/spec/wire.md`. */
export const PROTOCOL_VERSION = 1;

/** Value of `sorbet:version` in a chunk's schema: the layout that Rerun 0.33 to 0.36 write and read as is. */
export const SORBET_VERSION = '0.1.3';

/** The component that holds one encoded video frame per row. */
export const VIDEO_SAMPLE = 'VideoStream:sample';
/** The component that holds the codec of an entity's samples. */
export const VIDEO_CODEC = 'VideoStream:codec';
/** Name of the timeline that carries the wall-clock time of logging. */
export const LOG_TIME = 'log_time';

/** Keys of the Arrow metadata of a chunk. */
export const MetadataKey = {
  Id: 'rerun:id',
  EntityPath: 'rerun:entity_path',
  SorbetVersion: 'sorbet:version',
  Kind: 'rerun:kind',
  IndexName: 'rerun:index_name',
  IsSorted: 'rerun:is_sorted',
  Component: 'rerun:component',
  Archetype: 'rerun:archetype',
  ComponentType: 'rerun:component_type',
  ExtensionName: 'ARROW:extension:name',
  ExtensionMetadata: 'ARROW:extension:metadata',
} as const;

/** Name of the row id column. */
export const ROW_ID_COLUMN = 'rerun.controls.RowId';

// Limits. Each is checked against the claimed size before anything is allocated.

/** Bytes of one whole message, header and body. Room for 2 MiB chunks and for a single large picture. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Bytes of a message's header. */
export const MAX_HEADER_BYTES = 1024 * 1024;
/** Levels of arrays and maps in a header; the deepest one that is defined has 3. */
export const MAX_HEADER_DEPTH = 8;
/** UTF-8 bytes of an entity path in its escaped text form. */
export const MAX_ENTITY_PATH_BYTES = 4096;
/** UTF-8 bytes of the name of a timeline, component, archetype or component type. */
export const MAX_NAME_BYTES = 256;
/** UTF-8 bytes of free text for people in a header: application id, client, server, error message. */
export const MAX_TEXT_BYTES = 2048;
/** Timelines of one chunk. */
export const MAX_TIMELINES = 64;
/** Component columns of one chunk. */
export const MAX_COMPONENTS = 256;
/** Rows of one chunk. */
export const MAX_ROWS = 16 * 1024 * 1024;
/** Bytes of the Arrow schema message of one chunk. */
export const MAX_SCHEMA_BYTES = 512 * 1024;
/** Levels of nesting of an Arrow type; the deepest one known (`List<FixedSizeList<Float32>>`) has 3. */
export const MAX_TYPE_DEPTH = 16;
/** Recordings in one `recordings` message: the newest ones. */
export const MAX_RECORDINGS = 1000;
/** Bytes of the path of a recording file on the hub. */
export const MAX_FILE_URL_BYTES = 384;
/** Bytes of a blueprint as a file of its own: more than any layout takes. */
export const MAX_BLUEPRINT_BYTES = 1024 * 1024;
/** Chunk ids in one `evicted` message; more are told in several messages. */
export const MAX_EVICTED_IDS = 1024;
