import {
  type ByteSource,
  type EntityPath,
  type IndexedRrd,
  openRrd,
  type RecordingInfo,
  type RrdManifestEntry,
  RrdSourceKind,
  type RrdStoreId,
  type RrdStoreIndex,
  type RrdStoreInfoInput,
  RrdWriter,
  recordingInfoOf,
  type TimeSpan,
  VIDEO_SAMPLE,
} from '@rushes/proto';
import { VideoSurvey } from '../../tools/video-survey.ts';
import type { TimeRange } from '../state/time-range.ts';
import { ExportError } from './export-error.ts';
import { joinedSource, memoryPart, type SourcePart } from './joined-source.ts';

/**
 * The chunks of a recording that have anything to do with a range, as a recording file of its own: those in it, those that its
 * video needs to be decoded, and what is static. The rows beyond the range are still there.
 */
export interface Excerpt {
  readonly source: ByteSource;
  readonly storeId: RrdStoreId;
  /** Rows without times, which every part of the recording has. */
  readonly staticRows: number;
  /** Entities with video that has pictures within the range, rather than only one from before it. */
  readonly videos: ReadonlySet<string>;
  /** The range is on a timeline that counts rather than tells times. */
  readonly isCounted: boolean;
}

/** What an excerpt is made for. */
export interface ExcerptRange extends TimeRange {
  /** Default: all. */
  readonly entity?: EntityPath | undefined;
}

/** Bytes in front of each message's payload. */
const MESSAGE_HEADER_BYTES = 16;

/**
 * Finds the chunks for a range by the index of a file. Reads the index, and of the video before the range as much as it takes
 * to find the keyframe; the chunks themselves are read when the excerpt is.
 *
 * @throws ExportError `not-found` if the file has no such recording; RrdError if it cannot be read.
 */
export async function excerptOfFile(
  source: ByteSource,
  recording: RecordingInfo,
  range: ExcerptRange,
  onProgress: (done: number, total: number) => void,
): Promise<Excerpt> {
  const file = await openRrd(source, { onProgress });
  const store = file.stores.find((candidate) => isSame(candidate, recording));
  if (store === undefined) {
    throw new ExportError('not-found', `The file has no recording “${recording.id}” any more: open it again.`);
  }
  const asked = store.entries.filter(({ entityPath }) => range.entity === undefined || entityPath === range.entity);
  const before = await chunksBeforeRange(file, asked, store.storeId, range);
  const entries = asked.filter((entry) => entry.isStatic || isTouched(entry, range) || before.has(entry));
  const parts = entries.map((entry) => ({
    source,
    offset: entry.offset - MESSAGE_HEADER_BYTES,
    byteLength: MESSAGE_HEADER_BYTES + entry.byteLength,
  }));
  const { storeId } = store;
  const info = store.info ?? { storeId, source: { kind: RrdSourceKind.Unspecified } };
  return excerptOf(info, parts, {
    staticRows: entries.reduce((sum, entry) => sum + (entry.isStatic ? entry.rowCount : 0), 0),
    videos: new Set(
      entries.filter((entry) => isVideo(entry) && isTouched(entry, range)).map((entry) => entry.entityPath),
    ),
    isCounted: entries.some((entry) => spanOn(entry.spans, range.timeline)?.kind === 'sequence'),
  });
}

/** An excerpt of messages of chunks, one part each. */
export function excerptOf(
  info: RrdStoreInfoInput,
  parts: readonly SourcePart[],
  facts: Omit<Excerpt, 'source' | 'storeId'>,
): Excerpt {
  const writer = new RrdWriter({ footer: false });
  const head = [...writer.header(), ...writer.storeInfo(info)];
  return { source: joinedSource([...head.map(memoryPart), ...parts]), storeId: info.storeId, ...facts };
}

/** A chunk with anything within the range. */
export function isTouched({ spans }: { readonly spans: readonly TimeSpan[] }, range: TimeRange): boolean {
  const span = spanOn(spans, range.timeline);
  return span !== undefined && span.min <= range.to && span.max >= range.from;
}

export function spanOn(spans: readonly TimeSpan[], timeline: string): TimeSpan | undefined {
  return spans.find((span) => span.timeline === timeline);
}

function isVideo({ components, isStatic }: RrdManifestEntry): boolean {
  return !isStatic && components.some(({ descriptor }) => descriptor.component === VIDEO_SAMPLE);
}

function isSame({ storeId, info }: RrdStoreIndex, recording: RecordingInfo): boolean {
  const found = recordingInfoOf(storeId, info);
  return storeId.kind === 'recording' && found.id === recording.id && found.applicationId === recording.applicationId;
}

/**
 * The chunks of each video that come before the range and that its first picture needs: back to the one with the keyframe at or
 * before the beginning. Where keyframes cannot be told, back to the first.
 */
async function chunksBeforeRange(
  file: IndexedRrd,
  entries: readonly RrdManifestEntry[],
  storeId: RrdStoreId,
  range: TimeRange,
): Promise<ReadonlySet<RrdManifestEntry>> {
  const candidates = new Map<string, RrdManifestEntry[]>();
  for (const entry of entries) {
    const span = spanOn(entry.spans, range.timeline);
    if (!isVideo(entry) || span === undefined || span.min > range.from) continue;
    const ofEntity = candidates.get(entry.entityPath);
    if (ofEntity === undefined) candidates.set(entry.entityPath, [entry]);
    else ofEntity.push(entry);
  }
  const needed = new Set<RrdManifestEntry>();
  for (const ofEntity of candidates.values()) {
    const newestFirst = ofEntity.map((entry) => ({ entry, min: spanOn(entry.spans, range.timeline)?.min ?? 0n }));
    newestFirst.sort((a, b) => (a.min < b.min ? 1 : a.min > b.min ? -1 : b.entry.offset - a.entry.offset));
    for (const { entry } of newestFirst) {
      needed.add(entry);
      if (await hasKeyframeBefore(file, storeId, entry, range)) break;
    }
  }
  return needed;
}

async function hasKeyframeBefore(
  file: IndexedRrd,
  storeId: RrdStoreId,
  entry: RrdManifestEntry,
  { timeline, from }: TimeRange,
): Promise<boolean> {
  const survey = new VideoSurvey({ timeline });
  const { offset, byteLength } = entry;
  survey.add({ storeId, arrow: await file.readChunk(entry), facts: entry, offset, byteLength, isCompressed: false });
  const samples = survey.stream(storeId, entry.entityPath)?.samples;
  for (let i = 0; samples !== undefined && i < samples.length; i++) {
    const { isKeyframe, time } = samples.at(i);
    if (isKeyframe && time !== undefined && time <= from) return true;
  }
  return false;
}
