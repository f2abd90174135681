import type { Texts } from '../coerce/text.ts';
import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, checkFields, type FieldsOf } from './fields.ts';

/** What {@link StateChange} is made of. @group Archetypes */
export interface StateChangeFields {
  /** Name of the new state; null ends the last one. Rerun 0.33 reads only the first of several. */
  readonly state: Texts | null;
}

/**
 * What state something is in from now on, such as `driving`: a bar of the state timeline that lasts until the next change. Not
 * static: views ignore it there.
 *
 * @example
 * rec.log('robot/mode', new StateChange({ state: 'driving' }));
 *
 * @group Archetypes
 */
export class StateChange extends FieldArchetype {
  /** @throws TypeError naming the field, what was expected and what was found. */
  constructor(fields: StateChangeFields) {
    checkFields('StateChange', fields, ['state']);
    super('StateChange', batchesOf('StateChange', fields.state === null ? { state: '' } : fields));
  }
}

/** What {@link StateConfiguration} is made of: lists side by side, one value per state. @group Archetypes */
export interface StateConfigurationFields extends FieldsOf<'StateConfiguration'> {}

/**
 * How the states of the same entity are shown; four lists side by side, usually logged static. States that it does not name keep a
 * colour made from their name.
 *
 * @example
 * rec.logStatic('robot/mode', new StateConfiguration({ values: ['idle', 'driving'], colors: ['#808080', '#30c060'] }));
 *
 * @group Archetypes
 */
export class StateConfiguration extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: StateConfigurationFields) {
    super('StateConfiguration', batchesOf('StateConfiguration', fields));
    const [first, ...others] = this.batches;
    for (const { data, descriptor } of others) {
      if (data.length === first?.data.length) continue;
      throw new RangeError(
        `StateConfiguration needs one value per state in each list, but ${descriptor.component.split(':')[1]} has ${data.length} and ${first?.descriptor.component.split(':')[1]} has ${first?.data.length}.`,
      );
    }
  }
}
