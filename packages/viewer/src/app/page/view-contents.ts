import { DEFAULT_CONTENTS, type EntityPath, parseEntityQuery } from '@rushes/proto';
import { matchEntities } from '../data/entity-query.ts';
import type { EntityNode, RecordingStore } from '../data/recording-store.ts';
import type { ViewSpec } from '../views/view.ts';

/** The entities of one view, asked at every draw and worked out only when something changed. */
export class ViewContents {
  #asked:
    | {
        readonly tree: EntityNode;
        readonly spec: ViewSpec;
        readonly hidden: object;
      }
    | undefined;
  #entities: readonly EntityPath[] = [];

  /** `hidden`: another object whenever what `isVisible` answers may have changed. */
  read(
    spec: ViewSpec,
    store: RecordingStore,
    { hidden, isVisible }: { readonly hidden: object; isVisible(entity: EntityPath): boolean },
  ): readonly EntityPath[] {
    const tree = store.entityTree();
    const asked = this.#asked;
    if (asked?.tree === tree && asked.hidden === hidden && sameQuestion(asked.spec, spec)) return this.#entities;
    this.#asked = { tree, spec, hidden };
    const query = parseEntityQuery(spec.contents ?? DEFAULT_CONTENTS, spec.origin);
    const found = matchEntities(
      tree,
      query,
      (entity) => spec.overrides?.[entity]?.visible !== false && isVisible(entity),
    );
    // New parents and new components come often; what a view shows changes seldom.
    if (!sameEntities(found, this.#entities)) this.#entities = found;
    return this.#entities;
  }
}

function sameQuestion(a: ViewSpec, b: ViewSpec): boolean {
  return a === b || (a.origin === b.origin && a.contents === b.contents && a.overrides === b.overrides);
}

function sameEntities(a: readonly EntityPath[], b: readonly EntityPath[]): boolean {
  return a.length === b.length && a.every((entity, i) => entity === b[i]);
}
