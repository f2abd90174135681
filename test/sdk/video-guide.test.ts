import { readFileSync } from 'node:fs';
import { VideoRefusal } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { VideoErrorCode } from '../../packages/viewer/src/app/video/video-messages.ts';

const guide = readFileSync(new URL('../../docs/guide/video.md', import.meta.url), 'utf8');

/** The lines of the table under a heading. */
function tableRows(heading: string): string[] {
  const section = guide.split(/^## /m).find((each) => each.startsWith(heading)) ?? '';
  return section.split('\n').filter((line) => line.startsWith('| `'));
}

describe('the video guide', () => {
  const refusals = tableRows('When a sample is refused');
  it.each(Object.entries(VideoRefusal))('lists the refusal %s and whether to retry', (code, { retryable }) => {
    const row = refusals.find((line) => line.includes(`\`${code}\``));
    expect(row).toBeDefined();
    expect(row?.endsWith('| yes |')).toBe(retryable);
  });

  const troubles = tableRows('When a picture cannot be shown');
  it.each(Object.values(VideoErrorCode))('lists the reason %s and what to do', (code) => {
    expect(troubles.find((line) => line.startsWith(`| \`${code}\``))).toBeDefined();
  });
});
