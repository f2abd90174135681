import type { ComponentBatch, ItemType } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { makeTimeAxis } from '../../../../packages/viewer/src/app/views/chart/time-axis.ts';
import {
  LANE_HEIGHT,
  laneAt,
  lanePieces,
  laneTop,
  pieceAt,
} from '../../../../packages/viewer/src/app/views/state-timeline/lane-layout.ts';
import {
  readLanes,
  StateLooks,
  stateProblem,
} from '../../../../packages/viewer/src/app/views/state-timeline/state-query.ts';
import { suggestStates } from '../../../../packages/viewer/src/app/views/state-timeline/suggest.ts';
import { batch, ChunkMaker, FRAME } from '../../data/make-chunks.ts';
import { path, storeOf } from '../view-fixture.ts';

const states = (...values: string[]) => batch('StateChange', 'state', values);
const change = (time: bigint, ...batches: ComponentBatch[]) => ({ times: [time], batches });

function lanesOf(
  rows: readonly { times: readonly bigint[]; batches: readonly ComponentBatch[] }[],
  from = 0n,
  to = 99n,
) {
  const store = storeOf(new ChunkMaker().plain('robot/mode', [FRAME], rows));
  return readLanes(store, path('robot/mode'), 'frame', from, to).map(({ spans }) =>
    spans.map((span) => `${span.state} ${span.from}-${span.to ?? ''}`).join(', '),
  );
}

describe('the states of a thing', () => {
  it('hold until the next one, the last until further notice', () => {
    expect(lanesOf([change(1n, states('idle')), change(5n, states('drive')), change(9n, states('idle'))])).toEqual([
      'idle 1-5, drive 5-9, idle 9-',
    ]);
  });

  it('end with an empty text and with a row of none', () => {
    expect(
      lanesOf([change(1n, states('on')), change(3n, states('')), change(5n, states('on')), change(7n, states())]),
    ).toEqual(['on 1-3, on 5-7']);
  });

  it('go on when the same is logged again', () => {
    expect(lanesOf([change(1n, states('on')), change(3n, states('on')), change(5n, states('off'))])).toEqual([
      'on 1-5, off 5-',
    ]);
  });

  it('that were replaced at the same time never were', () => {
    expect(lanesOf([change(1n, states('a')), change(1n, states('b')), change(4n, states('c'))])).toEqual([
      'b 1-4, c 4-',
    ]);
  });

  it('of several instances have a lane each', () => {
    expect(lanesOf([change(1n, states('a', 'x')), change(2n, states('b', 'x')), change(3n, states('b'))])).toEqual([
      'a 1-2, b 2-',
      'x 1-3',
    ]);
  });

  it('that began before the stretch shown reach into it', () => {
    expect(lanesOf([change(1n, states('a')), change(5n, states('b')), change(50n, states('c'))], 10n, 20n)).toEqual([
      'b 5-',
    ]);
  });

  it.each<[string, ItemType, ComponentBatch['data'], string]>([
    ['booleans', 'Boolean', [true], 'true 1-'],
    ['numbers', 'Int32', Int32Array.of(7), '7 1-'],
  ])('may be %s', (_what, itemType, data, expected) => {
    expect(lanesOf([change(1n, { ...states(), itemType, data })])).toEqual([expected]);
  });

  it('that are none are told of', () => {
    const maker = new ChunkMaker();
    const broken = maker.plain(
      'a',
      [FRAME],
      [change(1n, { ...states(), itemType: { type: 'Bytes' }, data: [Uint8Array.of(1)] })],
    );
    expect(stateProblem(path('a'), [broken.chunk])?.reason).toContain('bytes');
    expect(stateProblem(path('a'), [maker.chunk('a', [FRAME], [change(1n, states('x'))])])).toBeUndefined();
  });
});

