import {
  type ByteSource,
  type EntityPath,
  openRrd,
  type RrdIndexOrigin,
  type RrdMessageMap,
  RrdSourceKind,
  type RrdStoreId,
  type RrdStoreInfo,
  type RrdVersion,
  storeKey,
  type TimeSpan,
  VIDEO_SAMPLE,
} from '@rushes/proto';
import { type OnProgress, readChunkAt, readMessages } from './read-messages.ts';
import { problemOf, type RecordingProblem } from './rewrite-report.ts';
import { describeVideo, type VideoInfo } from './video-info.ts';
import { columnOf, decodeOrUndefined, type SurveyedStream, sampleOf, VideoSurvey } from './video-survey.ts';

/** What is in a recording file. Times are in the unit of their timeline. */
export interface RecordingFileInfo {
  readonly byteLength: number;
  /** How a viewer finds the chunks: in the footer, by scanning, or in joined files both. */
  readonly openedBy: RrdIndexOrigin;
  /** Streams, more than one if files were joined. */
  readonly streams: readonly { readonly offset: number; readonly version: string }[];
  readonly stores: readonly StoreInfo[];
  readonly problems: readonly RecordingProblem[];
}

export interface StoreInfo {
  readonly storeId: RrdStoreId;
  /** Undefined if the file does not introduce the store. */
  readonly madeBy: { readonly source: string; readonly version: string | undefined } | undefined;
  readonly chunks: number;
  readonly rows: number;
  /** Bytes of the chunks in the file. */
  readonly byteLength: number;
  /** Bytes of the chunks without compression. */
  readonly uncompressedBytes: number;
  readonly timelines: readonly (TimeSpan & { readonly rows: number })[];
  readonly entities: readonly EntityInfo[];
  readonly video: readonly VideoInfo[];
}

export interface EntityInfo {
  readonly entityPath: EntityPath;
  readonly chunks: number;
  readonly rows: number;
  readonly byteLength: number;
  /** Sorted by name. */
  readonly components: readonly ComponentInfo[];
}

export interface ComponentInfo {
  readonly component: string;
  readonly componentType: string | undefined;
  readonly isStatic: boolean;
  readonly rows: number;
}

/** Reads all of a recording and tells what is in it. Memory follows entities and video samples, not the file. */
export async function describeRecording(source: ByteSource, onProgress?: OnProgress): Promise<RecordingFileInfo> {
  const opened = await openRrd(source);
  const survey = new VideoSurvey();
  const stores = new Map<string, StoreTally>();
  const streams: { offset: number; version: string }[] = [];
  const problems: RecordingProblem[] = opened.problems.map(problemOf);
  const storeOf = (storeId: RrdStoreId): StoreTally => {
    const key = storeKey(storeId);
    let store = stores.get(key);
    if (store === undefined) {
      store = new StoreTally(storeId);
      stores.set(key, store);
    }
    return store;
  };
  for await (const message of readMessages(source, onProgress)) {
    switch (message.kind) {
      case 'stream':
        streams.push({ offset: message.offset, version: versionText(message.version) });
        break;
      case 'store-info':
        storeOf(message.info.storeId).introduce(message.info);
        break;
      case 'chunk':
        storeOf(message.storeId).add(message);
        survey.add(message);
        break;
      case 'problem': {
        const { code, offset } = message.error;
        // What both ways of reading find is one problem.
        if (!problems.some((known) => known.code === code && known.offset === offset))
          problems.push(problemOf(message.error));
        break;
      }
      case 'blueprint-activation':
      case 'end':
        break;
    }
  }
  for (const stream of survey.streams) {
    storeOf(stream.storeId).video.push(describeVideo(stream, await firstKeyframe(source, stream)));
  }
  return {
    byteLength: opened.byteLength,
    openedBy: opened.origin,
    streams,
    stores: [...stores.values()].map((store) => store.info()),
    problems,
  };
}

