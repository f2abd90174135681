import { colormapTable } from '../../util/colormap.ts';
import { type Camera2D, cameraFor, NO_PAN_ZOOM, type PanZoom, panBy, toScene, zoomAt } from '../pictures/camera-2d.ts';
import { CanvasSurface } from '../shared-canvas.ts';
import { listenToPointer, type PointerPlace } from '../shared-pointer.ts';
import { ProblemList } from '../shared-problems.ts';
import { shapeText } from '../shared-tensor.ts';
import { ThemeReader } from '../shared-theme.ts';
import { Tooltip } from '../shared-tooltip.ts';
import { listenToViewKeys } from '../shared-view-keys.ts';
import { type MountedView, type ViewClass, type ViewContext, type ViewHost, ViewKind, type ViewSpec } from '../view.ts';
import '../views.css';
import './tensor.css';
import { ColorScale } from './color-scale.ts';
import { drawSlice } from './draw.ts';
import { colormapOf, findTensor } from './find-tensor.ts';
import { chosenSlice, flatIndex, type Slice, type SliceChoice, sliceOf } from './slice.ts';
import { cellText, markedCells, type SliceCell, sceneOf } from './slice-cells.ts';
import { SliceColors } from './slice-colors.ts';
import { suggestTensors } from './suggest.ts';
import { TensorBar } from './tensor-bar.ts';
import type { LoggedTensor } from './tensor-query.ts';

/** A plane of an array of any dimensions, in colours. */
export const tensorView: ViewClass = {
  kind: ViewKind.Tensor,
  suggest: suggestTensors,
  mount: (element, spec, host) => new TensorView(element, spec, host),
};

const KEY_ZOOM = 1.5;

interface Drawn {
  readonly logged: LoggedTensor;
  readonly choice: SliceChoice;
  readonly slice: Slice;
  readonly camera: Camera2D;
}

class TensorView implements MountedView {
  readonly #root = document.createElement('div');
  readonly #stage = document.createElement('div');
  readonly #empty = document.createElement('div');
  readonly #element: HTMLElement;
  readonly #host: ViewHost;
  readonly #surface: CanvasSurface;
  readonly #bar: TensorBar;
  readonly #scale = new ColorScale();
  readonly #theme: ThemeReader;
  readonly #tooltip = new Tooltip();
  readonly #problems = new ProblemList();
  readonly #stopListening: () => void;
  readonly #colors = new SliceColors();
  #panZoom: PanZoom = NO_PAN_ZOOM;
  #drawn: Drawn | undefined;
  #context: ViewContext | undefined;

