import { ARCHETYPE_TABLE } from '@rushes/proto';
import { MemorySink, RecordingStream, type SdkError } from '@rushes/sdk';
import { expect, it } from 'vitest';
import { logGallery } from '../../examples/gallery/gallery.ts';
import { roverAt } from '../../examples/gallery/rover.ts';
import { drainChunks } from './read-rows.ts';

it('the gallery logs a row of every archetype in its first frames, without a complaint', async () => {
  const complaints: SdkError[] = [];
  const sink = new MemorySink({ limitBytes: 256 * 1024 * 1024 });
  const rec = new RecordingStream('gallery', { sinks: [sink], onError: (error) => complaints.push(error) });
  expect(await logGallery(rec, 13)).toBe(13);
  const flushed = rec.flush();
  const logged = drainChunks(sink).flatMap(({ chunk }) =>
    chunk.components.map(({ descriptor }) => descriptor.component.split(':')[0]),
  );
  await flushed;
  expect([...new Set(logged)].sort()).toEqual(Object.keys(ARCHETYPE_TABLE).sort());
  expect(complaints).toEqual([]);
});

it('the rover is where its frame number says, every time', () => {
  expect(roverAt(100)).toEqual(roverAt(100));
  expect(roverAt(0).mode).toBe('idle');
  expect(new Set(Array.from({ length: 240 }, (_, frame) => roverAt(frame).mode))).toEqual(
    new Set(['idle', 'driving', 'inspecting', 'charging']),
  );
});
