import type { EntityPath } from '@rushes/proto';
import type { EntityNode, RecordingStore } from '../data/recording-store.ts';
import type { FileId } from '../source/file-messages.ts';
import type { IngestCommand } from '../source/ingest-messages.ts';
import type { AppStore } from '../state/app-store.ts';
import type { RushesControl } from '../state/control.ts';
import { currentExtent, currentTime, isDataPending, isEntityVisible, showMode } from '../state/selectors.ts';
import type { AppState } from '../state/state.ts';
import { type RangeEnd, withRangeEnd } from '../state/time-range.ts';
import { formatTime } from '../util/time-format.ts';
import type { VideoDisplay } from '../video/video-display.ts';
import { ShowMode } from '../video/video-messages.ts';
import { type HoverPoint, type ViewClass, ViewKind, type ViewSpec } from '../views/view.ts';
import { DrawScheduler, type FrameClock, requestFrame } from './draw-scheduler.ts';
import { JumpDraw, JumpHold } from './jump-hold.ts';
import { KeptLayouts } from './kept-layouts.ts';
import { OpenFiles } from './open-files.ts';
import { PageLinks } from './page-links.ts';
import { PictureWishes } from './picture-wishes.ts';
import { Replay } from './replay.ts';
import { PageControl } from './rushes-control.ts';
import { ScreenPace } from './screen-pace.ts';
import { Session } from './session.ts';
import { SettleGate } from './settle-gate.ts';
import { followedStreams, shownStreams } from './shown-streams.ts';
import { composeCanvases, snapshotName, toPng } from './snapshot.ts';
import { eventTime, stepTime, trackToStep } from './stepping.ts';
import { type FrameContext, ViewStage } from './view-stage.ts';

/** Frames per second at which a sequence plays that no video gives a rate to. */
const DEFAULT_SEQUENCE_RATE = 30;
const NANOS_PER_SEC = 1e9;
/** A longer pause between two frames (a sleeping laptop, a debugger) is not played after. */
const MAX_TICK_SECS = 0.5;

/** How often everything is drawn while the screen does not keep up. */
const LATE_WHOLE_MILLIS = 150;
/** How soon new data is drawn while the cursor stands. */
const PAUSED_DATA_MILLIS = 100;
/** How long data waits for its picture while following. */
const PICTURE_DUE_MILLIS = 50;
const PICTURES: ReadonlySet<ViewKind> = new Set([ViewKind.Spatial2D]);

export interface PageOptions {
  readonly app: AppStore;
  /** The element that everything of the page is in; there may be other viewers beside it. */
  readonly root: HTMLElement;
  /** Files that are dropped on it are opened. */
  readonly dropArea: EventTarget;
  /** Where the page may keep what a person chose; undefined: nowhere. */
  readonly storage?: Storage | undefined;
  readonly video: VideoDisplay;
  readonly send: (command: IngestCommand) => void;
  readonly viewClasses: readonly ViewClass[];
  readonly clock: FrameClock;
  readonly isSystemDark: () => boolean;
  /** Address of the hub's socket, for exports, which have a connection of their own. */
  readonly hubUrl?: string | undefined;
  /** The absolute address of a path on the hub. */
  readonly fileUrl?: (path: string) => string;
  /** Refuses files of other origins than that of `fileUrl`, for the content policy of the page would not let them be read. */
  readonly refusesForeignFiles?: boolean;
  /** The address of this page with a hash, for links to what it shows; undefined: there are none. */
  readonly linkTo?: ((hash: string) => string) | undefined;
  /** Bytes of chunks kept of a recording in a file. */
  readonly replayBudgetBytes?: number | undefined;
}

/**
 * The page without its panels: state, data, views and the loop that draws them. Panels read it and give it commands; React
 * comes in only there.
 */
