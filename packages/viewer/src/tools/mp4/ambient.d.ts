// The few globals that Node and browsers share and that the MP4 tools use. Declared here, and not taken from the DOM or Node
// type libraries, so that the compiler itself keeps the tools free of everything else of either platform.

declare class WritableStream<W> {
  constructor(sink: { write(chunk: W): Promise<void> | void });
}

interface TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare const TextEncoder: { new (): TextEncoder };
