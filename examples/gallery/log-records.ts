import {
  GaussianSplats3D,
  GridMap,
  McapChannel,
  McapMessage,
  McapSchema,
  McapStatistics,
  RecordingInfo,
  type RecordingStream,
  TextDocument,
  TextLog,
  ViewCoordinates,
  VoxelGridMap,
} from '@rushes/sdk';
import { noise } from './geometry.ts';
import { type RoverState, roverAt } from './rover.ts';
import { CRATES, PILLARS, YARD_HALF } from './yard.ts';

const CELL = 0.1;
const VOXEL = 0.2;

const ABOUT = `# The rover's yard

A rover patrols a yard, looks at **crates** and charges itself. Its camera's picture is computed ray by ray from the very shapes that
are logged, so the video fits the 3D scene to the pixel.

| where | what |
|---|---|
| \`world\` | the yard in 3D: meshes, boxes, a model, a laser, the rover's tree of transforms |
| \`world/rover/mast/camera\` | live video below a pinhole, with boxes, keypoints, depth and classes |
| \`plots\`, \`states\` | numbers and modes over time |
| \`laser\`, \`network\` | a histogram and a tensor |
| \`plan\`, \`places\` | a graph and a map |
| \`survey\` | an occupancy map, voxels and splats |
| \`log\` | what happens, with levels |
`;

/** What is known from the start: texts, the survey of the yard, where it all comes from. */
export function logRecords(rec: RecordingStream): void {
  rec.logStatic('__properties', new RecordingInfo({ name: 'Gallery: one of everything', startTime: new Date() }));
  rec.logStatic('about', new TextDocument(ABOUT, { mediaType: 'text/markdown' }));
  logSurvey(rec);
  rec.logStatic(
    'source/schema',
    new McapSchema({
      id: 1,
      name: 'yard_msgs/Mode',
      encoding: 'ros2msg',
      data: new TextEncoder().encode('string mode\nfloat32 battery\n'),
    }),
  );
  rec.logStatic(
    'source/channel',
    new McapChannel({ id: 1, topic: '/rover/mode', messageEncoding: 'cdr', metadata: { offered_qos: 'reliable' } }),
  );
  rec.logStatic(
    'source/statistics',
    new McapStatistics({
      messageCount: 1200,
      schemaCount: 1,
      channelCount: 1,
      attachmentCount: 0,
      metadataCount: 0,
      chunkCount: 3,
      messageStartTime: new Date(0),
      messageEndTime: new Date(100_000),
      channelMessageCounts: { 1: 1200 },
    }),
  );
}

/** What happens, as lines of a log. */
export function logEvents(rec: RecordingStream, state: RoverState): void {
  const before = state.frame === 0 ? undefined : roverAt(state.frame - 1).mode;
  if (state.mode !== before) {
    rec.log('log', new TextLog(`now ${state.mode}`, { level: state.mode === 'charging' ? 'WARN' : 'INFO' }));
    rec.log('source/message', new McapMessage({ data: new TextEncoder().encode(state.mode) }));
  }
  if (state.frame % 20 === 7) {
    rec.log('log', new TextLog(`battery at ${(state.battery * 100).toFixed(0)} %`, { level: 'DEBUG' }));
  }
  if (state.frame % 120 === 60) {
    rec.log('log', new TextLog('wheel slip above 4 %', { level: 'ERROR', color: '#ff7060' }));
  }
}

function logSurvey(rec: RecordingStream): void {
  rec.logStatic('survey', ViewCoordinates.RIGHT_HAND_Z_UP);
  rec.logStatic('survey/occupancy', occupancy());
  rec.logStatic('survey/voxels', voxels());
  rec.logStatic('survey/cloud', cloud());
}

/** Whether something that does not move stands here. */
function isOccupied(x: number, y: number, z: number): boolean {
  const inCrate = CRATES.some(
    ({ centre, half }) => Math.hypot(x - centre[0], y - centre[1]) < half[0] * 1.2 && z < half[2] * 2,
  );
  return (
    inCrate ||
    PILLARS.some(({ centre, radius, height }) => Math.hypot(x - centre[0], y - centre[1]) < radius && z < height)
  );
}

function occupancy(): GridMap {
  const [halfX, halfY] = YARD_HALF;
  const width = Math.round((halfX * 2) / CELL);
  const height = Math.round((halfY * 2) / CELL);
  const data = new Uint8Array(width * height);
  for (let at = 0; at < data.length; at += 1) {
    const x = ((at % width) + 0.5) * CELL - halfX;
    const y = halfY - (Math.floor(at / width) + 0.5) * CELL;
    // As ROS has it: 0 free, 100 occupied, 255 unknown.
    data[at] = Math.hypot(x / 5, y / 4) > 1 ? 255 : isOccupied(x, y, 0) ? 100 : 0;
  }
  return new GridMap({ data, width, height, cellSize: CELL, translation: [-halfX, -halfY, 0], colormap: 'rvizMap' });
}

function voxels(): VoxelGridMap {
  const indices: number[] = [];
  for (let i = -26; i < 26; i += 1) {
    for (let j = -21; j < 21; j += 1) {
      for (let k = 0; k < 10; k += 1) {
        if (isOccupied((i + 0.5) * VOXEL, (j + 0.5) * VOXEL, (k + 0.5) * VOXEL)) indices.push(i, j, k);
      }
    }
  }
  const values = Float32Array.from({ length: indices.length / 3 }, (_, n) => ((indices[n * 3 + 2] ?? 0) + 0.5) / 10);
  return new VoxelGridMap({ voxelIndices: indices, voxelSize: VOXEL, values, colormap: 'viridis' });
}

/** A little cloud over the yard. */
function cloud(): GaussianSplats3D {
  const count = 160;
  const each = Array.from({ length: count }, (_, i) => i);
  return new GaussianSplats3D({
    centers: each.map((i) => [3 * noise(i) - 1.5, 1.6 * noise(i + 500) - 0.8, 2.6 + 0.7 * noise(i + 900)]),
    scales: each.map((i) => [0.2 + 0.2 * noise(i + 40), 0.2, 0.12]),
    quaternions: [0, 0, 0, 1],
    colors: each.map((i) => [200 + 50 * noise(i + 7), 210 + 40 * noise(i + 7), 255, 70].map(Math.round)),
  });
}
