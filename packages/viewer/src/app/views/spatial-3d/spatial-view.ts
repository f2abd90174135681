import { type EntityPath, isDescendantOrSelf, MAX_TIME, ROOT_ENTITY } from '@rushes/proto';
import { columnOf } from '../../data/transforms-affine.ts';
import { LATE_AFTER_MILLIS } from '../pictures/picture-message.ts';
import { ThemeReader } from '../shared-theme.ts';
import type { MountedView, ViewContext, ViewHost } from '../view.ts';
import { mapBounds, sizeOf, unionBounds } from './bounds-3d.ts';
import type { Camera3D } from './camera-3d.ts';
import { type CameraPictureState, CameraPictures } from './camera-pictures.ts';
import { EyeControl } from './eye-control.ts';
import { FlyKeys } from './fly-keys.ts';
import type { Bounds3D } from './geometry.ts';
import { drawHoverPoint } from './hover-ray.ts';
import { drawLabels } from './label-layer.ts';
import { OverlayPanel } from './overlay-panel.ts';
import { type Hit, pick } from './pick.ts';
import { listenToOrbit } from './pointer-orbit.ts';
import { hitModel } from './scene/hit-model.ts';
import { acquireRenderer, releaseRenderer, type SharedRenderer } from './scene/shared-renderer.ts';
import { type SceneExtent, SpatialScene } from './scene/spatial-scene.ts';
import { sceneColors } from './scene-colors.ts';
import { SpaceQueries, type SpaceState } from './space-query.ts';
import { ViewPace } from './view-pace.ts';

const NO_EXTENT: SceneExtent = { all: undefined, core: undefined };

/** What stands on the canvas since the last paint; what pointer events are read against. */
interface Painted {
  readonly camera: Camera3D;
  readonly state: SpaceState;
  readonly bounds: Bounds3D | undefined;
}

