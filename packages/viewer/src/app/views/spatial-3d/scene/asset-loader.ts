import { type BufferGeometry, Group, LoadingManager, Mesh, MeshStandardMaterial, type Object3D } from 'three';
import type { AssetFormat } from '../geometry.ts';

/**
 * Reads a model with the reader of its format, which is loaded when the first such model comes. Nothing is fetched from outside:
 * what a model names instead of holding it is left out.
 *
 * @throws Error with what is wrong with the file.
 */
export async function readModel(format: AssetFormat, bytes: Uint8Array): Promise<Object3D> {
  switch (format) {
    case 'gltf':
      return await readGltf(bytes);
    case 'obj': {
      const { OBJLoader } = await import('three/examples/jsm/loaders/OBJLoader.js');
      return checked(new OBJLoader(insideOnly([])).parse(new TextDecoder().decode(bytes)), 'OBJ');
    }
    case 'stl': {
      const { STLLoader } = await import('three/examples/jsm/loaders/STLLoader.js');
      const geometry = new STLLoader(insideOnly([])).parse(bufferOf(bytes));
      return checked(new Group().add(new Mesh(geometry, new MeshStandardMaterial({ roughness: 0.8 }))), 'STL');
    }
  }
}

async function readGltf(bytes: Uint8Array): Promise<Object3D> {
  const { GLTFLoader } = await import('three/examples/jsm/loaders/GLTFLoader.js');
  const refused: string[] = [];
  const loader = new GLTFLoader(insideOnly(refused));
  try {
    const { scene } = await loader.parseAsync(bufferOf(bytes), '');
    return checked(scene, 'glTF');
  } catch (error) {
    const [first] = refused;
    if (first === undefined) throw error;
    throw new Error(`it names the file ${first} instead of holding it; models must hold all they need`, {
      cause: error,
    });
  }
}

/** Lets through what a model holds itself: data URLs, and blobs that its reader made of its own bytes. */
function insideOnly(refused: string[]): LoadingManager {
  const manager = new LoadingManager();
  manager.setURLModifier((url) => {
    if (url.startsWith('data:') || url.startsWith('blob:')) return url;
    refused.push(url);
    return 'data:,';
  });
  return manager;
}

function checked(model: Object3D, name: string): Object3D {
  let triangles = 0;
  model.traverse((part) => {
    if (!isMesh(part)) return;
    const { index, attributes } = part.geometry;
    triangles += (index?.count ?? attributes.position?.count ?? 0) / 3;
    if (attributes.normal === undefined) part.geometry.computeVertexNormals();
  });
  if (triangles < 1) throw new Error(`this ${name} file holds no triangles`);
  return model;
}

export function isMesh(object: Object3D): object is Mesh<BufferGeometry> {
  return (object as Partial<Mesh>).isMesh === true;
}

/** A copy: readers take whole buffers, and bytes of a recording lie in the middle of one. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
