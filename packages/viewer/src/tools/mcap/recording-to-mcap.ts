import { McapWriter } from '@mcap/core';
import {
  type Chunk,
  decodeChunk,
  type EntityPath,
  type IndexedRrd,
  LOG_TIME,
  ProtoError,
  RrdError,
  type RrdManifestEntry,
  type RrdStoreIndex,
  type Timeline,
  TimelineKind,
} from '@rushes/proto';
import { ConversionError, ConversionErrorCode, type StopSignal } from '../conversion-error.ts';
import type { FrameRate } from '../frame-rate.ts';
import type { OnProgress } from '../read-messages.ts';
import type { WriteBytes } from '../recording-output.ts';
import { messageDescriptor } from './message-descriptor.ts';
import type { MessageTypeName } from './message-types.ts';
import { isMapped, MAPPED_COMPONENTS, type MappedComponent, RowMessages, type Unmapped } from './row-messages.ts';
import { TIME_METADATA, type TimeMapping, timeMappingFor, timeMetadata, toMcapTime } from './time-mapping.ts';

/** Key of a channel's metadata: the entity whose rows its messages are, exactly as the recording names it. */
export const ENTITY_METADATA = 'rushes.entity';
/** Name of the metadata record with the ids of the recording. */
export const RECORDING_METADATA = 'rushes.recording';

/** Which recording becomes an MCAP file, and how. */
export interface RecordingToMcapOptions {
  /** Id of the recording, needed if the file has several. */
  readonly recordingId?: string | undefined;
  /** What log and publish times are taken from. Default: the one that most rows are on, of timestamps first. */
  readonly timeline?: string | undefined;
  /** Needed for a timeline that counts frames. */
  readonly frameRate?: FrameRate | undefined;
  /** Chunks of the recording, of all. */
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: StopSignal | undefined;
}

/** One topic of a written file. */
export interface McapTopic {
  readonly topic: string;
  readonly entity: EntityPath;
  readonly schema: MessageTypeName;
  readonly messages: number;
}

/** What was made of a recording. */
export interface RecordingToMcapReport {
  readonly timeline: string;
  readonly topics: readonly McapTopic[];
  readonly messages: number;
  readonly byteLength: number;
  /** What has no message, by entity and component. */
  readonly unmapped: readonly Unmapped[];
  /** Timelines whose times are not in the file: a message has one time. */
  readonly otherTimelines: readonly string[];
  /** Log lines whose level was changed to one that Foxglove has. */
  readonly changedLevels: number;
  /** Chunks that could not be read. */
  readonly problems: readonly string[];
}

/**
 * Writes the rows of a recording as messages of an MCAP file with chunks and an index: video, encoded images, log lines and
 * numbers, one topic per entity and kind. Samples are copied as they are. Memory: one chunk of each file.
 *
 * @throws ConversionError `choose-one`, `not-found`, `nothing-to-convert`, `bad-option` or `bad-times`
 */
export async function recordingToMcap(
  recording: IndexedRrd,
  write: WriteBytes,
  options: RecordingToMcapOptions = {},
): Promise<RecordingToMcapReport> {
  const store = chooseStore(recording.stores, options.recordingId);
  const timeline = chooseTimeline(store, options.timeline);
  return new McapConversion(recording, store, timeline, write, options).run();
}

interface Topic {
  readonly topic: string;
  readonly entity: EntityPath;
  readonly schema: MessageTypeName;
  readonly channelId: number;
  messages: number;
}

class McapConversion {
  readonly #recording: IndexedRrd;
  readonly #store: RrdStoreIndex;
  readonly #options: RecordingToMcapOptions;
  readonly #time: TimeMapping;
  readonly #writer: McapWriter;
  readonly #rows = new RowMessages();
  readonly #schemas = new Map<MessageTypeName, number>();
  readonly #topics = new Map<string, Topic>();
  readonly #topicNames = new Set<string>();
  readonly #problems: string[] = [];
  #position = 0;