describe('what states look like', () => {
  const looks = (...batches: ComponentBatch[]) => {
    const maker = new ChunkMaker();
    const store = batches.length === 0 ? storeOf() : storeOf(maker.plain('a', [], [{ times: [], batches }]));
    return new StateLooks(store, path('a'), 'frame', 0n);
  };
  it('is configured by parallel lists', () => {
    const configured = looks(
      batch('StateConfiguration', 'values', ['0', '1', '2']),
      batch('StateConfiguration', 'labels', ['Off', 'On']),
      batch('StateConfiguration', 'colors', Uint32Array.of(0x112233ff)),
      batch('StateConfiguration', 'visible', [true, false]),
    );
    expect(configured.of('0')).toEqual({ label: 'Off', color: 0x112233ff, visible: true });
    expect(configured.of('1')).toMatchObject({ label: 'On', visible: false });
    expect(configured.of('2')).toMatchObject({ label: '2', visible: true });
  });
  it('is its own text in a colour of its own, the same everywhere, where nothing was configured', () => {
    expect(looks().of('drive')).toEqual({ label: 'drive', color: looks().of('drive').color, visible: true });
    expect(looks().of('drive').color).not.toBe(looks().of('idle').color);
  });
});

describe('a lane on the screen', () => {
  const area = { left: 100, top: 0, width: 200, height: 100 };
  const axis = makeTimeAxis('sequence', 0n);
  const lane = (...spans: (readonly [state: string, from: bigint, to: bigint | undefined])[]) => ({
    entity: path('a'),
    instance: 0,
    spans: spans.map(([state, from, to]) => ({ state, from, to })),
  });
  const pieces = (shown: ReturnType<typeof lane>, from = 0, to = 100, end = 80) =>
    lanePieces(shown, area, axis, { from, to }, end).map(({ left, width, span, count }) => [
      left,
      width,
      span.state,
      count,
    ]);

  it('has a piece for each state in sight, cut at the edges; what has no end ends with the recording', () => {
    expect(pieces(lane(['a', -50n, 10n], ['b', 10n, 60n], ['c', 60n, undefined]))).toEqual([
      [100, 20, 'a', 1],
      [120, 100, 'b', 1],
      [220, 40, 'c', 1],
    ]);
    expect(pieces(lane(['a', 0n, 10n], ['b', 200n, 300n]), 50, 100)).toEqual([]);
  });

  it('joins states too short to be told apart', () => {
    const many = Array.from({ length: 1000 }, (_, i) => [`s${i % 2}`, BigInt(i), BigInt(i + 1)] as const);
    const joined = pieces(lane(...many), 0, 1000, 1000);
    expect(joined.length).toBeLessThanOrEqual(200);
    expect(joined.reduce((sum, [, , , count]) => sum + Number(count), 0)).toBe(1000);
  });

  it('is found under the pointer with its piece', () => {
    expect(laneAt(laneTop(1) + 3, 2)).toBe(1);
    expect(laneAt(laneTop(1) + LANE_HEIGHT + 2, 3)).toBe(-1);
    expect(laneAt(laneTop(2), 2)).toBe(-1);
    const shown = lanePieces(lane(['a', 0n, 10n], ['b', 20n, 30n]), area, axis, { from: 0, to: 100 }, 100);
    expect(pieceAt(shown, 145)?.span.state).toBe('b');
    expect(pieceAt(shown, 130)).toBeUndefined();
  });
});

describe('the heuristics', () => {
  it('ask for one view of all states, and for none of static ones', () => {
    const maker = new ChunkMaker();
    const one = (entity: string) => maker.plain(entity, [FRAME], [change(1n, states('x'))]);
    expect(suggestStates(storeOf(one('a'), one('b')))).toMatchObject([{ kind: 'state-timeline', origin: '/' }]);
    const fixed = maker.plain('a', [], [{ times: [], batches: [states('x')] }]);
    expect(suggestStates(storeOf(fixed))).toEqual([]);
  });
});
