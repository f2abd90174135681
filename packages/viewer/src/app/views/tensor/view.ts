import { Colormap, type EntityPath } from '@rushes/proto';
import { colormapTable, isColormap } from '../../util/colormap.ts';
import { type Camera2D, cameraFor, NO_PAN_ZOOM, type PanZoom, panBy, toScene, zoomAt } from '../pictures/camera-2d.ts';
import { CanvasSurface } from '../shared-canvas.ts';
import { listenToPointer, type PointerPlace } from '../shared-pointer.ts';
import { ProblemList, type ViewProblem } from '../shared-problems.ts';
import { shapeText } from '../shared-tensor.ts';
import { ThemeReader } from '../shared-theme.ts';
import { Tooltip } from '../shared-tooltip.ts';
import { numberText } from '../shared-value-text.ts';
import { type MountedView, type ViewClass, type ViewContext, type ViewHost, ViewKind, type ViewSpec } from '../view.ts';
import '../views.css';
import './tensor.css';
import { ColorScale } from './color-scale.ts';
import { drawSlice, type MarkedCell } from './draw.ts';
import { chosenSlice, flatIndex, placeInSlice, type Slice, type SliceChoice, sliceOf } from './slice.ts';
import { type SlicePixels, slicePixels } from './slice-pixels.ts';
import { suggestTensors } from './suggest.ts';
import { TensorBar } from './tensor-bar.ts';
import { type LoggedTensor, tensorAt, tensorComponent } from './tensor-query.ts';
import { type ValueRange, valueRange } from './value-range.ts';

/** A plane of an array of any dimensions, in colours. */
export const tensorView: ViewClass = {
  kind: ViewKind.Tensor,
  suggest: suggestTensors,
  mount: (element, spec, host) => new TensorView(element, spec, host),
};

