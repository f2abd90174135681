import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { McapIndexedReader, McapStreamReader, type McapTypes } from '@mcap/core';
import {
  archetypeField,
  type ComponentBatch,
  decodeChunk,
  memorySource,
  openRrd,
  type Timeline,
  VideoCodec,
} from '@rushes/proto';
import { fileSource } from '@rushes/proto/node';
import { describe, expect, it } from 'vitest';
import { parseFrameRate } from '../../../packages/viewer/src/tools/frame-rate.ts';
import {
  type McapToRecordingReport,
  mcapToRecording,
} from '../../../packages/viewer/src/tools/mcap/mcap-to-recording.ts';
import { decodeMessageOf, encodeMessageOf } from '../../../packages/viewer/src/tools/mcap/message-codec.ts';
import { messageDescriptor } from '../../../packages/viewer/src/tools/mcap/message-descriptor.ts';
import { MESSAGE_TYPES, type MessageTypeName } from '../../../packages/viewer/src/tools/mcap/message-types.ts';
import {
  type RecordingToMcapOptions,
  type RecordingToMcapReport,
  recordingToMcap,
} from '../../../packages/viewer/src/tools/mcap/recording-to-mcap.ts';
import { RERUN_FILES, rerunFile, rerunFilesAvailable, skipped } from '../../proto/rrd/files.ts';
import { accessUnitsOf, corpusAvailable, corpusFiles } from '../../support/corpus.ts';
import { DELTA_FRAME, KEYFRAME } from '../source/h264-samples.ts';
import { chunkOf, codecChunk, samplesIn, tempFile, videoChunks } from './conversion-fixture.ts';
import { mcapFile } from './mcap-fixture.ts';
import { chunksOf, fileOf } from './recordings.ts';

// The witness is @mcap/core's own indexed reader, and protobuf's reflection over the descriptors that are in the file.

const CAPTURE: Timeline = { name: 'capture_time', kind: 'timestamp' };
const LOG: Timeline = { name: 'log_time', kind: 'timestamp' };
const FRAME: Timeline = { name: 'frame', kind: 'sequence' };
const CLOCK: Timeline = { name: 'clock', kind: 'duration' };
/** Beyond what a double holds exactly. */
const START = 1_700_000_000_123_456_789n;

const text = (value: string, level?: string): ComponentBatch[] => [
  { ...archetypeField('TextLog', 'text'), data: [value] },
  ...(level === undefined ? [] : [{ ...archetypeField('TextLog', 'level'), data: [level] }]),
];
const scalars = (...values: number[]): ComponentBatch[] => [
  { ...archetypeField('Scalars', 'scalars'), data: Float64Array.from(values) },
];
const image = (bytes: Uint8Array, mediaType?: string): ComponentBatch[] => [
  { ...archetypeField('EncodedImage', 'blob'), data: [bytes] },
  ...(mediaType === undefined ? [] : [{ ...archetypeField('EncodedImage', 'media_type'), data: [mediaType] }]),
];
const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3);

async function exported(
  recording: Uint8Array,
  options: RecordingToMcapOptions = {},
): Promise<{ readonly report: RecordingToMcapReport; readonly file: Uint8Array }> {
  const pieces: Uint8Array[] = [];
  const report = await recordingToMcap(
    await openRrd(memorySource(recording)),
    async (bytes) => {
      pieces.push(bytes.slice());
    },
    options,
  );
  return { report, file: new Uint8Array(Buffer.concat(pieces)) };
}

async function imported(
  file: Uint8Array,
  options: { readonly partial?: boolean } = {},
): Promise<{ readonly report: McapToRecordingReport; readonly recording: Uint8Array }> {
  const pieces: Uint8Array[] = [];
  const report = await mcapToRecording(
    memorySource(file),
    async (bytes) => {
      pieces.push(bytes.slice());
    },
    { file: 'run.mcap', applicationId: 'test', acceptsPartial: options.partial },
  );
  return { report, recording: new Uint8Array(Buffer.concat(pieces)) };
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ code: 'none', message: '' }),
    (error: { code: string; message: string }) => ({ code: error.code, message: error.message }),
  );