export class Page {
  readonly app: AppStore;
  readonly video: VideoDisplay;
  readonly stage: ViewStage;
  readonly session: Session;
  readonly files: OpenFiles;
  readonly control: RushesControl;
  readonly links: PageLinks;
  readonly #options: PageOptions;
  readonly #control: PageControl;
  readonly #scheduler: DrawScheduler;
  readonly #gate: SettleGate;
  readonly #replay: Replay;
  /** Drawn with every frame in which anything changed: the canvas of the timeline panel. */
  readonly #painters = new Set<() => void>();
  /** What the heuristics were last asked about. */
  #suggested: { readonly store: RecordingStore; readonly version: number; readonly tree: EntityNode } | undefined;
  #suggestAgainMillis = Number.NEGATIVE_INFINITY;
  #lastTickMillis: number | undefined;
  readonly #pace = new ScreenPace();
  readonly #hold = new JumpHold();
  readonly #wishes: PictureWishes;
  #lastWholeMillis = Number.NEGATIVE_INFINITY;
  #laterTimer: number | undefined;
  #isDrawing = false;
  readonly #keptLayouts: KeptLayouts;
  #isDisposed = false;
  /** What the pointer is over in some view; too short-lived for the state. */
  #hoverPoint: HoverPoint | undefined;
  /** Streams that some view showed the newest picture of in the last draw, while following. */
  #followed: readonly EntityPath[] = [];

