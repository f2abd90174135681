import { describe, expect, it } from 'vitest';
import { annotationsAt } from '../../../packages/viewer/src/app/data/annotations.ts';
import { path, storeOf } from '../views/view-fixture.ts';
import { batch, ChunkMaker, clear, FRAME } from './make-chunks.ts';

function described(id: number, label: string | null, color: number | null, rest: object = {}) {
  return {
    class_id: id,
    class_description: { info: { id, label, color }, keypoint_annotations: [], keypoint_connections: [], ...rest },
  };
}

const context = (...classes: ReturnType<typeof described>[]) => [batch('AnnotationContext', 'context', [classes])];

describe('annotations of an entity', () => {
  const maker = new ChunkMaker();
  const store = storeOf(
    maker.plain(
      'world',
      [],
      [{ times: [], batches: context(described(1, 'car', 0xff0000ff), described(2, null, null)) }],
    ),
    maker.plain(
      'world/cam',
      [FRAME],
      [
        { times: [10n], batches: context(described(1, 'truck', null)) },
        { times: [20n], batches: [clear(false)] },
      ],
    ),
    maker.plain(
      'pose',
      [],
      [
        {
          times: [],
          batches: context(
            described(7, 'person', null, {
              keypoint_annotations: [
                { id: 0, label: 'head', color: 0x00ff00ff },
                { id: 1, label: '', color: null },
              ],
              keypoint_connections: [{ keypoint0: 0, keypoint1: 1 }],
            }),
          ),
        },
      ],
    ),
  );
  const at = (entity: string, time = 0n) => annotationsAt(store, path(entity), 'frame', time);

  it.each<[string, string, bigint, string | undefined]>([
    ['its own', 'world', 0n, 'car'],
    ['those above it', 'world/cam/det', 0n, 'car'],
    ['those nearest above it, once they are logged', 'world/cam/det', 10n, 'truck'],
    ['those farther above, once the nearer are cleared', 'world/cam/det', 20n, 'car'],
    ['none', 'other', 0n, undefined],
  ])('are %s', (_what, entity, time, label) => {
    expect(at(entity, time).classes.get(1)?.label).toBe(label);
  });

  it('have a colour where one was logged', () => {
    expect(at('world').classes.get(1)?.color).toBe(0xff0000ff);
    expect(at('world').classes.get(2)).toMatchObject({ label: undefined, color: undefined });
  });

  it('have keypoints and what joins them', () => {
    const person = at('pose').classes.get(7);
    expect(person?.keypoints.get(0)).toEqual({ id: 0, label: 'head', color: 0x00ff00ff });
    expect(person?.keypoints.get(1)).toEqual({ id: 1, label: undefined, color: undefined });
    expect(person?.connections).toEqual([[0, 1]]);
  });

  it('are read once', () => {
    expect(at('world')).toBe(at('world/other'));
  });
});
