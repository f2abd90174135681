import type { EntityPath } from '@rushes/proto';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';
import { activeRecording, currentTime, dropTexts, fileOf } from '../../state/selectors.ts';
import type { AppState } from '../../state/state.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useAppState, useDrawnFrames, usePage } from '../../ui/page-context.tsx';
import { formatTime } from '../../util/time-format.ts';
import { bytesCountText, componentText } from '../../views/shared-value-text.ts';
import { recordingTitle } from '../recordings/recording-lines.ts';
import { Fact, Facts } from './facts.tsx';
import { VideoFacts } from './video-facts.tsx';

/** Fast enough to read along while playing, slow enough to read at all. */
const REFRESH_MILLIS = 150;

/** What is known of the selected entity at the cursor; of the recording when nothing is selected. */
export function SelectionPanel() {
  const page = usePage();
  useDrawnFrames(REFRESH_MILLIS);
  const selected = useAppState((state) => state.selected);
  const { store } = page;
  return (
    <>
      <div className="panel-head">
        <h2>{selected === undefined ? 'Recording' : 'Selection'}</h2>
        {selected !== undefined && (
          <IconButton
            icon="close"
            label="Clear the selection"
            shortcut="Esc"
            onClick={() => page.app.dispatch({ kind: 'select', entity: undefined })}
          />
        )}
      </div>
      <div className="panel-scroll">
        {selected === undefined || store === undefined ? (
          <RecordingFacts />
        ) : (
          <EntityFacts store={store} entity={selected} />
        )}
      </div>
    </>
  );
}

function RecordingFacts() {
  // Rendered with the panel around it: the extents change with every sample, which is more often than anyone reads them.
  const { app, store } = usePage();
  const recording = activeRecording(app.state);
  const { timelines, zone } = app.state;
  if (recording === undefined) return <p className="panel-empty">No recording</p>;
  const file = fileOf(app.state, recording);
  return (
    <>
      <Facts>
        <Fact name="Application">{recording.applicationId}</Fact>
        <Fact name="Recording">
          <code>{recording.id}</code>
        </Fact>
        {recording.startedAtNanos !== 0n && (
          <Fact name="Started">{formatTime('timestamp', recording.startedAtNanos, zone)}</Fact>
        )}
        {recording.origin.kind === 'hub' ? (
          <>
            <Fact name="State">{recording.live ? 'live' : 'ended'}</Fact>
            <Fact name="Held by the viewer">{bytesCountText(recording.bytes)}</Fact>
          </>
        ) : (
          <>
            <Fact name="File">{recordingTitle(recording, file)}</Fact>
            <Fact name="Size of the file">{bytesCountText(file?.byteLength ?? recording.bytes)}</Fact>
          </>
        )}
        {recording.evictedBytes > 0 && (
          <Fact name="Forgotten (memory limit)">{bytesCountText(recording.evictedBytes)}, the oldest first</Fact>
        )}
        <Fact name="Entities">{store?.entities().length ?? 0}</Fact>
      </Facts>
      <h3>Timelines</h3>
      <Facts>
        {timelines.map((timeline) => (
          <Fact key={timeline.name} name={timeline.name}>
            <span className="fact-line">{formatTime(timeline.kind, timeline.min, zone)} to</span>
            <span className="fact-line">{formatTime(timeline.kind, timeline.max, zone)}</span>
          </Fact>
        ))}
      </Facts>
    </>
  );
}

interface EntityProps {
  readonly store: RecordingStore;
  readonly entity: EntityPath;
}

function EntityFacts({ store, entity }: EntityProps) {
  const drop = useAppState((state) => state.drops[entity]);
  const track = store.videoTrack(entity);
  return (
    <>
      <p className="entity-path">
        <code>{entity}</code>
      </p>
      {track !== undefined && <VideoFacts track={track} />}
      {track === undefined && drop !== undefined && (
        <ul className="drop-list">
          {dropTexts(drop).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <ComponentList store={store} entity={entity} />
    </>
  );
}

function ComponentList({ store, entity }: EntityProps) {
  const { app } = usePage();
  const { state } = app;
  const time = currentTime(state);
  const { timeline = '' } = state.time;
  const components = store.components(entity);
  if (components.length === 0) return <p className="panel-empty">Nothing was logged to this entity itself.</p>;
  return (
    <>
      <h3>Components at the cursor</h3>
      <Facts stacked>
        {components.map((component) => {
          const ref = time === undefined ? undefined : store.latestAt(entity, component, timeline, time);
          return (
            <Fact key={component} name={component} note={ref === undefined ? undefined : loggedText(store, state, ref)}>
              {ref === undefined ? <span className="quiet">not yet logged</span> : componentText(store, timeline, ref)}
            </Fact>
          );
        })}
      </Facts>
    </>
  );
}

/** When the value was logged: `static`, or the time on the timeline in use. */
function loggedText(store: RecordingStore, state: AppState, ref: RowRef): string {
  if (ref.time === undefined) return 'static';
  return formatTime(store.timelineKind(state.time.timeline ?? '') ?? 'sequence', ref.time, state.zone);
}