interface WitnessedMessage {
  readonly topic: string;
  readonly schema: string;
  readonly logTime: bigint;
  readonly publishTime: bigint;
  readonly sequence: number;
  readonly data: Uint8Array;
}

async function witnessed(
  file: Uint8Array,
): Promise<{ readonly reader: McapIndexedReader; readonly messages: WitnessedMessage[] }> {
  const reader = await McapIndexedReader.Initialize({
    readable: {
      size: () => Promise.resolve(BigInt(file.length)),
      read: (offset, length) => Promise.resolve(file.slice(Number(offset), Number(offset + length))),
    },
  });
  const messages: WitnessedMessage[] = [];
  for await (const { channelId, logTime, publishTime, sequence, data } of reader.readMessages()) {
    const channel = reader.channelsById.get(channelId);
    const schema = reader.schemasById.get(channel?.schemaId ?? -1);
    messages.push({ topic: channel?.topic ?? '', schema: schema?.name ?? '', logTime, publishTime, sequence, data });
  }
  return { reader, messages };
}

describe('descriptors', () => {
  // As https://github.com/foxglove/foxglove-sdk publishes them.
  const FOXGLOVE: Readonly<Record<string, readonly string[]>> = {
    'foxglove.CompressedVideo': [
      'timestamp=1:message google.protobuf.Timestamp',
      'frame_id=2:string',
      'data=3:bytes',
      'format=4:string',
    ],
    'foxglove.CompressedImage': [
      'timestamp=1:message google.protobuf.Timestamp',
      'data=2:bytes',
      'format=3:string',
      'frame_id=4:string',
    ],
    'foxglove.Log': [
      'timestamp=1:message google.protobuf.Timestamp',
      'level=2:enum foxglove.Log.Level',
      'message=3:string',
      'name=4:string',
      'file=5:string',
      'line=6:fixed32',
    ],
    'rushes.Scalars': ['timestamp=1:message google.protobuf.Timestamp', 'values=2:double repeated'],
  };

  it.each(Object.keys(MESSAGE_TYPES) as MessageTypeName[])(
    'of %s are complete, and what its readers expect',
    (name) => {
      const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, messageDescriptor(name)));
      const fields = registry.getMessage(name)?.fields.map((field) => {
        const scalar = [
          '',
          'double',
          'float',
          'int64',
          'uint64',
          'int32',
          'fixed64',
          'fixed32',
          'bool',
          'string',
          'group',
          'message',
          'bytes',
        ];
        const { name: key, number, fieldKind } = field;
        if (fieldKind === 'message') return `${key}=${number}:message ${field.message.typeName}`;
        if (fieldKind === 'enum') return `${key}=${number}:enum ${field.enum.typeName}`;
        if (fieldKind === 'list') return `${key}=${number}:${scalar[field.scalar ?? 0]} repeated`;
        return `${key}=${number}:${scalar[field.scalar ?? 0]}`;
      });
      expect(fields).toEqual(FOXGLOVE[name]);
    },
  );

  it.each([0n, 1n, 999_999_999n, START, -1n, -1_500_000_000n])('and messages keep the time %d exactly', (timestamp) => {
    const bytes = encodeMessageOf('foxglove.Log', { timestamp, message: 'über', level: 4 });
    expect(decodeMessageOf('foxglove.Log', bytes)).toEqual({ timestamp, message: 'über', level: 4 });
  });
});

