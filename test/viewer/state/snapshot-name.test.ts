import { expect, it } from 'vitest';
import { snapshotName } from '../../../packages/viewer/src/app/page/snapshot.ts';

it.each([
  ['/camera', 'frame', '42', 'camera_frame_42.png'],
  ['/rig/front left', 'log_time', '2026-01-02 03:04:05.678Z', 'rig_front_left_log_time_2026-01-02_03_04_05.678Z.png'],
  ['/камера', '', '', 'камера.png'],
  ['/', 'frame', '-1', 'frame_-1.png'],
])('a snapshot of %s at %s %s is called %s', (entity, timeline, time, name) => {
  expect(snapshotName(entity, timeline, time)).toBe(name);
});
