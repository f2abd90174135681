import { VideoEncoder } from '@rushes/sdk/node';

/**
 * Two seconds of a moving picture as H.264 samples with a keyframe each second. They may be logged over and over: each round starts
 * with a keyframe. Noise makes the samples as large as a real camera's.
 */
export async function encodeCameraClip(width: number, height: number, fps: number): Promise<Uint8Array[]> {
  await using encoder = await VideoEncoder.create({ width, height, fps, input: 'gray' });
  const samples: Uint8Array[] = [];
  const frame = new Uint8Array(width * height);
  let seed = 1;
  for (let index = 0; index < fps * 2; index += 1) {
    for (let y = 0; y < height; y += 1) {
      const row = y * width;
      for (let x = 0; x < width; x += 1) {
        seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
        frame[row + x] = ((x + index * 4) ^ y) * 0.5 + 60 + (seed >> 27);
      }
    }
    for (const encoded of await encoder.encode(frame)) samples.push(encoded.data);
  }
  return samples;
}
