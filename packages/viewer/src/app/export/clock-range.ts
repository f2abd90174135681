import type { ByteSource, EntityPath } from '@rushes/proto';
import { type SurveyedStream, surveyVideo } from '../../tools/video-survey.ts';
import type { TimeRange } from '../state/time-range.ts';

/**
 * The range on a timeline of times, where it was chosen on one that counts: a video plays by the times at which its pictures were
 * taken, which a count does not tell. Undefined if the range is one of times already, or the video has no other timeline.
 */
export async function clockRange(
  source: ByteSource,
  entity: EntityPath,
  range: TimeRange,
): Promise<TimeRange | undefined> {
  const selects = (_: unknown, entityPath: EntityPath): boolean => entityPath === entity;
  const [counted] = (await surveyVideo(source, { timeline: range.timeline, selects })).streams;
  if (counted?.timeline?.kind !== 'sequence') return undefined;
  const [clocked] = (await surveyVideo(source, { selects })).streams;
  if (clocked?.timeline === undefined || clocked.timeline.kind === 'sequence') return undefined;
  const span = spanOfSame(counted, clocked, range);
  return span === undefined ? undefined : { timeline: clocked.timeline.name, ...span };
}

/** Both surveys have the same samples in the same order, each with its time on another timeline. */
function spanOfSame(
  counted: SurveyedStream,
  clocked: SurveyedStream,
  { from, to }: TimeRange,
): { readonly from: bigint; readonly to: bigint } | undefined {
  let span: { readonly from: bigint; readonly to: bigint } | undefined;
  for (let i = 0; i < counted.samples.length; i++) {
    const count = counted.samples.at(i).time;
    const { time } = clocked.samples.at(i);
    if (count === undefined || time === undefined || count < from || count > to) continue;
    span = {
      from: span === undefined || time < span.from ? time : span.from,
      to: span === undefined || time > span.to ? time : span.to,
    };
  }
  return span;
}
