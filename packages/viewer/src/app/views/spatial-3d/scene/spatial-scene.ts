import { assertNever } from '@rushes/proto';
import { DirectionalLight, HemisphereLight, type Object3D, PerspectiveCamera, Scene } from 'three';
import { type Affine, IDENTITY, type Vec3 } from '../../../data/transforms-affine.ts';
import type { ScenePicture } from '../../pictures/scene-picture.ts';
import type { ViewProblem } from '../../shared-problems.ts';
import { mapBounds, sizeOf, unionBounds } from '../bounds-3d.ts';
import { type Camera3D, depthRange, type Eye, FIELD_OF_VIEW } from '../camera-3d.ts';
import type { Bounds3D, Geometry } from '../geometry.ts';
import { axisLengthOf, imagePlaneDistance } from '../scene-size.ts';
import type { SceneItem } from '../space-contents.ts';
import { AssetNode } from './asset-node.ts';
import { AxesNode } from './axes-node.ts';
import { CameraNode } from './camera-node.ts';
import { GroundGrid } from './ground-grid.ts';
import { MeshNode } from './mesh-node.ts';
import { PointsNode } from './points-node.ts';
import type { NodeContext, SceneNode } from './scene-node.ts';
import { SegmentsNode } from './segments-node.ts';
import { ShapesNode } from './shapes-node.ts';
import type { SharedRenderer } from './shared-renderer.ts';
import { type Emphasis, frameUniforms } from './uniforms.ts';

/** How one draw looks. */
export interface SceneLook {
  readonly eye: Eye;
  readonly camera: Camera3D;
  readonly up: Vec3;
  readonly pixelRatio: number;
  readonly frustumColor: number;
  readonly gridColor: number;
  /** Nothing: no grid. */
  readonly gridStrength: number;
  /** Of all points the share that is drawn. */
  readonly pointShare: number;
}

/** How large a scene is. */
export interface SceneExtent {
  readonly all: Bounds3D | undefined;
  /** Without strays and far floors: what a view is fitted to. */
  readonly core: Bounds3D | undefined;
}

/** The scene graph of one view. Things stay as long as their geometry does; draws in between only move them. */
export class SpatialScene {
  readonly #renderer: SharedRenderer;
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera();
  readonly #grid = new GroundGrid();
  readonly #headlight = new DirectionalLight(0xffffff, 1.6);
  readonly #context: NodeContext;
  readonly #nodes = new Map<string, { readonly node: SceneNode; item: SceneItem; emphasis: string }>();

  constructor(renderer: SharedRenderer, invalidate: () => void) {
    this.#renderer = renderer;
    this.#context = { uniforms: frameUniforms(), invalidate };
    this.#camera.matrixAutoUpdate = false;
    this.#scene.matrixAutoUpdate = false;
    this.#headlight.position.set(0.2, 0.4, 1);
    // The light goes with the eye: what is looked at is never dark.
    this.#camera.add(this.#headlight);
    this.#scene.add(this.#camera, new HemisphereLight(0xffffff, 0x8a8f98, 1.7), this.#grid.object);
  }

