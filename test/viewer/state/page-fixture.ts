import { type EntityPath, parseRecordingId, type RecordingSummary } from '@rushes/proto';
import { Session } from '../../../packages/viewer/src/app/page/session.ts';
import type { IngestCommand, IngestedChunk } from '../../../packages/viewer/src/app/source/ingest-messages.ts';
import { AppStore } from '../../../packages/viewer/src/app/state/app-store.ts';
import type { ShownFrame, VideoDisplay } from '../../../packages/viewer/src/app/video/video-display.ts';
import type { ShowMode, VideoState } from '../../../packages/viewer/src/app/video/video-messages.ts';

export const REC = parseRecordingId('rec');

export function summary(id = REC, live = true, startedAtNanos = 1n): RecordingSummary {
  return { id, applicationId: 'app', startedAtNanos, live, chunks: 0, bytes: 0, evictedBytes: 0 };
}

/** A display that shows what the test tells it to. */
export class FakeVideo implements VideoDisplay {
  readonly wishes = new Map<EntityPath, number>();
  readonly keys = new Map<EntityPath, number>();
  readonly states = new Map<EntityPath, VideoState>();
  resets = 0;
  paints = 0;
  draws = 0;
  isCrowded = false;

  want(entity: EntityPath, key: number | undefined, _mode: ShowMode): void {
    if (key !== undefined) this.wishes.set(entity, key);
  }
  foresee(entity: EntityPath, key: number): void {
    this.wishes.set(entity, key);
  }
  beginDraw(): void {
    this.draws += 1;
  }
  isAsked(entity: EntityPath): boolean {
    return this.wishes.has(entity);
  }
  releaseUnasked(): void {
    this.draws += 1;
  }
  shown(entity: EntityPath): ShownFrame | undefined {
    const key = this.keys.get(entity);
    // Nothing under test looks at the picture itself.
    return key === undefined ? undefined : { key, frame: {} as VideoFrame, planes: undefined };
  }
  state(entity: EntityPath): VideoState {
    return this.states.get(entity) ?? { kind: 'ok' };
  }
  wanted(entity: EntityPath): number | undefined {
    return this.wishes.get(entity);
  }
  skipped(): number {
    return 0;
  }
  painted(_entity: EntityPath): void {
    this.paints += 1;
  }
  async readPixels(entity: EntityPath) {
    const key = this.keys.get(entity);
    return key === undefined ? undefined : { key, format: 'I420', width: 2, height: 2, data: new Uint8Array(6) };
  }
  reset(): void {
    this.resets += 1;
    this.keys.clear();
  }
  subscribe(): () => void {
    return () => undefined;
  }
  dispose(): void {
    this.keys.clear();
  }
}

/** State, session and a fake display, connected, with one live recording open. */
export function openSession() {
  const app = new AppStore();
  const video = new FakeVideo();
  const sent: IngestCommand[] = [];
  const session = new Session({ app, video, send: (command) => sent.push(command), onChange: () => undefined });
  session.handle({ kind: 'connection', state: { kind: 'connected', server: 'hub' } });
  session.handle({ kind: 'recordings', recordings: [summary()] });
  session.handle({ kind: 'reset', recording: REC });
  const take = (...chunks: IngestedChunk[]) => session.handle({ kind: 'chunks', recording: REC, chunks });
  const complete = () => session.handle({ kind: 'history-complete', recording: REC });
  return { app, video, sent, session, take, complete };
}
