import {
  assertNever,
  type Chunk,
  type ComponentColumn,
  type EntityPath,
  TextLogLevel,
  VIDEO_CODEC,
  VIDEO_SAMPLE,
  VideoCodec,
} from '@rushes/proto';
import { columnOf, sampleOf } from '../video-survey.ts';
import { encodeMessageOf } from './message-codec.ts';
import { LOG_LEVELS, type MessageTypeName } from './message-types.ts';

/** What a row of a recording becomes in MCAP: by the component that makes a row of it. */
export const MAPPED_COMPONENTS = {
  [VIDEO_SAMPLE]: 'foxglove.CompressedVideo',
  'EncodedImage:blob': 'foxglove.CompressedImage',
  'TextLog:text': 'foxglove.Log',
  'Scalars:scalars': 'rushes.Scalars',
} as const satisfies Record<string, MessageTypeName>;
export type MappedComponent = keyof typeof MAPPED_COMPONENTS;

/** Components that go into the message of another one, or that its reader finds out by itself. */
const COMPANIONS: ReadonlySet<string> = new Set([
  VIDEO_CODEC,
  'VideoStream:is_keyframe',
  'EncodedImage:media_type',
  'TextLog:level',
]);

/** One row on its way into an MCAP file. */
export interface RowMessage {
  readonly row: number;
  readonly component: MappedComponent;
  /** The message, with this time in it. */
  encode(timeNanos: bigint): Uint8Array;
}

/** Something of a recording that is not in the MCAP file. */
export interface Unmapped {
  readonly entity: EntityPath;
  readonly component: string;
  readonly rows: number;
  readonly isStatic: boolean;
}

const VIDEO_FORMATS: Readonly<Record<number, string>> = {
  [VideoCodec.H264]: 'h264',
  [VideoCodec.H265]: 'h265',
  [VideoCodec.AV1]: 'av1',
  [VideoCodec.VP9]: 'vp9',
};

const LEVELS: Readonly<Record<string, number>> = {
  [TextLogLevel.Critical]: LOG_LEVELS.FATAL,
  [TextLogLevel.Error]: LOG_LEVELS.ERROR,
  [TextLogLevel.Warn]: LOG_LEVELS.WARNING,
  [TextLogLevel.Info]: LOG_LEVELS.INFO,
  [TextLogLevel.Debug]: LOG_LEVELS.DEBUG,
};

/** Whether a component makes a message. */
export function isMapped(component: string): component is MappedComponent {
  return Object.hasOwn(MAPPED_COMPONENTS, component);
}

/** Turns the rows of chunks into messages, and keeps account of what has none. */
export class RowMessages {
  readonly #codecs = new Map<EntityPath, number>();
  readonly #mediaTypes = new Map<EntityPath, string>();
  readonly #unmapped = new Map<string, { -readonly [K in keyof Unmapped]: Unmapped[K] }>();
  /** Log lines whose level Foxglove does not have. */
  changedLevels = 0;

  get unmapped(): readonly Unmapped[] {
    return [...this.#unmapped.values()];
  }

  /** Learns what holds for an entity from now on: its codec, its media type. Static chunks come before all others. */
  learn(chunk: Chunk): void {
    const codec = columnOf(chunk, VIDEO_CODEC)?.values;
    if (codec?.kind === 'numbers') {
      const last = codec.numbers.at(-1);
      if (last !== undefined) this.#codecs.set(chunk.entityPath, Number(last));
    }
    const mediaType = columnOf(chunk, 'EncodedImage:media_type');
    const text = mediaType && textOf(mediaType, chunk.rowCount - 1);
    if (text !== undefined) this.#mediaTypes.set(chunk.entityPath, text);
  }

  /** Accounts for a chunk that is not converted as a whole: a static one, or one on other timelines. */
  leaveOut(chunk: Pick<Chunk, 'entityPath' | 'components' | 'rowCount' | 'timelines'>): void {
    for (const column of chunk.components) {
      const { component } = column.descriptor;
      if (!COMPANIONS.has(component)) this.#note(chunk, column);
    }
  }

  *messagesOf(chunk: Chunk): Generator<RowMessage> {
    for (const column of chunk.components) {
      const { component } = column.descriptor;
      if (COMPANIONS.has(component)) continue;
      if (!isMapped(component) || !this.#isConvertible(chunk.entityPath, component)) this.#note(chunk, column);
      else yield* this.#rowsOf(chunk, column, component);
    }
  }

  *#rowsOf(chunk: Chunk, column: ComponentColumn, component: MappedComponent): Generator<RowMessage> {
    for (let row = 0; row < chunk.rowCount; row++) {
      const encode = this.#encoderOf(chunk, column, component, row);
      if (encode !== undefined) yield { row, component, encode };
    }
  }

  #encoderOf(
    chunk: Chunk,
    column: ComponentColumn,
    component: MappedComponent,
    row: number,
  ): ((timestamp: bigint) => Uint8Array) | undefined {
    switch (component) {
      case 'VideoStream:sample': {
        const data = sampleOf(column, row);
        const format = this.#videoFormat(chunk.entityPath);
        return data && ((timestamp) => encodeMessageOf('foxglove.CompressedVideo', { timestamp, data, format }));
      }
      case 'EncodedImage:blob': {
        const data = sampleOf(column, row);
        if (data === undefined) return undefined;
        const format = this.#imageFormat(chunk, row, data);
        return (timestamp) => encodeMessageOf('foxglove.CompressedImage', { timestamp, data, format });
      }
      case 'TextLog:text': {
        const message = textOf(column, row);
        const level = this.#level(chunk, row);
        return message === undefined
          ? undefined
          : (timestamp) => encodeMessageOf('foxglove.Log', { timestamp, level, message });
      }
      case 'Scalars:scalars': {
        const values = numbersOf(column, row);
        return values && ((timestamp) => encodeMessageOf('rushes.Scalars', { timestamp, values }));
      }
      default:
        return assertNever(component);
    }
  }

