/** Two access units of a grey picture of 32 × 16 that x264 made: an IDR with its parameter sets, and one that refers to it. */
export const KEYFRAME = fromHex(
  '00000001 0910 00000001 6742c00ad90bb0110000030001000003003c0f122648 00000001 68cb83cb20 000001 6588840af2628001793c',
);
export const DELTA_FRAME = fromHex('00000001 0930 000001 419a3813ee');
export const SIZE = { codecString: 'avc1.42C00A', width: 32, height: 16 };

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.replaceAll(' ', '').match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
