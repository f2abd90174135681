// The one global that Node and browsers share and that the tools use: everything else of either platform stays out of here.

interface TextDecoder {
  decode(bytes: Uint8Array): string;
}
declare const TextDecoder: { new (): TextDecoder };
