import { ARCHETYPES } from '@rushes/proto';
import {
  type Archetype,
  Boxes2D,
  Clear,
  columnsOf,
  EncodedImage,
  MemorySink,
  Points2D,
  RecordingStream,
  Scalars,
  SeriesLines,
  TextDocument,
  TextLog,
  VideoCodec,
  VideoStream,
} from '@rushes/sdk';
import { describe, expect, it } from 'vitest';
import { drainChunks, firstRow } from './read-rows.ts';

/** What arrives at the other end when an archetype is logged. */
function logged(archetype: Archetype): Record<string, unknown> {
  const sink = new MemorySink();
  const rec = new RecordingStream('test', { sinks: [sink], onError: () => undefined });
  rec.logStatic('entity', archetype);
  const [first] = drainChunks(sink);
  if (first === undefined) throw new Error('Nothing was logged.');
  return firstRow(first);
}

const untyped = (value: unknown) => value as never;
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1);
const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1);
const WEBP = new TextEncoder().encode('RIFF....WEBPVP8 ');

describe('what arrives of', () => {
  it.each<[string, Archetype, Record<string, unknown>]>([
    ['Scalars of one number', new Scalars(3.2), { 'Scalars:scalars': [3.2] }],
    ['Scalars of several', new Scalars([1, Number.NaN]), { 'Scalars:scalars': [1, Number.NaN] }],
    [
      'TextLog',
      new TextLog('hi', { level: 'WARN', color: '#00f' }),
      { 'TextLog:text': ['hi'], 'TextLog:level': ['WARN'], 'TextLog:color': [0x0000ffff] },
    ],
    [
      'TextDocument',
      new TextDocument('# Hi', { mediaType: 'text/markdown' }),
      { 'TextDocument:text': ['# Hi'], 'TextDocument:media_type': ['text/markdown'] },
    ],
    ['Clear, flat', Clear.flat(), { 'Clear:is_recursive': [false] }],
    ['Clear, recursive', Clear.recursive(), { 'Clear:is_recursive': [true] }],
    [
      'EncodedImage as PNG',
      EncodedImage.fromBytes(PNG),
      { 'EncodedImage:blob': [[...PNG]], 'EncodedImage:media_type': ['image/png'] },
    ],
    [
      'EncodedImage as JPEG',
      EncodedImage.fromBytes(JPEG, { opacity: 0.5 }),
      { 'EncodedImage:blob': [[...JPEG]], 'EncodedImage:media_type': ['image/jpeg'], 'EncodedImage:opacity': [0.5] },
    ],
    [
      'EncodedImage as WebP',
      EncodedImage.fromBytes(WEBP, { drawOrder: 3 }),
      { 'EncodedImage:blob': [[...WEBP]], 'EncodedImage:media_type': ['image/webp'], 'EncodedImage:draw_order': [3] },
    ],
    [
      'EncodedImage of a given type',
      EncodedImage.fromBytes(Uint8Array.of(1), { mediaType: 'image/avif' }),
      { 'EncodedImage:blob': [[1]], 'EncodedImage:media_type': ['image/avif'] },
    ],
    [
      'SeriesLines',
      new SeriesLines({
        names: ['a', 'b'],
        widths: 2,
        colors: ['#fff', '#000'],
        visibleSeries: [true, false],
        aggregationPolicy: 'average',
        interpolationMode: 'stepAfter',
      }),
      {
        'SeriesLines:names': ['a', 'b'],
        'SeriesLines:widths': [2],
        'SeriesLines:colors': [0xffffffff, 0x000000ff],
        'SeriesLines:visible_series': [true, false],
        'SeriesLines:aggregation_policy': [2],
        'SeriesLines:interpolation_mode': [2],
      },
    ],
    [
      'Points2D',
      new Points2D({
        positions: [
          [1, 2],
          [3, 4],
        ],
        colors: [255, 0, 0],
        radii: [-1, 2],
        labels: 'p',
        showLabels: true,
        drawOrder: 1.5,
        classIds: [1, 2],
        keypointIds: 3,
      }),
      {
        'Points2D:positions': [1, 2, 3, 4],
        'Points2D:colors': [0xff0000ff],
        'Points2D:radii': [-1, 2],
        'Points2D:labels': ['p'],
        'Points2D:show_labels': [true],
        'Points2D:draw_order': [1.5],
        'Points2D:class_ids': [1, 2],
        'Points2D:keypoint_ids': [3],
      },
    ],
    [
      'Boxes2D from mins and sizes',
      new Boxes2D({ mins: [[10, 20]], sizes: [[4, 6]] }),
      { 'Boxes2D:half_sizes': [2, 3], 'Boxes2D:centers': [12, 23] },
    ],
    [
      'Boxes2D from mins and maxs',
      new Boxes2D({ mins: [[10, 20]], maxs: [[14, 26]] }),
      { 'Boxes2D:half_sizes': [2, 3], 'Boxes2D:centers': [12, 23] },
    ],
    [
      'Boxes2D from centers and sizes',
      new Boxes2D({ centers: [[12, 23]], sizes: [[4, 6]] }),
      { 'Boxes2D:half_sizes': [2, 3], 'Boxes2D:centers': [12, 23] },
    ],
    [
      'Boxes2D from centers and half sizes',
      new Boxes2D({ centers: [[12, 23]], halfSizes: [[2, 3]], labels: ['cat'] }),
      { 'Boxes2D:half_sizes': [2, 3], 'Boxes2D:centers': [12, 23], 'Boxes2D:labels': ['cat'] },
    ],
    ['Boxes2D of half sizes alone', new Boxes2D({ halfSizes: [2, 3] }), { 'Boxes2D:half_sizes': [2, 3] }],
    [
      'Boxes2D with one size for all',
      new Boxes2D({
        mins: [
          [0, 0],
          [10, 10],
        ],
        sizes: [2, 4],
      }),
      { 'Boxes2D:half_sizes': [1, 2, 1, 2], 'Boxes2D:centers': [1, 2, 11, 12] },
    ],
    [
      'Boxes2D, none',
      new Boxes2D({ mins: [], sizes: [], labels: [] }),
      { 'Boxes2D:half_sizes': [], 'Boxes2D:centers': [], 'Boxes2D:labels': [] },
    ],
    [
      'VideoStream of a codec',
      VideoStream.fromFields({ codec: VideoCodec.H264 }),
      { 'VideoStream:codec': [0x61766331] },
    ],
  ])('%s', (_, archetype, expected) => {
    expect(logged(archetype)).toEqual(expected);
  });
});

