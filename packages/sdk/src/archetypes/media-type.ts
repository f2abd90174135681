/** A kind of file and what it begins with. */
interface Magic {
  readonly mediaType: string;
  readonly matches: (bytes: Uint8Array) => boolean;
}

const startsWith =
  (offset: number, ...magic: readonly number[]) =>
  (bytes: Uint8Array) =>
    magic.every((byte, i) => bytes[offset + i] === byte);
const text = (offset: number, magic: string) => startsWith(offset, ...new TextEncoder().encode(magic));

/** Pictures. */
export const IMAGE_FILES: readonly Magic[] = [
  { mediaType: 'image/jpeg', matches: startsWith(0, 0xff, 0xd8, 0xff) },
  { mediaType: 'image/png', matches: startsWith(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) },
  { mediaType: 'image/webp', matches: (bytes) => text(0, 'RIFF')(bytes) && text(8, 'WEBP')(bytes) },
];

/** Depth pictures. RVL has no beginning of its own. */
export const DEPTH_FILES: readonly Magic[] = IMAGE_FILES.filter(({ mediaType }) => mediaType === 'image/png');

/** Videos. */
export const VIDEO_FILES: readonly Magic[] = [{ mediaType: 'video/mp4', matches: text(4, 'ftyp') }];

/** 3D models. */
export const MODEL_FILES: readonly Magic[] = [
  { mediaType: 'model/gltf-binary', matches: text(0, 'glTF') },
  { mediaType: 'model/gltf+json', matches: (bytes) => /^\s*\{/.test(headText(bytes)) },
  { mediaType: 'model/stl', matches: (bytes) => /^\s*solid\b/.test(headText(bytes)) || isBinaryStl(bytes) },
  {
    mediaType: 'model/obj',
    matches: (bytes) => /^(\s*#.*\n|\s*\n)*\s*(v|vn|vt|f|o|g|mtllib|usemtl|s)\s/.test(headText(bytes)),
  },
];

/** What kind of file the bytes are, by how they begin. */
export function recogniseMediaType(bytes: Uint8Array, kinds: readonly Magic[]): string | undefined {
  return kinds.find(({ matches }) => matches(bytes))?.mediaType;
}

function headText(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 2048));
}

/** 80 bytes of anything, the number of triangles, and 50 bytes for each. */
function isBinaryStl(bytes: Uint8Array): boolean {
  if (bytes.length < 84) return false;
  const triangles = new DataView(bytes.buffer, bytes.byteOffset).getUint32(80, true);
  return bytes.length === 84 + triangles * 50;
}
