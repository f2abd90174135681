import { type EntityPath, MAX_TIME, MIN_TIME, parseEntityPath, parseRecordingId } from '@rushes/proto';
import type { RecordingStore, SampleRef, VideoTrack } from '../data/recording-store.ts';
import type { FileId } from '../source/file-messages.ts';
import type { ConnectionState } from '../source/ingest-messages.ts';
import type { AppStore } from '../state/app-store.ts';
import type {
  ControlError,
  ControlEvents,
  ControlFrame,
  ControlRecording,
  ControlSample,
  ControlTime,
  ControlTimeline,
  ControlVideo,
  RushesControl,
} from '../state/control.ts';
import { layoutFromJson, layoutToJson } from '../state/layout-json.ts';
import { currentTime } from '../state/selectors.ts';
import type { AppState } from '../state/state.ts';
import type { VideoDisplay } from '../video/video-display.ts';
import type { VideoState } from '../video/video-messages.ts';
import type { PlainValue } from '../views/view.ts';

export interface ControlWorld {
  readonly app: AppStore;
  readonly video: VideoDisplay;
  store(): RecordingStore | undefined;
  settled(): Promise<void>;
  openFile(file: string | File): FileId;
  closeFile(file: FileId): void;
  /** A PNG of the 2D view of this entity; undefined if none is to be seen. */
  snapshot(entity: EntityPath): Promise<Blob> | undefined;
}

type Listeners = { readonly [K in keyof ControlEvents]: Set<(value: ControlEvents[K]) => void> };

