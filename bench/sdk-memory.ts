import type { BenchRow } from './bench-row.ts';
import { quantile } from './quantile.ts';
import { withCamera } from './with-viewer.ts';

const MEBIBYTE = 2 ** 20;

/**
 * Resident memory of a program that logs 1080p30 for ten minutes of video: in real time with `--full`, else as fast as the hub takes
 * it, which is the harder case for queues.
 */
export async function run({ full }: { full: boolean }): Promise<readonly BenchRow[]> {
  const frames = 10 * 60 * 30;
  const camera = { width: 1920, height: 1080, fps: 30, frames, speed: full ? 1 : 0 };
  return withCamera(camera, async (_viewer, program) => {
    const perSecond: number[] = [];
    for (let second = 0; second < frames / 30; second += 1) {
      const line = await program.next<{ frame?: number; rssBytes: number }>((each) => each.frame === second * 30);
      perSecond.push(line.rssBytes / MEBIBYTE);
    }
    const minute = (index: number) => quantile(perSecond.slice(index * 60, index * 60 + 60), 0.5);
    return [
      {
        name: 'resident memory, median of minute 2',
        value: minute(1),
        unit: 'MiB',
        note: full ? 'real time' : 'accelerated',
      },
      { name: 'resident memory, median of minute 10', value: minute(9), unit: 'MiB', note: 'should equal minute 2' },
    ];
  });
}
