import type { EntityPath } from '@rushes/proto';
import { readTexts } from '../../data/read-column.ts';
import type { RecordingStore } from '../../data/recording-store.ts';
import { ViewKind, type ViewSpec } from '../view.ts';

const TEXT = 'TextDocument:text';
const MEDIA_TYPE = 'TextDocument:media_type';

/** A document as it is to be shown. */
export interface TextDocumentContent {
  readonly text: string;
  readonly format: 'plain' | 'markdown';
  /** A media type that is shown as plain text for want of something better. */
  readonly unknownType: string | undefined;
}

/** One view per document. */
export function suggestDocuments(store: RecordingStore): readonly ViewSpec[] {
  return store
    .entities()
    .filter((entity) => store.components(entity).includes(TEXT))
    .map((origin) => ({
      id: `${ViewKind.TextDocument}:${origin}`,
      kind: ViewKind.TextDocument,
      origin,
      title: origin === '/' ? 'Document' : origin.slice(1),
    }));
}

/** The document of an entity at a time; undefined when it has none then. */
export function documentAt(
  store: RecordingStore,
  entity: EntityPath,
  timeline: string,
  time: bigint,
): TextDocumentContent | undefined {
  const text = readTexts(store.latestAt(entity, TEXT, timeline, time))?.[0];
  if (text === undefined) return undefined;
  const mediaType = readTexts(store.latestAt(entity, MEDIA_TYPE, timeline, time))?.[0] ?? 'text/plain';
  // `text/markdown; charset=utf-8` is Markdown too.
  const essence = mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (essence === 'text/markdown') return { text, format: 'markdown', unknownType: undefined };
  return { text, format: 'plain', unknownType: essence === 'text/plain' || essence === '' ? undefined : mediaType };
}
