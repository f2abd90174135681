import type { TimelineExtent } from '../../data/recording-store.ts';
import type { Page } from '../../page/page.ts';
import { currentExtent, currentTime, isEntityVisible } from '../../state/selectors.ts';
import type { TimeMode } from '../../state/time-control.ts';
import { TimeScale, type TimeSpanShown, type TimeView } from '../../state/time-viewport.ts';
import type { TreeRow } from '../../state/tree-rows.ts';
import { formatTime } from '../../util/time-format.ts';
import {
  BUCKET_PX,
  drawTimeline,
  LANE_PX,
  type Lane,
  RULER_PX,
  samePicture,
  type TimelineColors,
  type TimelinePicture,
} from './draw-timeline.ts';
import { LaneDensities } from './lane-densities.ts';
import { RangeBand, type RangeElements } from './range-band.ts';
import { listenForGestures } from './timeline-gestures.ts';

/** Air at both ends of the strip. */
const PAD_PX = 10;
/** Half the width of the cursor's handle. */
const CURSOR_PX = 7;
/** The span of a growing recording is brought up to date no more often than this. */
const GROW_MILLIS = 150;
/** Drawn again after this long when a lane's count had to wait. */
const STALE_MILLIS = 220;
const DESCRIBE_MILLIS = 500;

export interface TimelineElements {
  readonly canvas: HTMLCanvasElement;
  /** The line at the cursor, moved sideways by its transform. */
  readonly cursor: HTMLElement;
  /** Scrolls the names; the lanes go with it. */
  readonly scroller: HTMLElement;
  readonly range: RangeElements;
}

/** The strip with ruler, lanes and cursor: drawn with every frame of the page; what the pointer does in it is in {@link listenForGestures}. */
export class TimelineCanvas {
  readonly #page: Page;
  readonly #canvas: HTMLCanvasElement;
  readonly #cursor: HTMLElement;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #scroller: HTMLElement;
  readonly #densities = new LaneDensities(() => performance.now());
  readonly #abort = new AbortController();
  readonly #range: RangeBand;
  readonly #observer: ResizeObserver;
  readonly #stopPainting: () => void;
  #rows: readonly TreeRow[] = [];
  /** What stands on the canvas. */
  #drawn: TimelinePicture | undefined;
  #whole: { readonly timeline: string; readonly span: TimeSpanShown; readonly atMillis: number } | undefined;
  #scale: TimeScale | undefined;
  #size = { width: 0, height: 0 };
  #colors: { readonly theme: string; readonly colors: TimelineColors; readonly font: string } | undefined;
  #staleTimer: number | undefined;
  #described: { readonly time: bigint; readonly atMillis: number } | undefined;