  #isConvertible(entity: EntityPath, component: MappedComponent): boolean {
    return component !== VIDEO_SAMPLE || this.#videoFormat(entity) !== undefined;
  }

  /** H.264 where no codec was logged: the first that recordings had. */
  #videoFormat(entity: EntityPath): string | undefined {
    return VIDEO_FORMATS[this.#codecs.get(entity) ?? VideoCodec.H264];
  }

  #imageFormat(chunk: Chunk, row: number, data: Uint8Array): string {
    const column = columnOf(chunk, 'EncodedImage:media_type');
    const mediaType = (column && textOf(column, row)) ?? this.#mediaTypes.get(chunk.entityPath) ?? sniff(data);
    return mediaType.replace(/^image\//, '');
  }

  #level(chunk: Chunk, row: number): number {
    const column = columnOf(chunk, 'TextLog:level');
    const text = column && textOf(column, row);
    if (text === undefined) return LOG_LEVELS.UNKNOWN;
    const level = LEVELS[text];
    if (level === undefined) this.changedLevels++;
    return level ?? (text === TextLogLevel.Trace ? LOG_LEVELS.DEBUG : LOG_LEVELS.UNKNOWN);
  }

  #note(chunk: Pick<Chunk, 'entityPath' | 'rowCount' | 'timelines'>, column: ComponentColumn): void {
    const { component } = column.descriptor;
    const isStatic = chunk.timelines.length === 0;
    const key = `${chunk.entityPath} ${component} ${isStatic}`;
    let known = this.#unmapped.get(key);
    if (known === undefined) {
      known = { entity: chunk.entityPath, component, rows: 0, isStatic };
      this.#unmapped.set(key, known);
    }
    const { logged } = column;
    known.rows += logged === undefined ? chunk.rowCount : logged.reduce((sum, bit) => sum + bit, 0);
  }
}

const textDecoder = new TextDecoder();

/** The first text of a row; undefined if it has none. */
function textOf({ values, rowStarts }: ComponentColumn, row: number): string | undefined {
  const instance = rowStarts[row] ?? 0;
  if (values.kind !== 'utf8' || instance >= (rowStarts[row + 1] ?? 0)) return undefined;
  return textDecoder.decode(values.bytes.subarray(values.starts[instance], values.starts[instance + 1]));
}

/** The numbers of a row; undefined if it was not logged in this row. */
function numbersOf({ values, rowStarts, logged }: ComponentColumn, row: number): number[] | undefined {
  if (values.kind !== 'numbers' || logged?.[row] === 0) return undefined;
  return Array.from(values.numbers.subarray(rowStarts[row], rowStarts[row + 1]), Number);
}

function sniff(bytes: Uint8Array): string {
  const head = Array.from(bytes.subarray(0, 12), (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (head.startsWith('ffd8ff')) return 'image/jpeg';
  if (head.startsWith('89504e470d0a1a0a')) return 'image/png';
  if (head.startsWith('52494646') && head.endsWith('57454250')) return 'image/webp';
  return '';
}
