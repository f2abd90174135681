import type { McapTypes } from '@mcap/core';
import {
  type ByteSource,
  type EntityPath,
  makeRecordingId,
  ProtoError,
  parseEntityPath,
  RrdSourceKind,
  type RrdStoreId,
  type Timeline,
  TimelineKind,
  TuidGenerator,
} from '@rushes/proto';
import { ConversionError, ConversionErrorCode, type StopSignal } from '../conversion-error.ts';
import type { OnProgress } from '../read-messages.ts';
import { RecordingOutput, type WriteBytes } from '../recording-output.ts';
import { ChannelWriter } from './channel-writer.ts';
import { rowOfMessage } from './message-rows.ts';
import { isMessageTypeName, type MessageTypeName } from './message-types.ts';
import { readMcap } from './read-mcap.ts';
import { ENTITY_METADATA } from './recording-to-mcap.ts';
import { fromMcapTime, readTimeMetadata, TIME_METADATA, type TimeMapping } from './time-mapping.ts';

/** What an MCAP file becomes. */
export interface McapToRecordingOptions {
  /** The file as the user named it, for messages. */
  readonly file: string;
  readonly applicationId: string;
  readonly acceptsPartial?: boolean | undefined;
  /** Bytes of the file. */
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: StopSignal | undefined;
}

/** One entity that was made. */
export interface McapEntity {
  readonly entity: EntityPath;
  readonly topic: string;
  readonly schema: string;
  readonly rows: number;
}

/** A topic that is not in the recording. */
export interface UnmappedTopic {
  readonly topic: string;
  readonly schema: string;
  readonly encoding: string;
  readonly messages: number;
}

/** What was made of an MCAP file. */
export interface McapToRecordingReport {
  readonly recordingId: string;
  readonly entities: readonly McapEntity[];
  readonly rows: number;
  readonly timelines: readonly string[];
  readonly unmapped: readonly UnmappedTopic[];
  readonly attachments: number;
  /** Fields of messages that had something in them and have no place in a recording, and how often. */
  readonly lostFields: Readonly<Record<string, number>>;
  /** Sentences for a person. */
  readonly notes: readonly string[];
  readonly byteLength: number;
}

const LOG: Timeline = { name: 'log_time', kind: TimelineKind.Timestamp };
const PUBLISH: Timeline = { name: 'publish_time', kind: TimelineKind.Timestamp };
/** What the message says itself: the time of a picture, not that of its arrival. */
const MESSAGE: Timeline = { name: 'message_time', kind: TimelineKind.Timestamp };

/**
 * Writes the messages of an MCAP file that recordings have something for as a new recording, in the order of the file, in one
 * pass. A file made by `recordingToMcap` gives back its timeline; any other gives `log_time`, `publish_time` and `message_time`.
 *
 * @throws ConversionError as `readMcap`; `nothing-to-convert` if no message can be converted.
 */
export async function mcapToRecording(
  source: ByteSource,
  write: WriteBytes,
  options: McapToRecordingOptions,
): Promise<McapToRecordingReport> {
  const storeId: RrdStoreId = {
    kind: 'recording',
    recordingId: makeRecordingId(),
    applicationId: options.applicationId,
  };
  const ids = new TuidGenerator();
  const output = await RecordingOutput.open({ write, compression: 'none', ids });
  const extra = new TextEncoder().encode('rushes, from MCAP');
  await output.storeInfo({ storeId, source: { kind: RrdSourceKind.Other, extra }, rowId: ids.nextChunkId() });
  const conversion = new McapReading(output, storeId, ids);
  let attachments = 0;
  const notes: string[] = [];
  const records = readMcap(source, {
    file: options.file,
    acceptsPartial: options.acceptsPartial,
    onProgress: options.onProgress,
    onAttachment: () => {
      attachments++;
    },
    onTruncated: (problem) => notes.push(`the file was cut short: ${problem}`),
  });
  for await (const record of records) {
    options.signal?.throwIfAborted();
    if (record.type === 'Schema') conversion.schemas.set(record.id, record);
    else if (record.type === 'Channel') conversion.addChannel(record);
    else if (record.type === 'Message') await conversion.take(record);
    else if (record.type === 'Metadata') conversion.takeMetadata(record);
  }
  const made = await conversion.finish(options.file);
  await output.end();
  return {
    ...made,
    recordingId: storeId.recordingId,
    attachments,
    notes: [...notes, ...made.notes],
    byteLength: output.byteLength,
  };
}

