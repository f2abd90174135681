import { ReferenceCheck } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { accessUnitsOf, corpusAvailable, corpusFiles } from '../../support/corpus.ts';

const playable = corpusFiles().filter(({ expected }) => expected.verdict === 'play');

function check(samples: readonly Uint8Array[]): boolean[] {
  const references = new ReferenceCheck();
  return samples.map((sample) => references.take(sample));
}

/** Runs of equal answers, as `true × 30`. */
function runs(answers: readonly boolean[]): string[] {
  const found: { answer: boolean; count: number }[] = [];
  for (const answer of answers) {
    const last = found.at(-1);
    if (last?.answer === answer) last.count++;
    else found.push({ answer, count: 1 });
  }
  return found.map(({ answer, count }) => `${answer ? 'whole' : 'broken'} × ${count}`);
}

describe.skipIf(!corpusAvailable)('references (skipped: ../shared/corpus not present)', () => {
  it.each(playable.map(({ file }) => file))('%s: nothing is missing', (file) => {
    expect(check(accessUnitsOf(file))).not.toContain(false);
  });

  it.each([
    ['made_lost_p_frame.h264', ['whole × 42', 'broken × 17', 'whole × 30']],
    ['made_lost_idr.h264', ['whole × 30', 'broken × 29', 'whole × 30']],
    ['made_joins_mid_gop.h264', ['broken × 14', 'whole × 45']],
    ['real_openh264_BA_MW_D_IDR_LOST.h264', ['broken × 27', 'whole × 70']],
    ['made_garbage_between_frames.h264', ['whole × 90']],
  ])('%s: %j', (file, expected) => {
    expect(runs(check(accessUnitsOf(file)))).toEqual(expected);
  });

  it('trusts an intra-refresh stream again from the recovery point that announces it', () => {
    const samples = accessUnitsOf('made_intra_refresh.h264');
    const answers = check([...samples.slice(0, 10), ...samples.slice(11)]);
    expect(answers.slice(0, 10)).not.toContain(false);
    expect(answers[10]).toBe(false);
    expect(answers.at(-1)).toBe(true);
  });

  it('finds every lost reference picture of a group of pictures, and none before it', () => {
    const samples = accessUnitsOf('made_multicam_person_cam1.h264').slice(0, 15);
    for (let lost = 1; lost < 14; lost++) {
      const answers = check(samples.filter((_, index) => index !== lost));
      expect(runs(answers)).toEqual([`whole × ${lost}`, `broken × ${14 - lost}`]);
    }
  });
});
