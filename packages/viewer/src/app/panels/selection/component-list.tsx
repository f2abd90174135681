import type { EntityPath } from '@rushes/proto';
import type { RecordingStore, RowRef } from '../../data/recording-store.ts';
import { currentTime } from '../../state/selectors.ts';
import type { AppState } from '../../state/state.ts';
import { useAppState, usePage } from '../../ui/page-context.tsx';
import { formatTime } from '../../util/time-format.ts';
import { componentText } from '../../views/shared-value-text.ts';
import { Fact, Facts } from './facts.tsx';
import { InstanceChooser } from './instance-chooser.tsx';
import { instanceCount, instanceValue } from './instance-row.ts';

interface ComponentListProps {
  readonly store: RecordingStore;
  readonly entity: EntityPath;
}

/** What every component of an entity is at the cursor, or of one of its instances. */
export function ComponentList({ store, entity }: ComponentListProps) {
  const { app } = usePage();
  const instance = useAppState((state) => (state.selected === entity ? state.selectedInstance : undefined));
  const { state } = app;
  const time = currentTime(state);
  const { timeline = '' } = state.time;
  const components = store.components(entity);
  if (components.length === 0) return <p className="panel-empty">Nothing was logged to this entity itself.</p>;
  const rows = components.map((component) => ({
    component,
    ref: time === undefined ? undefined : store.latestAt(entity, component, timeline, time),
  }));
  const count = instanceCount(rows.map(({ ref }) => ref));
  return (
    <>
      <InstanceChooser entity={entity} instance={instance} count={count} />
      <h3>Components at the cursor</h3>
      {instance !== undefined && instance >= count && count > 0 && (
        <p className="panel-empty">At this time there are {count.toLocaleString('en')} instances only.</p>
      )}
      <Facts stacked>
        {rows.map(({ component, ref }) => (
          <Fact key={component} name={component} note={ref === undefined ? undefined : loggedText(store, state, ref)}>
            {ref === undefined ? (
              <span className="quiet">not yet logged</span>
            ) : (
              <ComponentValue store={store} timeline={timeline} row={ref} instance={instance} />
            )}
          </Fact>
        ))}
      </Facts>
    </>
  );
}

interface ComponentValueProps {
  readonly store: RecordingStore;
  readonly timeline: string;
  readonly row: RowRef;
  readonly instance: number | undefined;
}

function ComponentValue({ store, timeline, row, instance }: ComponentValueProps) {
  const value = instance === undefined ? undefined : instanceValue(row, instance);
  if (value === undefined) return componentText(store, timeline, row);
  return (
    <>
      {componentText(store, timeline, value.ref)}
      {value.isShared && <span className="quiet"> (of all instances)</span>}
    </>
  );
}

/** When the value was logged: `static`, or the time on the timeline in use. */
function loggedText(store: RecordingStore, state: AppState, ref: RowRef): string {
  if (ref.time === undefined) return 'static';
  return formatTime(store.timelineKind(state.time.timeline ?? '') ?? 'sequence', ref.time, state.zone);
}
