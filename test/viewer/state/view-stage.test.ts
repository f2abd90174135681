import { parseEntityPath } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { type FrameContext, ViewStage } from '../../../packages/viewer/src/app/page/view-stage.ts';
import { type ViewClass, ViewKind, type ViewSpec } from '../../../packages/viewer/src/app/views/view.ts';
import { openSession } from './page-fixture.ts';

const SPEC: ViewSpec = { id: 'plot', kind: ViewKind.TimeSeries, origin: parseEntityPath('/arm'), title: 'arm' };

/** The little of an element that the stage uses. */
function fakeElement() {
  return { dataset: {} as Record<string, string>, replaceChildren: () => undefined };
}

function contextOf(session: ReturnType<typeof openSession>): FrameContext {
  if (session.session.store === undefined) throw new Error('no store');
  return {
    store: session.session.store,
    video: session.video,
    timeline: 'frame',
    time: 0n,
    mode: 'seek',
    theme: 'dark',
    zone: 'utc',
    selected: undefined,
    hovered: undefined,
    views: [SPEC],
    hidden: {},
    isVisible: () => true,
  };
}

/** A stage with one class of views, which writes down what is done to it. */
function staged(draw: () => boolean = () => true) {
  const log: string[] = [];
  const failures: unknown[] = [];
  const plots: ViewClass = {
    kind: ViewKind.TimeSeries,
    suggest: () => [],
    mount: () => {
      log.push('mount');
      return {
        draw: () => {
          log.push('draw');
          return draw();
        },
        resize: (width, height) => log.push(`resize ${width}x${height}`),
        dispose: () => log.push('dispose'),
      };
    },
  };
  const stage = new ViewStage({
    classes: [plots],
    host: {
      select: () => undefined,
      hover: () => undefined,
      point: () => undefined,
      setTime: () => undefined,
      changeSettings: () => undefined,
      invalidate: () => undefined,
    },
    onFailure: (_, error) => failures.push(error),
  });
  const element = fakeElement();
  const slot = stage.attach(SPEC, element as unknown as HTMLElement);
  return { stage, slot, element, log, failures };
}

describe('stage', () => {
  it('is pending until a view has a place of a known size', () => {
    const { stage, slot } = staged();
    expect(stage.isPending([SPEC])).toBe(true);
    expect(stage.isPending([{ ...SPEC, id: 'other' }])).toBe(true);
    slot.resize(100, 50, 1);
    expect(stage.isPending([SPEC])).toBe(false);
  });

  it('does not wait for the size of a view in a background tab', () => {
    const { stage, slot } = staged();
    slot.setVisible(false);
    expect(stage.isPending([SPEC])).toBe(false);
  });

  it('mounts at the first draw, with its size', () => {
    const { stage, slot, log } = staged();
    slot.resize(100, 50, 1);
    expect(stage.draw(contextOf(openSession()))).toEqual([{ id: 'plot', painted: true }]);
    expect(log).toEqual(['mount', 'resize 100x50', 'draw']);
  });

  it('draws neither hidden views nor views without room, and does not report them', () => {
    const { stage, slot, log } = staged();
    const context = contextOf(openSession());
    slot.resize(0, 50, 1);
    expect(stage.draw(context)).toEqual([]);
    slot.resize(100, 50, 1);
    slot.setVisible(false);
    expect(stage.draw(context)).toEqual([]);
    expect(log).toEqual([]);
  });

  it('mounts a view afresh for another store', () => {
    const { stage, slot, log } = staged();
    slot.resize(100, 50, 1);
    stage.draw(contextOf(openSession()));
    log.length = 0;
    stage.draw(contextOf(openSession()));
    expect(log).toEqual(['dispose', 'mount', 'resize 100x50', 'draw']);
  });

  it('says in a view why it fails, reports it once, and counts it as painted', () => {
    let problem: string | undefined = 'no canvas';
    const { stage, slot, element, failures } = staged(() => {
      if (problem !== undefined) throw new Error(problem);
      return true;
    });
    const context = contextOf(openSession());
    slot.resize(100, 50, 1);
    expect(stage.draw(context)).toEqual([{ id: 'plot', painted: true }]);
    stage.draw(context);
    expect(failures).toHaveLength(1);
    expect(element.dataset.failure).toContain('no canvas');
    problem = undefined;
    stage.draw(context);
    expect(element.dataset).toEqual({});
  });

  it('forgets a view whose place is gone', () => {
    const { stage, slot, log } = staged();
    slot.resize(100, 50, 1);
    stage.draw(contextOf(openSession()));
    slot.dispose();
    expect(log.at(-1)).toBe('dispose');
    expect(stage.draw(contextOf(openSession()))).toEqual([]);
  });
});
