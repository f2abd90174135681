// Names of the columns of a manifest's table, for the files that write and read it.

export const ManifestColumn = {
  EntityPath: 'chunk_entity_path',
  ChunkId: 'chunk_id',
  IsStatic: 'chunk_is_static',
  RowCount: 'chunk_num_rows',
  Offset: 'chunk_byte_offset',
  ByteLength: 'chunk_byte_size',
  UncompressedBytes: 'chunk_byte_size_uncompressed',
} as const;

/** Ends of the names of the other columns. */
export const ManifestSuffix = {
  HasStaticData: ':has_static_data',
  Start: ':start',
  End: ':end',
  RowCount: ':num_rows',
} as const;

/** Metadata key: the timeline that a column belongs to. */
export const INDEX_KEY = 'rerun:index';
/** Value of {@link INDEX_KEY} for static data. */
export const STATIC_INDEX = 'rerun:static';

/** A name as a part of a column's name. */
export function columnNamePart(name: string): string {
  return name.replace(/[, \-.\\]/g, '_').replace(/^_+/, '');
}
