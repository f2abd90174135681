import type { EntityPath } from '@rushes/proto';
import type { RecordingStore } from '../../data/recording-store.ts';
import { canWalkSelections } from '../../state/selection.ts';
import { activeRecording, dropTexts, fileOf } from '../../state/selectors.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { useAppState, useDrawnFrames, usePage } from '../../ui/page-context.tsx';
import { formatTime } from '../../util/time-format.ts';
import { bytesCountText } from '../../views/shared-value-text.ts';
import { recordingTitle } from '../recordings/recording-lines.ts';
import { ViewSettings } from '../view-settings/view-settings.tsx';
import { ComponentList } from './component-list.tsx';
import { EntityLinks } from './entity-links.tsx';
import { Fact, Facts } from './facts.tsx';
import { VideoFacts } from './video-facts.tsx';

/** Fast enough to read along while playing, slow enough to read at all. */
const REFRESH_MILLIS = 150;

/** What is known of the selected entity at the cursor; of the recording when nothing is selected. */
export function SelectionPanel() {
  const page = usePage();
  useDrawnFrames(REFRESH_MILLIS);
  const selected = useAppState((state) => state.selected);
  const view = useAppState(({ layout }) => layout.views.find(({ id }) => id === layout.selectedView));
  const { store } = page;
  return (
    <>
      <div className="panel-head">
        <h2>{view !== undefined ? 'View' : selected === undefined ? 'Recording' : 'Selection'}</h2>
        <SelectionSteps />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
      <section className="panel-scroll" tabIndex={0} aria-label="Facts">
        {view !== undefined ? (
          <ViewSettings key={view.id} view={view} />
        ) : selected === undefined || store === undefined ? (
          <RecordingFacts />
        ) : (
          <EntityFacts store={store} entity={selected} />
        )}
      </section>
    </>
  );
}

/** Back and forth through what was selected, and the way out. */
function SelectionSteps() {
  const { dispatch } = usePage().app;
  const isAnythingSelected = useAppState(
    ({ selected, layout }) => selected !== undefined || layout.selectedView !== undefined,
  );
  const canGoBack = useAppState((state) => canWalkSelections(state, -1));
  const canGoForth = useAppState((state) => canWalkSelections(state, 1));
  return (
    <div className="button-row">
      <IconButton
        icon="stepBack"
        label="Previous selection"
        shortcut="Alt+←"
        disabled={!canGoBack}
        onClick={() => dispatch({ kind: 'walk-selections', step: -1 })}
      />
      <IconButton
        icon="stepForward"
        label="Next selection"
        shortcut="Alt+→"
        disabled={!canGoForth}
        onClick={() => dispatch({ kind: 'walk-selections', step: 1 })}
      />
      {isAnythingSelected && (
        <IconButton
          icon="close"
          label="Clear the selection"
          shortcut="Esc"
          onClick={() => dispatch({ kind: 'select', entity: undefined })}
        />
      )}
    </div>
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
      <EntityLinks entity={entity} />
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
