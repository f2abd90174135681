import type { IngestSource } from './ingest.ts';
import type { SourceListener } from './socket-source.ts';

/** Stands for the hub where there is none: nothing is connected, and it has no recordings. */
export class NoSource implements IngestSource {
  readonly connected = false;
  readonly #listener: SourceListener;

  constructor(listener: SourceListener) {
    this.#listener = listener;
  }

  start(): void {
    this.#listener.connectionChanged({ kind: 'none' });
    this.#listener.message({ kind: 'recordings', header: { recordings: [] } }, 0);
  }

  send(): boolean {
    return false;
  }
}
