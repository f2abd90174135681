import { FieldArchetype } from './field-archetype.ts';
import { batchesOf, type FieldsOf } from './fields.ts';

/** What {@link RecordingInfo} is made of. @group Archetypes */
export interface RecordingInfoFields extends FieldsOf<'RecordingInfo'> {}

/**
 * What people call the recording, and when it began. Log it static at `__properties`, where viewers look for it.
 *
 * @example
 * rec.logStatic('__properties', new RecordingInfo({ name: 'Run 12, new gripper', startTime: new Date() }));
 *
 * @group Archetypes
 */
export class RecordingInfo extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: RecordingInfoFields) {
    super('RecordingInfo', batchesOf('RecordingInfo', fields));
  }
}

/** What {@link McapChannel} is made of. @group Archetypes */
export interface McapChannelFields extends FieldsOf<'McapChannel'> {}

/** A channel of an MCAP file, as the file describes it. @group Archetypes */
export class McapChannel extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: McapChannelFields) {
    super('McapChannel', batchesOf('McapChannel', fields));
  }
}

/** What {@link McapMessage} is made of. @group Archetypes */
export interface McapMessageFields extends FieldsOf<'McapMessage'> {}

/** A message of an MCAP file as it is: bytes in the encoding of its channel. @group Archetypes */
export class McapMessage extends FieldArchetype {
  /** @throws TypeError naming the field, what was expected and what was found. */
  constructor(fields: McapMessageFields) {
    super('McapMessage', batchesOf('McapMessage', fields));
  }
}

/** What {@link McapSchema} is made of. @group Archetypes */
export interface McapSchemaFields extends FieldsOf<'McapSchema'> {}

/** A schema of an MCAP file. @group Archetypes */
export class McapSchema extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: McapSchemaFields) {
    super('McapSchema', batchesOf('McapSchema', fields));
  }
}

/** What {@link McapStatistics} is made of. @group Archetypes */
export interface McapStatisticsFields extends FieldsOf<'McapStatistics'> {}

/** What an MCAP file says of itself: how many records of each kind, and from when to when. @group Archetypes */
export class McapStatistics extends FieldArchetype {
  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(fields: McapStatisticsFields) {
    super('McapStatistics', batchesOf('McapStatistics', fields));
  }
}
