import type { ComponentBatch, TextLogLevel } from '@rushes/proto';
import { type Color, toColor } from '../coerce/color.ts';
import { toText } from '../coerce/text.ts';
import { Archetype, batchOf, checkFields } from './archetype.ts';

/** Options of {@link TextLog}. @group Archetypes */
export interface TextLogOptions {
  /** Default: none. */
  readonly level?: TextLogLevel | (string & {}) | undefined;
  /** Default: the viewer's colour of the level. */
  readonly color?: Color | undefined;
}

/**
 * One line of a log.
 *
 * @example
 * rec.log('log', new TextLog('gripper closed', { level: 'INFO' }));
 *
 * @group Archetypes
 */
export class TextLog extends Archetype {
  /** @internal */
  readonly batches: readonly ComponentBatch[];

  /** @throws TypeError, RangeError naming the field, what was expected and what was found. */
  constructor(text: string, options: TextLogOptions = {}) {
    super('TextLog');
    checkFields('TextLog options', options, ['level', 'color']);
    const batches: ComponentBatch[] = [batchOf('TextLog', 'text', [toText('TextLog.text', text)])];
    const { level, color } = options;
    if (level !== undefined) batches.push(batchOf('TextLog', 'level', [toText('TextLog.level', level)]));
    if (color !== undefined) batches.push(batchOf('TextLog', 'color', Uint32Array.of(toColor('TextLog.color', color))));
    this.batches = batches;
  }
}
