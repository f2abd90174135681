import type { Chunk, EntityPath } from '@rushes/proto';
import { leftToX, shiftRange, zoomRange } from '../chart/scale.ts';
import { axisToTime, timeToAxis } from '../chart/time-axis.ts';
import { TimeMark } from '../chart/time-mark.ts';
import { smallestRange } from '../chart/time-range.ts';
import { type ShownTime, TimeWindow } from '../chart/time-window.ts';
import { CanvasSurface } from '../shared-canvas.ts';
import { listenToPointer, type PointerPlace } from '../shared-pointer.ts';
import { ProblemList } from '../shared-problems.ts';
import { ThemeReader } from '../shared-theme.ts';
import { Tooltip } from '../shared-tooltip.ts';
import { listenToViewKeys } from '../shared-view-keys.ts';
import { type MountedView, type ViewClass, type ViewContext, type ViewHost, ViewKind, type ViewSpec } from '../view.ts';
import '../views.css';
import { type DrawnLane, drawLanes, type LaneFrame, lanesArea } from './draw.ts';
import { type LanePiece, laneAt, lanePieces, lanesHeight, pieceAt } from './lane-layout.ts';
import { laneName, pieceText } from './lane-texts.ts';
import { hasStates, readLanes, STATE, type StateLane, StateLooks, stateProblem } from './state-query.ts';
import { suggestStates } from './suggest.ts';

/** States over time, a lane each. */
export const stateTimelineView: ViewClass = {
  kind: ViewKind.StateTimeline,
  suggest: suggestStates,
  mount: (element, spec, host) => new StateTimelineView(element, spec, host),
};

const NOTHING = 'No states are visible here.';
const KEY_ZOOM = 1.5;
const KEY_SCROLL = 30;
/** Pixels scrolled for a zoom by a factor of e, so that a notch of the wheel is about a lane and a half. */
const SCROLL_PER_ZOOM = 250;

/** A lane that was read, with what is drawn of it. */
interface ShownLane extends DrawnLane {
  readonly lane: StateLane;
}

interface Drawn {
  readonly frame: LaneFrame;
  readonly lanes: readonly ShownLane[];
  readonly look: string;
  readonly chunks: readonly (readonly Chunk[])[];
}

class StateTimelineView implements MountedView {
  readonly #root = document.createElement('div');
  readonly #stage = document.createElement('div');
  readonly #empty = document.createElement('div');
  readonly #element: HTMLElement;
  readonly #origin: EntityPath;
  readonly #host: ViewHost;
  readonly #surface: CanvasSurface;
  readonly #theme: ThemeReader;
  readonly #window = new TimeWindow();
  readonly #cursor = new TimeMark('view-time-cursor');
  readonly #tooltip = new Tooltip();
  readonly #problems = new ProblemList();
  readonly #stopListening: () => void;
  #scrolled = 0;
  #read:
    | { readonly key: string; readonly chunks: Drawn['chunks']; readonly lanes: readonly (readonly StateLane[])[] }
    | undefined;
  #drawn: Drawn | undefined;
  #context: ViewContext | undefined;

