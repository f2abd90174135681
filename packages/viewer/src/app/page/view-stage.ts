import { OverriddenStore } from '../data/overridden-store.ts';
import type { RecordingStore } from '../data/recording-store.ts';
import type { MountedView, PlainValue, ViewClass, ViewContext, ViewHost, ViewKind, ViewSpec } from '../views/view.ts';
import { componentOverrides } from './component-overrides.ts';
import { ViewContents } from './view-contents.ts';
import { visibleRangeAt } from './visible-range.ts';

/** How one visible view fared in a draw. */
export interface ViewReport {
  readonly id: string;
  /** Everything its context asked for is on the screen. */
  readonly painted: boolean;
}

/** The place of one view in the page. */
export interface ViewSlot {
  setVisible(visible: boolean): void;
  resize(widthPx: number, heightPx: number, pixelRatio: number): void;
  dispose(): void;
}

/** What all views of a draw have in common. */
export interface FrameContext extends Omit<ViewContext, 'contents' | 'range' | 'settings'> {
  /** The layout's views as they are now. */
  readonly views: readonly ViewSpec[];
  /** Another object whenever `isVisible` may answer otherwise. */
  readonly hidden: object;
}

/** What views ask of the page; the stage knows which view asks. */
export interface StageHost extends Omit<ViewHost, 'changeSettings'> {
  changeSettings(viewId: string, patch: Readonly<Record<string, PlainValue | undefined>>): void;
}

interface Slot {
  spec: ViewSpec;
  /** Made when the view gets its first overrides; then it stays, so that the view need not be mounted afresh. */
  overridden: { readonly base: RecordingStore; readonly store: OverriddenStore } | undefined;
  readonly contents: ViewContents;
  readonly element: HTMLElement;
  visible: boolean;
  size: readonly [number, number, number] | undefined;
  view: MountedView | undefined;
  /** The store that the view was mounted for: a view may remember answers by store version, so a new store gets a new view. */
  store: RecordingStore | undefined;
  /** What the last draw lacked; a view that remembers its answers does not ask for the same again. */
  missing: { readonly moment: string; readonly isMissing: boolean } | undefined;
  /** Said once per failure, not once per frame. */
  failure: string | undefined;
}

export interface ViewStageOptions {
  readonly classes: readonly ViewClass[];
  readonly host: StageHost;
  /** A view threw; it stays as it is, the others go on. */
  readonly onFailure: (spec: ViewSpec, error: unknown) => void;
}

/** Mounts views into the elements that the layout gives them, and draws those that are visible. Knows no React. */
export class ViewStage {
  readonly #options: ViewStageOptions;
  readonly #slots = new Map<string, Slot>();

  constructor(options: ViewStageOptions) {
    this.#options = options;
  }