describe('a recording becomes an MCAP file', () => {
  const recording = () =>
    fileOf([
      ...videoChunks(
        '/camera/front left',
        [CAPTURE, LOG],
        [KEYFRAME, DELTA_FRAME, KEYFRAME, DELTA_FRAME].map((sample, i) => ({
          sample,
          times: [START + BigInt(i) * 33_333_333n, START],
        })),
      ),
      chunkOf(
        '/log',
        [CAPTURE, LOG],
        [
          { times: [START + 1n, START], batches: text('ready', 'WARN') },
          { times: [START + 2n, START], batches: text('gripper closed') },
        ],
      ),
      chunkOf('/arm/torque', [CAPTURE, LOG], [{ times: [START + 5n, START], batches: scalars(3.25, -1) }]),
      chunkOf('/map', [CAPTURE, LOG], [{ times: [START + 6n, START], batches: image(JPEG, 'image/jpeg') }]),
    ]);

  it('that is chunked and indexed, with a topic per entity and messages of well-known schemas', async () => {
    const { file, report } = await exported(recording());
    const { reader, messages } = await witnessed(file);
    expect([...reader.chunkIndexes].length).toBeGreaterThan(0);
    expect(reader.statistics?.messageCount).toBe(8n);
    expect(new Set(messages.map(({ topic, schema }) => `${topic} ${schema}`))).toEqual(
      new Set([
        '/camera/front\\ left foxglove.CompressedVideo',
        '/log foxglove.Log',
        '/arm/torque rushes.Scalars',
        '/map foxglove.CompressedImage',
      ]),
    );
    expect(report).toMatchObject({
      timeline: 'capture_time',
      messages: 8,
      otherTimelines: ['log_time'],
      unmapped: [],
      problems: [],
    });
  });

  it('with the bytes of the samples and the times of the timeline, exactly', async () => {
    const { messages } = await witnessed((await exported(recording())).file);
    const video = messages.filter(({ schema }) => schema === 'foxglove.CompressedVideo');
    expect(video.map(({ logTime, publishTime, sequence }) => [logTime, publishTime, sequence])).toEqual(
      [0, 1, 2, 3].map((i) => [START + BigInt(i) * 33_333_333n, START + BigInt(i) * 33_333_333n, i]),
    );
    expect(video.map(({ data }) => decodeMessageOf('foxglove.CompressedVideo', data))).toEqual(
      [KEYFRAME, DELTA_FRAME, KEYFRAME, DELTA_FRAME].map((data, i) => ({
        timestamp: START + BigInt(i) * 33_333_333n,
        data,
        format: 'h264',
      })),
    );
    const one = (schema: string) => messages.find((each) => each.schema === schema)?.data ?? new Uint8Array(0);
    expect(decodeMessageOf('foxglove.CompressedImage', one('foxglove.CompressedImage'))).toEqual({
      timestamp: START + 6n,
      data: JPEG,
      format: 'jpeg',
    });
    expect(decodeMessageOf('foxglove.Log', one('foxglove.Log'))).toEqual({
      timestamp: START + 1n,
      level: 3,
      message: 'ready',
    });
    expect(decodeMessageOf('rushes.Scalars', one('rushes.Scalars'))).toEqual({
      timestamp: START + 5n,
      values: [3.25, -1],
    });
  });

  it('and that the same recording again: samples, times, texts, numbers', async () => {
    const { recording: again, report } = await imported((await exported(recording())).file);
    expect(samplesIn(again, '/camera/front\\ left')).toEqual(
      [KEYFRAME, DELTA_FRAME, KEYFRAME, DELTA_FRAME].map((sample, i) => ({
        sample,
        times: { capture_time: START + BigInt(i) * 33_333_333n },
      })),
    );
    expect(report).toMatchObject({
      rows: 8,
      timelines: ['capture_time'],
      unmapped: [],
      lostFields: {},
      attachments: 0,
      notes: [],
    });
    const values = chunksOf(again).flatMap(({ arrow }) => {
      const chunk = decodeChunk(arrow);
      return chunk.components.map(({ descriptor, values: each }) => [
        chunk.entityPath,
        descriptor.component,
        each.kind === 'utf8'
          ? new TextDecoder().decode(each.bytes)
          : each.kind === 'numbers'
            ? [...each.numbers].map(Number)
            : '',
      ]);
    });
    expect(values).toEqual(
      expect.arrayContaining([
        ['/log', 'TextLog:text', 'readygripper closed'],
        ['/log', 'TextLog:level', 'WARN'],
        ['/arm/torque', 'Scalars:scalars', [3.25, -1]],
        ['/map', 'EncodedImage:media_type', 'image/jpeg'],
        ['/camera/front\\ left', 'VideoStream:codec', [VideoCodec.H264]],
      ]),
    );
  });

  it.each([
    ['a duration, also below 0', CLOCK, undefined, [-500n, 0n, 7n]],
    ['frame numbers', FRAME, '29.97', [-3n, 0n, 1_000_003n]],
    ['a timestamp', CAPTURE, undefined, [0n, START, 2n ** 62n + 1n]],
  ])('on %s, which it has again', async (_, timeline, fps, times) => {
    const file = fileOf([
      chunkOf(
        '/log',
        [timeline],
        times.map((time) => ({ times: [time], batches: text(`${time}`) })),
      ),
    ]);
    const mcap = await exported(file, fps === undefined ? {} : { frameRate: parseFrameRate(fps) });
    const { recording: again } = await imported(mcap.file);
    const found = chunksOf(again).map(({ arrow }) => decodeChunk(arrow).timelines);
    expect(found.map((timelines) => timelines.map(({ name, kind }) => ({ name, kind })))).toEqual(
      found.map(() => [timeline]),
    );
    expect(found.flatMap(([only]) => [...(only?.times ?? [])])).toEqual(times);
  });

  it('only if frame numbers are told how fast they are', async () => {
    const file = fileOf([chunkOf('/log', [FRAME], [{ times: [1n], batches: text('one') }])]);
    expect(await refusal(exported(file))).toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('--fps 30'),
    });
  });

  it('with what has no message named: components, static rows, other timelines, levels', async () => {
    const points: ComponentBatch = { ...archetypeField('Points2D', 'positions'), data: Float32Array.of(1, 2) };
    const file = fileOf([
      codecChunk('/camera'),
      chunkOf('/note', [], [{ times: [], batches: text('static') }]),
      chunkOf(
        '/points',
        [CAPTURE],
        [
          { times: [START], batches: [points] },
          { times: [START], batches: [points] },
        ],
      ),
      chunkOf(
        '/log',
        [CAPTURE],
        [
          { times: [START], batches: text('fine', 'TRACE') },
          {
            times: [START],
            batches: [...text('odd', 'NOTICE'), { ...archetypeField('TextLog', 'color'), data: Uint32Array.of(1) }],
          },
        ],
      ),
      chunkOf('/log', [FRAME], [{ times: [1n], batches: text('elsewhere') }]),
    ]);
    const { report, file: mcap } = await exported(file);
    expect(report.unmapped).toEqual([
      { entity: '/note', component: 'TextLog:text', rows: 1, isStatic: true },
      { entity: '/points', component: 'Points2D:positions', rows: 2, isStatic: false },
      { entity: '/log', component: 'TextLog:color', rows: 1, isStatic: false },
      { entity: '/log', component: 'TextLog:text', rows: 1, isStatic: false },
    ]);
    expect(report).toMatchObject({ messages: 2, changedLevels: 2, otherTimelines: ['frame'] });
    const { messages } = await witnessed(mcap);
    expect(messages.map(({ data }) => decodeMessageOf('foxglove.Log', data).level)).toEqual([1, 0]);
  });

  it('with a topic of its own for each kind of data of one entity', async () => {
    const file = fileOf([
      ...videoChunks('/robot', [CAPTURE], [{ sample: KEYFRAME, times: [START] }]),
      chunkOf('/robot', [CAPTURE], [{ times: [START], batches: [...text('hi'), ...scalars(1)] }]),
    ]);
    const { file: mcap, report } = await exported(file);
    expect(report.topics.map(({ topic }) => topic).sort()).toEqual(['/robot', '/robot:Scalars', '/robot:TextLog']);
    expect(new Set((await imported(mcap)).report.entities.map(({ entity }) => entity))).toEqual(new Set(['/robot']));
  });

  it('unless there is nothing in it that has a message, or no such timeline', async () => {
    const log = fileOf([chunkOf('/log', [LOG], [{ times: [START], batches: text('one') }])]);
    expect(await refusal(exported(fileOf([codecChunk('/camera')])))).toMatchObject({ code: 'nothing-to-convert' });
    expect(await refusal(exported(log, { timeline: 'tick' }))).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('Found: log_time (timestamp)'),
    });
    expect(await refusal(exported(log, { recordingId: 'other' }))).toMatchObject({ code: 'not-found' });
  });

  it.skipIf(!rerunFilesAvailable).each(RERUN_FILES)(
    `%s, made by Rerun, and back: every sample is what it was${skipped}`,
    async (name) => {
      const original = rerunFile(name);
      const { file, report } = await exported(original, { timeline: 'log_time' });
      expect(report.unmapped.map(({ component }) => component)).toContain('Points3D:positions');
      const { recording: again } = await imported(file);
      const only = (rows: ReturnType<typeof samplesIn>) =>
        rows.map(({ sample, times }) => [Buffer.from(sample).toString('base64'), times.log_time]);
      expect(only(samplesIn(again, '/world/camera'))).toEqual(only(samplesIn(original, '/world/camera')));
      expect(samplesIn(again, '/world/camera')).toHaveLength(60);
    },
  );

  it.skipIf(!corpusAvailable)('and back, with every sample of the corpus byte for byte, whatever it is', async () => {
    const names = corpusFiles()
      .filter(({ file, width }) => (width ?? 0) <= 720 && accessUnitsOf(file).length > 0)
      .map(({ file }) => file);
    expect(names.length).toBeGreaterThan(40);
    for (const name of names) {
      const samples = accessUnitsOf(name).map((sample, i) => ({ sample, times: [START + BigInt(i) * 16_666_667n] }));
      const { recording: again } = await imported(
        (await exported(fileOf(videoChunks('/video', [CAPTURE], samples)))).file,
      );
      const found = samplesIn(again, '/video');
      const same =
        found.length === samples.length &&
        found.every(
          ({ sample, times }, i) =>
            Buffer.compare(sample, samples[i]?.sample ?? new Uint8Array(0)) === 0 &&
            times.capture_time === samples[i]?.times[0],
        );
      expect([name, same]).toEqual([name, true]);
    }
  });
});

