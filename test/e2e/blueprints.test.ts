import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Blueprint,
  Grid,
  Horizontal,
  Image,
  RecordingStream,
  Spatial2DView,
  Tabs,
  TextLogView,
  TimeSeriesView,
  Vertical,
  type View,
  type ViewOptions,
} from '@rushes/sdk';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type RerunViewer, startRerunViewer } from '../support/rerun-viewer.ts';
import type { Point } from '../support/screen-colors.ts';

// The outside witness of layouts: Rerun's own viewer shows pictures of one colour where the layout puts them.

let browser: Browser;
let rerun: RerunViewer;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-blueprints-'));
  browser = await launchChromium();
  rerun = await startRerunViewer(browser);
});
afterAll(async () => {
  await rerun.stop();
  await browser.close();
  rmSync(folder, { recursive: true });
});

const COLORS = { red: [255, 0, 0], green: [0, 200, 0], blue: [0, 0, 255] } as const;

/** A recording of three pictures, each of one colour, laid out as the blueprint says. */
async function recording(id: string, blueprint: Blueprint): Promise<Uint8Array> {
  const path = join(folder, `${id}.rrd`);
  const rec = new RecordingStream(`layout-${id}`, { recordingId: id });
  await rec.save(path);
  rec.sendBlueprint(blueprint);
  rec.setTime('frame', { sequence: 0 });
  for (const [name, color] of Object.entries(COLORS)) {
    const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => color[i % 3] ?? 0);
    rec.log(`pictures/${name}`, Image.fromRGB(64, 64, pixels));
  }
  await rec.close();
  return new Uint8Array(readFileSync(path));
}

const picture = (name: keyof typeof COLORS, options: ViewOptions = {}): View =>
  new Spatial2DView({ origin: `pictures/${name}`, name, ...options });

describe('Rerun’s viewer', () => {
  it('shows containers of every kind as they were sent, with shares, tab in front, queries and overrides, without a complaint', async () => {
    const only = (name: string) => [
      '+ $origin/**',
      ...Object.keys(COLORS)
        .filter((other) => other !== name)
        .map((other) => `- $origin/${other}`),
    ];
    const blueprint = new Blueprint(
      new Horizontal(
        new Vertical(picture('green'), new Tabs(picture('red'), picture('blue'), { activeTab: 1 }), {
          rowShares: [3, 1],
        }),
        new Grid(
          new Spatial2DView({ origin: '/pictures', contents: only('red') }),
          new Spatial2DView({
            origin: '/pictures',
            overrides: { '/pictures/blue': { visible: false }, '/pictures/red': { visible: false } },
          }),
          picture('blue'),
          new Vertical(
            new TextLogView(),
            new TimeSeriesView({ timeRanges: [{ timeline: 'frame', from: { cursor: -5 } }] }),
          ),
          { gridColumns: 2 },
        ),
        { columnShares: [1, 3] },
      ),
      { panels: { top: 'hidden', blueprint: 'hidden', selection: 'hidden', time: 'hidden' } },
    );
    const recordingId = await rerun.open('run.rrd', await recording('all', blueprint));
    await rerun.draw(recordingId, 'frame', 0);
    const places: readonly (readonly [color: string, at: Point])[] = [
      ['green', [0.125, 0.37]],
      ['blue', [0.125, 0.89]],
      ['red', [0.44, 0.28]],
      ['green', [0.81, 0.28]],
      ['blue', [0.44, 0.78]],
    ];
    expect(await rerun.colors(places.map(([, at]) => at))).toEqual(places.map(([color]) => color));
    expect(rerun.complaints).toEqual([]);
  });
});