/** A 3D view: asks what there is, keeps the scene in step with it, and draws it from where the person looks. */
export class SpatialView implements MountedView {
  readonly #root: HTMLElement;
  readonly #origin: EntityPath;
  readonly #host: ViewHost;
  readonly #canvas = document.createElement('canvas');
  readonly #paper: CanvasRenderingContext2D;
  readonly #theme: ThemeReader;
  readonly #panel: OverlayPanel;
  readonly #renderer: SharedRenderer | undefined;
  readonly #scene: SpatialScene | undefined;
  readonly #queries: SpaceQueries;
  readonly #pictures: CameraPictures;
  readonly #eye = new EyeControl();
  readonly #keys: FlyKeys;
  readonly #pace: ViewPace;
  readonly #endings: (() => void)[] = [];
  #size = { width: 0, height: 0, pixelRatio: 1 };
  #painted: Painted | undefined;
  #hovered: Hit | undefined;
  #lateTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, origin: EntityPath, host: ViewHost) {
    const paper = this.#canvas.getContext('2d');
    if (paper === null) throw new Error('A 2D canvas context was expected, the browser gave none for the 3D view.');
    this.#paper = paper;
    this.#root = root;
    this.#origin = origin;
    this.#host = host;
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute('role', 'img');
    this.#canvas.ariaLabel = `3D view of ${origin}. Drag to turn, W A S D Q E to fly.`;
    root.append(this.#canvas);
    this.#theme = new ThemeReader(root, host);
    this.#queries = new SpaceQueries(origin);
    this.#pictures = new CameraPictures(() => host.invalidate());
    this.#pace = new ViewPace(() => host.invalidate());
    this.#keys = new FlyKeys(this.#canvas, () => host.invalidate());
    this.#panel = new OverlayPanel(root, {
      reset: () => {
        this.#eye.reset();
        host.invalidate();
      },
      follow: (entity) => host.changeSettings({ follow: entity }),
    });
    this.#renderer = acquireRenderer();
    if (this.#renderer !== undefined) {
      this.#scene = new SpatialScene(this.#renderer, () => host.invalidate());
      this.#endings.push(
        this.#renderer.subscribe(() => host.invalidate()),
        releaseRenderer,
      );
    }
    this.#endings.push(this.#listen());
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.#size = { width, height, pixelRatio };
  }

  draw(context: ViewContext): boolean {
    const time = context.time ?? MAX_TIME;
    const transforms = this.#queries.transforms(context, time);
    const pictures = this.#pictures.resolve(context, context.contents, transforms, time);
    const state = this.#queries.at(context, time, pictures);
    this.#scene?.update(state.items);
    const extent = this.#scene?.extent() ?? NO_EXTENT;
    this.#moveEye(context, state, extent.core);
    const camera = this.#eye.camera(this.#size.width, this.#size.height);
    this.#painted = { camera, state, bounds: extent.core };
    const isDrawn = this.#paint(context, state, pictures, extent, camera);
    this.#say(context, state, pictures, isDrawn);
    this.#wakeWhenLate(pictures);
    return this.#renderer === undefined || (isDrawn && pictures.isSettled && this.#scene?.isReady === true);
  }

  dispose(): void {
    clearTimeout(this.#lateTimer);
    this.#pace.dispose();
    this.#keys.dispose();
    this.#pictures.dispose();
    this.#scene?.dispose();
    for (const end of this.#endings) end();
    if (this.#hovered !== undefined) {
      this.#host.hover(undefined);
      this.#host.point(undefined);
    }
    this.#root.replaceChildren();
  }

  /** What is followed moves the eye, keys fly it; an untouched one looks at everything. */
  #moveEye(context: ViewContext, state: SpaceState, bounds: Bounds3D | undefined): void {
    this.#eye.seeScene(bounds, state.axes);
    const followed = followedEntity(context);
    const placement = followed && state.transforms.placement(followed, this.#origin);
    this.#eye.follow(placement?.kind === 'space' ? columnOf(placement.affine, 3) : undefined);
    const step = this.#keys.step(this.#eye.camera(1, 1), this.#eye.distance, performance.now());
    if (step === undefined) return;
    this.#eye.fly(step);
    this.#pace.moved();
    this.#host.invalidate();
  }

  /** False while the graphics context is lost: what was drawn before it stays on the screen. */
  #paint(
    context: ViewContext,
    state: SpaceState,
    pictures: CameraPictureState,
    extent: SceneExtent,
    camera: Camera3D,
  ): boolean {
    const { width, height, pixelRatio } = this.#size;
    const scene = this.#scene;
    if (scene === undefined) return false;
    const colors = sceneColors(context, this.#theme.read(context.theme));
    scene.dress(extent.core, colors.frustum, (geometry) => pictures.byCamera.get(geometry.entity)?.pictures ?? []);
    scene.emphasize((geometry) => colors.emphasisOf(geometry.entity), pixelRatio);
    const look = { eye: this.#eye.eye, camera, up: this.#eye.axes.up, pixelRatio, pointShare: this.#pace.share() };
    const isGridShown = context.settings.grid !== false;
    const started = performance.now();
    const drawn = scene.render(
      {
        ...look,
        frustumColor: colors.frustum,
        gridColor: colors.grid,
        gridStrength: isGridShown ? colors.gridStrength : 0,
      },
      extent.all,
    );
    if (drawn === undefined) return false;
    const [widthPx, heightPx] = [
      Math.max(1, Math.round(width * pixelRatio)),
      Math.max(1, Math.round(height * pixelRatio)),
    ];
    // Setting the size of a canvas clears it and costs memory: only when it changes.
    if (this.#canvas.width !== widthPx) this.#canvas.width = widthPx;
    if (this.#canvas.height !== heightPx) this.#canvas.height = heightPx;
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
    const paper = this.#paper;
    paper.setTransform(1, 0, 0, 1, 0, 0);
    paper.clearRect(0, 0, widthPx, heightPx);
    paper.drawImage(drawn, 0, 0, widthPx, heightPx, 0, 0, widthPx, heightPx);
    if (this.#pace.isMoving && scene.hasManyPoints) {
      this.#renderer?.finish();
      this.#pace.drew(performance.now() - started);
    }
    paper.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    drawHoverPoint(paper, context, state, this.#origin, camera, extent.core, colors.pointer);
    drawLabels(paper, state.items, camera);
    return true;
  }

  #say(context: ViewContext, state: SpaceState, pictures: CameraPictureState, isDrawn: boolean): void {
    const isLate = this.#pictures.lateMillis() >= LATE_AFTER_MILLIS;
    const chips = [...(isLate ? pictures.chips : []), ...(this.#scene?.isReady === false ? ['reading a model'] : [])];
    if (this.#renderer !== undefined && !isDrawn) chips.push('the graphics card is away; waiting for it');
    this.#panel.show({
      problems: [...state.problems, ...pictures.problems, ...(this.#scene?.problems() ?? [])],
      chips,
      isEmpty: state.items.length === 0,
      hasRenderer: this.#renderer !== undefined,
      selected: context.selected === ROOT_ENTITY ? undefined : context.selected,
      followed: followedEntity(context),
    });
  }

  #wakeWhenLate(pictures: CameraPictureState): void {
    clearTimeout(this.#lateTimer);
    const late = this.#pictures.lateMillis();
    if (pictures.isSettled || late >= LATE_AFTER_MILLIS) return;
    this.#lateTimer = setTimeout(() => this.#host.invalidate(), LATE_AFTER_MILLIS - late + 1);
  }

  #listen(): () => void {
    const change = (act: (painted: Painted) => void) => {
      if (this.#painted === undefined) return;
      act(this.#painted);
      this.#pace.moved();
      this.#host.invalidate();
    };
    return listenToOrbit(this.#canvas, {
      orbit: (left, top) => change(() => this.#eye.orbit(left, top)),
      pan: (left, top) => change(({ camera }) => this.#eye.pan(camera, left, top)),
      zoom: (left, top, factor) =>
        change(({ camera }) => this.#eye.zoom(camera, left, top, factor, this.#hovered?.position)),
      click: (left, top) => {
        this.#canvas.focus({ preventScroll: true });
        const hit = this.#pick(left, top);
        this.#host.select(hit?.entity, hit?.instance);
      },
      doubleClick: (left, top) => {
        const hit = this.#pick(left, top);
        change(({ state }) => {
          const bounds = hit && boundsOfEntity(state, hit.entity);
          if (bounds === undefined) this.#eye.reset();
          else this.#eye.focus(bounds);
        });
      },
      move: (at) => this.#hover(at === undefined ? undefined : this.#pick(at.left, at.top)),
      dragging: (isActive) => {
        this.#root.classList.toggle('is-dragging', isActive);
        if (isActive) this.#hover(undefined);
      },
    });
  }

  #pick(left: number, top: number): Hit | undefined {
    const [painted, scene] = [this.#painted, this.#scene];
    if (painted === undefined || scene === undefined) return undefined;
    const sceneSize = painted.bounds === undefined ? 0 : sizeOf(painted.bounds);
    const hitAsset: Parameters<typeof pick>[1]['hitAsset'] = (item, ray) => hitModel(scene.objectOf(item.key), ray);
    return pick(painted.state.items, { camera: painted.camera, sceneSize, hitAsset }, left, top);
  }

  #hover(hit: Hit | undefined): void {
    const before = this.#hovered;
    if (hit === undefined && before === undefined) return;
    this.#hovered = hit;
    this.#root.classList.toggle('is-over-entity', hit !== undefined);
    this.#host.point(hit && { kind: '3d', space: this.#origin, position: hit.position });
    if (hit?.entity !== before?.entity || hit?.instance !== before?.instance)
      this.#host.hover(hit?.entity, hit?.instance);
  }
}

/** An entity that the eye goes along with; kept with the layout. */
function followedEntity({ settings }: ViewContext): EntityPath | undefined {
  return typeof settings.follow === 'string' ? (settings.follow as EntityPath) : undefined;
}

/** Around all things of an entity and below it. */
function boundsOfEntity(state: SpaceState, entity: EntityPath): Bounds3D | undefined {
  let bounds: Bounds3D | undefined;
  for (const { geometry, affine } of state.items) {
    if (geometry.bounds === undefined || !isDescendantOrSelf(geometry.entity, entity)) continue;
    bounds = unionBounds(bounds, mapBounds(affine, geometry.bounds));
  }
  return bounds;
}
