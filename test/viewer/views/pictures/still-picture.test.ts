import type { ComponentBatch } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import type { DecodedPicture } from '../../../../packages/viewer/src/app/views/pictures/image-loader.ts';
import type { StillJob } from '../../../../packages/viewer/src/app/views/pictures/picture-job.ts';
import { readingText } from '../../../../packages/viewer/src/app/views/pictures/pixel-reading.ts';
import { STILL_KINDS, type StillKind } from '../../../../packages/viewer/src/app/views/pictures/still-kinds.ts';
import { StillPicture } from '../../../../packages/viewer/src/app/views/pictures/still-picture.ts';
import { batch, ChunkMaker, FRAME } from '../../data/make-chunks.ts';
import { contextOf, FakeDisplay, path, storeOf } from '../view-fixture.ts';

const format = (width: number, height: number, datatype = 6) => ({
  width,
  height,
  pixel_format: null,
  color_model: 1,
  channel_datatype: datatype,
});

function setUp(archetype: StillKind['archetype'], rows: readonly (readonly ComponentBatch[])[], isStatic = false) {
  const maker = new ChunkMaker();
  const store = storeOf(
    maker.plain(
      'cam',
      isStatic ? [] : [FRAME],
      rows.map((batches, i) => ({ times: isStatic ? [] : [BigInt(i * 10)], batches })),
    ),
  );
  const jobs: StillJob[] = [];
  let millis = 0;
  const kind = STILL_KINDS.find((each) => each.archetype === archetype);
  if (kind === undefined) throw new Error(`${archetype} was expected to be a kind.`);
  const open: ((picture: DecodedPicture) => void)[] = [];
  const picture = new StillPicture({
    entity: path('cam'),
    kind,
    now: () => millis,
    decode: (job) => {
      jobs.push(job);
      return new Promise((resolve) => open.push(resolve));
    },
    onLoaded: () => undefined,
  });
  const settle = async (width = 2, height = 1) => {
    open.shift()?.({ bitmap: { close: () => undefined } as unknown as ImageBitmap, width, height });
    await Promise.resolve();
    await Promise.resolve();
  };
  return {
    jobs,
    settle,
    resolve: (time: bigint) => picture.resolve(contextOf(store, new FakeDisplay(), { time }), time),
    wait: (by: number) => {
      millis += by;
    },
  };
}

const image = (bytes: readonly number[], ...more: ComponentBatch[]) => [
  batch('Image', 'buffer', [Uint8Array.from(bytes)]),
  batch('Image', 'format', [format(2, 1)]),
  ...more,
];

