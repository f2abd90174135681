import { MAX_TIME, MIN_TIME, parseEntityPath, parseRecordingId } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import {
  MAX_LINK_CHARS,
  type PageLink,
  readLink,
  writeLink,
} from '../../../packages/viewer/src/app/state/page-link.ts';

const NOTHING_BUT: PageLink = {
  recording: parseRecordingId('run_1-A'),
  file: undefined,
  timeline: undefined,
  time: undefined,
  selected: undefined,
  instance: undefined,
  range: undefined,
  timeView: undefined,
  layout: undefined,
};
const FULL: PageLink = {
  recording: parseRecordingId('run-1'),
  file: '/files/run 1.rrd',
  timeline: 'log time',
  time: 1_795_220_658_872_000_001n,
  selected: parseEntityPath('/robot/arm\\ left/ü'),
  instance: 12,
  range: { timeline: 'log time', from: MIN_TIME, to: MAX_TIME },
  timeView: { timeline: 'log time', span: { from: -5n, to: 7n } },
  layout: { columns: [1, 2.5, null], name: 'ünïcode 🎥', views: [{ id: 'a', on: true }] },
};

describe('a link', () => {
  it.each([
    ['of a recording alone', NOTHING_BUT],
    ['of everything', FULL],
  ])('%s reads as it was written', (_, link) => {
    const { hash } = writeLink(link);
    expect(readLink(hash)).toEqual({ ok: true, link });
    expect(readLink(`#${hash}`)).toEqual({ ok: true, link });
    expect(encodeURI(hash)).toBe(hash.replaceAll('%', '%25'));
  });

  it('can be read by a person', () => {
    expect(writeLink({ ...FULL, layout: undefined, file: undefined, timeline: 'frame', time: 7n }).hash).toBe(
      'link=1&recording=run-1&timeline=frame&time=7&entity=%2Frobot%2Farm%5C+left%2F%C3%BC&instance=12',
    );
  });

  it('leaves the layout out before it gets too long for mails and chats', () => {
    const layout = Array.from({ length: 400 }, (_, i) => `a view with a long name ${i}`);
    const { hash, isLayoutLeftOut } = writeLink({ ...FULL, layout });
    expect(isLayoutLeftOut).toBe(true);
    expect(hash.length).toBeLessThan(MAX_LINK_CHARS);
    expect(readLink(hash)).toEqual({ ok: true, link: { ...FULL, layout: undefined } });
  });

  it.each(['', '#', '#section-2', '#linked=1'])('is not what “%s” is', (hash) => {
    expect(readLink(hash)).toEqual({ ok: false, problem: undefined });
  });

  it.each<[string, string, RegExp]>([
    ['of a newer version', 'link=2&recording=a', /expected version 1, found version 2/],
    ['of no version', 'link=&recording=a', /expected version 1/],
    ['without a recording', 'link=1', /names no recording/],
    ['with a time that is none', 'link=1&recording=a&time=soon', /“time” takes a whole number.*“soon”/],
    ['with a time beyond 64 bits', 'link=1&recording=a&time=9223372036854775808', /within/],
    ['with half a range', 'link=1&recording=a&timeline=t&range=5', /“range” takes two times/],
    ['with a range backwards', 'link=1&recording=a&timeline=t&range=5..4', /“range” takes two times/],
    ['with a negative instance', 'link=1&recording=a&entity=/a&instance=-1', /“instance”/],
    ['with a bad entity', 'link=1&recording=a&entity=/a%5C', /a character after the backslash/],
    ['whose layout was cut off', `${writeLink(FULL).hash.slice(0, -9)}`, /layout was cut off/],
    ['that is endless', `link=1&recording=a&layout=${'a'.repeat(100_000)}`, /characters long/],
  ])('%s is refused with the reason', (_, hash, reason) => {
    const read = readLink(hash);
    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.problem).toMatch(reason);
  });
});