/** `window.rushes`; see docs/guide/control-interface.md. */
export class PageControl implements RushesControl {
  readonly #world: ControlWorld;
  readonly #listeners: Listeners = {
    time: new Set(),
    recordings: new Set(),
    videos: new Set(),
    selection: new Set(),
    connection: new Set(),
    error: new Set(),
  };
  #told: AppState;

  constructor(world: ControlWorld) {
    this.#world = world;
    this.#told = world.app.state;
    world.app.subscribe(() => this.#tellChanges());
  }

  recordings(): readonly ControlRecording[] {
    const { recordings = [], active } = this.#world.app.state;
    return recordings.map(({ id, applicationId, live }) => ({ id, applicationId, live, active: id === active }));
  }

  setRecording(id: string): void {
    this.#world.app.dispatch({ kind: 'open-recording', recording: parseRecordingId(id) });
  }

  open(file: string | File): Promise<readonly string[]> {
    if (typeof file !== 'string' && !(file instanceof Blob)) {
      throw new TypeError(`open(file) takes a URL or a File, found ${typeof file}.`);
    }
    const { app } = this.#world;
    const id = this.#world.openFile(file);
    return new Promise((resolve, reject) => {
      const look = () => {
        const opened = app.state.files.find((candidate) => candidate.id === id);
        if (opened?.status.kind === 'opening') return;
        stop();
        if (opened === undefined) reject(new Error('The file was closed before it was open.'));
        else if (opened.status.kind === 'open') resolve(opened.recordings.map((recording) => recording.id));
        else reject(Object.assign(new Error(opened.status.problem.message), { code: opened.status.problem.code }));
      };
      const stop = app.subscribe(look);
      look();
    });
  }

  close(id: string): void {
    const listed = this.#world.app.state.recordings?.find((recording) => recording.id === id);
    if (listed?.origin.kind !== 'file') throw new RangeError(`close(id): “${id}” is not a recording in an open file.`);
    this.#world.closeFile(listed.origin.file);
  }

  timelines(): readonly ControlTimeline[] {
    return this.#world.app.state.timelines.map(({ name, kind, min, max }) => ({ name, kind, min, max }));
  }

  setTimeline(name: string): void {
    const { timelines, historyComplete } = this.#world.app.state;
    if (historyComplete && !timelines.some((timeline) => timeline.name === name)) {
      const known = timelines.map((timeline) => `“${timeline.name}”`).join(', ') || 'none';
      throw new RangeError(`setTimeline(name): the recording has no timeline “${name}”; it has ${known}.`);
    }
    this.#world.app.dispatch({ kind: 'set-timeline', name });
  }

  setTime(time: bigint): void {
    if (typeof time !== 'bigint') {
      const found = typeof time === 'number' ? `the number ${time}; write ${time}n` : typeof time;
      throw new TypeError(`setTime(time) takes a bigint (nanoseconds, or a sequence number), found ${found}.`);
    }
    if (time < MIN_TIME || time > MAX_TIME) {
      throw new RangeError(`setTime(time) takes a time within ±(2^63 - 1), found ${time}.`);
    }
    this.#world.app.dispatch({ kind: 'set-time', time });
  }

  play(): void {
    this.#world.app.dispatch({ kind: 'play' });
  }

  pause(): void {
    this.#world.app.dispatch({ kind: 'pause' });
  }

  follow(): void {
    this.#world.app.dispatch({ kind: 'follow' });
  }

  setSpeed(speed: number): void {
    if (!Number.isFinite(speed) || speed === 0) {
      throw new RangeError(`setSpeed(speed) takes a finite number other than 0 (negative: backwards), found ${speed}.`);
    }
    this.#world.app.dispatch({ kind: 'set-speed', speed });
  }

  time(): ControlTime {
    return describeTime(this.#world.app.state);
  }

  videos(): readonly ControlVideo[] {
    const store = this.#world.store();
    return store === undefined ? [] : store.videoTracks().map((track) => this.#describeVideo(track));
  }

  settled(): Promise<void> {
    return this.#world.settled();
  }

  async frame(entity: string): Promise<ControlFrame | null> {
    const path = parseEntityPath(entity);
    const pixels = await this.#world.video.readPixels(path);
    const track = this.#world.store()?.videoTrack(path);
    if (pixels === undefined || track === undefined) return null;
    const sample = track.sampleByKey(this.#timeline, pixels.key)?.ordinal;
    if (sample === undefined) return null;
    const { format, width, height, data } = pixels;
    return { entity: path, sample, format, width, height, data };
  }

  async snapshot(entity: string): Promise<Blob> {
    const path = parseEntityPath(entity);
    await this.#world.settled();
    const png = this.#world.snapshot(path);
    if (png === undefined) throw new RangeError(`snapshot(entity): no 2D view of ${path} is to be seen.`);
    return png;
  }

  layout(): PlainValue {
    return layoutToJson(this.#world.app.state.layout);
  }

  setLayout(layout: unknown): void {
    const read = layoutFromJson(layout);
    if (read === undefined) {
      throw new TypeError('setLayout(layout): expected what layout() gives, found something else.');
    }
    const { app } = this.#world;
    for (const message of read.problems) {
      app.dispatch({ kind: 'trouble', code: 'bad-layout', message, entity: undefined });
    }
    app.dispatch({ kind: 'set-layout', layout: read.layout });
  }

  on<K extends keyof ControlEvents>(event: K, listener: (value: ControlEvents[K]) => void): () => void {
    const listeners = this.#listeners[event];
    if (listeners === undefined) {
      const known = Object.keys(this.#listeners).join(', ');
      throw new TypeError(`on(event, listener): there is no event “${String(event)}”; there are ${known}.`);
    }
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Called after a draw in which the videos may have changed. @internal */
  tellVideos(): void {
    if (this.#listeners.videos.size > 0) this.#tell('videos', this.videos());
  }

  get #timeline(): string {
    return this.#world.app.state.time.timeline ?? '';
  }

  #describeVideo(track: VideoTrack): ControlVideo {
    const { app, video } = this.#world;
    const time = currentTime(app.state);
    const requested = time === undefined ? undefined : track.sampleAt(this.#timeline, time);
    const shownKey = video.shown(track.entity)?.key;
    const shown = shownKey === undefined ? undefined : track.sampleByKey(this.#timeline, shownKey);
    const told: VideoState =
      time !== undefined && track.isLoading(this.#timeline, time) ? { kind: 'loading' } : video.state(track.entity);
    // The cursor may have moved since the views last drew and asked.
    const isAsked = video.wanted(track.entity) !== undefined && requested !== undefined;
    const state: VideoState =
      told.kind === 'ok' && isAsked && shownKey !== requested.key ? { kind: 'catching-up', behind: 1 } : told;
    return {
      entity: track.entity,
      codec: track.format?.codecString ?? null,
      width: track.format?.width ?? null,
      height: track.format?.height ?? null,
      samples: track.sampleCount,
      keyframes: track.keyframeCount,
      requested: describeSample(requested),
      shown: describeSample(shown),
      ...describeState(state),
      dropped: track.dropped,
    };
  }

  #tellChanges(): void {
    const before = this.#told;
    const state = this.#world.app.state;
    this.#told = state;
    if (state.recordings !== before.recordings || state.active !== before.active) {
      this.#tell('recordings', this.recordings());
    }
    if (state.selected !== before.selected) this.#tell('selection', state.selected ?? null);
    if (state.connection.kind !== before.connection.kind) this.#tell('connection', state.connection.kind);
    for (const error of newErrors(before, state)) this.#tell('error', error);
    if (this.#listeners.time.size > 0 && !sameTime(describeTime(before), describeTime(state))) {
      this.#tell('time', describeTime(state));
    }
  }

  #tell<K extends keyof ControlEvents>(event: K, value: ControlEvents[K]): void {
    for (const listener of [...this.#listeners[event]]) {
      try {
        listener(value);
      } catch (error) {
        // A listener of somebody's script: its failure is reported as an uncaught one would be, and stops nobody else.
        reportError(error);
      }
    }
  }
}

/** What went wrong since: troubles that are new or happened again, and a connection that was lost. */
function newErrors(before: AppState, state: AppState): readonly ControlError[] {
  const { connection, troubles } = state;
  const isLost = connection.kind === 'lost' && before.connection.kind !== 'lost' && !isRetry(before.connection);
  const lost = isLost ? [{ code: 'connection-lost', message: connection.reason, entity: null }] : [];
  if (troubles === before.troubles) return lost;
  const known = new Set(before.troubles);
  const found = troubles.filter((trouble) => !known.has(trouble));
  return [...lost, ...found.map(({ code, message, entity }) => ({ code, message, entity: entity ?? null }))];
}

/** An attempt after the first: that the connection is lost was said before. */
function isRetry(connection: ConnectionState): boolean {
  return connection.kind === 'connecting' && connection.attempt > 1;
}

/** Where the cursor is, for scripts. */
export function describeTime(state: AppState): ControlTime {
  const { timeline = '', mode, speed } = state.time;
  return { timeline, time: currentTime(state) ?? null, mode, speed };
}

function sameTime(a: ControlTime, b: ControlTime): boolean {
  return a.timeline === b.timeline && a.time === b.time && a.mode === b.mode && a.speed === b.speed;
}

function describeSample(sample: SampleRef | undefined): ControlSample | null {
  return sample === undefined ? null : { sample: sample.ordinal, time: sample.time };
}

function describeState(state: VideoState): Pick<ControlVideo, 'state' | 'error'> {
  if (state.kind !== 'error') return { state: state.kind, error: null };
  return { state: 'error', error: { code: state.code, message: state.message } };
}