describe('a still picture', () => {
  it('is made once a row, however often it is drawn', async () => {
    const { jobs, settle, resolve } = setUp('Image', [image([1, 2]), image([3, 4])]);
    expect(resolve(0n)).toMatchObject({ settled: false, picture: undefined });
    await settle();
    expect(resolve(0n)).toMatchObject({ settled: true, picture: { width: 2, height: 1, drawOrder: -10, opacity: 1 } });
    resolve(5n);
    expect(jobs).toHaveLength(1);
    resolve(10n);
    expect(jobs).toHaveLength(2);
  });

  it('stays on the screen, with the time it belongs to, until the next is made', async () => {
    const { settle, resolve, wait } = setUp('Image', [image([1, 2]), image([3, 4])]);
    resolve(0n);
    await settle();
    resolve(0n);
    const late = resolve(12n);
    expect(late).toMatchObject({ settled: false, standing: { kind: 'other', shown: { time: 0n, nextTime: 10n } } });
    expect(late.message).toBeUndefined();
    wait(200);
    expect(resolve(12n).message?.title).toBe('decoding the image');
    await settle();
    expect(resolve(12n)).toMatchObject({ settled: true, standing: { kind: 'current' }, message: undefined });
  });

  it('says what was logged for a pixel, and takes draw order, opacity and filter as they were logged', async () => {
    const { settle, resolve } = setUp('Image', [
      image(
        [7, 9],
        batch('Image', 'draw_order', Float32Array.of(3)),
        batch('Image', 'opacity', Float32Array.of(4)),
        batch('Image', 'magnification_filter', Uint8Array.of(2)),
      ),
    ]);
    resolve(0n);
    await settle();
    const { picture } = resolve(0n);
    expect(picture).toMatchObject({ drawOrder: 3, opacity: 1, magnification: 2 });
    const reading = picture?.readAt?.(1, 0);
    expect(reading && readingText(reading)).toBe('L 9');
  });

  it.each<[string, StillKind['archetype'], readonly ComponentBatch[], string]>([
    ['no format', 'Image', [batch('Image', 'buffer', [new Uint8Array(2)])], 'no format was logged for it'],
    [
      'no pixels',
      'DepthImage',
      [batch('DepthImage', 'buffer', [new Uint8Array(2)]), batch('DepthImage', 'format', [format(0, 5)])],
      'its format says 0 × 5 pixels',
    ],
    [
      'too few bytes',
      'SegmentationImage',
      [batch('SegmentationImage', 'buffer', [new Uint8Array(2)]), batch('SegmentationImage', 'format', [format(2, 2)])],
      'its buffer has 2 bytes; 2 × 2 L U8 takes 4',
    ],
    [
      'depths with colours',
      'DepthImage',
      [
        batch('DepthImage', 'buffer', [new Uint8Array(6)]),
        batch('DepthImage', 'format', [{ ...format(2, 1), color_model: 2 }]),
      ],
      'its format is RGB U8; one channel of numbers was expected',
    ],
  ])('with %s: says which entity and why, and is settled', (_what, archetype, batches, reason) => {
    const { resolve, jobs } = setUp(archetype, [batches]);
    const { message, settled } = resolve(0n);
    expect(settled).toBe(true);
    expect(message).toMatchObject({ kind: 'card', title: 'This image cannot be shown' });
    expect(message?.lines[0]).toContain(`/cam: ${archetype} of`);
    expect(message?.lines[0]).toContain(reason);
    expect(jobs).toEqual([]);
  });

  it('of depth has its numbers, unit, palette and range', async () => {
    const { settle, resolve, jobs } = setUp(
      'DepthImage',
      [
        [
          batch('DepthImage', 'buffer', [new Uint8Array(Uint16Array.of(500, 2000).buffer)]),
          batch('DepthImage', 'format', [format(2, 1, 8)]),
          batch('DepthImage', 'meter', Float32Array.of(100)),
          batch('DepthImage', 'colormap', Uint8Array.of(6)),
          batch('DepthImage', 'depth_range', Float64Array.of(100, 3000)),
        ],
      ],
      true,
    );
    resolve(0n);
    await settle();
    const { picture } = resolve(0n);
    expect(jobs[0]).toMatchObject({ kind: 'depth', colors: { range: { min: 100, max: 3000 } } });
    expect(picture).toMatchObject({ drawOrder: -20, depth: { perMetre: 100, colormap: 6 } });
    expect(picture?.readAt?.(1, 0)).toEqual({ kind: 'depth', raw: 2000, metres: 20 });
  });

  it('of classes is half clear over others, unless told', async () => {
    const { settle, resolve } = setUp('SegmentationImage', [
      [
        batch('SegmentationImage', 'buffer', [Uint8Array.of(1, 2)]),
        batch('SegmentationImage', 'format', [format(2, 1)]),
      ],
    ]);
    resolve(0n);
    await settle();
    expect(resolve(0n).picture).toMatchObject({ drawOrder: 0, opacity: undefined });
  });

  it('is nothing before the first, and says when that is', () => {
    const { resolve } = setUp('Image', [image([1, 2])]);
    expect(resolve(-5n)).toMatchObject({ settled: true, message: { kind: 'empty', title: 'No picture before #0' } });
  });
});
