import { type ArchetypeName, ColorModel, type EntityPath } from '@rushes/proto';
import { readBytes, readNumbers, readStructs } from '../../data/read-column.ts';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';
import { channelCount, isBroken, lengthProblem, pictureFormat } from '../pictures/image-format.ts';
import { channelNumbers } from '../pictures/number-field.ts';
import { readTensor, type TensorValues } from '../shared-tensor.ts';
import type { ValueRange } from './value-range.ts';

const TENSOR = 'Tensor:data';
/** Pictures that are plain arrays of numbers, too. */
const PICTURES: readonly ArchetypeName[] = ['DepthImage', 'SegmentationImage', 'Image'];

/** A tensor as it was logged. */
export interface LoggedTensor {
  readonly entity: EntityPath;
  readonly tensor: TensorValues;
  /** The range of values that was logged with it. */
  readonly range: ValueRange | undefined;
  /** The row it was read from; as long as it is the same, so is the tensor. */
  readonly row: RowRef;
}

/** Which component of an entity is a tensor, if any. */
export function tensorComponent(store: RecordingStore, entity: EntityPath): string | undefined {
  const components = store.components(entity);
  if (components.includes(TENSOR)) return TENSOR;
  const picture = PICTURES.find((archetype) => components.includes(`${archetype}:buffer`));
  return picture && `${picture}:buffer`;
}

/** The tensor of an entity at a time; a reason where it cannot be read; undefined where it has none then. */
export function tensorAt(
  store: RecordingStore,
  entity: EntityPath,
  timeline: string,
  time: bigint,
): LoggedTensor | { readonly reason: string } | undefined {
  const component = tensorComponent(store, entity);
  const row = component === undefined ? undefined : store.latestAt(entity, component, timeline, time);
  if (component === undefined || row === undefined) return undefined;
  const archetype = component.slice(0, component.indexOf(':'));
  const read = (field: string) => store.latestAt(entity, `${archetype}:${field}`, timeline, time);
  const tensor = component === TENSOR ? readTensor(row) : readPicture(row, read('format'));
  if (tensor === undefined || 'reason' in tensor) return tensor;
  const range = readNumbers(read(component === TENSOR ? 'value_range' : 'depth_range'))?.numbers;
  const min = Number(range?.[0]);
  const max = Number(range?.[1]);
  const isRange = Number.isFinite(min) && Number.isFinite(max) && max > min;
  return { entity, tensor, range: isRange ? { min, max } : undefined, row };
}

function readPicture(buffer: RowRef, format: RowRef | undefined): TensorValues | { readonly reason: string } {
  const bytes = readBytes(buffer);
  const [logged] = readStructs(format) ?? [];
  if (bytes === undefined || logged === undefined) return { reason: 'the picture has no format' };
  const { width: loggedWidth, height: loggedHeight, pixel_format, color_model, channel_datatype } = logged;
  const found = pictureFormat({
    width: loggedWidth,
    height: loggedHeight,
    pixel_format,
    color_model,
    channel_datatype,
  });
  if (isBroken(found)) return found;
  const problem = lengthProblem(bytes.byteLength, found);
  if (problem !== undefined) return problem;
  const { width, height, layout, name } = found;
  if (layout.kind !== 'channels') return { reason: `${name} is no plain array of numbers` };
  const channels = channelCount(layout.model);
  const count = width * height * channels;
  const numbers = channelNumbers(bytes, layout.datatype, count);
  if (layout.model === ColorModel.L) return { shape: [height, width], names: ['height', 'width'], numbers };
  return { shape: [height, width, channels], names: ['height', 'width', 'channel'], numbers };
}