  constructor(page: Page, { canvas, cursor, scroller, range }: TimelineElements) {
    this.#page = page;
    this.#range = new RangeBand(page, range, this.#abort.signal);
    this.#cursor = cursor;
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d');
    this.#scroller = scroller;
    this.#listen();
    listenForGestures({ page, canvas, scroller, range: this.#range, scale: () => this.#scale }, this.#abort.signal);
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(canvas.parentElement ?? canvas);
    this.#stopPainting = page.addPainter(() => this.#paint());
  }

  setRows(rows: readonly TreeRow[]): void {
    this.#rows = rows;
    this.#page.invalidate();
  }

  dispose(): void {
    this.#abort.abort();
    this.#observer.disconnect();
    this.#stopPainting();
    window.clearTimeout(this.#staleTimer);
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas.parentElement ?? this.#canvas;
    this.#size = { width, height };
    this.#canvas.width = Math.round(width * window.devicePixelRatio);
    this.#canvas.height = Math.round(height * window.devicePixelRatio);
    this.#drawn = undefined;
    // The canvas is empty now; it must not stay so for a frame.
    this.#paint();
  }

  #paint(): void {
    const context = this.#context;
    const { width, height } = this.#size;
    if (context === null || width === 0 || height === 0) return;
    const picture = this.#picture();
    this.#placeCursor();
    this.#range.place(picture === undefined ? undefined : this.#scale, width);
    // While the cursor runs over what is there, nothing but the cursor moves.
    if (picture !== undefined && this.#drawn !== undefined && samePicture(picture, this.#drawn)) return;
    this.#drawn = picture;
    const ratio = this.#canvas.width / width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (picture === undefined) context.clearRect(0, 0, width, height);
    else drawTimeline(context, picture);
  }

  #placeCursor(): void {
    const time = currentTime(this.#page.app.state);
    const { mode } = this.#page.app.state.time;
    const wanted = time === undefined ? undefined : this.#scale?.xOf(time);
    // The newest time may be ahead of the span that is drawn; the line that follows it stands still at the end meanwhile.
    const end =
      mode === 'following' && this.#zoomed === undefined ? this.#size.width - PAD_PX : Number.POSITIVE_INFINITY;
    const x = wanted === undefined ? undefined : Math.min(wanted, end);
    const isInSight = x !== undefined && x > -CURSOR_PX && x < this.#size.width + CURSOR_PX;
    this.#cursor.hidden = !isInSight;
    if (isInSight) this.#cursor.style.transform = `translateX(${Math.round(x)}px)`;
    this.#describeCursor(time, mode);
  }

  /** For screen readers; while it runs a few times a second, which is more than anyone can listen to. */
  #describeCursor(time: bigint | undefined, mode: TimeMode): void {
    const { state } = this.#page.app;
    const extent = currentExtent(state);
    const nowMillis = performance.now();
    if (extent === undefined || time === undefined || this.#described?.time === time) return;
    if (mode !== 'paused' && nowMillis - (this.#described?.atMillis ?? 0) < DESCRIBE_MILLIS) return;
    this.#described = { time, atMillis: nowMillis };
    const share = extent.max > extent.min ? Number(time - extent.min) / Number(extent.max - extent.min) : 0;
    this.#cursor.setAttribute('aria-valuenow', String(Math.round(100 * Math.min(1, Math.max(0, share)))));
    this.#cursor.setAttribute('aria-valuetext', formatTime(extent.kind, time, state.zone));
  }

  #picture(): TimelinePicture | undefined {
    const { state } = this.#page.app;
    const extent = currentExtent(state);
    if (extent === undefined) return undefined;
    const span = this.#zoomed?.span ?? this.#wholeSpan(extent);
    const scale = new TimeScale(span, this.#size.width, PAD_PX);
    this.#scale = scale;
    const { colors, font } = this.#look();
    return {
      widthPx: this.#size.width,
      heightPx: this.#size.height,
      scale,
      kind: extent.kind,
      zone: state.zone,
      lanes: this.#lanes(extent.name, scale),
      colors,
      font,
    };
  }

  /** What the ruler was zoomed to; undefined: everything. */
  get #zoomed(): TimeView | undefined {
    const { timeView, time } = this.#page.app.state;
    return timeView?.timeline === time.timeline ? timeView : undefined;
  }

  /**
   * Everything, brought up to date a few times a second: while a recording grows, a strip that shrinks with every sample
   * would be drawn anew as often as that.
   */
  #wholeSpan({ name, min, max }: TimelineExtent): TimeSpanShown {
    const last = this.#whole;
    const nowMillis = performance.now();
    const isGrown = last?.timeline === name && (last.span.from !== min || last.span.to !== max);
    if (isGrown && nowMillis - last.atMillis < GROW_MILLIS) {
      this.#drawLater();
      return last.span;
    }
    if (last?.timeline === name && !isGrown) return last.span;
    const span = { from: min, to: max };
    this.#whole = { timeline: name, span, atMillis: nowMillis };
    return span;
  }

  /** The lanes in sight, each with its density; what lies in the padding is shown too. */
  #lanes(timeline: string, scale: TimeScale): readonly Lane[] {
    const { store } = this.#page;
    const { state } = this.#page.app;
    if (store === undefined) return [];
    const span = { from: scale.timeAt(0), to: scale.timeAt(this.#size.width) };
    const buckets = Math.max(1, Math.floor(this.#size.width / BUCKET_PX));
    const scrollTop = this.#scroller.scrollTop;
    const first = Math.max(0, Math.floor(scrollTop / LANE_PX));
    const last = Math.ceil((scrollTop + this.#size.height - RULER_PX) / LANE_PX);
    let isStale = false;
    const lanes = this.#rows.slice(first, last).map((row, i): Lane => {
      const entity = row.node.path;
      const isZoomed = this.#zoomed !== undefined;
      const { lane, stale } = this.#densities.get(store, entity, timeline, span, buckets, isZoomed);
      isStale ||= stale;
      return {
        entity,
        top: (first + i) * LANE_PX - scrollTop,
        density: lane,
        isSelected: entity === state.selected,
        isHovered: entity === state.hovered,
        isShown: isEntityVisible(state.hidden, entity),
      };
    });
    if (isStale) this.#drawLater();
    return lanes;
  }

  #drawLater(): void {
    this.#staleTimer ??= window.setTimeout(() => {
      this.#staleTimer = undefined;
      this.#page.invalidate();
    }, STALE_MILLIS);
  }

  /** Colours are read from the style sheet once per theme. */
  #look(): { readonly colors: TimelineColors; readonly font: string } {
    const wanted = this.#page.theme;
    const applied = this.#page.root.dataset.theme;
    // A draw may come before the style sheet has followed: the colours would be those of the old theme.
    if (applied !== undefined && applied !== wanted) this.#page.invalidate();
    const theme = `${wanted} ${applied}`;
    if (this.#colors?.theme !== theme) {
      const style = getComputedStyle(this.#canvas);
      const color = (name: string): string => style.getPropertyValue(name).trim();
      this.#colors = {
        theme,
        font: `11px ${style.fontFamily}`,
        colors: {
          dim: color('--text-dim'),
          line: color('--border'),
          lineSoft: color('--border-soft'),
          bar: color('--lane-bar'),
          barSelected: color('--accent'),
          selectedLane: color('--selected'),
          hoveredLane: color('--hover'),
          ruler: color('--surface'),
        },
      };
    }
    return this.#colors;
  }

  #listen(): void {
    const { signal } = this.#abort;
    this.#canvas.addEventListener('pointermove', (event) => this.#hover(event), { signal });
    this.#canvas.addEventListener('pointerleave', () => this.#hoverNothing(), { signal });
    this.#scroller.addEventListener('scroll', this.#page.invalidate, { signal });
  }

  #hover(event: PointerEvent): void {
    const y = event.offsetY - RULER_PX + this.#scroller.scrollTop;
    const row = event.offsetY < RULER_PX ? undefined : this.#rows[Math.floor(y / LANE_PX)];
    this.#page.app.dispatch({ kind: 'hover', entity: row?.node.path });
  }

  #hoverNothing(): void {
    this.#page.app.dispatch({ kind: 'hover', entity: undefined });
  }
}
