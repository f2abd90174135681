import {
  MAX_COMPONENTS,
  MAX_EVICTED_IDS,
  MAX_FILE_URL_BYTES,
  MAX_NAME_BYTES,
  MAX_RECORDINGS,
  MAX_ROWS,
  MAX_TEXT_BYTES,
  MAX_TIMELINES,
  PROTOCOL_VERSION,
  VIDEO_SAMPLE,
} from '../constants.ts';
import { ProtoError, ProtoErrorCode } from '../errors.ts';
import { parseChunkId } from '../ids.ts';
import { MIN_TIME, TimelineKind } from '../time.ts';
import type { HeaderReader } from './header-reader.ts';
import type {
  ChunkHeader,
  Dropped,
  HelloPage,
  HelloSdk,
  MessageKind,
  MessageMap,
  RecordingFile,
  RecordingInfo,
  RecordingSummary,
  TimeSpan,
} from './messages.ts';

/** A message without its body. */
export type Headed = { [K in MessageKind]: { readonly kind: K; readonly header: MessageMap[K] } }[MessageKind];

const READERS: { readonly [K in MessageKind]: (reader: HeaderReader) => MessageMap[K] } = {
  hello: readHello,
  welcome: (reader) => ({
    protocol: readProtocol(reader),
    server: reader.text('server', { maxBytes: MAX_TEXT_BYTES }),
    resumeAfter: reader.integer('resumeAfter', { min: -1 }),
  }),
  chunk: readChunkHeader,
  blueprint: (reader) => ({ recording: reader.recordingId('recording') }),
  ack: (reader) => ({ seq: reader.integer('seq', { min: 0 }) }),
  flush: (reader) => ({ token: reader.integer('token', { min: 0 }) }),
  flushed: (reader) => ({ token: reader.integer('token', { min: 0 }) }),
  dropped: readDropped,
  bye: () => ({}),
  recordings: (reader) => ({ recordings: reader.maps('recordings', MAX_RECORDINGS).map(readRecordingSummary) }),
  subscribe: (reader) => ({ recording: reader.recordingId('recording') }),
  'history-complete': (reader) => ({ recording: reader.recordingId('recording') }),
  received: (reader) => ({ bytes: reader.integer('bytes', { min: 0 }) }),
  evicted: (reader) => ({
    recording: reader.recordingId('recording'),
    chunkIds: reader.texts('chunkIds', MAX_EVICTED_IDS, 64).map(parseChunkId),
  }),
  error: (reader) => ({
    code: reader.text('code', { maxBytes: MAX_NAME_BYTES }),
    message: reader.text('message', { minBytes: 0, maxBytes: MAX_TEXT_BYTES }),
  }),
};

/** Checks a header of this kind; undefined if the kind is not known. */
export function readHeader(kind: string, reader: HeaderReader): Headed | undefined {
  if (!isMessageKind(kind)) return undefined;
  // The table pairs each kind with its own reader; the compiler cannot follow that through a union of keys.
  return { kind, header: READERS[kind](reader) } as Headed;
}

function isMessageKind(kind: string): kind is MessageKind {
  return Object.hasOwn(READERS, kind);
}

function readHello(reader: HeaderReader): HelloSdk | HelloPage {
  // Before anything else: what another version says beyond this need not make sense.
  const protocol = readProtocol(reader);
  const client = reader.text('client', { maxBytes: MAX_TEXT_BYTES });
  const role = reader.oneOf('role', ['sdk', 'page']);
  if (role === 'page') return { role, protocol, client };
  return {
    role,
    protocol,
    client,
    recording: readRecordingInfo(reader.map('recording')),
    stream: readStream(reader),
  };
}

function readStream(reader: HeaderReader): string {
  const stream = reader.text('stream', { maxBytes: 64 });
  if (!/^[A-Za-z0-9_-]+$/.test(stream)) throw reader.bad('stream', 'letters, digits, "_" and "-"', stream);
  return stream;
}

function readProtocol(reader: HeaderReader): number {
  const protocol = reader.integer('protocol', { min: 0 });
  if (protocol !== PROTOCOL_VERSION) {
    throw new ProtoError(
      ProtoErrorCode.BadVersion,
      `Expected version ${PROTOCOL_VERSION} of the protocol, found ${protocol}; use the same version of Rushes on both sides.`,
    );
  }
  return protocol;
}

