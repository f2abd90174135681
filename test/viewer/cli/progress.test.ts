import { describe, expect, it } from 'vitest';
import { progressOn } from '../../../packages/viewer/src/cli/rrd/progress.ts';

function scripted(isTTY: boolean, isForced = false): string {
  let written = '';
  const stream = { isTTY, write: (text: string) => (written += text) };
  const progress = progressOn(stream, 'Reading:', isForced);
  for (const done of [0, 1, 2, 2, 200, 400]) progress.update(done, 400);
  progress.clear();
  return written;
}

describe('progress', () => {
  it('is one line of a terminal, taken away at the end', () => {
    expect(scripted(true)).toBe('\r\u001b[KReading: 0 %\r\u001b[K');
  });

  it('is silent where there is no terminal', () => {
    expect(scripted(false)).toBe('');
  });

  it('is a line for each percent where it is asked for', () => {
    expect(scripted(false, true)).toBe('Reading: 0 %\nReading: 50 %\nReading: 100 %\n');
  });
});
