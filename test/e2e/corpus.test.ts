import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startViewerProcess, type ViewerProcess } from '../../examples/demo/viewer-process.ts';
import { launchChromium } from '../support/chromium.ts';
import { type CorpusFile, corpusAvailable, corpusFiles, frameMd5, mustMatch } from '../support/corpus.ts';
import { addPageMd5 } from '../support/page-md5.ts';
import { type SdkProcess, startSdkProcess } from '../support/sdk-process.ts';
import { openViewerPage, type ViewerPage } from '../support/viewer-page.ts';

// Each stream of the corpus that is to be shown is logged by a real SDK process, goes through a real hub, and is sought in the page.
// The witness is the manifest: FFmpeg's checksum of every picture.

const FIXED_SEED = 20;
const RANDOM_SEEKS = 20;

interface Logged {
  readonly name: string;
  readonly refused: readonly { readonly frame: number; readonly code: string }[];
}

/** What the page did when asked for a frame. */
interface Answer {
  readonly asked: number;
  readonly shown: number | null;
  readonly state: string;
  readonly code: string | null;
  readonly md5: string | null;
}

const playable = corpusAvailable ? corpusFiles().filter((file) => file.expected.verdict !== 'refuse') : [];

/** First, last, each keyframe and its neighbours, and some at random; forwards, then backwards. */
function seeksFor(file: CorpusFile): number[] {
  const last = frameMd5(file.file).length - 1;
  let seed = FIXED_SEED;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * (last + 1));
  };
  const around = (file.keyframe_indices ?? []).flatMap((index) => [index - 1, index, index + 1]);
  const wanted = [0, last, ...around, ...Array.from({ length: RANDOM_SEEKS }, random)];
  const forwards = [...new Set(wanted.filter((index) => index >= 0 && index <= last))].sort((a, b) => a - b);
  return [...forwards, ...forwards.toReversed()];
}

function seekAll(page: ViewerPage, seeks: readonly number[]): Promise<Answer[]> {
  return page.page.evaluate(async (frames) => {
    const answers: Answer[] = [];
    for (const frame of frames) {
      window.rushes.setTime(BigInt(frame));
      await window.rushes.settled();
      const video = window.rushes.videos()[0];
      if (video === undefined) throw new Error('no video');
      const pixels = await window.rushes.frame(video.entity);
      answers.push({
        asked: frame,
        shown: video.shown === null ? null : Number(video.shown.time),
        state: video.state,
        code: video.error?.code ?? null,
        md5: pixels === null ? null : window.md5(pixels.data),
      });
    }
    return answers;
  }, seeks);
}

describe.skipIf(!corpusAvailable)('corpus streams in the page (skipped where ../shared/corpus is absent)', () => {
  let browser: Browser;
  let viewer: ViewerProcess;
  let sdk: SdkProcess;
  let page: ViewerPage;

  beforeAll(async () => {
    browser = await launchChromium();
    viewer = await startViewerProcess(['--port', '0', '--no-open']);
    sdk = startSdkProcess('log-corpus', {
      url: viewer.url.replace(/^http/, 'ws'),
      files: playable.map((file) => ({ name: file.file, recordingId: recordingIdOf(file) })),
    });
    page = await openViewerPage(browser, viewer.url, { prepare: addPageMd5 });
  });
  afterAll(async () => {
    await sdk?.kill();
    await browser?.close();
    await viewer?.stop();
  });

  it.each(playable.map((file) => [file.file, file] as const))('%s', async (name, file) => {
    const logged = await sdk.next<Logged>((line) => line.name === name);
    await page.showRecording(recordingIdOf(file));
    await page.setTimeline('frame');
    const refused = new Set(logged.refused.map(({ frame }) => frame));
    if (file.expected.verdict === 'play') expect(logged.refused).toEqual([]);

    const md5s = frameMd5(name);
    const exact = mustMatch(file);
    for (const answer of await seekAll(page, seeksFor(file))) {
      const where = `${name} frame ${answer.asked}: ${JSON.stringify(answer)}`;
      const expected = md5s[answer.asked] ?? null;
      const mustBeExact = exact(answer.asked);
      if (mustBeExact && expected !== null && !refused.has(answer.asked)) {
        expect(answer.shown, where).toBe(answer.asked);
        expect(answer.md5, where).toBe(expected);
        expect(answer.state, where).toBe('ok');
      } else if (answer.shown !== answer.asked && !refused.has(answer.asked)) {
        // Damaged: what cannot be shown is said.
        expect(answer.state, where).toBe('error');
        expect(answer.code, where).not.toBeNull();
      }
    }
  });
});

function recordingIdOf(file: CorpusFile): string {
  return file.file.replaceAll(/[^A-Za-z0-9_-]/g, '_');
}