  constructor(options: PageOptions) {
    this.#options = options;
    this.app = options.app;
    this.video = options.video;
    this.#wishes = new PictureWishes(options.video);
    this.#scheduler = new DrawScheduler(
      (nowMillis, waitedMillis) => this.#frame(nowMillis, waitedMillis),
      options.clock,
    );
    this.#gate = new SettleGate((callback) => this.#afterPaint(callback));
    this.stage = new ViewStage({
      classes: options.viewClasses,
      host: {
        select: (entity, instance) => this.app.dispatch({ kind: 'pick', entity, instance }),
        hover: (entity, instance) => this.app.dispatch({ kind: 'hover', entity, instance }),
        point: (point) => this.#point(point),
        changeSettings: (id, settings) => this.app.dispatch({ kind: 'change-settings', id, settings }),
        setTime: (time) => this.app.dispatch({ kind: 'set-time', time }),
        invalidate: this.invalidate,
        storage: options.storage,
      },
      onFailure: (spec, error) => this.#reportFailure(spec, error),
    });
    this.files = new OpenFiles(options.app, options.send);
    this.#replay = new Replay(options.send, options.replayBudgetBytes);
    this.session = new Session({
      ...options,
      onChange: () => this.#dataChanged(),
      openServed: (path) => this.openFile(path),
    });
    this.#control = new PageControl({
      app: this.app,
      video: this.video,
      store: () => this.store,
      settled: () => this.#settled(),
      openFile: (file) =>
        typeof file === 'string' ? this.openFile(file) : this.files.open({ kind: 'blob', blob: file }, file.name),
      closeFile: (file) => this.files.close(file),
      snapshot: (entity) => this.snapshot((spec) => spec.kind === ViewKind.Spatial2D && spec.origin === entity),
    });
    this.control = this.#control;
    this.links = new PageLinks({
      app: this.app,
      openFile: (url) => this.openFile(url),
      linkTo: options.linkTo,
    });
    this.#keptLayouts = new KeptLayouts(options);
    this.app.subscribe(() => this.#stateChanged());
    this.video.subscribe((entity) => this.#videoChanged(entity));
  }

  /** The element that everything of the page is in; it carries `data-theme`. */
  get root(): HTMLElement {
    return this.#options.root;
  }

  /** Where the page may keep what a person chose; undefined: nowhere. */
  get dropArea(): EventTarget {
    return this.#options.dropArea;
  }

  get storage(): Storage | undefined {
    return this.#options.storage;
  }

  get store(): RecordingStore | undefined {
    return this.session.store;
  }

  /** Address of the hub's socket. */
  get hubUrl(): string {
    return this.#options.hubUrl ?? '';
  }

  get theme(): 'dark' | 'light' {
    const { theme } = this.app.state;
    if (theme !== 'system') return theme;
    return this.#options.isSystemDark() ? 'dark' : 'light';
  }

  /** Opens the recording file at a path of the hub, or at any other address that the page may read. */
  openFile(url: string): FileId {
    const absolute = this.#options.fileUrl?.(url) ?? url;
    const name = decodeURIComponent(new URL(absolute).pathname.split('/').at(-1) ?? url);
    const own = this.#options.refusesForeignFiles ? this.#options.fileUrl?.('/') : undefined;
    if (own !== undefined && new URL(absolute).origin !== new URL(own).origin)
      return this.files.refuseForeign(name, absolute);
    return this.files.open({ kind: 'url', url: absolute }, name, url);
  }

  /** Asks for a draw at the next frame. */
  invalidate = (): void => {
    if (!this.#isDisposed) this.#scheduler.invalidate();
  };

  /** Draws at once: for a canvas that has just been resized. */
  drawNow(): void {
    this.#hold.end();
    if (!this.#isDisposed) this.#scheduler.drawNow();
  }

  /** Ends drawing, and closes the frames on display. Panels, workers and `root` are the caller's. */
  dispose(): void {
    this.#isDisposed = true;
    this.#scheduler.dispose();
    this.#cancelLater();
    this.video.dispose();
    this.#gate.dispose();
    this.links.dispose();
    this.#keptLayouts.dispose();
  }

  /** `paint` is called with every frame that is drawn. Returns a function that ends it. */
  addPainter(paint: () => void): () => void {
    this.#painters.add(paint);
    this.invalidate();
    return () => this.#painters.delete(paint);
  }

  /** Moves the cursor by samples, events or tenths of a second; see {@link stepTime}. */
  step(steps: number): void {
    const time = this.store && stepTime(this.store, this.app.state, steps);
    if (time !== undefined) this.app.dispatch({ kind: 'set-time', time });
  }

  /** Moves the cursor to the next or previous event of the selected entity; see {@link eventTime}. */
  toEvent(step: 1 | -1): void {
    const time = this.store && eventTime(this.store, this.app.state, step);
    if (time !== undefined) this.app.dispatch({ kind: 'set-time', time });
  }

  /** Puts an end of the selected range where the cursor is. */
  markRange(end: RangeEnd): void {
    const { state } = this.app;
    const [extent, time] = [currentExtent(state), currentTime(state)];
    if (extent === undefined || time === undefined) return;
    this.app.dispatch({ kind: 'set-range', range: withRangeEnd(state.range, extent, end, time) });
  }

  /** The range first, then the entity: one key takes back one thing. */
  clearSelection(): void {
    if (this.app.state.range !== undefined) this.app.dispatch({ kind: 'set-range', range: undefined });
    else this.app.dispatch({ kind: 'select', entity: undefined });
  }

  togglePlay(): void {
    this.app.dispatch({ kind: this.app.state.time.mode === 'playing' ? 'pause' : 'play' });
  }

  toStart(): void {
    const { timelines, time } = this.app.state;
    const extent = timelines.find((candidate) => candidate.name === time.timeline);
    if (extent !== undefined) this.app.dispatch({ kind: 'set-time', time: extent.min });
  }

  /** A PNG of what a view shows now; undefined if no such view is to be seen, or it shows no picture. */
  snapshot(isWanted: (spec: ViewSpec) => boolean): Promise<Blob> | undefined {
    const element = this.stage.visibleElement(isWanted);
    if (element === undefined) return undefined;
    this.drawNow();
    const canvas = composeCanvases(element, getComputedStyle(element).getPropertyValue('--bg').trim());
    return canvas === undefined ? undefined : toPng(canvas);
  }

  /** What a snapshot that is taken now is called. */
  snapshotName(spec: ViewSpec): string {
    const { state } = this.app;
    const [extent, time] = [currentExtent(state), currentTime(state)];
    const text = extent === undefined || time === undefined ? '' : formatTime(extent.kind, time, state.zone);
    return snapshotName(spec.origin, extent?.name ?? '', text);
  }

  /** Kinds of views that there are classes for. */
  get viewKinds(): readonly ViewKind[] {
    return this.#options.viewClasses.map(({ kind }) => kind);
  }

  /** Back to the layout that came with the recording, else to what the heuristics make of it. */
  resetViews(): void {
    this.app.dispatch({ kind: 'reset-views' });
  }

  #settled(): Promise<void> {
    if (this.#isDisposed) return Promise.resolve();
    const settled = this.#gate.wait();
    this.invalidate();
    return settled;
  }

  #frame(nowMillis: number, waitedMillis: number): void {
    this.#pace.note(waitedMillis);
    this.#cancelLater();
    this.#tick(nowMillis);
    this.#suggestViews(nowMillis);
    const { state } = this.app;
    const { store } = this;
    const isPictureDue = this.#wishes.ask(store, state);
    this.#replay.update(state, nowMillis, this.#unitsPerSec(), isPictureDue);
    if (this.#holdsBack(nowMillis, isPictureDue)) return;
    const isWhole = this.#drawsWhole(nowMillis, state);
    this.#isDrawing = true;
    if (isWhole) this.video.beginDraw();
    const views =
      store === undefined ? [] : this.stage.draw(this.#context(store, state), isWhole ? undefined : PICTURES);
    if (isWhole) this.#noteDrawn(store, state);
    // What the views have just asked for and did not get is asked for at once.
    this.#replay.update(state, nowMillis, this.#unitsPerSec(), isPictureDue);
    const { restMillis } = this.#replay;
    if (restMillis !== undefined && state.time.mode === 'paused') this.#invalidateLater(restMillis);
    if (isWhole) for (const paint of this.#painters) paint();
    this.#control.tellVideos();
    if (this.#gate.isWaiting) this.#settle(store, state, views);
    this.#followed = store === undefined ? [] : followedStreams(store, this.video, state);
    this.#isDrawing = false;
    this.#notePainted(store);
    if (this.app.state.time.mode === 'playing') this.invalidate();
  }

  /** What a jump of the cursor asks for is on its way before the frame comes that shows where the cursor is. */
  #stateChanged(): void {
    if (this.app.state.time.mode === 'paused') {
      const isPictureDue = this.#wishes.ask(this.store, this.app.state);
      this.#replay.update(this.app.state, this.#options.clock.now(), this.#unitsPerSec(), isPictureDue);
    }
    this.invalidate();
  }

  /** True if this frame draws no views, because what the cursor has jumped to is still on its way. */
  #holdsBack(nowMillis: number, isPictureDue: boolean): boolean {
    const { state } = this.app;
    const { timeline, mode } = state.time;
    const cursor = mode === 'paused' ? `${timeline} ${currentTime(state)}` : undefined;
    const next = this.#hold.next({ cursor, nowMillis, isPictureDue, pictureCount: this.#wishes.pictureCount });
    if (next === JumpDraw.Whole) return false;
    if (next === JumpDraw.Cursor) for (const paint of this.#painters) paint();
    this.#invalidateLater(this.#hold.leftMillis(nowMillis));
    return true;
  }

  /** The views have asked for what they want themselves. */
  #noteDrawn(store: RecordingStore | undefined, { layout: { views } }: AppState): void {
    if (store === undefined) return;
    if (!this.stage.isPending(views) && this.#areViewsSuggested(store)) this.#wishes.noteDrawn(store);
  }

  #videoChanged(entity: EntityPath): void {
    this.#wishes.noteChange(entity);
    const isIndexed = this.#isIndexed(entity);
    if (isIndexed) this.#drawPicturesNow();
    // A picture that has overtaken its chunk is drawn with it: one composited frame instead of two.
    if (isIndexed || this.app.state.time.mode !== 'following') this.invalidate();
  }

  /**
   * When pictures come faster than the screen takes them, they are drawn without waiting for it: in order, none left out, and the
   * screen takes what it can. Only then: a page that always draws at once leaves the browser no time for anything else (a
   * screenshot took six seconds).
   */
  #drawPicturesNow(): void {
    const { store } = this;
    const { state } = this.app;
    const isMoving = state.time.mode !== 'paused';
    if (store === undefined || !isMoving || !this.video.isCrowded || this.#isDrawing) return;
    this.#isDrawing = true;
    this.stage.draw(this.#context(store, state), PICTURES);
    this.#control.tellVideos();
    this.#isDrawing = false;
    this.#notePainted(store);
  }

  /** A frame may overtake the chunk that it came in, which goes another way: it is drawn, but counts only once it is known. */
  #isIndexed(entity: EntityPath): boolean {
    const shown = this.video.shown(entity);
    const { timeline } = this.app.state.time;
    if (shown === undefined || timeline === undefined) return false;
    return this.store?.videoTrack(entity)?.sampleByKey(timeline, shown.key) !== undefined;
  }

  #notePainted(store: RecordingStore | undefined): void {
    for (const { entity } of store?.videoTracks() ?? []) if (this.#isIndexed(entity)) this.video.painted(entity);
  }

  /**
   * Pictures first: while the screen does not keep up with a moving cursor, plots, logs and the timeline are drawn a few times a
   * second only, so that the pictures get the time. Somebody who waits for all to be painted gets all.
   */
  #drawsWhole(nowMillis: number, state: AppState): boolean {
    const isDue = nowMillis - this.#lastWholeMillis >= LATE_WHOLE_MILLIS;
    if (isDue || !this.#pace.isLate || state.time.mode === 'paused' || this.#gate.isWaiting) {
      this.#lastWholeMillis = nowMillis;
      return true;
    }
    this.#invalidateLater(LATE_WHOLE_MILLIS - (nowMillis - this.#lastWholeMillis));
    return false;
  }

  /** A draw that comes sooner for another reason does for this one too. */
  #invalidateLater(millis: number): void {
    if (this.#isDisposed) return;
    this.#laterTimer ??= this.#options.clock.setTimeout(() => {
      this.#laterTimer = undefined;
      this.invalidate();
    }, millis);
  }

  #cancelLater(): void {
    if (this.#laterTimer !== undefined) this.#options.clock.clearTimeout(this.#laterTimer);
    this.#laterTimer = undefined;
  }

  #settle(store: RecordingStore | undefined, state: AppState, views: ReturnType<ViewStage['draw']>): void {
    const streams =
      store === undefined
        ? { wanted: new Map<never, never>(), shown: new Map<never, never>() }
        : shownStreams(store, this.video, state);
    const areViewsKnown = store === undefined || this.#areViewsSuggested(store);
    const isLoading = isDataPending(state) || this.#replay.isPending;
    const pending = isLoading || !areViewsKnown || this.stage.isPending(state.layout.views);
    this.#gate.afterDraw({ pending, views, shownSamples: streams.shown }, () => ({
      moving: state.time.mode !== 'paused',
      samples: streams.wanted,
    }));
  }

  /**
   * The next draw asks for the newest picture anyway; asked for now, it is decoded while that frame is waited for. Saves up to
   * a frame between `log()` and the screen.
   */
  #dataChanged(): void {
    this.#replay.show(this.session.replayed);
    const { state } = this.app;
    const { timeline } = state.time;
    const time = currentTime(state);
    let isPictureDue = false;
    if (state.time.mode === 'following' && timeline !== undefined && time !== undefined) {
      for (const entity of this.#followed) {
        const sample = this.store?.videoTrack(entity)?.sampleAt(timeline, time);
        if (sample === undefined) continue;
        this.video.want(entity, sample.key, ShowMode.Follow);
        isPictureDue ||= sample.key > (this.video.shown(entity)?.key ?? sample.key);
      }
    }
    if (this.#hold.isOpen || !this.#wishes.isDrawn(this.store)) this.#wishes.ask(this.store, state);
    this.#drawPicturesNow();
    // While the cursor stands, live data changes little more than the end of the timeline.
    if (state.time.mode === 'paused' && state.historyComplete) this.#invalidateLater(PAUSED_DATA_MILLIS);
    // The picture that belongs to the data is a few milliseconds away, and is drawn with it: a screen that has to be put together
    // twice for each of them costs twice the work.
    else if (isPictureDue) this.#invalidateLater(PICTURE_DUE_MILLIS);
    else this.invalidate();
  }

  #tick(nowMillis: number): void {
    const last = this.#lastTickMillis;
    const { time } = this.app.state;
    this.#lastTickMillis = time.mode === 'playing' ? nowMillis : undefined;
    if (time.mode !== 'playing') this.app.dispatch({ kind: 'buffering', buffering: false });
    if (time.mode !== 'playing' || last === undefined) return;
    const unitsPerSec = this.#unitsPerSec();
    const wallSecs = Math.min((nowMillis - last) / 1000, MAX_TICK_SECS);
    const elapsedSecs = this.#replay.playableSecs(this.app.state, wallSecs, unitsPerSec, nowMillis);
    this.app.dispatch({ kind: 'buffering', buffering: elapsedSecs === 0 });
    if (elapsedSecs > 0) this.app.dispatch({ kind: 'tick', elapsedSecs, unitsPerSec });
  }

  #unitsPerSec(): number {
    const { store } = this;
    const { timeline } = this.app.state.time;
    if (store === undefined || timeline === undefined) return NANOS_PER_SEC;
    if (store.timelineKind(timeline) !== 'sequence') return NANOS_PER_SEC;
    return trackToStep(store, this.app.state, timeline)?.frameRate(timeline) ?? DEFAULT_SEQUENCE_RATE;
  }

  /**
   * The heuristics are asked again only when an entity or a component is new. While thousands of entities come in, that would
   * take most of the time of every frame; so it waits until five times as long has passed as it took the last time.
   */
  #suggestViews(nowMillis: number): void {
    const { store } = this;
    if (store === undefined || this.#areViewsSuggested(store)) return;
    const isOther = store !== this.#suggested?.store;
    if (!isOther && nowMillis < this.#suggestAgainMillis) {
      this.invalidate();
      return;
    }
    const startMillis = this.#options.clock.now();
    const { version } = store;
    const tree = store.entityTree();
    if (isOther || tree !== this.#suggested?.tree) {
      const views = this.#options.viewClasses.flatMap((viewClass) => viewClass.suggest(store));
      this.app.dispatch({ kind: 'suggest-views', views });
    }
    this.#suggested = { store, version, tree };
    const tookMillis = this.#options.clock.now() - startMillis;
    this.#suggestAgainMillis = startMillis + 5 * tookMillis;
  }

  #areViewsSuggested(store: RecordingStore): boolean {
    return store === this.#suggested?.store && store.version === this.#suggested.version;
  }

  #context(store: RecordingStore, state: AppState): FrameContext {
    return {
      store,
      video: this.video,
      timeline: state.time.timeline ?? '',
      time: currentTime(state),
      mode: showMode(state),
      theme: this.theme,
      zone: state.zone,
      selected: state.selected,
      selectedInstance: state.selectedInstance,
      hovered: state.hovered,
      hoveredInstance: state.hoveredInstance,
      hoverPoint: this.#hoverPoint,
      views: state.layout.views,
      hidden: state.hidden,
      isVisible: (entity) => isEntityVisible(state.hidden, entity),
    };
  }

  #point(point: HoverPoint | undefined): void {
    if (point === undefined && this.#hoverPoint === undefined) return;
    this.#hoverPoint = point;
    this.invalidate();
  }

  /** What was drawn in this frame is on the screen at the latest when the frame after it begins. */
  #afterPaint(callback: () => void): void {
    const { clock } = this.#options;
    requestFrame(clock, () => clock.setTimeout(callback, 0));
  }

  #reportFailure(spec: ViewSpec, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    reportError(error);
    this.app.dispatch({
      kind: 'trouble',
      code: 'view-failed',
      message: `The ${spec.kind} view “${spec.title}” could not be drawn: ${message}`,
      entity: spec.origin,
    });
  }
}
