import type { EntityNode } from '../data/recording-store.ts';
import type { IconName } from './icons.tsx';

const ICON_OF_ARCHETYPE: readonly (readonly [string, IconName])[] = [
  ['VideoStream', 'video'],
  ['EncodedImage', 'image'],
  ['Image', 'image'],
  ['Boxes2D', 'boxes'],
  ['Points2D', 'points'],
  ['Scalars', 'plot'],
  ['TextLog', 'text'],
  ['TextDocument', 'document'],
];

/** The picture for an entity in lists: by what was logged to it. */
export function entityIcon(node: EntityNode): IconName {
  const found = ICON_OF_ARCHETYPE.find(([archetype]) =>
    node.components.some((component) => component.startsWith(`${archetype}:`)),
  );
  if (found !== undefined) return found[1];
  return node.components.length === 0 ? 'folder' : 'entity';
}