  constructor(
    recording: IndexedRrd,
    store: RrdStoreIndex,
    timeline: Timeline,
    write: WriteBytes,
    options: RecordingToMcapOptions,
  ) {
    this.#recording = recording;
    this.#store = store;
    this.#options = options;
    this.#time = timeMappingFor(timeline, firstTime(store.entries, timeline.name), options.frameRate);
    this.#writer = new McapWriter({
      writable: {
        position: () => BigInt(this.#position),
        write: async (bytes) => {
          this.#position += bytes.length;
          // The writer uses its buffer again.
          await write(bytes.slice());
        },
      },
    });
  }

  async run(): Promise<RecordingToMcapReport> {
    const { entries, storeId } = this.#store;
    await this.#writer.start({ profile: '', library: 'rushes' });
    await this.#writer.addMetadata({ name: TIME_METADATA, metadata: timeMetadata(this.#time) });
    const ids = { application_id: storeId.applicationId, recording_id: storeId.recordingId };
    await this.#writer.addMetadata({ name: RECORDING_METADATA, metadata: new Map(Object.entries(ids)) });
    const temporal = entries.filter((entry) => !entry.isStatic);
    for (const entry of entries) if (entry.isStatic) await this.#takeStatic(entry);
    const { name } = this.#time.timeline;
    for (const [done, entry] of inOrderOf(temporal, name).entries()) {
      this.#options.signal?.throwIfAborted();
      const chunk = await this.#read(entry);
      if (chunk !== undefined) await this.#take(chunk);
      this.#options.onProgress?.(done + 1, temporal.length);
    }
    if (this.#topics.size === 0) throw nothingToConvert(this.#rows.unmapped);
    await this.#writer.end();
    return this.#report();
  }

  async #takeStatic(entry: RrdManifestEntry): Promise<void> {
    const chunk = await this.#read(entry);
    if (chunk === undefined) return;
    this.#rows.learn(chunk);
    this.#rows.leaveOut(chunk);
  }

  async #take(chunk: Chunk): Promise<void> {
    this.#rows.learn(chunk);
    const times = chunk.timelines.find(({ name }) => name === this.#time.timeline.name)?.times;
    if (times === undefined) {
      this.#rows.leaveOut(chunk);
      return;
    }
    for (const { row, component, encode } of this.#rows.messagesOf(chunk)) {
      const topic = await this.#topic(chunk.entityPath, component);
      const logTime = toMcapTime(this.#time, times[row] ?? 0n);
      const { channelId, messages } = topic;
      const data = encode(logTime);
      await this.#writer.addMessage({ channelId, sequence: messages, logTime, publishTime: logTime, data });
      topic.messages++;
    }
  }

  async #topic(entity: EntityPath, component: MappedComponent): Promise<Topic> {
    const key = `${component} ${entity}`;
    let topic = this.#topics.get(key);
    if (topic === undefined) {
      const schema = MAPPED_COMPONENTS[component];
      const name = this.#freeTopicName(entity, component);
      const channelId = await this.#writer.registerChannel({
        topic: name,
        schemaId: await this.#schema(schema),
        messageEncoding: 'protobuf',
        metadata: new Map([[ENTITY_METADATA, entity]]),
      });
      topic = { topic: name, entity, schema, channelId, messages: 0 };
      this.#topics.set(key, topic);
    }
    return topic;
  }

  /** The entity's path; for the second kind of data of an entity the path and the kind, as topics have one schema. */
  #freeTopicName(entity: EntityPath, component: MappedComponent): string {
    // A colon in an entity path is escaped, so this is no other entity's.
    const name = this.#topicNames.has(entity) ? `${entity}:${component.slice(0, component.indexOf(':'))}` : entity;
    this.#topicNames.add(name);
    return name;
  }

  async #schema(name: MessageTypeName): Promise<number> {
    let id = this.#schemas.get(name);
    if (id === undefined) {
      id = await this.#writer.registerSchema({ name, encoding: 'protobuf', data: messageDescriptor(name) });
      this.#schemas.set(name, id);
    }
    return id;
  }

  async #read(entry: RrdManifestEntry): Promise<Chunk | undefined> {
    try {
      return decodeChunk(await this.#recording.readChunk(entry));
    } catch (error) {
      if (!(error instanceof RrdError || error instanceof ProtoError)) throw error;
      this.#problems.push(`the chunk at byte ${entry.offset} cannot be read (${error.code}): ${error.message}`);
      return undefined;
    }
  }

  #report(): RecordingToMcapReport {
    const topics = [...this.#topics.values()].map(({ channelId: _, ...topic }) => topic);
    const names = new Set(this.#store.entries.flatMap(({ spans }) => spans.map(({ timeline }) => timeline)));
    names.delete(this.#time.timeline.name);
    return {
      timeline: this.#time.timeline.name,
      topics,
      messages: topics.reduce((sum, { messages }) => sum + messages, 0),
      byteLength: this.#position,
      unmapped: this.#rows.unmapped,
      otherTimelines: [...names].sort(),
      changedLevels: this.#rows.changedLevels,
      problems: this.#problems,
    };
  }
}

function chooseStore(stores: readonly RrdStoreIndex[], recordingId: string | undefined): RrdStoreIndex {
  const recordings = stores.filter(
    ({ storeId }) => storeId.kind === 'recording' && (recordingId === undefined || storeId.recordingId === recordingId),
  );
  const [only, ...others] = recordings;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    throw new ConversionError(
      ConversionErrorCode.NotFound,
      recordingId === undefined
        ? 'There is no recording in the file.'
        : `There is no recording ${recordingId} in the file.`,
    );
  }
  throw new ConversionError(
    ConversionErrorCode.ChooseOne,
    `The file has several recordings: name one with --recording. Found: ${recordings.map(({ storeId }) => storeId.recordingId).join(', ')}.`,
  );
}