describe('an MCAP file of another program becomes a recording', () => {
  const videoMessage = (i: number) =>
    encodeMessageOf('foxglove.CompressedVideo', {
      timestamp: START + BigInt(i),
      frame_id: i === 0 ? 'camera' : '',
      data: i % 2 === 0 ? KEYFRAME : DELTA_FRAME,
      format: 'h264',
    });

  it('on log time, publish time and the time of the message', async () => {
    const file = await mcapFile({
      channels: [
        {
          topic: '/cam',
          schema: 'foxglove.CompressedVideo',
          messages: [0, 1, 2, 3].map((i) => ({
            logTime: START + 100n + BigInt(i),
            publishTime: START + 50n,
            data: videoMessage(i),
          })),
        },
      ],
    });
    const { recording, report } = await imported(file);
    expect(samplesIn(recording, '/cam').map(({ times }) => times)).toEqual(
      [0, 1, 2, 3].map((i) => ({
        log_time: START + 100n + BigInt(i),
        publish_time: START + 50n,
        message_time: START + BigInt(i),
      })),
    );
    expect(report.lostFields).toEqual({ frame_id: 1 });
    expect(chunksOf(recording)).toHaveLength(3);
  });

  it('with topics that recordings have nothing for named, and attachments counted', async () => {
    const file = await mcapFile({
      attachments: 2,
      channels: [
        { topic: '/cam', schema: 'foxglove.CompressedVideo', messages: [{ logTime: 1n, data: videoMessage(0) }] },
        {
          topic: '/vp8',
          schema: 'foxglove.CompressedVideo',
          messages: [{ logTime: 1n, data: encodeMessageOf('foxglove.CompressedVideo', { format: 'vp8' }) }],
        },
        {
          topic: '/scan',
          schema: 'sensor_msgs/msg/LaserScan',
          encoding: 'cdr',
          messages: [
            { logTime: 2n, data: Uint8Array.of(1) },
            { logTime: 3n, data: Uint8Array.of(1) },
          ],
        },
        {
          topic: '/json',
          schema: 'foxglove.Log',
          encoding: 'json',
          messages: [{ logTime: 2n, data: Buffer.from('{}') }],
        },
      ],
    });
    const { report } = await imported(file);
    expect(report.unmapped).toEqual([
      { topic: '/vp8', schema: 'foxglove.CompressedVideo', encoding: 'protobuf', messages: 1 },
      { topic: '/scan', schema: 'sensor_msgs/msg/LaserScan', encoding: 'cdr', messages: 2 },
      { topic: '/json', schema: 'foxglove.Log', encoding: 'json', messages: 1 },
    ]);
    expect(report.attachments).toBe(2);
  });

  it.each([
    ['jpeg', 'image/jpeg'],
    ['jpg', 'image/jpeg'],
    ['image/png', 'image/png'],
    ['rgb8; jpeg compressed bgr8', 'image/jpeg'],
  ])('with the image format %s as %s', async (format, mediaType) => {
    const data = encodeMessageOf('foxglove.CompressedImage', { timestamp: 1n, data: JPEG, format });
    const { recording } = await imported(
      await mcapFile({
        channels: [{ topic: 'map', schema: 'foxglove.CompressedImage', messages: [{ logTime: 1n, data }] }],
      }),
    );
    const [chunk] = chunksOf(recording).map(({ arrow }) => decodeChunk(arrow));
    const column = chunk?.components.find(({ descriptor }) => descriptor.component === 'EncodedImage:media_type');
    expect(chunk?.entityPath).toBe('/map');
    expect(column?.values.kind === 'utf8' && new TextDecoder().decode(column.values.bytes)).toBe(mediaType);
  });

  it.each([
    ['without chunks', { useChunks: false }],
    [
      'without an index',
      { useMessageIndex: false, useChunkIndex: false, useStatistics: false, useSummaryOffsets: false },
    ],
    ['compressed with lz4', { compression: 'lz4' as const }],
    ['compressed with zstd', { compression: 'zstd' as const }],
  ])('%s', async (_, options) => {
    const messages = Array.from({ length: 300 }, (__, i) => ({ logTime: BigInt(i), data: videoMessage(i) }));
    const file = await mcapFile({
      ...options,
      channels: [{ topic: '/cam', schema: 'foxglove.CompressedVideo', messages }],
    });
    const reader = new McapStreamReader({
      includeChunks: true,
      decompressHandlers: { lz4: () => new Uint8Array(0), zstd: () => new Uint8Array(0) },
      validateCrcs: false,
    });
    reader.append(file);
    const kinds: McapTypes.TypedMcapRecord[] = [];
    for (let record = reader.nextRecord(); record !== undefined && kinds.length < 3; record = reader.nextRecord())
      kinds.push(record);
    const chunk = kinds.find((record) => record.type === 'Chunk');
    expect(chunk?.type === 'Chunk' ? chunk.compression : '').toBe('compression' in options ? options.compression : '');
    const { recording } = await imported(file);
    expect(samplesIn(recording, '/cam').map(({ times }) => times.log_time)).toEqual(
      messages.map(({ logTime }) => logTime),
    );
  });

  it('with video that will not be shown, which is said', async () => {
    const twoPictures = new Uint8Array(Buffer.concat([KEYFRAME, DELTA_FRAME, DELTA_FRAME]));
    const data = encodeMessageOf('foxglove.CompressedVideo', { data: twoPictures, format: 'h264' });
    const { report } = await imported(
      await mcapFile({
        channels: [{ topic: '/cam', schema: 'foxglove.CompressedVideo', messages: [{ logTime: 1n, data }] }],
      }),
    );
    expect(report.notes).toEqual([
      expect.stringMatching(/video of \/cam is in the recording, but will not be shown: .*more than one picture/),
    ]);
  });
});

