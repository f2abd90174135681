import { type EntityPath, isDescendantOrSelf, ROOT_ENTITY } from '@rushes/proto';
import { packColor } from '../shared-colors.ts';
import type { ThemeColors } from '../shared-theme.ts';
import type { ViewContext } from '../view.ts';
import type { Emphasis } from './scene/uniforms.ts';

/** The colours of a scene that nobody logged. */
export interface SceneColors {
  readonly frustum: number;
  readonly grid: number;
  readonly gridStrength: number;
  /** CSS; of what another view points at. */
  readonly pointer: string;
  emphasisOf(entity: EntityPath): Emphasis | undefined;
}

const SELECTED = { dark: 0x58a6ffff, light: 0x0b62cfff };
const HOVERED = { dark: 0xffffffff, light: 0x10141aff };

export function sceneColors(context: ViewContext, theme: ThemeColors): SceneColors {
  const isDark = context.theme === 'dark';
  return {
    frustum: isDark ? packColor(150, 160, 176, 255) : packColor(92, 102, 118, 255),
    grid: isDark ? packColor(150, 162, 182, 255) : packColor(70, 80, 98, 255),
    gridStrength: isDark ? 0.24 : 0.28,
    pointer: theme.accent,
    emphasisOf: (entity) => emphasisOf(context, entity),
  };
}

/** The selection stands out strongly, what the pointer is over a little; of one instance only that, if one is meant. */
function emphasisOf(context: ViewContext, entity: EntityPath): Emphasis | undefined {
  const { selected, selectedInstance, hovered, hoveredInstance, theme } = context;
  if (hovered === entity) return { color: HOVERED[theme], strength: 0.45, instance: hoveredInstance };
  if (selected === entity) return { color: SELECTED[theme], strength: 0.7, instance: selectedInstance };
  const isBelow = (other: EntityPath | undefined) =>
    other !== undefined && other !== ROOT_ENTITY && isDescendantOrSelf(entity, other);
  if (isBelow(hovered)) return { color: HOVERED[theme], strength: 0.3, instance: undefined };
  return isBelow(selected) ? { color: SELECTED[theme], strength: 0.5, instance: undefined } : undefined;
}