const KIND_ORDER = [TimelineKind.Timestamp, TimelineKind.Duration, TimelineKind.Sequence];

function chooseTimeline({ entries }: RrdStoreIndex, wanted: string | undefined): Timeline {
  const found = new Map<string, { readonly timeline: Timeline; rows: number }>();
  for (const { spans, components, rowCount } of entries) {
    if (!components.some(({ descriptor }) => isMapped(descriptor.component))) continue;
    for (const { timeline: name, kind } of spans) {
      const known = found.get(name) ?? { timeline: { name, kind }, rows: 0 };
      known.rows += rowCount;
      found.set(name, known);
    }
  }
  const ordered = [...found.values()].sort(
    (a, b) =>
      b.rows - a.rows ||
      KIND_ORDER.indexOf(a.timeline.kind) - KIND_ORDER.indexOf(b.timeline.kind) ||
      Number(a.timeline.name === LOG_TIME) - Number(b.timeline.name === LOG_TIME),
  );
  const chosen = wanted === undefined ? ordered[0] : found.get(wanted);
  if (chosen !== undefined) return chosen.timeline;
  const names = ordered.map(({ timeline: { name, kind } }) => `${name} (${kind})`).join(', ');
  if (wanted !== undefined && ordered.length > 0) {
    throw new ConversionError(
      ConversionErrorCode.NotFound,
      `Nothing that has a message in MCAP is on the timeline ${wanted}. Found: ${names}.`,
    );
  }
  throw nothingToConvert([]);
}

function nothingToConvert(unmapped: readonly Unmapped[]): ConversionError {
  const found = [...new Set(unmapped.map(({ component }) => component))].sort().join(', ');
  return new ConversionError(
    ConversionErrorCode.NothingToConvert,
    `Video, encoded images, log lines and scalars on a timeline have messages in MCAP, found none in the recording${found === '' ? '' : `, but ${found}`}.`,
  );
}

/** By their first time, so that the file is in order for whoever reads it from front to back. */
function inOrderOf(entries: readonly RrdManifestEntry[], timeline: string): readonly RrdManifestEntry[] {
  return entries
    .map((entry) => ({ entry, min: entry.spans.find((span) => span.timeline === timeline)?.min }))
    .sort((a, b) => compareTimes(a.min, b.min) || a.entry.offset - b.entry.offset)
    .map(({ entry }) => entry);
}

function compareTimes(a: bigint | undefined, b: bigint | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a < b ? -1 : a > b ? 1 : 0;
}

function firstTime(entries: readonly RrdManifestEntry[], timeline: string): bigint {
  let first: bigint | undefined;
  for (const { spans } of entries) {
    for (const { timeline: name, min } of spans) {
      if (name === timeline && (first === undefined || min < first)) first = min;
    }
  }
  return first ?? 0n;
}
