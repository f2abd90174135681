import { makeBlueprintId } from '@rushes/proto';

/** A new id for a view that was added by hand, as blueprints have them. */
export function makeViewId(): string {
  return makeBlueprintId();
}
