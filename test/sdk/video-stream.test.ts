import { joinNalUnits, NalType, splitNalUnits } from '@rushes/proto';
import {
  type EncodedVideoChunkLike,
  MemorySink,
  RecordingStream,
  type SdkError,
  VideoSampleError,
  VideoStream,
} from '@rushes/sdk';
import { describe, expect, it } from 'vitest';
import { accessUnitsOf, corpusAvailable, corpusFile, corpusFiles, readCorpusFile } from '../support/corpus.ts';
import { FakeClock } from './fake-clock.ts';
import { drainChunks, type LoggedChunk } from './read-rows.ts';

const untyped = (value: unknown) => value as never;

// Parameter sets of a 16 x 16 Baseline stream; only their NAL types matter here.
const SPS = Uint8Array.of(0x67, 0x42, 0xc0, 0x0a, 0xdc, 0x79, 0xe8, 0x80);
const PPS = Uint8Array.of(0x68, 0xce, 0x3c, 0x80);

function setUp() {
  const clock = new FakeClock();
  const sink = new MemorySink();
  const errors: SdkError[] = [];
  const rec = new RecordingStream('test', { sinks: [sink], clock, onError: (error) => errors.push(error) });
  const drain = () => {
    clock.endTurn();
    return drainChunks(sink);
  };
  return { rec, errors, drain };
}

/** The samples of a chunk. */
function samplesOf({ chunk }: LoggedChunk): Uint8Array[] {
  const column = chunk.components.find(({ descriptor }) => descriptor.component === 'VideoStream:sample');
  if (column?.values.kind !== 'bytes') return [];
  const { starts, bytes } = column.values;
  return Array.from({ length: chunk.rowCount }, (_, i) => bytes.subarray(starts[i], starts[i + 1]));
}

function caught(action: () => unknown): VideoSampleError {
  try {
    action();
  } catch (error) {
    if (error instanceof VideoSampleError) return error;
    throw error;
  }
  throw new Error('Expected a VideoSampleError, nothing was thrown.');
}

/** The same NAL units with lengths of four bytes instead of start codes. */
function toAvcc(annexB: Uint8Array): Uint8Array {
  const nals = splitNalUnits(annexB);
  const bytes = new Uint8Array(nals.reduce((sum, nal) => sum + 4 + nal.length, 0));
  let at = 0;
  for (const nal of nals) {
    new DataView(bytes.buffer).setUint32(at, nal.length);
    bytes.set(nal, at + 4);
    at += 4 + nal.length;
  }
  return bytes;
}

function avcC(sps: Uint8Array, pps: Uint8Array): Uint8Array {
  const head = [1, sps[1] ?? 0, sps[2] ?? 0, sps[3] ?? 0, 0xff, 0xe1, sps.length >> 8, sps.length & 255];
  return Uint8Array.from([...head, ...sps, 1, pps.length >> 8, pps.length & 255, ...pps]);
}

