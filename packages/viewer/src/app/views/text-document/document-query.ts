import type { EntityPath } from '@rushes/proto';
import { readTexts } from '../../data/read-column.ts';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';
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

export function isDocument(store: RecordingStore, entity: EntityPath): boolean {
  return store.components(entity).includes(TEXT);
}

/** One view per document. */
export function suggestDocuments(store: RecordingStore): readonly ViewSpec[] {
  return store
    .entities()
    .filter((entity) => isDocument(store, entity))
    .map((origin) => ({
      id: `${ViewKind.TextDocument}:${origin}`,
      kind: ViewKind.TextDocument,
      origin,
      title: origin === '/' ? 'Document' : origin.slice(1),
    }));
}

/** The rows that a document is in; with the same rows it is the same document. */
export interface DocumentRows {
  readonly text: RowRef;
  readonly mediaType: RowRef | undefined;
}

/** Where the document of an entity is at a time; undefined when it has none then. */
export function documentRows(
  store: RecordingStore,
  entity: EntityPath,
  timeline: string,
  time: bigint,
): DocumentRows | undefined {
  const text = store.latestAt(entity, TEXT, timeline, time);
  return text && { text, mediaType: store.latestAt(entity, MEDIA_TYPE, timeline, time) };
}

export function isSameDocument(a: DocumentRows | undefined, b: DocumentRows | undefined): boolean {
  return isSameRow(a?.text, b?.text) && isSameRow(a?.mediaType, b?.mediaType);
}

/** The document in these rows; undefined where they were cleared. */
export function readDocument(rows: DocumentRows | undefined): TextDocumentContent | undefined {
  const text = readTexts(rows?.text)?.[0];
  if (rows === undefined || text === undefined) return undefined;
  const mediaType = readTexts(rows.mediaType)?.[0] ?? 'text/plain';
  // `text/markdown; charset=utf-8` is Markdown too.
  const essence = mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (essence === 'text/markdown') return { text, format: 'markdown', unknownType: undefined };
  return { text, format: 'plain', unknownType: essence === 'text/plain' || essence === '' ? undefined : mediaType };
}

function isSameRow(a: RowRef | undefined, b: RowRef | undefined): boolean {
  return a?.column === b?.column && a?.row === b?.row;
}
