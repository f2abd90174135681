import {
  type ByteSource,
  type Chunk,
  type ChunkId,
  type ComponentColumn,
  decodeChunk,
  type EntityPath,
  isAnnexB,
  isStaticChunk,
  LOG_TIME,
  NalCursor,
  NalType,
  ProtoError,
  type RrdMessageMap,
  type RrdStoreId,
  storeKey,
  type Timeline,
  VIDEO_CODEC,
  VIDEO_SAMPLE,
  VideoCodec,
} from '@rushes/proto';
import { rowsOrUndefined } from './join-chunks.ts';
import { type ChunkPlace, type OnProgress, readMessages } from './read-messages.ts';
import { VideoSamples } from './video-samples.ts';

/** A chunk of a video stream. */
export interface VideoChunk extends ChunkPlace {
  readonly chunkId: ChunkId;
  readonly rowCount: number;
}

/** A video stream of a recording: all samples that were logged to one entity of one store. */
export interface SurveyedStream {
  readonly storeId: RrdStoreId;
  readonly entityPath: EntityPath;
  /** As logged; undefined if it never was. */
  readonly codec: number | undefined;
  /** Whether {@link VideoSamples} tells which samples are keyframes: only of H.264 are they looked at. */
  readonly knowsKeyframes: boolean;
  /** Whether all chunks can be taken apart. False if one has a column of a type that is not known. */
  readonly canCut: boolean;
  /** What the times of the samples are on; undefined if no chunk is on any timeline that was asked for. */
  readonly timeline: Timeline | undefined;
  /** In the order of the file. */
  readonly chunks: readonly VideoChunk[];
  readonly samples: VideoSamples;
}

type MutableStream = { -readonly [Key in keyof SurveyedStream]: SurveyedStream[Key] } & { chunks: VideoChunk[] };

/** Which entities to look at, and on which timeline their times are wanted. */
export interface SurveyOptions {
  /** Default: all. */
  readonly selects?: ((storeId: RrdStoreId, entityPath: EntityPath) => boolean) | undefined;
  /** Default: of each stream the one that tells best how fast it is: of timestamps or durations, `log_time` last. */
  readonly timeline?: string | undefined;
}

/** Finds the video streams of a recording and what their samples are, chunk by chunk in the order of the file. */
export class VideoSurvey {
  readonly #options: SurveyOptions;
  readonly #streams = new Map<string, MutableStream>();
  readonly #codecs = new Map<string, number>();

  constructor(options: SurveyOptions = {}) {
    this.#options = options;
  }

