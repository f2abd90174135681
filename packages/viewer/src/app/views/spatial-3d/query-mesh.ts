import {
  type PlainStruct,
  readBytes,
  readColors,
  readNumbers,
  readStructs,
  readTexts,
} from '../../data/read-column.ts';
import type { RowRef } from '../../data/recording-store.ts';
import { isBroken, type LoggedFormat, pictureFormat } from '../pictures/image-format.ts';
import { imagePixels } from '../pictures/image-pixels.ts';
import { boundsOfPositions } from './bounds-3d.ts';
import type { AssetFormat, AssetGeometry, FaceRendering, MeshGeometry, Texture3D } from './geometry.ts';
import { type RowsOf, readFirst, readFloats } from './query-rows.ts';
import { colorReader, type EntityLook } from './query-styles.ts';

export const MESH_FIELDS = [
  'vertex_positions',
  'triangle_indices',
  'vertex_normals',
  'vertex_colors',
  'vertex_texcoords',
  'albedo_factor',
  'face_rendering',
  'albedo_texture_buffer',
  'albedo_texture_format',
  'class_ids',
] as const;
export const ASSET_FIELDS = ['blob', 'media_type', 'albedo_factor'] as const;

const WHITE = 0xffffffff;
const FACES: Readonly<Record<number, FaceRendering | undefined>> = { 1: 'double-sided', 2: 'front', 3: 'back' };

/** `Mesh3D`. What does not fit together is left out and said: the rest of the mesh is drawn. */
export function readMesh(look: EntityLook, rows: RowsOf<(typeof MESH_FIELDS)[number]>): MeshGeometry | undefined {
  const positions = readFloats(rows.vertex_positions)?.slice();
  if (positions === undefined || positions.length === 0) return undefined;
  const vertices = Math.floor(positions.length / 3);
  const problems: string[] = [];
  const indices = readIndices(rows.triangle_indices, positions, vertices, problems);
  // A place that is not finite would spoil the bounds; no triangle uses it any more.
  for (let i = 0; i < positions.length; i++) if (!Number.isFinite(positions[i])) positions[i] = 0;
  const texcoords = perVertex(readFloats(rows.vertex_texcoords)?.slice(), 2, vertices, 'vertex_texcoords', problems);
  const texture = readMeshTexture(rows, texcoords, problems);
  const colors = readColors(rows.vertex_colors);
  const albedo = readColors(rows.albedo_factor)?.[0];
  const isPlain = albedo === undefined && texture === undefined && (colors === undefined || colors.length === 0);
  return {
    kind: 'mesh',
    entity: look.entity,
    count: 1,
    instances: undefined,
    positions,
    indices,
    normals: perVertex(readFloats(rows.vertex_normals)?.slice(), 3, vertices, 'vertex_normals', problems),
    // Of too few colours the last one repeats, as everywhere.
    colors:
      colors === undefined || colors.length === 0
        ? undefined
        : Uint32Array.from({ length: vertices }, (_, i) => colors[Math.min(i, colors.length - 1)] ?? WHITE),
    texcoords,
    texture,
    albedo: isPlain ? colorReader(look, undefined, rows.class_ids)(0) : (albedo ?? WHITE),
    faces: FACES[readFirst(rows.face_rendering) ?? 1] ?? 'double-sided',
    labels: [],
    bounds: indices.length === 0 ? undefined : boundsOfPositions(positions),
    problems,
  };
}

/** `Asset3D`. */
export function readAsset(look: EntityLook, rows: RowsOf<(typeof ASSET_FIELDS)[number]>): AssetGeometry | undefined {
  const bytes = readBytes(rows.blob)?.slice();
  if (bytes === undefined || bytes.byteLength === 0) return undefined;
  const mediaType = readTexts(rows.media_type)?.[0];
  const format = assetFormat(mediaType, bytes);
  return {
    kind: 'asset',
    entity: look.entity,
    count: 1,
    instances: undefined,
    format: format ?? 'gltf',
    bytes,
    albedo: readColors(rows.albedo_factor)?.[0] ?? WHITE,
    labels: [],
    bounds: undefined,
    problems:
      format === undefined
        ? [`a model in glTF, GLB, OBJ or STL was expected, found media type ${mediaType ?? 'not logged'}`]
        : [],
  };
}

