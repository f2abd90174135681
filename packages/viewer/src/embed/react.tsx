import {
  type CSSProperties,
  createElement,
  forwardRef,
  type Ref,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { mount, type ViewerHandle } from './mount.ts';
import type { ViewerListeners, ViewerOptions } from './options.ts';

/** What {@link Viewer} takes: the options of `mount`, and where it stands in the page. */
export interface ViewerProps extends Omit<ViewerOptions, 'signal'> {
  /** Called with the handle once it can be driven; the same that a `ref` gets. */
  readonly onReady?: ((viewer: ViewerHandle) => void) | undefined;
  readonly className?: string | undefined;
  /** Default: all of the element that it stands in. */
  readonly style?: CSSProperties | undefined;
  readonly ref?: Ref<ViewerHandle | null> | undefined;
}

const FILL: CSSProperties = { width: '100%', height: '100%' };

/**
 * A viewer as a React component. Another `source`, `token` or `recording` makes a new viewer; `theme` and `panels` change the one that
 * is there; another `timeline` or `time` moves its cursor, and `follow` lets it go. A `ref` gets the {@link ViewerHandle}.
 */
export const Viewer = forwardRef<ViewerHandle | null, Omit<ViewerProps, 'ref'>>(function Viewer(props, ref) {
  const element = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<ViewerHandle | null>(null);
  // Listeners may be other functions with every render; the viewer need not know.
  const latest = useRef(props);
  latest.current = props;
  const { token, recording } = props;
  const source = useSameSources(props.source);

  useEffect(() => {
    const { current: container } = element;
    if (container === null) return undefined;
    const ended = new AbortController();
    const { current } = latest;
    mount(container, { ...optionsOf(current), source, token, recording, ...listenersOf(latest), signal: ended.signal })
      .then((mounted) => {
        setViewer(mounted);
        latest.current.onReady?.(mounted);
      })
      .catch((error: unknown) => {
        // Removed before it came to be: what strict mode does with every component.
        if (!ended.signal.aborted) tellFailure(error, latest.current);
      });
    return () => {
      ended.abort();
      setViewer(null);
    };
  }, [source, token, recording]);

  useLook(viewer, props);
  useCursor(viewer, props);
  useImperativeHandle<ViewerHandle | null, ViewerHandle | null>(ref, () => viewer, [viewer]);
  return createElement('div', { ref: element, className: props.className, style: props.style ?? FILL });
});

/** The list of sources, the same as before unless one of them is another: a list written into JSX is a new one each time. */
function useSameSources(source: ViewerOptions['source']): ViewerOptions['source'] {
  const list = source === undefined || Array.isArray(source) ? source : [source];
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sources are what it depends on, not the list.
  return useMemo(() => list, [list?.length, ...(list ?? []).map((each) => (each instanceof URL ? each.href : each))]);
}

function useLook(viewer: ViewerHandle | null, { theme, panels }: ViewerProps): void {
  // Panels are few and plain: compared by what they say.
  const shown = typeof panels === 'object' ? JSON.stringify(panels) : panels;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shown` stands for `panels`.
  useEffect(() => viewer?.update({ theme, panels }), [viewer, theme, shown]);
}

/** Moves the cursor when its properties change; where the viewer starts is what it was mounted with. */
function useCursor(viewer: ViewerHandle | null, { timeline, time, follow }: ViewerProps): void {
  const told = useToldTimes(viewer);
  const wanted = useRef({ viewer, timeline, time, follow });
  useEffect(() => {
    const before = wanted.current;
    wanted.current = { viewer, timeline, time, follow };
    if (viewer === null || before.viewer !== viewer) return;
    if (timeline !== undefined && timeline !== before.timeline) viewer.setTimeline(timeline);
    if (time !== undefined && time !== before.time && !told.current.includes(time)) viewer.setTime(time);
    if (follow !== undefined && follow !== before.follow) {
      if (follow) viewer.follow();
      else viewer.pause();
    }
  }, [viewer, timeline, time, follow, told]);
}

/** So many moves of the cursor may lie between what the viewer tells and the render that it leads to. */
const TOLD_TIMES = 4;

/** Where the cursor was last: an application that hands `onTimeChange` back as `time` only says what the viewer said. */
function useToldTimes(viewer: ViewerHandle | null): { readonly current: readonly (bigint | null)[] } {
  const told = useRef<readonly (bigint | null)[]>([]);
  useEffect(() => {
    told.current = [];
    return viewer?.on('time', ({ time }) => {
      told.current = [time, ...told.current].slice(0, TOLD_TIMES);
    });
  }, [viewer]);
  return told;
}

function optionsOf({ timeline, time, follow, theme, panels }: ViewerProps): ViewerOptions {
  return { timeline, time, follow, theme, panels };
}

function listenersOf(latest: { readonly current: ViewerProps }): ViewerListeners {
  return {
    onTimeChange: (time) => latest.current.onTimeChange?.(time),
    onSelectionChange: (entity) => latest.current.onSelectionChange?.(entity),
    onRecordingChange: (recording) => latest.current.onRecordingChange?.(recording),
    onError: (error) => latest.current.onError?.(error),
  };
}

/** The properties are wrong, or the viewer's code could not be loaded. */
function tellFailure(error: unknown, { onError }: ViewerProps): void {
  if (onError === undefined) reportError(error);
  else onError({ code: 'mount-failed', message: error instanceof Error ? error.message : String(error), entity: null });
}