  /** Takes over what there is now: makes what is new, moves what has moved, frees what is gone. */
  update(items: readonly SceneItem[]): void {
    const keys = new Set(items.map((item) => item.key));
    for (const [key, { node }] of this.#nodes) if (!keys.has(key)) this.#drop(key, node);
    for (const item of items) {
      const known = this.#nodes.get(item.key);
      if (known?.node.geometry === item.geometry) {
        if (!isSamePlace(known.item, item)) known.node.place(item);
        known.item = item;
        continue;
      }
      if (known !== undefined) this.#drop(item.key, known.node);
      const node = makeNode(item.geometry, this.#context);
      node.place(item);
      this.#scene.add(node.object);
      this.#nodes.set(item.key, { node, item, emphasis: '' });
    }
  }

  /** Around everything, and around what says how large the scene is; models that have been read included. */
  extent(): SceneExtent {
    let all: Bounds3D | undefined;
    let core: Bounds3D | undefined;
    for (const { node, item } of this.#nodes.values()) {
      const { geometry, affine } = item;
      const own = node instanceof AssetNode ? node.bounds : geometry.bounds;
      if (own === undefined) continue;
      const poses: readonly Affine[] = item.poses ?? [IDENTITY];
      const placed = (bounds: Bounds3D) =>
        poses.map((pose) => mapBounds(affine, mapBounds(pose, bounds))).reduce((a, b) => unionBounds(a, b) ?? a);
      all = unionBounds(all, placed(own));
      const ownCore = geometry.kind === 'points' ? geometry.core : own;
      if (ownCore !== undefined) core = unionBounds(core, placed(ownCore));
    }
    return { all, core: core ?? all };
  }

  /** There is a cloud so large that it may have to be thinned while the eye moves. */
  get hasManyPoints(): boolean {
    for (const { node } of this.#nodes.values()) if (node instanceof PointsNode && node.isLarge) return true;
    return false;
  }

  /** True when every model has been read. */
  get isReady(): boolean {
    for (const { node } of this.#nodes.values()) if (!node.isReady) return false;
    return true;
  }

  problems(): readonly ViewProblem[] {
    return [...this.#nodes.values()].flatMap(({ node }) =>
      node.problems.map((reason) => ({ entity: node.geometry.entity, reason })),
    );
  }

  /** The object of a thing, for picking what only three.js knows the surface of. */
  objectOf(key: string): Object3D | undefined {
    return this.#nodes.get(key)?.node.object;
  }

  /** Lets things stand out; called with every draw, and cheap where nothing changed. */
  emphasize(of: (geometry: Geometry) => Emphasis | undefined, pixelRatio: number): void {
    for (const entry of this.#nodes.values()) {
      const emphasis = of(entry.node.geometry);
      const told = `${emphasis?.color} ${emphasis?.strength} ${emphasis?.instance} ${pixelRatio}`;
      if (told === entry.emphasis) continue;
      entry.emphasis = told;
      entry.node.emphasize(emphasis, pixelRatio);
    }
  }

  /** Frustum sizes, axis lengths and pictures; borrowed pictures must be drawn in this task. */
  dress(
    bounds: Bounds3D | undefined,
    frustumColor: number,
    picturesOf: (geometry: Geometry) => readonly ScenePicture[],
  ): void {
    const size = bounds === undefined ? 0 : sizeOf(bounds);
    for (const entry of this.#nodes.values()) {
      const { node } = entry;
      if (node instanceof CameraNode) {
        node.shape(imagePlaneDistance(node.geometry, size), frustumColor);
        node.showPictures(picturesOf(node.geometry));
        entry.emphasis = '';
      } else if (node instanceof AxesNode) {
        node.shape(axisLengthOf(node.geometry, size));
      }
    }
  }

  /** The picture, in the upper left corner of a canvas; undefined while the graphics context is lost. */
  render(look: SceneLook, bounds: Bounds3D | undefined): HTMLCanvasElement | undefined {
    const { camera, eye, pixelRatio } = look;
    const widthPx = Math.max(1, Math.round(camera.width * pixelRatio));
    const heightPx = Math.max(1, Math.round(camera.height * pixelRatio));
    const { near, far } = depthRange(eye, bounds);
    this.#camera.fov = (FIELD_OF_VIEW * 180) / Math.PI;
    this.#camera.aspect = widthPx / heightPx;
    this.#camera.near = near;
    this.#camera.far = far;
    this.#camera.updateProjectionMatrix();
    this.#camera.matrix.fromArray(worldFromEye(camera));
    this.#camera.matrixWorldNeedsUpdate = true;
    this.#context.uniforms.viewport.value.set(widthPx, heightPx);
    this.#context.uniforms.pixelRatio.value = pixelRatio;
    this.#grid.object.visible = look.gridStrength > 0;
    if (look.gridStrength > 0) this.#grid.update(eye, look.up, look.gridColor, look.gridStrength);
    for (const { node } of this.#nodes.values()) if (node instanceof PointsNode) node.thin(look.pointShare);
    return this.#renderer.render(this.#scene, this.#camera, widthPx, heightPx);
  }

  dispose(): void {
    for (const [key, { node }] of this.#nodes) this.#drop(key, node);
    this.#grid.dispose();
  }

  #drop(key: string, node: SceneNode): void {
    this.#scene.remove(node.object);
    node.dispose();
    this.#nodes.delete(key);
  }
}

function makeNode(geometry: Geometry, context: NodeContext): SceneNode {
  switch (geometry.kind) {
    case 'points':
      return new PointsNode(geometry, context);
    case 'segments':
      return new SegmentsNode(geometry, context);
    case 'shapes':
      return new ShapesNode(geometry, context);
    case 'mesh':
      return new MeshNode(geometry, context);
    case 'asset':
      return new AssetNode(geometry, context);
    case 'camera':
      return new CameraNode(geometry, context);
    case 'axes':
      return new AxesNode(geometry, context);
    default:
      return assertNever(geometry);
  }
}

function isSamePlace(a: SceneItem, b: SceneItem): boolean {
  const same = (x: Affine, y: Affine) => x === y || x.every((value, i) => value === y[i]);
  if (!same(a.affine, b.affine) || a.poses?.length !== b.poses?.length) return false;
  return a.poses === undefined || a.poses.every((pose, i) => same(pose, b.poses?.[i] ?? IDENTITY));
}

function worldFromEye({ right, up, forward, position }: Camera3D): number[] {
  return [...right, 0, ...up, 0, -forward[0], -forward[1], -forward[2], 0, ...position, 1];
}
