import { type EntityPath, parseEntityPath, parseRecordingId } from '@rushes/proto';
import { createRecordingStore } from '../../../packages/viewer/src/app/data/chunk-recording-store.ts';
import { loggedPaths } from '../../../packages/viewer/src/app/data/entity-tree.ts';
import type {
  EntityNode,
  RecordingStore,
  WritableRecordingStore,
} from '../../../packages/viewer/src/app/data/recording-store.ts';
import type { IngestedChunk } from '../../../packages/viewer/src/app/source/ingest-messages.ts';
import type { VideoDisplay } from '../../../packages/viewer/src/app/video/video-display.ts';
import { ShowMode, type VideoState } from '../../../packages/viewer/src/app/video/video-messages.ts';
import type { ViewContext } from '../../../packages/viewer/src/app/views/view.ts';

export const path = (text: string): EntityPath => parseEntityPath(text);

export function storeOf(...chunks: readonly IngestedChunk[]): WritableRecordingStore {
  const store = createRecordingStore(parseRecordingId('views'));
  store.add(chunks);
  return store;
}

/** A display that shows what a test tells it to; wishes are written down. */
export class FakeDisplay {
  readonly wishes: (number | undefined)[] = [];
  shownKey: number | undefined;
  stateNow: VideoState = { kind: 'ok' };

  get display(): VideoDisplay {
    const frame = {
      visibleRect: { x: 0, y: 0, width: 64, height: 48 },
      displayWidth: 64,
      displayHeight: 48,
    } as unknown as VideoFrame;
    const unused = () => {
      throw new Error('The view was not expected to call this.');
    };
    return {
      want: (_entity, key) => {
        this.wishes.push(key);
      },
      foresee: unused,
      beginDraw: unused,
      isAsked: unused,
      releaseUnasked: unused,
      shown: () => (this.shownKey === undefined ? undefined : { frame, planes: undefined, key: this.shownKey }),
      state: () => this.stateNow,
      wanted: () => this.wishes.at(-1),
      skipped: () => 0,
      isCrowded: false,
      painted: unused,
      readPixels: unused,
      reset: unused,
      subscribe: unused,
      dispose: unused,
    };
  }
}

export function contextOf(
  store: WritableRecordingStore,
  display: FakeDisplay,
  change: Partial<ViewContext> = {},
): ViewContext {
  return {
    store,
    video: display.display,
    timeline: 'frame',
    time: 0n,
    mode: ShowMode.Seek,
    theme: 'dark',
    zone: 'utc',
    selected: undefined,
    hovered: undefined,
    contents: loggedPaths(store.entityTree()),
    range: undefined,
    settings: {},
    isVisible: () => true,
    ...change,
  };
}

/** All entities with components, in the order of the tree: what a view of everything has for contents. */
export function loggedEntities(store: RecordingStore): readonly EntityPath[] {
  const found: EntityPath[] = [];
  const visit = (node: EntityNode): void => {
    if (node.components.length > 0) found.push(node.path);
    for (const child of node.children) visit(child);
  };
  visit(store.entityTree());
  return found;
}
