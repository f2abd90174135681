import { crc32, deflateSync } from 'node:zlib';
import type { Rgb } from './yard.ts';

// Files made in memory, so that the gallery needs none on the disk.

/** A box with a normal for each side, counter-clockwise from outside. */
export interface BoxMesh {
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  readonly indices: Uint32Array;
}

const SIDES = [0, 1, 2].flatMap((axis) => [1, -1].map((sign) => ({ axis, sign })));

/** A box about a point. */
export function boxMesh(centre: readonly number[], half: readonly number[]): BoxMesh {
  const positions: number[] = [];
  const normals: number[] = [];
  const indices: number[] = [];
  for (const { axis, sign } of SIDES) {
    const first = positions.length / 3;
    const u = (axis + 1) % 3;
    const v = (axis + 2) % 3;
    for (const [a, b] of [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ] as const) {
      const corner = [0, 0, 0];
      corner[axis] = sign;
      corner[u] = a;
      corner[v] = b;
      positions.push(...corner.map((value, i) => (centre[i] ?? 0) + value * (half[i] ?? 0)));
      normals.push(...[0, 1, 2].map((i) => (i === axis ? sign : 0)));
    }
    const order = sign > 0 ? [0, 1, 2, 0, 2, 3] : [0, 2, 1, 0, 3, 2];
    indices.push(...order.map((i) => first + i));
  }
  return {
    positions: Float32Array.from(positions),
    normals: Float32Array.from(normals),
    indices: Uint32Array.from(indices),
  };
}

/** A binary glTF of coloured boxes. glTF has y up; this yard has z up, and so has the node that holds all. */
export function boxesGlb(boxes: readonly { readonly mesh: BoxMesh; readonly rgb: Rgb }[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const bufferViews: object[] = [];
  const accessors: object[] = [];
  const add = (array: Float32Array | Uint32Array, componentType: number, type: string, extent: object = {}): number => {
    const byteOffset = parts.reduce((total, part) => total + part.length, 0);
    parts.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    bufferViews.push({ buffer: 0, byteOffset, byteLength: array.byteLength });
    accessors.push({
      bufferView: bufferViews.length - 1,
      componentType,
      count: array.length / (type === 'SCALAR' ? 1 : 3),
      type,
      ...extent,
    });
    return accessors.length - 1;
  };
  const primitives = boxes.map(({ mesh }, material) => ({
    attributes: {
      POSITION: add(mesh.positions, 5126, 'VEC3', extentOf(mesh.positions)),
      NORMAL: add(mesh.normals, 5126, 'VEC3'),
    },
    indices: add(mesh.indices, 5125, 'SCALAR'),
    material,
  }));
  const materials = boxes.map(({ rgb }) => ({
    pbrMetallicRoughness: {
      baseColorFactor: [...rgb.map((channel) => (channel / 255) ** 2.2), 1],
      metallicFactor: 0,
      roughnessFactor: 0.8,
    },
  }));
  const binary = Buffer.concat(parts);
  const gltf = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives }],
    materials,
    accessors,
    bufferViews,
    buffers: [{ byteLength: binary.length }],
  };
  const json = Buffer.from(JSON.stringify(gltf));
  const padded = Buffer.concat([json, Buffer.alloc((4 - (json.length % 4)) % 4, ' ')]);
  return Buffer.concat([
    words(0x46546c67, 2, 12 + 8 + padded.length + 8 + binary.length),
    words(padded.length, 0x4e4f534a),
    padded,
    words(binary.length, 0x004e4942),
    binary,
  ]);
}

/** A PNG of 8-bit RGB or of 16-bit grey. */
export function encodePng(width: number, height: number, pixels: Uint8Array | Uint16Array): Uint8Array {
  const isDepth = pixels instanceof Uint16Array;
  const stride = width * (isDepth ? 2 : 3);
  const rows = Buffer.alloc(height * (stride + 1));
  for (let y = 0; y < height; y += 1) {
    for (let i = 0; i < stride; i += 1) {
      const at = y * (stride + 1) + 1 + i;
      // PNG is big-endian.
      if (isDepth) rows[at] = ((pixels[y * width + (i >> 1)] ?? 0) >> (i % 2 === 0 ? 8 : 0)) & 0xff;
      else rows[at] = pixels[y * stride + i] ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = isDepth ? 16 : 8;
  header[9] = isDepth ? 0 : 2;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(name: string, body: Buffer): Buffer {
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from(name, 'latin1'), body, Buffer.alloc(4)]);
  chunk.writeUInt32BE(body.length, 0);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length);
  return chunk;
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => {
    bytes.writeUInt32LE(value, i * 4);
  });
  return bytes;
}

function extentOf(positions: Float32Array): { readonly min: number[]; readonly max: number[] } {
  const along = (axis: number) => [...positions].filter((_, i) => i % 3 === axis);
  return {
    min: [0, 1, 2].map((axis) => Math.min(...along(axis))),
    max: [0, 1, 2].map((axis) => Math.max(...along(axis))),
  };
}