function readRecordingInfo(reader: HeaderReader): RecordingInfo {
  return {
    id: reader.recordingId('id'),
    applicationId: reader.text('applicationId', { maxBytes: MAX_NAME_BYTES }),
    startedAtNanos: reader.int64('startedAtNanos'),
  };
}

function readRecordingSummary(reader: HeaderReader): RecordingSummary {
  return {
    ...readRecordingInfo(reader),
    live: reader.boolean('live'),
    chunks: reader.integer('chunks', { min: 0 }),
    bytes: reader.integer('bytes', { min: 0 }),
    evictedBytes: reader.integer('evictedBytes', { min: 0 }),
    ...(reader.has('file') && { file: readRecordingFile(reader.map('file')) }),
  };
}

// A page fetches this address with its own rights: only a path leads to nobody but the hub. Browsers read `//` and `/\` as
// the beginning of another host's address.
const PATH_ON_HUB = /^\/(?![/\\])[!-~]*$/;

function readRecordingFile(reader: HeaderReader): RecordingFile {
  const url = reader.text('url', { maxBytes: MAX_FILE_URL_BYTES });
  if (!PATH_ON_HUB.test(url)) throw reader.bad('url', 'a path on the hub, percent-encoded', url);
  return { url, byteLength: reader.integer('byteLength', { min: 0 }) };
}

function readDropped(reader: HeaderReader): Dropped {
  return {
    recording: reader.recordingId('recording'),
    entity: reader.entityPath('entity'),
    rows: reader.integer('rows', { min: 0 }),
    bytes: reader.integer('bytes', { min: 0 }),
    reason: reader.oneOf('reason', ['sdk-queue', 'page-queue', 'memory-limit']),
  };
}

function readChunkHeader(reader: HeaderReader): ChunkHeader {
  const header = {
    recording: reader.recordingId('recording'),
    seq: reader.integer('seq', { min: 0 }),
    chunkId: reader.chunkId('chunkId'),
    entity: reader.entityPath('entity'),
    isStatic: reader.boolean('isStatic'),
    rows: reader.integer('rows', { min: 1, max: MAX_ROWS }),
    spans: reader.maps('spans', MAX_TIMELINES).map(readTimeSpan),
    components: reader.texts('components', MAX_COMPONENTS, MAX_NAME_BYTES),
  };
  checkSorted(
    reader,
    'spans',
    header.spans.map((span) => span.timeline),
  );
  checkSorted(reader, 'components', header.components);
  if (header.components.length === 0) throw reader.bad('components', 'at least one name', []);
  if (header.isStatic !== (header.spans.length === 0)) {
    throw reader.bad(
      'spans',
      header.isStatic ? 'empty for a static chunk' : 'there for a chunk not static',
      header.spans,
    );
  }
  if (!header.components.includes(VIDEO_SAMPLE)) {
    if (reader.has('video'))
      throw reader.bad('video', `left out of a chunk without ${VIDEO_SAMPLE}`, header.components);
    return header;
  }
  const video = reader.map('video');
  return {
    ...header,
    video: {
      startsAtKeyframe: video.boolean('startsAtKeyframe'),
      firstSample: video.integer('firstSample', { min: 0 }),
    },
  };
}

function readTimeSpan(reader: HeaderReader): TimeSpan {
  const span = {
    timeline: reader.text('timeline', { maxBytes: MAX_NAME_BYTES }),
    kind: reader.oneOf('kind', Object.values(TimelineKind)),
    min: reader.int64('min'),
    max: reader.int64('max'),
  };
  if (span.min < MIN_TIME) throw reader.bad('min', `${MIN_TIME} or more`, span.min);
  if (span.max < span.min) throw reader.bad('max', `${span.min} (min) or more`, span.max);
  return span;
}

function checkSorted(reader: HeaderReader, field: string, names: readonly string[]): void {
  names.forEach((name, i) => {
    const former = names[i - 1];
    if (former !== undefined && former >= name) {
      throw reader.bad(field, 'sorted by name, each there once', `${former}, ${name}`);
    }
  });
}
