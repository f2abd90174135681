import { describe, expect, it } from 'vitest';
import { H264StreamChecker, type SampleVerdict } from '../../../packages/proto/src/video/video-sample-check.ts';
import {
  accessUnitsOf,
  accessUnitTable,
  type CorpusFile,
  corpusAvailable,
  corpusFiles,
  readCorpusFile,
} from '../../support/corpus.ts';

/** Classes that some browsers decode: logged, with a warning. */
const WARNED = new Set(['bit-depth', 'chroma-format', 'lossless']);

function verdictsOf(name: string): SampleVerdict[] {
  const samples = accessUnitTable(name) === undefined ? [readCorpusFile(name)] : accessUnitsOf(name);
  const checker = new H264StreamChecker();
  return samples.map((sample) => checker.check(sample));
}

function isWarnedOnly(entry: CorpusFile): boolean {
  if (entry.expected.verdict !== 'refuse') return false;
  return (
    WARNED.has(entry.expected.class ?? '') ||
    ['made_interlaced_flag_only.h264', 'made_interlaced_mbaff.h264'].includes(entry.file)
  );
}

const playing = corpusFiles().filter((entry) => entry.expected.verdict !== 'refuse');
const warned = corpusFiles().filter(isWarnedOnly);
const refused = corpusFiles().filter((entry) => entry.expected.verdict === 'refuse' && !isWarnedOnly(entry));

describe.skipIf(!corpusAvailable)('verdicts on the corpus (skipped: ../shared/corpus not present)', () => {
  it.each(playing.map((entry) => [entry.file, entry] as const))('%s plays', (name, entry) => {
    const verdicts = verdictsOf(name);
    const start = verdicts.findIndex((verdict) => verdict.ok);
    expect(start).toBe(entry.keyframe_indices?.[0]);
    for (const verdict of verdicts.slice(0, start)) {
      expect(verdict).toMatchObject({ ok: false, refusal: { retryable: true } });
    }
    const keyframes = verdicts.flatMap((verdict, index) => (verdict.ok && verdict.isKeyframe ? [index] : []));
    expect(keyframes).toEqual(entry.keyframe_indices);
    for (const verdict of verdicts.slice(start)) expect(verdict).toMatchObject({ ok: true, warnings: [] });
    const first = verdicts[start];
    expect(first).toMatchObject({
      sps: {
        codecString: entry.codec_string,
        crop: { width: entry.width, height: entry.height },
        codedWidth: entry.coded_width,
        codedHeight: entry.coded_height,
      },
    });
  });

  it.each(warned.map((entry) => [entry.file, entry] as const))('%s is logged with a warning', (name, entry) => {
    for (const verdict of verdictsOf(name)) {
      expect(verdict).toMatchObject({ ok: true });
      if (!verdict.ok) continue;
      expect(verdict.warnings[0]).toMatchObject({ code: 'limited-decoder-support', class: entry.expected.class });
      expect(verdict.sps.codecString).toBe(entry.codec_string);
      expect(verdict.sps.crop).toMatchObject({ width: entry.width, height: entry.height });
    }
  });

  it.each(refused.map((entry) => [entry.file, entry] as const))('%s is refused', (name, entry) => {
    const classes = new Set(verdictsOf(name).flatMap((verdict) => (verdict.ok ? [] : [verdict.refusal.class])));
    expect([...classes]).toEqual([entry.expected.class]);
  });
});
