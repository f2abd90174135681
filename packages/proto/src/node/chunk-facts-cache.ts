import type { ComponentDescriptor } from '../components.ts';
import { type RrdChunkFacts, readChunkFacts } from '../rrd/chunk-facts.ts';
import type { RecordingChunk } from './recording-queue.ts';

/** Sets of columns that are remembered; a program that makes up more entities than this has them read each time. */
const MAX_COLUMN_SETS = 10_000;

/**
 * What a manifest says of chunks. Of those that are dense all is known but what components are, which is read from the first chunk of
 * an entity with the same columns: reading takes as long as writing a video sample.
 */
export class ChunkFactsCache {
  readonly #descriptors = new Map<string, readonly ComponentDescriptor[]>();

  /** @throws ProtoError if the chunk has to be read and is none. */
  factsOf(chunk: RecordingChunk): RrdChunkFacts {
    const { dense, entity, components, isStatic, rows } = chunk;
    if (dense === undefined) return readChunkFacts(chunk.arrow);
    const key = components.length === 1 ? `${entity}\n${components[0]}` : `${entity}\n${components.join('\n')}`;
    const descriptors = this.#descriptors.get(key);
    if (descriptors === undefined) {
      const facts = readChunkFacts(chunk.arrow);
      if (this.#descriptors.size < MAX_COLUMN_SETS) {
        this.#descriptors.set(
          key,
          facts.components.map(({ descriptor }) => descriptor),
        );
      }
      return facts;
    }
    const { chunkId, spans } = dense;
    return {
      chunkId,
      entityPath: entity,
      isStatic,
      rowCount: rows,
      spans,
      components: descriptors.map((descriptor) => ({ descriptor, rowCount: rows, spans })),
    };
  }
}
