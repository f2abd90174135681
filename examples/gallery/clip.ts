import { VideoEncoder } from '@rushes/sdk/node';
import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny';
import { castPicture } from './ray-caster.ts';
import { FRAMES_PER_SECOND, PICTURE_HEIGHT, PICTURE_WIDTH, roverAt } from './rover.ts';

const CLIP_FRAMES = 24;
/** The clip looks at the crates, which is later in the lap. */
const FIRST_FRAME = 60;

export const CLIP_SECONDS = CLIP_FRAMES / FRAMES_PER_SECOND;

/** Two seconds of the camera as an MP4 file. */
export async function makeClip(): Promise<Uint8Array> {
  const track = new EncodedVideoPacketSource('avc');
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat(), target });
  output.addVideoTrack(track, { frameRate: FRAMES_PER_SECOND });
  await output.start();
  await using encoder = await VideoEncoder.create({
    width: PICTURE_WIDTH,
    height: PICTURE_HEIGHT,
    fps: FRAMES_PER_SECOND,
    input: 'rgb24',
  });
  for (let i = 0; i < CLIP_FRAMES; i += 1) {
    for (const { data, isKeyframe } of encoder.encode(castPicture(roverAt(FIRST_FRAME + i)).rgb)) {
      const packet = new EncodedPacket(
        data,
        isKeyframe ? 'key' : 'delta',
        i / FRAMES_PER_SECOND,
        1 / FRAMES_PER_SECOND,
      );
      await track.add(
        packet,
        i === 0
          ? { decoderConfig: { codec: 'avc1.640015', codedWidth: PICTURE_WIDTH, codedHeight: PICTURE_HEIGHT } }
          : undefined,
      );
    }
  }
  await output.finalize();
  if (target.buffer === null) throw new Error('The clip has no bytes.');
  return new Uint8Array(target.buffer);
}
