import {
  type ARCHETYPES,
  type ArchetypeName,
  archetypeFields,
  type ComponentBatch,
  type ComponentData,
  type ComponentField,
  numbersPerInstance,
} from '@rushes/proto';
import { COERCIONS, type ManyInput, type OneInput } from '../coerce/components.ts';
import { describe } from '../coerce/describe.ts';
import type { FieldWords } from './words.ts';

type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;
type Table<A extends ArchetypeName> = (typeof ARCHETYPES)[A];
/** Camel-cased name to the table's row. */
type Rows<A extends ArchetypeName> = { [F in keyof Table<A> & string as CamelCase<F>]: Table<A>[F] };
/** Name of a field of the archetype `A`, in camel case. */
export type FieldKey<A extends ArchetypeName> = keyof Rows<A>;
type RequiredKey<A extends ArchetypeName> = {
  [K in keyof Rows<A>]: Rows<A>[K] extends { readonly required: true } ? K : never;
}[keyof Rows<A>];
type InputOf<Row> = Row extends { readonly component: infer C; readonly multiplicity: infer M }
  ? C extends keyof typeof COERCIONS
    ? M extends 'mono'
      ? OneInput<C>
      : ManyInput<C>
    : never
  : never;
/** Mapped over the words, not over the table: that is how the words' descriptions reach the editor. */
type Words<K> = Pick<FieldWords, Extract<K, keyof FieldWords>>;

/**
 * The fields of the archetype `A` as users write them: names in camel case, one value or one per instance as the table says.
 *
 * @group Archetypes
 */
export type FieldsOf<A extends ArchetypeName> = {
  readonly [K in keyof Words<RequiredKey<A>>]: InputOf<Rows<A>[K & keyof Rows<A>]>;
} & {
  readonly [K in keyof Words<Exclude<keyof Rows<A>, RequiredKey<A>>>]?: InputOf<Rows<A>[K & keyof Rows<A>]> | undefined;
};

/** What one archetype's value is made of, ready to be used often. */
interface FieldPlan {
  /** `halfSizes` */
  readonly key: string;
  /** `Boxes3D.halfSizes` */
  readonly where: string;
  readonly field: ComponentField;
  readonly width: number;
  readonly coerce: (where: string, input: never) => ComponentData;
}

const plans = new Map<ArchetypeName, readonly FieldPlan[]>();

/** The keys of an archetype's fields, in the order of the table. */
export function fieldKeys(archetype: ArchetypeName): readonly string[] {
  return plansOf(archetype).map(({ key }) => key);
}

/** Marks fields of which required ones may be missing: the entity has them already. */
const PARTIAL = Symbol('partial');

/** A copy of the fields that may lack what is required. */
export function asPartial<F extends object>(fields: F): F {
  return { ...fields, [PARTIAL]: true };
}

/** Whether required fields may be missing. */
export function isPartial(fields: object): boolean {
  return PARTIAL in fields;
}

/** How the lengths of lists belong together, beyond what the table says. */
export interface BatchOptions {
  /** Lists that have a length of their own, by key. */
  readonly ownLength?: readonly string[];
  /** No list is required, but all must have the length of the longest. */
  readonly sameLength?: boolean;
  /** The list of places, by key: where the required list (of sizes) has one value, it is repeated for each place. */
  readonly places?: string;
}

/**
 * Coerces the fields of an archetype to columns. Lists must have as many instances as the first required one, or one for all.
 *
 * @throws TypeError, RangeError naming the field, what was expected and what was found.
 */
export function batchesOf(archetype: ArchetypeName, fields: object, options: BatchOptions = {}): ComponentBatch[] {
  checkFields(archetype, fields, fieldKeys(archetype));
  const given = fields as Readonly<Record<string, never>>;
  const partial = isPartial(fields);
  const batches: ComponentBatch[] = [];
  const lists: InstanceList[] = [];
  for (const plan of plansOf(archetype)) {
    const { key, where, field, coerce, width } = plan;
    const input = given[key];
    if (input === undefined && (partial || !field.required)) continue;
    const data = coerce(where, input as never);
    batches.push({ descriptor: field.descriptor, itemType: field.itemType, data });
    if (field.multiplicity === 'list' && options.ownLength?.includes(key) !== true) {
      lists.push({ plan, at: batches.length - 1, instances: data.length / width });
    }
  }
  if (batches.length === 0) throw new TypeError(`${archetype} needs at least one field, but all are undefined.`);
  const leader = lists.find(({ plan }) => plan.field.required) ?? (options.sameLength ? longest(lists) : undefined);
  if (leader !== undefined) {
    const places = lists.find(({ plan }) => plan.key === options.places);
    if (places !== undefined && leader.instances === 1) repeat(batches, leader, places.instances);
    for (const { plan, instances } of lists) {
      checkInstances(plan.where, instances, leader.instances, leader.plan.key);
    }
  }
  return batches;
}

/** What one list of a row holds. */
interface InstanceList {
  readonly plan: FieldPlan;
  /** Where it is among the batches. */
  readonly at: number;
  instances: number;
}

/** One size for all becomes a size for each, since it is the sizes that viewers count. */
function repeat(batches: ComponentBatch[], list: InstanceList, count: number): void {
  const batch = batches[list.at];
  if (batch === undefined || count <= 1 || !(batch.data instanceof Float32Array)) return;
  const one = batch.data;
  const data = Float32Array.from({ length: one.length * count }, (_, i) => one[i % one.length] ?? 0);
  batches[list.at] = { ...batch, data };
  list.instances = count;
}

/** Refuses what is not an options object, and keys that no field has (a typing mistake would lose data in silence). */
export function checkFields(where: string, fields: unknown, known: readonly string[]): void {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields) || ArrayBuffer.isView(fields)) {
    throw new TypeError(`${where} takes an object with fields (${known.join(', ')}), but got ${describe(fields)}.`);
  }
  for (const key of Object.keys(fields)) {
    if (!known.includes(key)) {
      throw new TypeError(`${where} has no field '${key}'; expected one of ${known.join(', ')}.`);
    }
  }
}

/** A field must have one value per instance, or one for all; none at all clears it. */
export function checkInstances(where: string, found: number, instances: number, of: string): void {
  if (found === instances || found <= 1) return;
  throw new RangeError(
    `${where} must have ${instances <= 1 ? '1 value' : `1 or ${instances} values`} (one for all, or one per instance of ${of}), but has ${found}.`,
  );
}

function plansOf(archetype: ArchetypeName): readonly FieldPlan[] {
  let found = plans.get(archetype);
  if (found === undefined) {
    found = [...archetypeFields(archetype).values()].map((field) => planOf(archetype, field));
    plans.set(archetype, found);
  }
  return found;
}

function planOf(archetype: ArchetypeName, field: ComponentField): FieldPlan {
  const key = field.field.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const component = field.descriptor.componentType?.split('.').at(-1) ?? '';
  const coercion = COERCIONS[component as keyof typeof COERCIONS];
  return {
    key,
    where: `${archetype}.${key}`,
    field,
    width: numbersPerInstance(field.itemType),
    coerce: field.multiplicity === 'mono' ? coercion.one : coercion.many,
  };
}

function longest<T extends { readonly instances: number }>(lists: readonly T[]): T | undefined {
  return lists.reduce<T | undefined>((a, b) => (a === undefined || b.instances > a.instances ? b : a), undefined);
}