  constructor(element: HTMLElement, spec: ViewSpec, host: ViewHost) {
    this.#element = element;
    this.#host = host;
    this.#surface = new CanvasSurface(`Tensor of ${spec.origin}`);
    this.#bar = new TensorBar({
      chooseEntity: (entity) =>
        host.changeSettings({ entity, rows: undefined, columns: undefined, indices: undefined }),
      chooseRows: (rows) => this.#chooseDimension({ rows }),
      chooseColumns: (columns) => this.#chooseDimension({ columns }),
      cutAt: (dimension, index) => this.#cutAt(dimension, index),
      chooseColormap: (colormap) => host.changeSettings({ colormap }),
    });
    this.#root.className = 'view view-column view-tensor';
    this.#stage.className = 'view-stage';
    this.#empty.className = 'view-empty';
    this.#surface.element.tabIndex = 0;
    this.#stage.append(this.#surface.element, this.#scale.root, this.#tooltip.root);
    this.#root.append(this.#bar.root, this.#stage, this.#empty, this.#problems.root);
    element.append(this.#root);
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', `Tensor of ${spec.origin}`);
    this.#theme = new ThemeReader(this.#root, host);
    this.#stopListening = this.#listen();
  }

  resize(_widthPx: number, _heightPx: number, _pixelRatio: number): void {
    // Measured with the next draw: the bar above may wrap.
  }

  draw(context: ViewContext): boolean {
    this.#context = context;
    const { entities, logged, problems } = findTensor(context);
    const isEmpty = logged === undefined;
    this.#problems.show(problems);
    this.#stage.hidden = isEmpty;
    this.#empty.hidden = !isEmpty;
    if (isEmpty) {
      this.#empty.textContent = problems.length > 0 ? 'This tensor cannot be shown.' : 'No tensor at this time.';
      const chosen = entities.find((entity) => entity === context.settings.entity);
      this.#bar.show({ entities, entity: chosen ?? entities[0], slice: undefined });
      this.#drawn = undefined;
      return true;
    }
    const { tensor } = logged;
    const choice = chosenSlice(tensor, context.settings);
    const colormap = colormapOf(context);
    this.#bar.show({ entities, entity: logged.entity, slice: { tensor, choice, colormap } });
    this.#surface.resize(this.#stage.clientWidth, this.#stage.clientHeight, devicePixelRatio);
    if (!this.#surface.hasArea) return true;
    const slice = sliceOf(tensor, choice);
    const colored = this.#colors.of(logged, slice, colormap);
    const camera = cameraFor(sceneOf(slice), this.#surface, 1, this.#panZoom);
    this.#drawn = { logged, choice, slice, camera };
    const marked = markedCells(context, logged, choice);
    const { pixels, bitmap } = colored;
    drawSlice(
      this.#surface,
      { pixels, bitmap, slice, numbers: tensor.numbers, camera, marked },
      this.#theme.read(context.theme),
    );
    this.#scale.show(colored.range, colormapTable(colormap));
    this.#surface.describe(`Tensor of ${logged.entity}, ${shapeText(tensor.shape)}`);
    return true;
  }

  dispose(): void {
    this.#stopListening();
    this.#root.remove();
    this.#element.removeAttribute('role');
    this.#element.removeAttribute('aria-label');
  }

  #listen(): () => void {
    const { element } = this.#surface;
    listenToViewKeys(element, (key) =>
      key === 'reset' ? this.#move(NO_PAN_ZOOM) : this.#zoomMiddle(key === 'zoom-in' ? KEY_ZOOM : 1 / KEY_ZOOM),
    );
    return listenToPointer(element, {
      click: (left, top) => {
        const cell = this.#cellAt(left, top);
        this.#host.select(this.#drawn?.logged.entity, cell?.index);
      },
      pan: (deltaLeft, deltaTop) => {
        const scene = this.#drawn && sceneOf(this.#drawn.slice);
        if (scene !== undefined) this.#move(panBy(scene, this.#surface, 1, this.#panZoom, deltaLeft, deltaTop));
      },
      zoom: (left, top, factor) => this.#zoom(left, top, factor),
      reset: () => this.#move(NO_PAN_ZOOM),
      move: (at) => this.#onMove(at),
    });
  }

  #zoom(left: number, top: number, factor: number): void {
    const scene = this.#drawn && sceneOf(this.#drawn.slice);
    if (scene !== undefined) this.#move(zoomAt(scene, this.#surface, 1, this.#panZoom, left, top, factor));
  }

  #move(panZoom: PanZoom): void {
    this.#panZoom = panZoom;
    this.#host.invalidate();
  }

  #zoomMiddle(factor: number): void {
    this.#zoom(this.#surface.width / 2, this.#surface.height / 2, factor);
  }

  #onMove(at: PointerPlace | undefined): void {
    const cell = at && this.#cellAt(at.left, at.top);
    const entity = cell && this.#drawn?.logged.entity;
    const context = this.#context;
    if (context?.hovered !== entity || context?.hoveredInstance !== cell?.index) this.#host.hover(entity, cell?.index);
    if (at === undefined || cell === undefined || this.#drawn === undefined) this.#tooltip.hide();
    else this.#tooltip.show(cellText(this.#drawn.logged, this.#drawn.choice, cell), at.left, at.top);
  }

  #cellAt(left: number, top: number): SliceCell | undefined {
    const drawn = this.#drawn;
    if (drawn === undefined) return undefined;
    const { x, y } = toScene(drawn.camera, left, top);
    const column = Math.floor(x);
    const row = Math.floor(y);
    if (row < 0 || column < 0 || row >= drawn.slice.height || column >= drawn.slice.width) return undefined;
    return { row, column, index: flatIndex(drawn.slice, row, column) };
  }

  /** Choosing the dimension that the other direction has swaps the two. */
  #chooseDimension(wanted: { readonly rows?: number; readonly columns?: number }): void {
    const choice = this.#drawn?.choice;
    if (choice === undefined) return;
    let { rows, columns } = { ...choice, ...wanted };
    if (rows === columns) {
      if (wanted.rows !== undefined) columns = choice.rows;
      else rows = choice.columns;
    }
    this.#panZoom = NO_PAN_ZOOM;
    this.#host.changeSettings({ rows, columns });
  }

  #cutAt(dimension: number, index: number): void {
    const choice = this.#drawn?.choice;
    if (choice === undefined) return;
    this.#host.changeSettings({ indices: choice.indices.map((old, i) => (i === dimension ? index : old)) });
  }
}
