import type { ArchetypeName } from '@rushes/proto';
import {
  type Archetype,
  type AxesName,
  Boxes2D,
  type BoxGeometry,
  type Colors,
  type PinholeFields,
  type Points3DFields,
  type RecordingStatus,
  type RecordingStream,
  type Scalars,
  type SdkError,
  type SdkErrorCode,
  type Sink,
  type SocketSink,
  type TimeValue,
  VideoCodec,
  type VideoSampleError,
  type VideoSampleInput,
  type VideoStream,
} from '@rushes/sdk';
import type { EncodedSample, VideoEncoder } from '@rushes/sdk/node';
import type { Packet } from 'node-av';
import { describe, expectTypeOf, it } from 'vitest';
import type { FieldKey } from '../../packages/sdk/src/archetypes/fields.ts';
import type { FieldWords } from '../../packages/sdk/src/archetypes/words.ts';

describe('the public types', () => {
  it('let every archetype be logged, and nothing else', () => {
    expectTypeOf<RecordingStream['log']>().parameter(1).toEqualTypeOf<Archetype | readonly Archetype[]>();
    expectTypeOf<Scalars>().toExtend<Archetype>();
    expectTypeOf<VideoStream>().toExtend<Archetype>();
    expectTypeOf<number>().not.toExtend<Archetype>();
    expectTypeOf<{ scalars: number }>().not.toExtend<Archetype>();
  });

  it('take a time in exactly one of its kinds', () => {
    expectTypeOf<{ sequence: number }>().toExtend<TimeValue>();
    expectTypeOf<{ duration: bigint }>().toExtend<TimeValue>();
    expectTypeOf<{ timestamp: Date }>().toExtend<TimeValue>();
    expectTypeOf<{ timestamp: string }>().not.toExtend<TimeValue>();
    expectTypeOf<{ sequence: 1; duration: 2 }>().not.toExtend<TimeValue>();
  });

  it('take boxes in exactly one of their forms', () => {
    expectTypeOf<{ mins: number[]; sizes: number[] }>().toExtend<BoxGeometry>();
    expectTypeOf<{ centers: number[][]; halfSizes: Float32Array }>().toExtend<BoxGeometry>();
    expectTypeOf<{ centers: number[] }>().not.toExtend<BoxGeometry>();
    expectTypeOf<{ mins: number[]; maxs: number[]; sizes: number[] }>().not.toExtend<BoxGeometry>();
    expectTypeOf(Boxes2D).constructorParameters.toHaveProperty('0');
  });

  it('take samples from node-av, WebCodecs, the encoder and plain bytes', () => {
    expectTypeOf<Packet>().toExtend<VideoSampleInput>();
    expectTypeOf<EncodedVideoChunk>().toExtend<VideoSampleInput>();
    expectTypeOf<EncodedSample>().toExtend<VideoSampleInput>();
    expectTypeOf<Buffer>().toExtend<VideoSampleInput>();
    expectTypeOf<string>().not.toExtend<VideoSampleInput>();
    expectTypeOf<VideoEncoder['encode']>().returns.toEqualTypeOf<EncodedSample[]>();
  });

  it('take colours in all their forms', () => {
    expectTypeOf<[number, number, number]>().toExtend<Colors>();
    expectTypeOf<string[]>().toExtend<Colors>();
    expectTypeOf<Uint32Array>().toExtend<Colors>();
    expectTypeOf<boolean>().not.toExtend<Colors>();
  });

  it('have a word for every field of the table, and no word too many', () => {
    type Key = { [A in ArchetypeName]: FieldKey<A> }[ArchetypeName];
    expectTypeOf<Exclude<Key, keyof FieldWords>>().toBeNever();
    expectTypeOf<Exclude<keyof FieldWords, Key>>().toBeNever();
  });

  it('take the fields of an archetype as the table has them', () => {
    expectTypeOf<{ positions: number[][] }>().toExtend<Points3DFields>();
    expectTypeOf<{ colors: number }>().not.toExtend<Points3DFields>();
    expectTypeOf<Points3DFields['labels']>().toEqualTypeOf<string | readonly string[] | undefined>();
    expectTypeOf<Points3DFields['pointShading']>().extract<'flat'>().toEqualTypeOf<'flat'>();
    expectTypeOf<{ focalLength: number; resolution: number[] }>().toExtend<PinholeFields>();
    expectTypeOf<'RDF'>().toExtend<AxesName>();
    expectTypeOf<'RLF'>().not.toExtend<AxesName>();
  });

  it('tell errors apart by their codes', () => {
    expectTypeOf<SdkError['code']>().toEqualTypeOf<SdkErrorCode>();
    expectTypeOf<'flush-timeout'>().toExtend<SdkErrorCode>();
    expectTypeOf<VideoSampleError['code']>().extract<'b-frames'>().toEqualTypeOf<'b-frames'>();
    expectTypeOf<VideoSampleError['retryable']>().toEqualTypeOf<boolean>();
    expectTypeOf<VideoSampleError>().toExtend<Error>();
  });

  it('have a status that cannot be changed', () => {
    expectTypeOf<RecordingStream['status']>().toEqualTypeOf<RecordingStatus>();
    expectTypeOf<RecordingStatus['dropped']>().not.toHaveProperty('set');
    expectTypeOf<SocketSink>().toExtend<Sink>();
    expectTypeOf(VideoCodec.H264).toEqualTypeOf<0x61766331>();
  });
});
