// The few globals that Node and browsers share and that this package uses. Declared here, and not taken from the DOM or
// Node type libraries, so that the compiler itself keeps everything else of either platform out of the package.

interface TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, into: Uint8Array): { read: number; written: number };
}
declare const TextEncoder: { new (): TextEncoder };

interface TextDecoder {
  decode(bytes: Uint8Array): string;
}
declare const TextDecoder: { new (label?: 'utf-8', options?: { fatal?: boolean; ignoreBOM?: boolean }): TextDecoder };

declare const crypto: { getRandomValues<T extends Uint8Array | Uint32Array>(into: T): T };