  /** Those that have samples on timelines. */
  get streams(): readonly SurveyedStream[] {
    return [...this.#streams.values()];
  }

  stream(storeId: RrdStoreId, entityPath: EntityPath): SurveyedStream | undefined {
    return this.#streams.get(streamKey(storeId, entityPath));
  }

  /** Takes a chunk in. One that does not decode, or is static, has no part in a stream. */
  add(message: RrdMessageMap['chunk'] & { readonly offset: number }): void {
    const { storeId, facts } = message;
    const { entityPath, components } = facts;
    const isVideo = components.some(({ descriptor: { component } }) => component === VIDEO_SAMPLE);
    const isCodec = components.some(({ descriptor: { component } }) => component === VIDEO_CODEC);
    if (!(isVideo || isCodec) || this.#options.selects?.(storeId, entityPath) === false) return;
    const chunk = decodeOrUndefined(message.arrow);
    if (chunk === undefined) return;
    if (isCodec) this.#takeCodec(storeId, chunk);
    if (isVideo && !isStaticChunk(chunk)) this.#takeSamples(message, chunk);
  }

  #takeCodec(storeId: RrdStoreId, chunk: Chunk): void {
    const column = columnOf(chunk, VIDEO_CODEC);
    if (column?.values.kind !== 'numbers') return;
    const codec = column.values.numbers.at(-1);
    if (codec === undefined) return;
    const key = streamKey(storeId, chunk.entityPath);
    this.#codecs.set(key, Number(codec));
    const stream = this.#streams.get(key);
    if (stream !== undefined) setCodec(stream, Number(codec));
  }

  #takeSamples(message: RrdMessageMap['chunk'] & { readonly offset: number }, chunk: Chunk): void {
    const column = columnOf(chunk, VIDEO_SAMPLE);
    if (column === undefined || chunk.rowCount === 0) return;
    const key = streamKey(message.storeId, chunk.entityPath);
    let stream = this.#streams.get(key);
    if (stream === undefined) {
      const codec = this.#codecs.get(key);
      stream = {
        storeId: message.storeId,
        entityPath: chunk.entityPath,
        codec,
        knowsKeyframes: isH264(codec),
        canCut: true,
        timeline: undefined,
        chunks: [],
        samples: new VideoSamples(),
      };
      this.#streams.set(key, stream);
    }
    stream.canCut &&= rowsOrUndefined(message.arrow) !== undefined;
    stream.timeline ??= chooseTimeline(chunk, this.#options.timeline);
    const times = chunk.timelines.find(({ name }) => name === stream.timeline?.name)?.times;
    const place = stream.chunks.length;
    const { offset, byteLength } = message;
    stream.chunks.push({ chunkId: chunk.id, rowCount: chunk.rowCount, offset, byteLength });
    for (let row = 0; row < chunk.rowCount; row++) {
      const sample = sampleOf(column, row);
      stream.samples.add(chunk.rowIds, {
        chunk: place,
        row,
        sampleBytes: sample?.length ?? -1,
        isKeyframe: sample !== undefined && stream.knowsKeyframes && hasIdrPicture(sample),
        time: times?.[row],
      });
    }
  }
}

/** Reads a whole recording for its video streams. */
export async function surveyVideo(
  source: ByteSource,
  options: SurveyOptions & { readonly onProgress?: OnProgress | undefined } = {},
): Promise<VideoSurvey> {
  const survey = new VideoSurvey(options);
  for await (const message of readMessages(source, options.onProgress)) {
    if (message.kind === 'chunk') survey.add(message);
  }
  return survey;
}

/** Names a stream among those of a recording. */
export function streamKey(storeId: RrdStoreId, entityPath: EntityPath): string {
  return `${storeKey(storeId)} ${entityPath}`;
}

/** The sample of a row, borrowed; undefined if there is none. */
export function sampleOf(column: ComponentColumn, row: number): Uint8Array | undefined {
  const { values, rowStarts } = column;
  const instance = rowStarts[row] ?? 0;
  if (values.kind !== 'bytes' || instance === rowStarts[row + 1]) return undefined;
  return values.bytes.subarray(values.starts[instance], values.starts[instance + 1]);
}

export function columnOf(chunk: Chunk, component: string): ComponentColumn | undefined {
  return chunk.components.find(({ descriptor }) => descriptor.component === component);
}

/** Decodes a chunk; undefined if it is not one. Anything else that goes wrong is a bug. */
export function decodeOrUndefined(arrow: Uint8Array): Chunk | undefined {
  try {
    return decodeChunk(arrow);
  } catch (error) {
    if (error instanceof ProtoError) return undefined;
    throw error;
  }
}

function isH264(codec: number | undefined): boolean {
  return codec === undefined || codec === VideoCodec.H264;
}

function setCodec(stream: MutableStream, codec: number): void {
  stream.codec = codec;
  if (!isH264(codec)) stream.knowsKeyframes = false;
}

/** Whether the first picture of an H.264 sample is an IDR picture: less work than parsing the sample. */
function hasIdrPicture(sample: Uint8Array): boolean {
  if (!isAnnexB(sample)) return false;
  for (const nals = new NalCursor(sample); nals.next(); ) {
    if (nals.type === NalType.IdrSlice) return true;
    if (nals.type === NalType.Slice) return false;
  }
  return false;
}

function chooseTimeline({ timelines }: Chunk, wanted: string | undefined): Timeline | undefined {
  const clocks = timelines.filter(({ kind }) => kind !== 'sequence');
  const chosen =
    wanted === undefined
      ? (clocks.find(({ name }) => name !== LOG_TIME) ?? clocks[0] ?? timelines[0])
      : timelines.find(({ name }) => name === wanted);
  return chosen && { name: chosen.name, kind: chosen.kind };
}
