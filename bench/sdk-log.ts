import { MemorySink, RecordingStream, Scalars, VideoStream } from '@rushes/sdk';
import { VideoEncoder } from '@rushes/sdk/node';
import type { BenchRow } from './bench-row.ts';
import { quantile } from './quantile.ts';

const SAMPLE_BYTES = 20_000;
const SAMPLE_ROUNDS = 3000;
const SCALAR_ROWS = 1_000_000;

/** What logging costs the program that logs. */
export async function run(): Promise<BenchRow[]> {
  const samples = await encodeSamples(150);
  const bytes = samples.reduce((sum, sample) => sum + sample.length, 0) / samples.length;
  const copies: Uint8Array[] = [];
  const copyMicros = await medianMicros(samples, (sample) => {
    copies[0] = sample.slice();
  });
  const logMicros = await timeLog(samples);
  const note = `samples of ${Math.round(bytes / 1000)} kB on average; one copy alone ${copyMicros.toFixed(1)} µs`;
  return [
    { name: 'rec.log of a video sample, median of the caller', value: logMicros - copyMicros, unit: 'µs', note },
    { name: 'rec.log of scalars through the batcher', value: await scalarRate(), unit: 'rows/s' },
  ];
}

async function timeLog(samples: readonly Uint8Array[]): Promise<number> {
  const sink = new MemorySink();
  const rec = new RecordingStream('bench', { sinks: [sink] });
  let logged = 0;
  const micros = await medianMicros(samples, (sample) => {
    rec.log('camera', VideoStream.fromSample(sample));
    if (++logged % 100 === 0) sink.drain();
  });
  await rec.close();
  return micros;
}

/** Median time of `action`, each call in a turn of the event loop of its own as a camera's are. */
async function medianMicros(samples: readonly Uint8Array[], action: (sample: Uint8Array) => void): Promise<number> {
  const micros: number[] = [];
  for (let i = 0; i < SAMPLE_ROUNDS; i++) {
    const sample = samples[i % samples.length];
    if (sample === undefined) break;
    const before = performance.now();
    action(sample);
    micros.push((performance.now() - before) * 1000);
    await Promise.resolve();
  }
  return quantile(micros, 0.5);
}

async function scalarRate(): Promise<number> {
  const sink = new MemorySink();
  const rec = new RecordingStream('bench', { sinks: [sink] });
  rec.setTime('step', { sequence: 0 });
  const logAll = () => {
    for (let i = 0; i < SCALAR_ROWS; i++) {
      rec.log('arm/torque', new Scalars(i));
      if (i % 100_000 === 0) sink.drain();
    }
  };
  logAll();
  const before = performance.now();
  logAll();
  const secs = (performance.now() - before) / 1000;
  await rec.close();
  return SCALAR_ROWS / secs;
}

/** A real stream of noise: the encoder's rate control makes the samples as large as wanted. */
async function encodeSamples(count: number): Promise<Uint8Array[]> {
  const [width, height] = [640, 360];
  const bitrate = SAMPLE_BYTES * 8 * 30;
  const encoder = await VideoEncoder.create({ width, height, input: 'gray', bitrate, preset: 'ultrafast' });
  const frame = new Uint8Array(width * height);
  let seed = 1;
  const samples: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    for (let at = 0; at < frame.length; at++) {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      frame[at] = (seed >> 16) & 63;
    }
    for (const { data } of encoder.encode(frame)) samples.push(data);
  }
  await encoder.close();
  return samples;
}