/** By its media type, or by how it begins. */
export function assetFormat(mediaType: string | undefined, bytes: Uint8Array): AssetFormat | undefined {
  const named = mediaType?.toLowerCase() ?? '';
  if (named.includes('gltf')) return 'gltf';
  if (named.includes('obj')) return 'obj';
  if (named.includes('stl')) return 'stl';
  const start = String.fromCharCode(...bytes.subarray(0, 512));
  if (start.startsWith('glTF') || /^\s*\{/.test(start)) return 'gltf';
  if (/^\s*solid\b/.test(start)) return 'stl';
  if (/^(#|v |vn |vt |o |g |mtllib )/m.test(start)) return 'obj';
  // Binary STL has 80 free bytes, then how many triangles of 50 bytes each.
  const triangles = bytes.byteLength >= 84 ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(80, true) : -1;
  return bytes.byteLength === 84 + triangles * 50 ? 'stl' : undefined;
}

function readIndices(
  ref: RowRef | undefined,
  positions: Float32Array,
  vertices: number,
  problems: string[],
): Uint32Array {
  const logged = readNumbers(ref)?.numbers;
  const all =
    logged === undefined || logged.length === 0
      ? Uint32Array.from({ length: vertices - (vertices % 3) }, (_, i) => i)
      : Uint32Array.from(logged as ArrayLike<number | bigint>, Number);
  const kept = new Uint32Array(all.length);
  let count = 0;
  let [outside, infinite] = [0, 0];
  for (let i = 0; i + 2 < all.length; i += 3) {
    const corners = all.subarray(i, i + 3);
    if (corners.some((corner) => corner >= vertices)) outside++;
    else if (!corners.every((corner) => positions.subarray(corner * 3, corner * 3 + 3).every(Number.isFinite)))
      infinite++;
    else {
      kept.set(corners, count);
      count += 3;
    }
  }
  if (outside > 0) problems.push(`${outside} triangles not drawn: they name vertices beyond the ${vertices} there are`);
  if (infinite > 0) problems.push(`${infinite} triangles not drawn: their places are not finite`);
  return kept.slice(0, count);
}

function perVertex(
  values: Float32Array | undefined,
  width: number,
  vertices: number,
  field: string,
  problems: string[],
): Float32Array | undefined {
  if (values === undefined || values.length === 0) return undefined;
  if (values.length === vertices * width) return values;
  problems.push(`${field} not used: ${vertices} expected, one per vertex, found ${Math.floor(values.length / width)}`);
  return undefined;
}

function readMeshTexture(
  rows: RowsOf<'albedo_texture_buffer' | 'albedo_texture_format'>,
  texcoords: Float32Array | undefined,
  problems: string[],
): Texture3D | undefined {
  const bytes = readBytes(rows.albedo_texture_buffer);
  if (bytes === undefined || bytes.byteLength === 0) return undefined;
  const texture = decodeTexture(bytes, readStructs(rows.albedo_texture_format)?.[0]);
  if (typeof texture === 'string') {
    problems.push(`the albedo texture is not used: ${texture}`);
    return undefined;
  }
  if (texcoords === undefined) problems.push('the albedo texture is not used: there are no vertex_texcoords');
  return texture;
}

/** The pixels, or what is wrong with them. */
function decodeTexture(bytes: Uint8Array, logged: PlainStruct | undefined): Texture3D | string {
  if (logged === undefined) return 'no albedo_texture_format was logged';
  const format = pictureFormat({ width: logged.width, height: logged.height, ...logged } satisfies LoggedFormat);
  if (isBroken(format)) return format.reason;
  const pixels = imagePixels(bytes, format);
  if (isBroken(pixels)) return pixels.reason;
  return { width: format.width, height: format.height, rgba: new Uint8Array(pixels.buffer) };
}