/** A slice in colours, and what it was made of. */
interface Colored {
  readonly key: string;
  readonly pixels: SlicePixels;
  readonly bitmap: HTMLCanvasElement;
  readonly range: ValueRange;
}

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
  readonly #rowKeys = new WeakMap<object, number>();
  #nextRowKey = 0;
  #panZoom: PanZoom = NO_PAN_ZOOM;
  #range: { readonly key: string; readonly range: ValueRange } | undefined;
  #colored: Colored | undefined;
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
    for (const element of [this.#stage, this.#bar.root]) element.hidden = isEmpty;
    this.#empty.hidden = !isEmpty;
    if (isEmpty) {
      this.#empty.textContent = problems.length > 0 ? 'This tensor cannot be shown.' : 'No tensor at this time.';
      this.#drawn = undefined;
      return true;
    }
    const { tensor } = logged;
    const choice = chosenSlice(tensor, context.settings);
    const colormap = colormapOf(context);
    this.#bar.show({ entities, entity: logged.entity, tensor, choice, colormap });
    this.#surface.resize(this.#stage.clientWidth, this.#stage.clientHeight, devicePixelRatio);
    if (!this.#surface.hasArea) return true;
    const slice = sliceOf(tensor, choice);
    const colored = this.#color(logged, slice, colormap);
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

  /** Coloured again when the row, the cut or the palette changed. */
  #color(logged: LoggedTensor, slice: Slice, colormap: Colormap): Colored {
    const { tensor } = logged;
    const rowKey = this.#rowKey(logged);
    const count = tensor.shape.reduce((product, size) => product * size, 1);
    if (this.#range?.key !== rowKey) this.#range = { key: rowKey, range: valueRange(tensor.numbers, count) };
    const range = logged.range ?? this.#range.range;
    const key = JSON.stringify([rowKey, slice, colormap, range]);
    if (this.#colored?.key === key) return this.#colored;
    const pixels = slicePixels(tensor.numbers, slice, range, colormapTable(colormap));
    const bitmap = document.createElement('canvas');
    bitmap.width = pixels.width;
    bitmap.height = pixels.height;
    bitmap.getContext('2d')?.putImageData(new ImageData(pixels.rgba, pixels.width, pixels.height), 0, 0);
    this.#colored = { key, pixels, bitmap, range };
    return this.#colored;
  }

  /** Names a row: chunks are objects of their own for as long as they are held. */
  #rowKey({ row }: LoggedTensor): string {
    let key = this.#rowKeys.get(row.column);
    if (key === undefined) {
      key = this.#nextRowKey++;
      this.#rowKeys.set(row.column, key);
    }
    return `${key} ${row.row}`;
  }

  #listen(): () => void {
    const { element } = this.#surface;
    element.addEventListener('keydown', (event) => this.#onKey(event));
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

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [left, top] = [this.#surface.width / 2, this.#surface.height / 2];
    if (event.key === '+' || event.key === '=') this.#zoom(left, top, 1.5);
    else if (event.key === '-') this.#zoom(left, top, 1 / 1.5);
    else if (event.key === 'r') this.#move(NO_PAN_ZOOM);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #onMove(at: PointerPlace | undefined): void {
    const cell = at && this.#cellAt(at.left, at.top);
    const entity = cell && this.#drawn?.logged.entity;
    const context = this.#context;
    if (context?.hovered !== entity || context?.hoveredInstance !== cell?.index) this.#host.hover(entity, cell?.index);
    if (at === undefined || cell === undefined || this.#drawn === undefined) this.#tooltip.hide();
    else this.#tooltip.show(cellText(this.#drawn, cell), at.left, at.top);
  }

  #cellAt(left: number, top: number): (MarkedCell & { readonly index: number }) | undefined {
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

/** The tensor that is shown: the one chosen, else the first that there is; and why others are not. */
function findTensor({ store, contents, timeline, time, settings }: ViewContext): {
  readonly entities: readonly EntityPath[];
  readonly logged: LoggedTensor | undefined;
  readonly problems: readonly ViewProblem[];
} {
  const entities = contents.filter((entity) => tensorComponent(store, entity) !== undefined);
  const chosen = entities.filter((entity) => entity === settings.entity);
  const problems: ViewProblem[] = [];
  for (const entity of chosen.length > 0 ? chosen : entities) {
    const found = tensorAt(store, entity, timeline, time ?? 0n);
    if (found === undefined) continue;
    if ('reason' in found) problems.push({ entity, reason: found.reason });
    else if (found.tensor.shape.some((size) => size === 0)) {
      problems.push({ entity, reason: `a tensor of ${shapeText(found.tensor.shape)} has nothing to show` });
    } else return { entities, logged: found, problems };
  }
  return { entities, logged: undefined, problems };
}

function colormapOf({ settings }: ViewContext): Colormap {
  const value = Number(settings.colormap);
  return isColormap(value) ? value : Colormap.Viridis;
}

function sceneOf({ width, height }: Slice) {
  return { x: 0, y: 0, width, height };
}

function markedCells(
  context: ViewContext,
  { entity, tensor }: LoggedTensor,
  choice: SliceChoice,
): readonly MarkedCell[] {
  const { selected, selectedInstance, hovered, hoveredInstance } = context;
  const instances = [
    selected === entity ? selectedInstance : undefined,
    hovered === entity ? hoveredInstance : undefined,
  ];
  return instances.flatMap((index) => (index === undefined ? [] : (placeInSlice(tensor, choice, index) ?? [])));
}

function cellText({ logged, choice }: Drawn, { row, column, index }: MarkedCell & { readonly index: number }): string {
  const { tensor } = logged;
  const place = tensor.shape.map((_, dimension) => {
    if (dimension === choice.rows) return row;
    return dimension === choice.columns ? column : choice.indices[dimension];
  });
  return `[${place.join(', ')}] = ${numberText(tensor.numbers[index] ?? Number.NaN)}`;
}
