import type { IngestedChunk } from '../../../packages/viewer/src/app/source/ingest-messages.ts';
import { batch, ChunkMaker, FRAME } from '../../viewer/data/make-chunks.ts';

type Batch = ReturnType<typeof batch>;

const floats = (...values: number[]) => Float32Array.from(values);
const RED = 0xff0000ff;
const GREEN = 0x00ff00ff;
const BLUE = 0x0000ffff;

/** Chunks of one scene each, by name. */
export function sceneChunks(name: SceneName): readonly IngestedChunk[] {
  const maker = new ChunkMaker();
  const fixed = (entity: string, ...batches: Batch[]) => maker.plain(entity, [], [{ times: [], batches }]);
  return SCENES[name](fixed, maker);
}

type Scene = (
  fixed: (entity: string, ...batches: Batch[]) => IngestedChunk,
  maker: ChunkMaker,
) => readonly IngestedChunk[];

const color = (...colors: number[]) => Uint32Array.from(colors);
const solid = Uint8Array.of(3);

/** The view looks from behind (negative y) and above at the middle of what there is. */
export const SCENES = {
  'solid box': (fixed) => [
    fixed(
      'box',
      batch('Boxes3D', 'half_sizes', floats(1, 1, 1)),
      batch('Boxes3D', 'colors', color(RED)),
      batch('Boxes3D', 'fill_mode', solid),
    ),
  ],
  'moving box': (_, maker) => [
    maker.plain(
      'box',
      [FRAME],
      [1n, 2n, 3n].map((time) => ({
        times: [time],
        batches: [
          batch('Boxes3D', 'half_sizes', floats(1, 1, 1)),
          batch('Boxes3D', 'colors', color(time === 3n ? GREEN : RED)),
          batch('Boxes3D', 'fill_mode', solid),
        ],
      })),
    ),
  ],
  'one point': (fixed) => [
    fixed(
      'point',
      batch('Points3D', 'positions', floats(0, 0, 0)),
      batch('Points3D', 'colors', color(GREEN)),
      batch('Points3D', 'radii', floats(-10)),
    ),
    fixed('frame', batch('TransformAxes3D', 'axis_length', floats(0.001))),
  ],
  shapes: (fixed) => [
    fixed(
      'balls',
      batch('Ellipsoids3D', 'half_sizes', floats(1, 1, 1, 1, 0.5, 1.5)),
      batch('Ellipsoids3D', 'centers', floats(-4, 0, 0, 4, 0, 0)),
      batch('Ellipsoids3D', 'colors', color(RED, BLUE)),
      batch('Ellipsoids3D', 'fill_mode', solid),
    ),
    fixed(
      'pills',
      batch('Capsules3D', 'lengths', floats(2)),
      batch('Capsules3D', 'radii', floats(0.7)),
      batch('Capsules3D', 'translations', floats(0, 4, 0)),
      batch('Capsules3D', 'fill_mode', solid),
      batch('Capsules3D', 'colors', color(GREEN)),
    ),
    fixed(
      'drums',
      batch('Cylinders3D', 'lengths', floats(2)),
      batch('Cylinders3D', 'radii', floats(1)),
      batch('Cylinders3D', 'centers', floats(0, -4, 0)),
      batch('Cylinders3D', 'colors', color(0xffcc00ff)),
    ),
    fixed('crate', batch('Boxes3D', 'half_sizes', floats(0.8, 0.8, 0.8)), batch('Boxes3D', 'labels', ['crate'])),
    fixed(
      'arrows',
      batch('Arrows3D', 'vectors', floats(0, 0, 3, 2, 0, 0)),
      batch('Arrows3D', 'origins', floats(0, 0, 1)),
      batch('Arrows3D', 'colors', color(0xff00ffff)),
    ),
    fixed(
      'path',
      batch('LineStrips3D', 'strips', [floats(-5, -5, 0, 5, -5, 0, 5, 5, 0, -5, 5, 0, -5, -5, 0)]),
      batch('LineStrips3D', 'radii', floats(0.05)),
    ),
  ],
  mesh: (fixed) => [
    fixed(
      'mesh',
      batch('Mesh3D', 'vertex_positions', floats(-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0)),
      batch('Mesh3D', 'triangle_indices', Uint32Array.of(0, 1, 2, 0, 2, 3)),
      batch('Mesh3D', 'vertex_texcoords', floats(0, 1, 1, 1, 1, 0, 0, 0)),
      batch('Mesh3D', 'albedo_texture_buffer', [Uint8Array.of(0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255)]),
      batch('Mesh3D', 'albedo_texture_format', [
        { width: 2, height: 2, pixel_format: null, color_model: 2, channel_datatype: 6 },
      ]),
    ),
  ],
  model: (fixed) => [fixed('model', batch('Asset3D', 'blob', [new TextEncoder().encode(OBJ)]))],
  camera: (fixed) => [
    fixed('cam', batch('Transform3D', 'translation', floats(0, 0, 0))),
    fixed(
      'cam',
      batch('Pinhole', 'image_from_camera', floats(32, 0, 0, 0, 32, 0, 32, 32, 1)),
      batch('Pinhole', 'resolution', floats(64, 64)),
      // Looks along y, so the view looks at the back of its picture, the right way round.
      batch('Pinhole', 'camera_xyz', Uint8Array.of(3, 5, 1)),
      batch('Pinhole', 'image_plane_distance', floats(2)),
    ),
    fixed(
      'cam/picture',
      batch('Image', 'buffer', [Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i % 3 === 0 ? 255 : 0))]),
      batch('Image', 'format', [{ width: 64, height: 64, pixel_format: null, color_model: 2, channel_datatype: 6 }]),
    ),
    fixed('posts', batch('Points3D', 'positions', floats(-2, 0, -2, 2, 4, 2))),
  ],
  'a million points': (fixed) => {
    const positions = new Float32Array(3_000_000);
    const colors = new Uint32Array(1_000_000);
    for (let i = 0; i < 1_000_000; i++) {
      const [u, v] = [(i % 1000) / 1000, Math.floor(i / 1000) / 1000];
      positions.set([u * 10 - 5, v * 10 - 5, Math.sin(u * 12) * Math.cos(v * 9)], i * 3);
      colors[i] = ((Math.round(u * 255) << 24) | (Math.round(v * 255) << 16) | 0xa0ff) >>> 0;
    }
    return [
      fixed(
        'cloud',
        batch('Points3D', 'positions', positions),
        batch('Points3D', 'colors', colors),
        batch('Points3D', 'radii', floats(-1)),
      ),
    ];
  },
  broken: (fixed) => [
    fixed('fine', batch('Boxes3D', 'half_sizes', floats(1, 1, 1)), batch('Boxes3D', 'fill_mode', solid)),
    fixed('stray', batch('Points3D', 'positions', floats(0, 0, 0, Number.NaN, 0, 0, Number.POSITIVE_INFINITY, 0, 0))),
    fixed('model', batch('Asset3D', 'blob', [new TextEncoder().encode('{ "asset": 7 }')])),
    fixed('outside', batch('Asset3D', 'blob', [new TextEncoder().encode(GLTF_WITH_FILE)])),
    fixed(
      'mesh',
      batch('Mesh3D', 'vertex_positions', floats(0, 0, 0, 1, 0, 0, 0, 1, 0)),
      batch('Mesh3D', 'triangle_indices', Uint32Array.of(0, 1, 9)),
      batch('Mesh3D', 'vertex_normals', floats(0, 0, 1)),
    ),
    fixed('a', batch('Transform3D', 'child_frame', ['a']), batch('Transform3D', 'parent_frame', ['b'])),
    fixed('b', batch('Transform3D', 'child_frame', ['b']), batch('Transform3D', 'parent_frame', ['a'])),
    fixed('lost', batch('CoordinateFrame', 'frame', ['a']), batch('Points3D', 'positions', floats(0, 0, 0))),
  ],
} as const satisfies Record<string, Scene>;
export type SceneName = keyof typeof SCENES;

const OBJ = 'v -1 -1 0\nv 1 -1 0\nv 1 1 0\nv -1 1 0\nf 1 2 3 4\n';
const GLTF_WITH_FILE = JSON.stringify({
  asset: { version: '2.0' },
  buffers: [{ uri: 'https://example.org/secret.bin', byteLength: 36 }],
  bufferViews: [{ buffer: 0, byteLength: 36 }],
  accessors: [{ bufferView: 0, componentType: 5126, count: 3, type: 'VEC3' }],
  meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }],
  nodes: [{ mesh: 0 }],
  scenes: [{ nodes: [0] }],
  scene: 0,
});
