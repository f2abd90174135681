import { Box3, Color, Group, type Material, type MeshStandardMaterial, type Object3D, SRGBColorSpace } from 'three';
import type { AssetGeometry, Bounds3D } from '../geometry.ts';
import type { SceneItem } from '../space-contents.ts';
import { isMesh, readModel } from './asset-loader.ts';
import { placeCopies } from './mesh-node.ts';
import { type NodeContext, type SceneNode, setAffine } from './scene-node.ts';
import { type Emphasis, unpack } from './uniforms.ts';

/** A model file. While it is read nothing is drawn; if it cannot be read the view says why. */
export class AssetNode implements SceneNode {
  readonly geometry: AssetGeometry;
  readonly object = new Group();
  #model: Object3D | undefined;
  #problems: readonly string[] = [];
  #isReady = false;
  #isDisposed = false;
  #item: SceneItem | undefined;
  #bounds: Bounds3D | undefined;

  constructor(geometry: AssetGeometry, context: NodeContext) {
    this.geometry = geometry;
    void this.#read(context);
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Known once the model is read. */
  get bounds(): Bounds3D | undefined {
    return this.#bounds;
  }

  place(item: SceneItem): void {
    this.#item = item;
    setAffine(this.object, item.affine);
    const model = this.#model;
    if (model !== undefined) placeCopies(this.object, item.poses, () => new Group().add(model.clone()));
  }

  emphasize(emphasis: Emphasis | undefined): void {
    const { r, g, b } = unpack(emphasis?.color ?? 0);
    const strength = (emphasis?.strength ?? 0) * 0.35;
    for (const material of this.#materials()) {
      if (!('emissive' in material)) continue;
      const standard = material as MeshStandardMaterial;
      standard.emissive.setRGB(r * strength, g * strength, b * strength);
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#model?.traverse((part) => {
      if (isMesh(part)) part.geometry.dispose();
    });
    for (const material of this.#materials()) {
      for (const value of Object.values(material)) if (isDisposable(value)) value.dispose();
      material.dispose();
    }
  }

  async #read({ invalidate }: NodeContext): Promise<void> {
    try {
      const model = await readModel(this.geometry.format, this.geometry.bytes);
      this.#model = model;
      if (this.#isDisposed) return this.dispose();
      tint(this.#materials(), this.geometry.albedo);
      const box = new Box3().setFromObject(model);
      if (!box.isEmpty()) this.#bounds = { min: box.min.toArray(), max: box.max.toArray() };
      if (this.#item !== undefined) this.place(this.#item);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#problems = [`this model cannot be read: ${reason}`];
    }
    this.#isReady = true;
    invalidate();
  }

  #materials(): readonly Material[] {
    const materials = new Set<Material>();
    this.#model?.traverse((part) => {
      if (!isMesh(part)) return;
      for (const material of Array.isArray(part.material) ? part.material : [part.material]) materials.add(material);
    });
    return [...materials];
  }
}

function tint(materials: readonly Material[], albedo: number): void {
  const { r, g, b, a } = unpack(albedo);
  for (const material of materials) {
    if ('color' in material && material.color instanceof Color)
      material.color.multiply(new Color().setRGB(r, g, b, SRGBColorSpace));
    if (a === 1) continue;
    material.opacity *= a;
    material.transparent = true;
  }
}

function isDisposable(value: unknown): value is { dispose(): void } {
  return typeof value === 'object' && value !== null && 'isTexture' in value && 'dispose' in value;
}