  constructor(element: HTMLElement, spec: ViewSpec, host: ViewHost) {
    this.#element = element;
    this.#origin = spec.origin;
    this.#host = host;
    this.#surface = new CanvasSurface(`States of ${spec.origin}`);
    this.#root.className = 'view view-st';
    this.#stage.className = 'view-stage';
    this.#stage.style.height = '100%';
    this.#empty.className = 'view-empty';
    this.#surface.element.tabIndex = 0;
    this.#stage.append(this.#surface.element, this.#cursor.root, this.#tooltip.root);
    this.#root.append(this.#stage, this.#empty, this.#problems.root);
    element.append(this.#root);
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', `States of ${spec.origin}`);
    this.#theme = new ThemeReader(this.#root, host);
    this.#stopListening = this.#listen();
  }

  resize(widthPx: number, heightPx: number, pixelRatio: number): void {
    if (this.#surface.resize(widthPx, heightPx, pixelRatio)) this.#drawn = undefined;
  }

  draw(context: ViewContext): boolean {
    this.#context = context;
    const entities = context.contents.filter((entity) => hasStates(context.store, entity));
    const shown = entities.length === 0 ? undefined : this.#window.update(context);
    this.#stage.hidden = shown === undefined;
    this.#empty.hidden = shown !== undefined;
    if (shown === undefined || context.time === undefined) {
      this.#empty.textContent = NOTHING;
      this.#drawn = undefined;
      this.#problems.show([]);
      return true;
    }
    if (!this.#surface.hasArea) return true;
    const { frame, lanes } = this.#paint(context, entities, shown, context.time);
    this.#cursor.place(frame.area, frame.range, timeToAxis(frame.axis, context.time));
    this.#describe(context.time, lanes);
    return true;
  }

  dispose(): void {
    this.#stopListening();
    this.#root.remove();
    this.#element.removeAttribute('role');
    this.#element.removeAttribute('aria-label');
  }

  #paint(context: ViewContext, entities: readonly EntityPath[], shown: ShownTime, time: bigint): Drawn {
    const { store, timeline, zone, selected, selectedInstance, hovered, hoveredInstance } = context;
    const colors = this.#theme.read(context.theme);
    const chunks = entities.map((entity) => store.chunksOf(entity, STATE));
    const looks = entities.map((entity) => new StateLooks(store, entity, timeline, time));
    const marks = [selected, selectedInstance, hovered, hoveredInstance];
    const keys = looks.map(({ key }) => key);
    const size = [this.#surface.width, this.#surface.height, this.#scrolled];
    const look = JSON.stringify([shown.range, shown.extent, colors.key, zone, entities, keys, marks, size]);
    const last = this.#drawn;
    if (last?.look === look && chunks.every((each, index) => each === last.chunks[index])) return last;
    this.#problems.show(entities.flatMap((entity, index) => stateProblem(entity, chunks[index] ?? []) ?? []));
    const read = this.#readLanes(context, entities, shown, chunks);
    const names = read.flatMap((lanes) => lanes.map((lane) => laneName(lane, this.#origin, lanes.length)));
    const area = lanesArea(this.#surface, names);
    this.#scrolled = Math.max(0, Math.min(this.#scrolled, lanesHeight(names.length) - area.height));
    const frame = { area, axis: shown.axis, range: shown.range, zone, scrolled: this.#scrolled };
    const lanes = read.flat().map((lane, index): ShownLane => {
      const laneLooks = looks[entities.indexOf(lane.entity)];
      const isMarked = (entity: EntityPath | undefined, instance: number | undefined) =>
        lane.entity === entity && (instance === undefined || instance === lane.instance);
      return {
        lane,
        name: names[index] ?? '',
        pieces: lanePieces(lane, area, shown.axis, shown.range, shown.extent.to),
        look: (state) => laneLooks?.of(state) ?? { label: state, color: 0x808080ff, visible: true },
        isSelected: isMarked(selected, selectedInstance),
        isHovered: isMarked(hovered, hoveredInstance),
      };
    });
    drawLanes(this.#surface, frame, lanes, colors);
    const drawn = { frame, lanes, look, chunks };
    this.#drawn = drawn;
    return drawn;
  }

  /** Read again when rows came or another stretch is in sight, not when the pointer moves. */
  #readLanes(
    { store, timeline }: ViewContext,
    entities: readonly EntityPath[],
    { axis, range }: ShownTime,
    chunks: Drawn['chunks'],
  ): readonly (readonly StateLane[])[] {
    const key = JSON.stringify([timeline, range, entities]);
    const last = this.#read;
    if (last?.key === key && chunks.every((each, index) => each === last.chunks[index])) return last.lanes;
    const [from, to] = [axisToTime(axis, range.from), axisToTime(axis, range.to)];
    const lanes = entities.map((entity) => readLanes(store, entity, timeline, from, to));
    this.#read = { key, chunks, lanes };
    return lanes;
  }

  /** What each lane is at the cursor, for who cannot see it. */
  #describe(time: bigint, lanes: readonly ShownLane[]): void {
    const states = lanes.map(({ name, lane, look }) => {
      const span = lane.spans.findLast(({ from, to }) => from <= time && (to === undefined || time < to));
      return `${name}: ${span === undefined ? 'none' : look(span.state).label}`;
    });
    this.#surface.describe(`States at the cursor. ${states.slice(0, 20).join(', ')}`);
  }

  #listen(): () => void {
    const { element } = this.#surface;
    listenToViewKeys(
      element,
      (key) => (key === 'reset' ? this.#reset() : this.#zoomMiddle(key === 'zoom-in' ? KEY_ZOOM : 1 / KEY_ZOOM)),
      ({ key }) => this.#scrollBy({ ArrowDown: KEY_SCROLL, ArrowUp: -KEY_SCROLL }[key]),
    );
    return listenToPointer(element, {
      scrub: (left) => {
        const drawn = this.#drawn;
        if (drawn === undefined || left < drawn.frame.area.left) return;
        const { area, axis, range } = drawn.frame;
        this.#host.setTime(axisToTime(axis, leftToX(area, range, left)));
      },
      click: (left, top) => {
        const lane = this.#laneAt(left, top)?.lane.lane;
        this.#host.select(lane?.entity, lane?.instance);
      },
      pan: (deltaLeft, deltaTop) => {
        this.#scrolled -= deltaTop;
        this.#changeRange((range, width) => shiftRange(range, -deltaLeft, width));
      },
      zoom: (left, _top, factor) => this.#zoom(left, factor),
      reset: () => this.#reset(),
      move: (at) => this.#onMove(at),
    });
  }

  #zoom(left: number, factor: number): void {
    const drawn = this.#drawn;
    if (drawn === undefined) return;
    const { area, axis, range } = drawn.frame;
    if (left < area.left) {
      this.#scrolled -= Math.log(factor) * SCROLL_PER_ZOOM;
      this.#host.invalidate();
    } else {
      this.#changeRange((now) => zoomRange(now, leftToX(area, range, left), factor, smallestRange(axis.kind)));
    }
  }

  #changeRange(
    change: (range: NonNullable<TimeWindow['range']>, widthPx: number) => NonNullable<TimeWindow['range']>,
  ): void {
    const { range } = this.#window;
    if (range !== undefined && this.#drawn !== undefined) {
      this.#window.zoomTo(change(range, this.#drawn.frame.area.width));
    }
    this.#host.invalidate();
  }

  #reset(): void {
    this.#window.zoomTo(undefined);
    this.#host.invalidate();
  }

  #zoomMiddle(factor: number): void {
    const area = this.#drawn?.frame.area;
    if (area !== undefined) this.#zoom(area.left + area.width / 2, factor);
  }

  #scrollBy(pixels: number | undefined): boolean {
    this.#scrolled += pixels ?? 0;
    this.#host.invalidate();
    return pixels !== undefined;
  }

  #laneAt(left: number, top: number): { readonly lane: ShownLane; readonly piece: LanePiece | undefined } | undefined {
    const drawn = this.#drawn;
    if (drawn === undefined || top > drawn.frame.area.height) return undefined;
    const lane = drawn.lanes[laneAt(top + drawn.frame.scrolled, drawn.lanes.length)];
    return lane && { lane, piece: pieceAt(lane.pieces, left) };
  }

  #onMove(at: PointerPlace | undefined): void {
    const found = at && this.#laneAt(at.left, at.top);
    const context = this.#context;
    const lane = found?.lane.lane;
    if (context?.hovered !== lane?.entity || context?.hoveredInstance !== lane?.instance) {
      this.#host.hover(lane?.entity, lane?.instance);
    }
    if (at === undefined || found?.piece === undefined || context === undefined) this.#tooltip.hide();
    else this.#tooltip.show(pieceText(context, found.lane.look, found.piece), at.left, at.top);
  }
}
