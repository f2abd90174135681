import type { ComponentOverrides } from '../data/overridden-store.ts';
import type { ViewSpec } from '../views/view.ts';

const known = new WeakMap<object, { readonly components: ComponentOverrides | undefined }>();

/** The overridden components of a view; undefined if there are none. The same object for the same overrides. */
export function componentOverrides(overrides: ViewSpec['overrides']): ComponentOverrides | undefined {
  if (overrides === undefined) return undefined;
  const remembered = known.get(overrides);
  if (remembered !== undefined) return remembered.components;
  const entries = Object.entries(overrides).flatMap(([entity, { components = {} }]) =>
    Object.keys(components).length === 0 ? [] : [[entity, components] as const],
  );
  const components = entries.length === 0 ? undefined : Object.fromEntries(entries);
  known.set(overrides, { components });
  return components;
}
