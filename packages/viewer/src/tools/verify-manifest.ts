import type { IndexedRrd, RrdChunkFacts, RrdManifestEntry, RrdMessageMap, TimeSpan } from '@rushes/proto';
import { storeKey } from '@rushes/proto';
import type { RecordingProblem } from './rewrite-report.ts';
import { VerifyCode } from './verify-code.ts';

/** Compares what the manifests of a recording say with its chunks, one after the other in the order of the file. */
export class ManifestCheck {
  readonly #entries = new Map<number, { readonly store: string; readonly entry: RrdManifestEntry }>();
  readonly #report: (problem: RecordingProblem) => void;
  /** Of a joined file some entries may be made by scanning, which gives components the times of their chunk. */
  readonly #hasExactComponents: boolean;

  constructor({ stores, origin }: IndexedRrd, report: (problem: RecordingProblem) => void) {
    this.#report = report;
    this.#hasExactComponents = origin === 'footer';
    for (const { storeId, entries } of stores) {
      const store = storeKey(storeId);
      for (const entry of entries) this.#entries.set(entry.offset, { store, entry });
    }
  }

  chunk({ storeId, facts, offset, byteLength, arrow }: RrdMessageMap['chunk'] & { readonly offset: number }): void {
    const listed = this.#entries.get(offset);
    if (listed === undefined) {
      this.#report({
        code: VerifyCode.NotInManifest,
        offset,
        message: `The manifest must list every chunk, ${facts.chunkId} of ${facts.entityPath} is not in it. Byte offset: ${offset}`,
      });
      return;
    }
    this.#entries.delete(offset);
    const { store, entry } = listed;
    const found = { ...facts, byteLength, uncompressedBytes: arrow.length };
    const differences = differencesOf(entry, found, this.#hasExactComponents);
    if (store !== storeKey(storeId)) differences.push('the store');
    if (differences.length === 0) return;
    this.#report({
      code: VerifyCode.ManifestDiffers,
      offset,
      message: `The manifest is wrong about chunk ${facts.chunkId} of ${facts.entityPath}: ${differences.join('; ')}. Byte offset: ${offset}`,
    });
  }

  /** What is listed and was not there. */
  finish(): void {
    for (const [offset, { entry }] of this.#entries) {
      this.#report({
        code: VerifyCode.MissingChunk,
        offset,
        message: `The manifest lists chunk ${entry.chunkId} of ${entry.entityPath}, which is not there. Byte offset: ${offset}`,
      });
    }
  }
}

type Listed = Omit<RrdManifestEntry, 'offset'>;

function differencesOf(said: Listed, found: Listed, withComponents: boolean): string[] {
  const differences: string[] = [];
  const compare = (what: string, a: unknown, b: unknown) => {
    if (a !== b) differences.push(`${what}: it says ${a}, found ${b}`);
  };
  compare('chunk id', said.chunkId, found.chunkId);
  compare('entity', said.entityPath, found.entityPath);
  compare('static', said.isStatic, found.isStatic);
  compare('rows', said.rowCount, found.rowCount);
  compare('bytes', said.byteLength, found.byteLength);
  compare('uncompressed bytes', said.uncompressedBytes, found.uncompressedBytes);
  compare('times', spansText(said.spans), spansText(found.spans));
  if (withComponents) compare('components', componentsText(said), componentsText(found));
  return differences;
}

function spansText(spans: readonly TimeSpan[]): string {
  return spans.map(({ timeline, kind, min, max }) => `${timeline} (${kind}) ${min} to ${max}`).join(', ');
}

/** A component without rows cannot be told from none in a manifest. */
function componentsText({ components }: RrdChunkFacts): string {
  return components
    .filter(({ rowCount }) => rowCount > 0)
    .map(({ descriptor, rowCount, spans }) => `${descriptor.component} in ${rowCount} rows, ${spansText(spans)}`)
    .join('; ');
}