  /** Takes `element` for the view; the view itself is mounted with the next draw. */
  attach(spec: ViewSpec, element: HTMLElement): ViewSlot {
    const slot: Slot = {
      spec,
      contents: new ViewContents(),
      overridden: undefined,
      element,
      visible: true,
      size: undefined,
      view: undefined,
      store: undefined,
      missing: undefined,
      failure: undefined,
    };
    this.#slots.set(spec.id, slot);
    const { invalidate } = this.#options.host;
    invalidate();
    return {
      setVisible: (visible) => {
        slot.visible = visible;
        invalidate();
      },
      resize: (widthPx, heightPx, pixelRatio) => {
        slot.size = [widthPx, heightPx, pixelRatio];
        slot.view?.resize(widthPx, heightPx, pixelRatio);
      },
      dispose: () => {
        unmount(slot);
        if (this.#slots.get(spec.id) === slot) this.#slots.delete(spec.id);
      },
    };
  }

  /** Views of the layout that have no place in the page yet, or have one whose size is not known yet. */
  isPending(views: readonly ViewSpec[]): boolean {
    return views.some((view) => {
      const slot = this.#slots.get(view.id);
      return slot === undefined || (slot.visible && slot.size === undefined);
    });
  }

  /** The element of a view that is to be seen. */
  visibleElement(isWanted: (spec: ViewSpec) => boolean): HTMLElement | undefined {
    for (const slot of this.#slots.values()) if (slot.visible && isWanted(slot.spec)) return slot.element;
    return undefined;
  }

  /** Draws every visible view, or those of some kinds only. */
  draw(frame: FrameContext, kinds?: ReadonlySet<ViewKind>): readonly ViewReport[] {
    const reports: ViewReport[] = [];
    const specs = new Map(frame.views.map((spec) => [spec.id, spec]));
    for (const slot of this.#slots.values()) {
      takeSpec(slot, specs.get(slot.spec.id));
      if (!slot.visible || slot.size === undefined || slot.size[0] <= 0 || slot.size[1] <= 0) continue;
      if (kinds !== undefined && !kinds.has(slot.spec.kind)) continue;
      reports.push({ id: slot.spec.id, painted: this.#drawSlot(slot, frame) });
    }
    return reports;
  }

  #drawSlot(slot: Slot, frame: FrameContext): boolean {
    try {
      const context = contextOf(slot, frame);
      if (slot.store !== frame.store) unmount(slot);
      slot.view ??= this.#mount(slot, frame.store);
      context.store.takeMissing();
      const painted = slot.view.draw(context);
      setFailure(slot, undefined);
      const isMissing = noteMissing(slot, context);
      return painted && !isMissing;
    } catch (error) {
      // One broken view must not take the page with it. It counts as painted: nothing more will come.
      const failure = error instanceof Error ? error.message : String(error);
      if (slot.failure !== failure) this.#options.onFailure(slot.spec, error);
      setFailure(slot, failure);
      return true;
    }
  }

  #mount(slot: Slot, store: RecordingStore): MountedView {
    const { kind } = slot.spec;
    const viewClass = this.#options.classes.find((candidate) => candidate.kind === kind);
    if (viewClass === undefined) throw new TypeError(`No view class of kind “${kind}” is in the registry.`);
    const view = viewClass.mount(slot.element, slot.spec, this.#hostOf(slot));
    slot.store = store;
    if (slot.size !== undefined) view.resize(...slot.size);
    return view;
  }

  #hostOf({ spec: { id } }: Slot): ViewHost {
    const { host } = this.#options;
    return { ...host, changeSettings: (patch) => host.changeSettings(id, patch) };
  }
}

/** A view that shows something else now is mounted afresh; all else it reads from its context. */
function takeSpec(slot: Slot, spec: ViewSpec | undefined): void {
  if (spec === undefined || spec === slot.spec) return;
  const isOther = spec.kind !== slot.spec.kind || spec.origin !== slot.spec.origin;
  slot.spec = spec;
  if (isOther) unmount(slot);
}

/** The recording with what was set for its entities in this view. */
function storeOf(slot: Slot, base: RecordingStore): RecordingStore {
  const components = componentOverrides(slot.spec.overrides);
  if (slot.overridden?.base !== base) {
    if (components === undefined) return base;
    slot.overridden = { base, store: new OverriddenStore(base) };
  }
  slot.overridden.store.setOverrides(components);
  return slot.overridden.store;
}

const NO_SETTINGS = {};

function contextOf(slot: Slot, frame: FrameContext): ViewContext {
  const { spec } = slot;
  return {
    ...frame,
    store: storeOf(slot, frame.store),
    contents: slot.contents.read(spec, frame.store, frame),
    range: visibleRangeAt(spec.visibleRange?.[frame.timeline], frame),
    settings: spec.settings ?? NO_SETTINGS,
  };
}

function unmount(slot: Slot): void {
  slot.view?.dispose();
  slot.view = undefined;
  slot.store = undefined;
  slot.element.replaceChildren();
}

/** Whether the view lacks rows of a file that are not loaded; the style sheet lets it be seen while that lasts. */
function noteMissing(slot: Slot, { store, timeline, time }: ViewContext): boolean {
  const moment = `${store.version} ${timeline} ${time}`;
  const wasMissing = slot.missing?.moment === moment && slot.missing.isMissing;
  const isMissing = store.takeMissing() || wasMissing;
  slot.missing = { moment, isMissing };
  if (isMissing) slot.element.dataset.loading = '';
  else delete slot.element.dataset.loading;
  return isMissing;
}

/** The style sheet shows the attribute's text over the view. */
function setFailure(slot: Slot, failure: string | undefined): void {
  if (slot.failure === failure) return;
  slot.failure = failure;
  if (failure === undefined) delete slot.element.dataset.failure;
  else slot.element.dataset.failure = `This view could not be drawn: ${failure}`;
}
