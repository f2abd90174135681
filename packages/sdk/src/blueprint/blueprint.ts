import {
  type BlueprintLayout,
  type BlueprintPanels,
  type BlueprintStoreData,
  type BlueprintTime,
  MAX_BLUEPRINT_BYTES,
  PanelState,
  PlayState,
  toBlueprintStore,
  writeBlueprintFile,
} from '@rushes/proto';
import { describe } from '../coerce/describe.ts';
import { type EnumInput, toEnum } from '../coerce/enum.ts';
import { toBoolean, toText } from '../coerce/text.ts';
import { CLIENT } from '../version.ts';
import { checkKnown } from './check-options.ts';
import { type Container, isPart } from './container.ts';
import type { View } from './view.ts';

/** How much is seen of each panel: `hidden`, `collapsed` or `expanded`. @group Layout */
export interface PanelsInput {
  /** The bar above everything. */
  readonly top?: EnumInput<typeof PanelState>;
  /** The tree. */
  readonly blueprint?: EnumInput<typeof PanelState>;
  /** What is known of the thing that is selected. */
  readonly selection?: EnumInput<typeof PanelState>;
  /** The timeline. */
  readonly time?: EnumInput<typeof PanelState>;
}

/** Where time stands when the layout is taken up. @group Layout */
export interface BlueprintTimeInput {
  /** Its name. */
  readonly timeline?: string;
  /** Times real time. */
  readonly speed?: number;
  /** Frames per second at which sequences play. */
  readonly fps?: number;
  /** Whether it runs at first. */
  readonly playState?: EnumInput<typeof PlayState>;
}

/** What a layout says besides which views there are. @group Layout */
export interface BlueprintOptions {
  /** Views are suggested, besides those of the layout, for what is logged. Default: false. */
  readonly autoViews?: boolean;
  /** The viewer arranges the views by itself. Default: false. */
  readonly autoLayout?: boolean;
  /** Which panels are open; those left out are as the viewer has them. */
  readonly panels?: PanelsInput;
  /** Where time stands at first. */
  readonly time?: BlueprintTimeInput;
}

/** A layout in the forms in which it is sent and written. @internal */
export interface EncodedBlueprint {
  /** Its chunks, and the store that they are of. */
  readonly store: BlueprintStoreData;
  /** The bytes of a file with nothing else in it. */
  readonly bytes: Uint8Array;
}

/**
 * How a viewer lays out a recording. Sent with {@link RecordingStream.sendBlueprint}; saved with the recording in Rerun's form, so
 * that Rerun's viewer shows the same layout.
 *
 * @example
 * rec.sendBlueprint(
 *   new Blueprint(
 *     new Horizontal(
 *       new Spatial2DView({ origin: 'camera' }),
 *       new Vertical(new TimeSeriesView({ origin: 'arm' }), new TextLogView()),
 *       { columnShares: [2, 1] },
 *     ),
 *     { panels: { selection: 'hidden' } },
 *   ),
 * );
 *
 * @group Layout
 */
export class Blueprint {
  readonly #layout: BlueprintLayout;

  /**
   * `root`: the one view or container that fills the page.
   *
   * @throws TypeError, RangeError naming the option, what was expected and what was found.
   */
  constructor(root: View | Container, options: BlueprintOptions = {}) {
    if (!isPart(root)) {
      throw new TypeError(
        `A Blueprint begins with one view or container, such as new Horizontal(…), but got ${describe(root)}.`,
      );
    }
    checkOnce(root, new Set());
    checkKnown('Blueprint', options, ['autoViews', 'autoLayout', 'panels', 'time']);
    const { autoViews = false, autoLayout = false, panels = {}, time = {} } = options;
    this.#layout = {
      root: root.toLayout(),
      autoViews: toBoolean('Blueprint autoViews', autoViews),
      autoLayout: toBoolean('Blueprint autoLayout', autoLayout),
      panels: toPanels(panels),
      time: toTime(time),
    };
  }

  /** The layout as plain values. @internal */
  get layout(): BlueprintLayout {
    return this.#layout;
  }

  /** @throws RangeError if it takes more bytes than viewers accept. @internal */
  encode(applicationId: string): EncodedBlueprint {
    const store = toBlueprintStore(this.#layout, { applicationId, writer: CLIENT });
    const bytes = writeBlueprintFile(store);
    if (bytes.length > MAX_BLUEPRINT_BYTES) {
      throw new RangeError(
        `A blueprint may take ${MAX_BLUEPRINT_BYTES} bytes, but this one takes ${bytes.length}: leave views or overrides out.`,
      );
    }
    return { store, bytes };
  }
}

/** A view has one place: the same object at two would be one view in two. */
function checkOnce(part: View | Container, seen: Set<object>): void {
  if (seen.has(part)) {
    throw new TypeError(
      `A part stands in the layout twice${part.name === undefined ? '' : ` ('${part.name}')`}; make a new one for each place.`,
    );
  }
  seen.add(part);
  if ('parts' in part) for (const inner of part.parts) checkOnce(inner, seen);
}

const PANELS = ['top', 'blueprint', 'selection', 'time'] as const;

function toPanels(input: PanelsInput): BlueprintPanels {
  checkKnown('Blueprint panels', input, PANELS);
  const states = PANELS.flatMap((name) => {
    const state = input[name];
    return state === undefined ? [] : [[name, toEnum(`Blueprint panels.${name}`, state, PanelState)] as const];
  });
  // What `toEnum` gives is a value of its table.
  return Object.fromEntries(states) as BlueprintPanels;
}

function toTime(input: BlueprintTimeInput): BlueprintTime {
  checkKnown('Blueprint time', input, ['timeline', 'speed', 'fps', 'playState']);
  const { timeline, speed, fps, playState } = input;
  return {
    ...(timeline === undefined ? {} : { timeline: toText('Blueprint time.timeline', timeline) }),
    ...(speed === undefined ? {} : { playbackSpeed: toPositive('Blueprint time.speed', speed) }),
    ...(fps === undefined ? {} : { fps: toPositive('Blueprint time.fps', fps) }),
    ...(playState === undefined
      ? {}
      : { playState: toEnum('Blueprint time.playState', playState, PlayState) as PlayState }),
  };
}

function toPositive(where: string, value: number): number {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
  throw new RangeError(`${where} must be a number above 0, but is ${describe(value)}.`);
}
