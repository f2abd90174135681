import {
  ARCHETYPES,
  type ArchetypeName,
  archetypeFields,
  COMPONENT_TYPES,
  type ComponentField,
  type EnumValues,
} from '@rushes/proto';

/** How a style is edited. */
export type StyleEditor =
  | { readonly kind: 'color' }
  | {
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly unit: string;
    }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly values: EnumValues };

/** One thing about an entity's looks that can be set. */
export interface StyleField {
  /** `Points3D:radii`. */
  readonly component: string;
  readonly archetype: string;
  readonly label: string;
  /** What it is where nothing was logged, if that is a number or a yes or no. */
  readonly fallback: number | boolean | undefined;
  readonly doc: string;
  readonly editor: StyleEditor;
}

const NUMBERS: Readonly<Record<string, Omit<Extract<StyleEditor, { kind: 'number' }>, 'kind'>>> = {
  Radius: { min: -50, max: 1e6, step: 0.1, unit: 'scene, below 0: points of the screen' },
  StrokeWidth: { min: 0, max: 50, step: 0.5, unit: 'px' },
  MarkerSize: { min: 0, max: 50, step: 0.5, unit: 'px' },
  Opacity: { min: 0, max: 1, step: 0.05, unit: '0 to 1' },
  DrawOrder: { min: -1e6, max: 1e6, step: 1, unit: 'higher is in front' },
  ImagePlaneDistance: { min: 0, max: 1e6, step: 0.1, unit: 'scene' },
  AxisLength: { min: 0, max: 1e6, step: 0.1, unit: 'scene' },
};

/** Archetypes that say how others look, by what they are about. */
const STYLED_BY: Readonly<Partial<Record<ArchetypeName, readonly ArchetypeName[]>>> = {
  Scalars: ['SeriesLines', 'SeriesPoints'],
};

/** What of an entity's looks can be set, by what was logged to it; in the order of the table. */
export function styleFields(components: readonly string[]): readonly StyleField[] {
  const logged = new Set(components.map((component) => component.split(':')[0] ?? ''));
  const archetypes = [...logged].filter(isArchetype);
  const styled = new Set(archetypes.flatMap((archetype) => [archetype, ...(STYLED_BY[archetype] ?? [])]));
  return [...styled].flatMap((archetype) =>
    [...archetypeFields(archetype).values()].flatMap((field) => styleField(field) ?? []),
  );
}

function styleField(field: ComponentField): StyleField | undefined {
  const editor = field.required ? undefined : editorOf(field);
  if (editor === undefined) return undefined;
  const { archetype, descriptor, doc, fallback } = field;
  const isPlain = typeof fallback === 'number' || typeof fallback === 'boolean';
  return {
    component: descriptor.component,
    archetype,
    label: field.field.replaceAll('_', ' '),
    fallback: isPlain ? fallback : undefined,
    doc,
    editor,
  };
}

function editorOf({ descriptor, itemType }: ComponentField): StyleEditor | undefined {
  const type = descriptor.componentType?.replace('rerun.components.', '') ?? '';
  if (type === 'Color') return { kind: 'color' };
  const number = NUMBERS[type];
  if (number !== undefined) return { kind: 'number', ...number };
  if (itemType === 'Boolean') return { kind: 'boolean' };
  const values = valuesOf(type);
  return values === undefined ? undefined : { kind: 'choice', values };
}

function valuesOf(type: string): EnumValues | undefined {
  const types: ReadonlyMap<string, object> = new Map(Object.entries(COMPONENT_TYPES));
  const row = types.get(type);
  // The table's rows have different fields each; those with names for their numbers have them all as `values`.
  return row !== undefined && 'values' in row ? (row.values as EnumValues) : undefined;
}

function isArchetype(name: string): name is ArchetypeName {
  return Object.hasOwn(ARCHETYPES, name);
}

/** `0xRRGGBBAA` as a colour input has it, which knows no alpha. */
export function toColorInput(color: number): string {
  return `#${(color >>> 8).toString(16).padStart(6, '0')}`;
}

/** What a colour input says, with the alpha that was there. */
export function fromColorInput(text: string, former: number | undefined): number {
  const alpha = (former ?? 0xff) & 0xff;
  return ((Number.parseInt(text.slice(1), 16) << 8) | alpha) >>> 0;
}