describe('fromSample', () => {
  it.each<[string, unknown, string]>([
    ['nothing', new Uint8Array(0), 'empty'],
    ['an empty packet', { data: null, isKeyframe: false }, 'empty'],
    ['JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46, 0x49, 0x46), 'codec-mjpeg'],
    ['noise', Uint8Array.from({ length: 64 }, (_, i) => (i * 73 + 41) & 0xff), 'not-video'],
    ['length-prefixed NAL units', toAvcc(joinNalUnits([SPS, PPS])), 'avcc'],
  ])('refuses %s at once', (_, input, code) => {
    expect(caught(() => VideoStream.fromSample(untyped(input)))).toMatchObject({ name: 'VideoSampleError', code });
  });

  it.each([
    ['a path', 'video.mp4', /takes a Uint8Array \(Annex B\), a node-av Packet or an EncodedVideoChunk.*'video\.mp4'/],
    ['nothing at all', undefined, /undefined/],
    ['an object', { bytes: 1 }, /an object with bytes/],
  ])('throws a TypeError for %s', (_, input, message) => {
    expect(() => VideoStream.fromSample(untyped(input))).toThrow(TypeError);
    expect(() => VideoStream.fromSample(untyped(input))).toThrow(message);
  });

  it('throws a TypeError for a description that is none', () => {
    const sample = toAvcc(joinNalUnits([SPS]));
    expect(() => VideoStream.fromSample(sample, { description: Uint8Array.of(9, 9) })).toThrow(
      /avcC record.*version 1/,
    );
    expect(() => VideoStream.fromSample(sample, { description: untyped('x') })).toThrow(
      /description must be a Uint8Array/,
    );
  });

  it('refuses a sample that does not fit its description', () => {
    const cut = toAvcc(joinNalUnits([SPS, PPS])).subarray(0, 9);
    expect(caught(() => VideoStream.fromSample(cut, { description: avcC(SPS, PPS) })).code).toBe('truncated');
  });
});

describe.skipIf(!corpusAvailable)('samples of the corpus (skipped: ../shared/corpus not present)', () => {
  const STREAM = 'made_aud.h264';

  it('arrive as they are, in chunks that start at keyframes, with the codec before them', () => {
    const { rec, drain, errors } = setUp();
    const units = accessUnitsOf(STREAM);
    for (const unit of units) rec.log('camera', VideoStream.fromSample(unit));
    const [codec, ...chunks] = drain();
    expect(codec?.header).toMatchObject({ isStatic: true, components: ['VideoStream:codec'] });
    expect(chunks.flatMap(samplesOf).map((bytes) => Buffer.from(bytes))).toEqual(
      units.map((unit) => Buffer.from(unit)),
    );
    const keyframes = corpusFile(STREAM).keyframe_indices ?? [];
    expect(chunks.map(({ header }) => header.video)).toEqual(
      keyframes.map((firstSample) => ({ startsAtKeyframe: true, firstSample })),
    );
    expect(errors).toEqual([]);
  });

  it('log the codec once per entity', () => {
    const { rec, drain } = setUp();
    const [unit = new Uint8Array(0)] = accessUnitsOf(STREAM);
    for (const path of ['left', 'right', 'left']) rec.log(path, VideoStream.fromSample(unit));
    const codecs = drain().filter(({ header }) => header.isStatic);
    expect(codecs.map(({ header }) => header.entity)).toEqual(['/left', '/right']);
  });

  it('are copied once: the buffer may be reused', () => {
    const { rec, drain } = setUp();
    const buffer = Buffer.alloc(100_000);
    const units = accessUnitsOf(STREAM).slice(0, 3);
    for (const unit of units) {
      buffer.set(unit);
      rec.log('camera', VideoStream.fromSample(buffer.subarray(0, unit.length)));
    }
    buffer.fill(0);
    expect(
      drain()
        .flatMap(samplesOf)
        .map((bytes) => bytes.length),
    ).toEqual(units.map((unit) => unit.length));
  });

  const forms: [string, (unit: Uint8Array) => VideoStream][] = [
    ['a node-av Packet', (unit) => VideoStream.fromSample({ data: Buffer.from(unit), isKeyframe: true })],
    [
      'an EncodedVideoChunk',
      (unit) => {
        const chunk: EncodedVideoChunkLike = {
          byteLength: unit.length,
          type: 'key',
          copyTo: (destination) => destination.set(unit),
        };
        return VideoStream.fromSample(chunk);
      },
    ],
    ['fields', (unit) => VideoStream.fromFields({ sample: unit })],
    [
      'AVCC with its description',
      (unit) => {
        const nals = splitNalUnits(unit);
        const of = (type: number) => nals.find((nal) => ((nal[0] ?? 0) & 31) === type) ?? new Uint8Array(0);
        const bare = nals.filter((nal) => ![NalType.Sps, NalType.Pps].includes(((nal[0] ?? 0) & 31) as never));
        return VideoStream.fromSample(toAvcc(joinNalUnits(bare)), {
          description: avcC(of(NalType.Sps), of(NalType.Pps)),
        });
      },
    ],
    [
      'Annex B without parameter sets, which are in extradata',
      (unit) => {
        const nals = splitNalUnits(unit);
        const isSet = (nal: Uint8Array) => [7, 8].includes((nal[0] ?? 0) & 31);
        return VideoStream.fromSample(joinNalUnits(nals.filter((nal) => !isSet(nal))), {
          extradata: joinNalUnits(nals.filter(isSet)),
        });
      },
    ],
  ];
  it.each(forms)('come as %s too', (_, make) => {
    const { rec, drain } = setUp();
    const [unit = new Uint8Array(0)] = accessUnitsOf(STREAM);
    rec.log('camera', make(unit));
    const [logged] = drain().flatMap(samplesOf);
    const nalsOf = (bytes: Uint8Array | undefined) =>
      splitNalUnits(bytes ?? new Uint8Array(0)).map((nal) => Buffer.from(nal).toString('hex'));
    const significant = (hex: string) => !hex.startsWith('06') && !hex.startsWith('09');
    expect(nalsOf(logged).filter(significant)).toEqual(nalsOf(unit).filter(significant));
  });

  it('in columns are checked alike', () => {
    const { rec, drain } = setUp();
    const samples = accessUnitsOf(STREAM).slice(0, 4);
    const times = [{ name: 'frame', sequence: [0, 1, 2, 3] }];
    rec.sendColumns('camera', times, VideoStream.columns({ samples }));
    expect(drain().flatMap(samplesOf)).toHaveLength(4);
    expect(() => rec.sendColumns('other', times, VideoStream.columns({ samples: [...samples].reverse() }))).toThrow(
      VideoSampleError,
    );
  });

  it('of another picture order stop the row, not the recording', () => {
    const { rec, drain, errors } = setUp();
    const codes = accessUnitsOf('made_b_frames_only_in_second_gop.h264').map((unit) => {
      try {
        rec.log('camera', VideoStream.fromSample(unit));
        return 'ok';
      } catch (error) {
        return error instanceof VideoSampleError ? error.code : String(error);
      }
    });
    expect(codes.slice(0, 30).every((code) => code === 'ok')).toBe(true);
    expect(codes.slice(30)).toContain('b-frames');
    const logged = drain().flatMap(samplesOf);
    expect(logged).toHaveLength(codes.filter((code) => code === 'ok').length);
    expect(errors).toEqual([]);
  });

  it('that are refused name the entity', () => {
    const { rec } = setUp();
    const [unit = new Uint8Array(0)] = accessUnitsOf('made_no_parameter_sets.h264');
    expect(caught(() => rec.log('robot/camera', VideoStream.fromSample(unit)))).toMatchObject({
      code: 'no-parameter-sets',
      class: 'no-parameter-sets',
      retryable: true,
      message: expect.stringMatching(/repeat-headers.*Entity: \/robot\/camera/),
    });
  });

  const LIMITED = ['bit-depth', 'chroma-format', 'lossless', 'interlaced'];
  const refused = corpusFiles().filter(({ expected }) => expected.verdict === 'refuse');

  it.each(refused.map((entry) => [entry.file, entry.expected.class ?? ''] as const))(
    '%s is refused as %s, or warned of',
    (name, expectedClass) => {
      const { rec, errors } = setUp();
      const units = accessUnitsOf(name);
      const classes = new Set<string>();
      let logged = 0;
      for (const unit of units.length > 0 ? units : [readCorpusFile(name)]) {
        try {
          rec.log('camera', VideoStream.fromSample(unit));
          logged++;
        } catch (error) {
          if (!(error instanceof VideoSampleError)) throw error;
          classes.add(error.class);
        }
      }
      const warned = errors.filter(({ code }) => code === 'limited-decoder-support');
      if (warned.length > 0) {
        // Shown where the browser can: whole, with one warning a limit, which is in the status as well.
        expect(LIMITED).toContain(expectedClass);
        expect([warned[0]?.severity, logged]).toEqual(['warning', units.length]);
        const texts = [...rec.status.videoWarnings.values()].flat();
        expect([texts.length, new Set(texts).size]).toEqual([warned.length, warned.length]);
        for (const text of texts) expect(text).toMatch(/For universal playback/);
      } else {
        expect([...classes]).toContain(expectedClass);
        expect(logged).toBeLessThan(Math.max(units.length, 1));
      }
    },
  );

  it.each(
    corpusFiles()
      .filter(({ expected }) => expected.verdict === 'play')
      .map(({ file }) => file),
  )('%s is taken whole and without a word', (name) => {
    const { rec, errors, drain } = setUp();
    const units = accessUnitsOf(name);
    for (const unit of units) rec.log('camera', VideoStream.fromSample(unit));
    expect(drain().flatMap(samplesOf)).toHaveLength(units.length);
    expect(errors).toEqual([]);
  });
});