describe('refused', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'Scalars of a text',
      () => new Scalars(untyped('3.2')),
      /Scalars must be a number or an array of numbers, but is the string '3\.2'/,
    ],
    ['Points2D of nothing', () => new Points2D(untyped(undefined)), /Points2D takes an object with fields \(positions/],
    ['Points2D without positions', () => new Points2D(untyped({})), /Points2D\.positions must be an array.*undefined/],
    [
      'a field that does not exist',
      () => new Points2D(untyped({ positions: [], color: '#fff' })),
      /Points2D has no field 'color'; expected one of positions, radii, colors/,
    ],
    [
      'too few labels',
      () =>
        new Points2D({
          positions: [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
          labels: ['a', 'b'],
        }),
      /Points2D\.labels must have 1 or 3 values .*positions.*has 2/,
    ],
    [
      'labels that are numbers',
      () => new Points2D({ positions: [[1, 2]], labels: untyped([1]) }),
      /Points2D\.labels\[0\] must be a string, but is 1/,
    ],
    [
      'an infinite draw order',
      () => new Points2D({ positions: [], drawOrder: Number.POSITIVE_INFINITY }),
      /Points2D\.drawOrder must be a finite number/,
    ],
    [
      'showLabels as a number',
      () => new Points2D({ positions: [], showLabels: untyped(1) }),
      /Points2D\.showLabels must be true or false/,
    ],
    [
      'Boxes2D of centers alone',
      () => new Boxes2D(untyped({ centers: [[1, 2]] })),
      /needs \{mins, sizes\}.*got \{centers\}/,
    ],
    ['Boxes2D of nothing', () => new Boxes2D(untyped({})), /got none of them/],
    [
      'Boxes2D of three geometries',
      () => new Boxes2D(untyped({ mins: [], maxs: [], sizes: [] })),
      /got \{mins, maxs, sizes\}/,
    ],
    [
      'mins and sizes of different numbers',
      () =>
        new Boxes2D({
          mins: [
            [0, 0],
            [1, 1],
            [2, 2],
          ],
          sizes: [
            [1, 1],
            [2, 2],
          ],
        }),
      /Boxes2D\.sizes must have 1 or 3 values .*mins.*has 2/,
    ],
    [
      'sizes without mins',
      () => new Boxes2D({ mins: [], sizes: [[1, 1]] }),
      /Boxes2D\.mins must have 1 or 1 values to go with sizes, but is empty/,
    ],
    [
      'a negative size',
      () => new Boxes2D({ mins: [[0, 0]], sizes: [[1, -1]] }),
      /sizes must not be negative, but instance 0 has -1/,
    ],
    ['maxs below mins', () => new Boxes2D({ mins: [[5, 5]], maxs: [[1, 9]] }), /maxs minus mins must not be negative/],
    [
      'too many colours',
      () => new Boxes2D({ mins: [[0, 0]], sizes: [[1, 1]], colors: ['#fff', '#000'] }),
      /Boxes2D\.colors must have 1 value .*has 2/,
    ],
    ['SeriesLines of nothing', () => new SeriesLines({}), /at least one field/],
    [
      'an unknown policy',
      () => new SeriesLines({ aggregationPolicy: untyped('median') }),
      /must be one of off \(1\), average \(2\).*'median'/,
    ],
    ['TextLog of a number', () => new TextLog(untyped(5)), /TextLog\.text must be a string, but is 5/],
    [
      'TextLog with a level as second argument',
      () => new TextLog('x', untyped('INFO')),
      /TextLog options takes an object.*the string 'INFO'/,
    ],
    ['TextDocument of a number', () => new TextDocument(untyped(5)), /TextDocument\.text must be a string/],
    [
      'EncodedImage of a path',
      () => EncodedImage.fromBytes(untyped('map.png')),
      /Uint8Array with the file's bytes.*'map\.png'/,
    ],
    ['EncodedImage of no bytes', () => EncodedImage.fromBytes(new Uint8Array(0)), /0 bytes/],
    [
      'EncodedImage of an unknown format',
      () => EncodedImage.fromBytes(Uint8Array.of(1, 2, 3)),
      /recognises jpeg, png, webp.*start with 01 02 03/,
    ],
    ['VideoStream of nothing', () => VideoStream.fromFields({}), /needs codec, sample or both/],
    [
      'VideoStream of an unknown codec',
      () => VideoStream.fromFields({ codec: untyped('h264') }),
      /must be VideoCodec\.H264.*'h264'/,
    ],
    ['Scalars.columns of a number', () => Scalars.columns({ scalars: untyped(5) }), /one entry per row, but is 5/],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  it.each(['H265', 'AV1', 'VP8', 'VP9'] as const)('VideoStream of %s, with the class of the codec', (name) => {
    expect(() => VideoStream.fromFields({ codec: VideoCodec[name] })).toThrow(
      expect.objectContaining({ name: 'VideoSampleError', class: `codec-${name.toLowerCase()}`, retryable: false }),
    );
  });
});

