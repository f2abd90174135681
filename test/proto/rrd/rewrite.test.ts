import { createHash } from 'node:crypto';
import { RrdWriter } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { concat, makeFile, ofKind, RERUN_FILES, readStream, rerunFile, rerunFilesAvailable, skipped } from './files.ts';

/** Reads a recording and writes it again, message by message. */
function writtenAgain(file: Uint8Array, compression: 'none' | 'lz4'): Uint8Array {
  const writer = new RrdWriter({ compression });
  const pieces = [...writer.header()];
  for (const message of readStream(file)) {
    switch (message.kind) {
      case 'store-info':
        pieces.push(...writer.storeInfo(message.info));
        break;
      case 'chunk':
        pieces.push(...writer.chunk(message.storeId, message.arrow, message.facts));
        break;
      case 'blueprint-activation':
        pieces.push(...writer.blueprintActivation(message.activation));
        break;
      case 'problem':
        throw message.error;
      case 'stream':
      case 'end':
        break;
    }
  }
  return concat([...pieces, ...writer.end()]);
}

/** What a recording holds, where it lies in the file left out: of every Arrow stream the hash of its bytes. */
function contentOf(file: Uint8Array) {
  const messages = readStream(file);
  return {
    stores: ofKind(messages, 'store-info').map(({ info }) => info),
    chunks: ofKind(messages, 'chunk').map(({ storeId, arrow, facts }) => ({
      storeId,
      arrow: createHash('sha1').update(arrow).digest('hex'),
      facts,
    })),
    activations: ofKind(messages, 'blueprint-activation').map(({ activation }) => activation),
  };
}

describe('a recording that is read and written again', () => {
  it.runIf(rerunFilesAvailable).each(RERUN_FILES)(
    `[R8] keeps every chunk of %s byte for byte, components that nobody here knows too${skipped}`,
    (name) => {
      const file = rerunFile(name);
      for (const compression of ['none', 'lz4'] as const) {
        expect(contentOf(writtenAgain(file, compression))).toEqual(contentOf(file));
      }
    },
  );

  it('[R12] keeps times beyond 2^53 exact, in the chunks and in the footer', () => {
    const file = makeFile();
    const again = writtenAgain(file, 'lz4');
    expect(contentOf(again)).toEqual(contentOf(file));
    const [log] = ofKind(readStream(again), 'chunk').filter(({ facts }) => facts.entityPath === '/log');
    expect(log?.facts.spans).toMatchObject([{ min: 1_700_000_000_000_000_001n, max: 1_700_000_000_000_000_005n }]);
  });
});