interface OpenChannel {
  readonly topic: string;
  readonly schema: string;
  readonly encoding: string;
  /** Undefined: recordings have nothing for it. */
  readonly type: MessageTypeName | undefined;
  readonly entity: EntityPath | undefined;
  writer: ChannelWriter | undefined;
  unmapped: number;
}

class McapReading {
  readonly schemas = new Map<number, McapTypes.Schema>();
  readonly #channels = new Map<number, OpenChannel>();
  readonly #output: RecordingOutput;
  readonly #storeId: RrdStoreId;
  readonly #ids: TuidGenerator;
  readonly #lost = new Map<string, number>();
  #mapping: TimeMapping | undefined;
  #rows = 0;

  constructor(output: RecordingOutput, storeId: RrdStoreId, ids: TuidGenerator) {
    this.#output = output;
    this.#storeId = storeId;
    this.#ids = ids;
  }

  get #timelines(): readonly Timeline[] {
    return this.#mapping === undefined ? [LOG, PUBLISH, MESSAGE] : [this.#mapping.timeline];
  }

  takeMetadata({ name, metadata }: McapTypes.Metadata): void {
    // Behind the first message it would be too late: files of ours have it in front.
    if (name === TIME_METADATA && this.#rows === 0) this.#mapping = readTimeMetadata(metadata);
  }

  addChannel({ id, topic, schemaId, messageEncoding, metadata }: McapTypes.Channel): void {
    // Writers repeat channels in every chunk.
    if (this.#channels.has(id)) return;
    const schema = this.schemas.get(schemaId)?.name ?? '';
    const entity = entityOf(metadata.get(ENTITY_METADATA) ?? topic);
    const isMapped = messageEncoding === 'protobuf' && isMessageTypeName(schema) && entity !== undefined;
    this.#channels.set(id, {
      topic,
      schema,
      encoding: messageEncoding,
      type: isMapped ? schema : undefined,
      entity,
      writer: undefined,
      unmapped: 0,
    });
  }

  async take({ channelId, logTime, publishTime, data }: McapTypes.Message): Promise<void> {
    const channel = this.#channels.get(channelId);
    if (channel === undefined) return;
    const row = channel.type === undefined ? undefined : rowOfMessage(channel.type, data);
    if (row === undefined || channel.entity === undefined) {
      channel.unmapped++;
      return;
    }
    channel.writer ??= new ChannelWriter({
      output: this.#output,
      storeId: this.#storeId,
      ids: this.#ids,
      entity: channel.entity,
      timelines: this.#timelines,
    });
    const mapping = this.#mapping;
    const times =
      mapping === undefined ? [logTime, publishTime, row.timestamp ?? logTime] : [fromMcapTime(mapping, logTime)];
    await channel.writer.take(row, times, logTime);
    this.#rows++;
    for (const name of row.lost) this.#lost.set(name, (this.#lost.get(name) ?? 0) + 1);
  }

  async finish(file: string): Promise<Omit<McapToRecordingReport, 'recordingId' | 'attachments' | 'byteLength'>> {
    const entities: McapEntity[] = [];
    const unmapped: UnmappedTopic[] = [];
    const notes: string[] = [];
    for (const { topic, schema, encoding, entity, writer, unmapped: messages } of this.#channels.values()) {
      await writer?.finish();
      if (writer !== undefined && entity !== undefined) entities.push({ entity, topic, schema, rows: writer.rows });
      if (messages > 0) unmapped.push({ topic, schema, encoding, messages });
      if (writer?.videoProblem !== undefined) {
        notes.push(`the video of ${topic} is in the recording, but will not be shown: ${writer.videoProblem}`);
      }
    }
    if (this.#rows === 0) throw nothingToConvert(file, unmapped);
    return {
      entities,
      rows: this.#rows,
      timelines: this.#timelines.map(({ name }) => name),
      unmapped,
      lostFields: Object.fromEntries(this.#lost),
      notes,
    };
  }
}

/** Topics are free text: one with a stray backslash is no entity path. */
function entityOf(topic: string): EntityPath | undefined {
  try {
    return parseEntityPath(topic);
  } catch (error) {
    if (error instanceof ProtoError) return undefined;
    throw error;
  }
}

function nothingToConvert(file: string, unmapped: readonly UnmappedTopic[]): ConversionError {
  const found = [...new Set(unmapped.map(({ schema, encoding }) => `${schema || 'no schema'} (${encoding})`))];
  return new ConversionError(
    ConversionErrorCode.NothingToConvert,
    `Messages in protobuf of foxglove.CompressedVideo, foxglove.CompressedImage and foxglove.Log can be converted, found ${found.length === 0 ? 'no messages' : found.slice(0, 20).join(', ')} in ${file}.`,
  );
}