it('copies the bytes of an image, also out of a Buffer', () => {
  const buffer = Buffer.from(PNG);
  const image = EncodedImage.fromBytes(buffer);
  buffer.fill(0);
  expect(logged(image)['EncodedImage:blob']).toEqual([[...PNG]]);
});

it('keeps one archetype value per row in columns', () => {
  expect(Scalars.columns({ scalars: [1, 2, 3] }).rows).toHaveLength(3);
  expect(Scalars.columns({ scalars: [[1, 2], [3]] }).rows).toHaveLength(2);
  expect(columnsOf([Clear.flat()]).rows).toHaveLength(1);
});

it('has every field of the table that users can set', () => {
  const written = [
    new Boxes2D({
      halfSizes: [1, 1],
      centers: [0, 0],
      colors: 0,
      radii: 1,
      labels: '',
      showLabels: true,
      drawOrder: 1,
      classIds: 1,
    }),
    new Points2D({
      positions: [1, 1],
      colors: 0,
      radii: 1,
      labels: '',
      showLabels: true,
      drawOrder: 1,
      classIds: 1,
      keypointIds: 1,
    }),
    new TextLog('', { level: '', color: 0 }),
    new TextDocument('', { mediaType: '' }),
    new Scalars(0),
    Clear.flat(),
  ];
  for (const value of written) {
    const columns = Object.keys(logged(value)).map((column) => column.split(':')[1]);
    expect(columns.sort(), value.archetype).toEqual(Object.keys(ARCHETYPES[value.archetype]).sort());
  }
});
