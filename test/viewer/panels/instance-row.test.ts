import { describe, expect, it } from 'vitest';
import { instanceCount, instanceValue } from '../../../packages/viewer/src/app/panels/selection/instance-row.ts';
import { valueText } from '../../../packages/viewer/src/app/views/shared-value-text.ts';
import { batch, ChunkMaker, FRAME } from '../data/make-chunks.ts';
import { openSession } from '../state/page-fixture.ts';

/** Three points with one colour at frame 5. */
function points() {
  const { session, take, complete } = openSession();
  const positions = batch('Points2D', 'positions', Float32Array.of(1, 2, 3, 4, 5, 6));
  const colors = batch('Points2D', 'colors', Uint32Array.of(0xff0000ff));
  take(new ChunkMaker().plain('/points', [FRAME], [{ times: [5n], batches: [positions, colors] }]));
  complete();
  const { store } = session;
  if (store === undefined) throw new Error('There is a store.');
  const [entity] = store.entities();
  if (entity === undefined) throw new Error('There is an entity.');
  return (component: string) => {
    const ref = store.latestAt(entity, component, 'frame', 9n);
    if (ref === undefined) throw new Error(`There is no ${component}.`);
    return ref;
  };
}

describe('one instance of an entity', () => {
  it.each<[string, number, string, boolean]>([
    ['has its own value', 1, '(3, 4)', false],
    ['the first too', 0, '(1, 2)', false],
    ['beyond the last has that of the last', 7, '(5, 6)', false],
  ])('%s', (_, instance, text, isShared) => {
    const value = instanceValue(points()('Points2D:positions'), instance);
    expect(value && valueText(value.ref)).toBe(text);
    expect(value?.isShared).toBe(isShared);
  });

  it('shares what was logged once for all', () => {
    const value = instanceValue(points()('Points2D:colors'), 2);
    expect(value && valueText(value.ref)).toBe('#ff0000ff');
    expect(value?.isShared).toBe(true);
  });

  it('is one of as many as the longest component has', () => {
    const ref = points();
    expect(instanceCount([ref('Points2D:colors'), undefined, ref('Points2D:positions')])).toBe(3);
  });
});