describe('an MCAP file is refused', () => {
  const good = () =>
    mcapFile({
      channels: [
        {
          topic: '/log',
          schema: 'foxglove.Log',
          messages: Array.from({ length: 20 }, (_, i) => ({
            logTime: BigInt(i),
            data: encodeMessageOf('foxglove.Log', { timestamp: BigInt(i), message: `line ${i}`, level: 2 }),
          })),
        },
      ],
    });

  it.each([
    ['that is empty', () => new Uint8Array(0), 'nothing-to-convert', /is empty/],
    ['that is a text', () => Buffer.from('once upon a time'), 'wrong-format', /no MCAP file/],
    ['that is a recording', () => fileOf([]), 'wrong-format', /no MCAP file/],
    [
      'that has nothing for a recording',
      () =>
        mcapFile({
          channels: [
            {
              topic: '/x',
              schema: 'std_msgs/String',
              encoding: 'cdr',
              messages: [{ logTime: 1n, data: new Uint8Array(1) }],
            },
          ],
        }),
      'nothing-to-convert',
      /std_msgs\/String \(cdr\)/,
    ],
    ['that has no messages', () => mcapFile({ channels: [] }), 'nothing-to-convert', /found no messages/],
    [
      'with chunks of a compression that is not read here',
      () =>
        mcapFile({
          compression: 'brotli',
          channels: [{ topic: '/x', schema: 'foxglove.Log', messages: [{ logTime: 1n, data: new Uint8Array(0) }] }],
        }),
      'unsupported-compression',
      /"brotli", and lz4 and zstd can be read/,
    ],
    [
      'with a time beyond the year 2262',
      () =>
        mcapFile({
          channels: [
            { topic: '/x', schema: 'foxglove.Log', messages: [{ logTime: 2n ** 63n, data: new Uint8Array(0) }] },
          ],
        }),
      'bad-times',
      /end at 2\^63 - 1 ns/,
    ],
    [
      'with a message that is not of its schema',
      () =>
        mcapFile({
          channels: [
            { topic: '/x', schema: 'foxglove.Log', messages: [{ logTime: 1n, data: Uint8Array.of(0x0a, 0xff, 0xff) }] },
          ],
        }),
      'damaged',
      /not a foxglove.Log/,
    ],
  ])('%s', async (_, bytes, code, message) => {
    expect(await refusal(imported(new Uint8Array(await bytes())))).toEqual({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('that was cut short at any byte; with what is there of it on demand', async () => {
    const whole = await good();
    const dataEnd = whole.findLastIndex((byte, i) => byte === 0x0f && whole[i + 1] === 4 && whole[i + 2] === 0);
    expect(dataEnd).toBeGreaterThan(500);
    for (let length = 1; length < dataEnd; length++) {
      const { code } = await refusal(imported(whole.subarray(0, length)));
      expect([length, code]).toEqual([length, length < 8 ? 'wrong-format' : 'truncated']);
    }
    // Behind the data only the index is missing.
    const { report } = await imported(whole.subarray(0, dataEnd), { partial: true });
    expect([report.rows, report.notes]).toEqual([20, [expect.stringMatching(/cut short: it ends at byte/)]]);
  });

  it('with flipped bits by an error that has a code, or it is read, but never another error', async () => {
    const whole = await good();
    const known = [
      'none',
      'truncated',
      'damaged',
      'wrong-format',
      'nothing-to-convert',
      'unsupported-compression',
      'limit-exceeded',
      'bad-times',
      'bad-option',
    ];
    for (let at = 8; at < whole.length; at++) {
      for (const bit of [0x01, 0x80]) {
        const bytes = whole.slice();
        bytes[at] = (bytes[at] ?? 0) ^ bit;
        const { code } = await refusal(imported(bytes));
        expect([at, known.includes(code) ? 'known' : code]).toEqual([at, 'known']);
      }
    }
  });

  it('with a record or a chunk that would take more memory than there is a limit for, before it is taken', async () => {
    const whole = await good();
    const huge = whole.slice();
    // The chunk's record: opcode 6 behind the header's record.
    const chunkAt = whole.findIndex((byte, i) => byte === 6 && i > 8 && whole[i + 5] === 0 && whole[i + 8] === 0);
    new DataView(huge.buffer).setBigUint64(chunkAt + 9 + 16, 2n ** 40n, true);
    expect(await refusal(imported(huge))).toMatchObject({
      code: 'limit-exceeded',
      message: expect.stringContaining('1099511627776'),
    });
  });
});

it('reads a file from a disk as it reads one in memory', async () => {
  const path = tempFile(
    'disk.mcap',
    await mcapFile({
      channels: [
        {
          topic: '/log',
          schema: 'foxglove.Log',
          messages: [{ logTime: 1n, data: encodeMessageOf('foxglove.Log', { message: 'one' }) }],
        },
      ],
    }),
  );
  const source = await fileSource(path);
  const report = await mcapToRecording(source, async () => undefined, { file: path, applicationId: 'test' });
  await source.close();
  expect(report.rows).toBe(1);
});