class StoreTally {
  readonly video: VideoInfo[] = [];
  readonly #storeId: RrdStoreId;
  #madeBy: StoreInfo['madeBy'];
  readonly #sums = { chunks: 0, rows: 0, byteLength: 0, uncompressedBytes: 0 };
  readonly #timelines = new Map<string, { span: TimeSpan; rows: number }>();
  readonly #entities = new Map<
    EntityPath,
    { chunks: number; rows: number; byteLength: number; components: Map<string, ComponentInfo> }
  >();

  constructor(storeId: RrdStoreId) {
    this.#storeId = storeId;
  }

  introduce({ source, version }: RrdStoreInfo): void {
    this.#madeBy = {
      source: sourceText(source.kind, source.extra),
      version: version === undefined ? undefined : versionText(version),
    };
  }

  add({ facts, byteLength, arrow }: RrdMessageMap['chunk']): void {
    this.#sums.chunks++;
    this.#sums.rows += facts.rowCount;
    this.#sums.byteLength += byteLength;
    this.#sums.uncompressedBytes += arrow.length;
    for (const span of facts.spans) {
      const known = this.#timelines.get(span.timeline);
      this.#timelines.set(span.timeline, {
        span: known === undefined ? span : widened(known.span, span),
        rows: (known?.rows ?? 0) + facts.rowCount,
      });
    }
    let entity = this.#entities.get(facts.entityPath);
    if (entity === undefined) {
      entity = { chunks: 0, rows: 0, byteLength: 0, components: new Map() };
      this.#entities.set(facts.entityPath, entity);
    }
    entity.chunks++;
    entity.rows += facts.rowCount;
    entity.byteLength += byteLength;
    for (const { descriptor, rowCount } of facts.components) {
      const { component, componentType } = descriptor;
      const key = `${facts.isStatic} ${component}`;
      const rows = (entity.components.get(key)?.rows ?? 0) + rowCount;
      entity.components.set(key, { component, componentType, isStatic: facts.isStatic, rows });
    }
  }

  info(): StoreInfo {
    return {
      storeId: this.#storeId,
      madeBy: this.#madeBy,
      ...this.#sums,
      timelines: [...this.#timelines.values()]
        .map(({ span, rows }) => ({ ...span, rows }))
        .sort((a, b) => (a.timeline < b.timeline ? -1 : 1)),
      entities: [...this.#entities]
        .map(([entityPath, entity]) => ({
          entityPath,
          ...entity,
          components: [...entity.components.values()].sort((a, b) => (a.component < b.component ? -1 : 1)),
        }))
        .sort((a, b) => (a.entityPath < b.entityPath ? -1 : 1)),
      video: this.video.sort((a, b) => (a.entityPath < b.entityPath ? -1 : 1)),
    };
  }
}

function widened(a: TimeSpan, b: TimeSpan): TimeSpan {
  return { ...a, min: b.min < a.min ? b.min : a.min, max: b.max > a.max ? b.max : a.max };
}

async function firstKeyframe(source: ByteSource, { samples, chunks }: SurveyedStream): Promise<Uint8Array | undefined> {
  for (let place = 0; place < samples.length; place++) {
    const { isKeyframe, chunk: index, row } = samples.at(place);
    const chunkPlace = chunks[index];
    if (!isKeyframe || chunkPlace === undefined) continue;
    const chunk = decodeOrUndefined(await readChunkAt(source, chunkPlace));
    const column = chunk === undefined ? undefined : columnOf(chunk, VIDEO_SAMPLE);
    return column && sampleOf(column, row);
  }
  return undefined;
}

function sourceText(kind: number, extra: Uint8Array | undefined): string {
  if (kind === RrdSourceKind.Other && extra !== undefined) return new TextDecoder().decode(extra);
  const name = Object.entries(RrdSourceKind).find(([, value]) => value === kind);
  return name?.[0].toLowerCase() ?? `kind ${kind}`;
}

const PRE_RELEASES = ['', 'rc', 'alpha', 'dev'] as const;

/** `0.33.0`, or `0.34.0-alpha.2` for what came before a release. */
export function versionText({ major, minor, patch, meta }: RrdVersion): string {
  const kind = PRE_RELEASES[meta >> 6];
  const base = `${major}.${minor}.${patch}`;
  return meta === 0 || kind === undefined || kind === '' ? base : `${base}-${kind}.${meta & 0x3f}`;
}
