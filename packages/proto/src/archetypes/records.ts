import { GATE, mono, REQUIRED, stable, unstable } from './row.ts';

const count = (what: string) => mono('Count', `Number of ${what}.`, REQUIRED);

/** Texts, what is said of a recording or a whole subtree, and what was read from MCAP files. */
export const RECORDS = {
  AnnotationContext: unstable('Names, colours and skeletons of class ids, for the entity and all below it.', {
    context: mono('AnnotationContext', 'One entry for each class.', REQUIRED),
  }),
  Clear: stable('From now on, nothing that was logged before to the entity is there.', {
    is_recursive: mono('ClearIsRecursive', 'Whether that is also so for all entities below.', REQUIRED),
  }),
  McapChannel: unstable('A channel of an MCAP file.', {
    id: mono('ChannelId', 'Number of the channel in the file.', REQUIRED),
    topic: mono('Text', 'Its topic.', REQUIRED),
    message_encoding: mono('Text', 'How its messages are encoded: `ros1`, `cdr`, `protobuf`, ….', REQUIRED),
    metadata: mono('KeyValuePairs', 'Texts by name, as the file has them.'),
  }),
  McapMessage: unstable('A message of an MCAP file as it is.', {
    data: mono('Blob', 'Its bytes.', REQUIRED),
  }),
  McapSchema: unstable('A schema of an MCAP file.', {
    id: mono('SchemaId', 'Number of the schema in the file.', REQUIRED),
    name: mono('Text', 'Its name.', REQUIRED),
    encoding: mono('Text', 'Language of the schema: `ros2msg`, `protobuf`, `jsonschema`, ….', REQUIRED),
    data: mono('Blob', 'The schema itself.', REQUIRED),
  }),
  McapStatistics: unstable('What an MCAP file says of itself.', {
    message_count: count('messages'),
    schema_count: count('schemas'),
    channel_count: count('channels'),
    attachment_count: count('attachments'),
    metadata_count: count('metadata records'),
    chunk_count: count('chunks'),
    message_start_time: mono('Timestamp', 'Time of the first message, nanoseconds since 1970.', REQUIRED),
    message_end_time: mono('Timestamp', 'Time of the last message, nanoseconds since 1970.', REQUIRED),
    channel_message_counts: mono('ChannelMessageCounts', 'Number of messages of each channel.'),
  }),
  RecordingInfo: stable('Name and beginning of the recording; lies at `/__properties`.', {
    start_time: mono('Timestamp', 'When it began, nanoseconds since 1970.'),
    name: mono('Name', 'What people call it.'),
  }),
  TextDocument: stable('A text of any length, plain or Markdown.', {
    text: mono('Text', 'The text.', GATE),
    media_type: mono('MediaType', '`text/plain` or `text/markdown`.', { fallback: 'text/plain' }),
  }),
  TextLog: stable('A line of a log.', {
    text: mono('Text', 'The line.', GATE),
    level: mono('TextLogLevel', 'How severe it is: `CRITICAL` to `TRACE`, or any other text.', { fallback: 'INFO' }),
    color: mono('Color', 'Colour of the line, 0xRRGGBBAA. Else by level.'),
  }),
} as const;
