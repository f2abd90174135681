import type { ControlError, ViewerHandle } from '@rushes/viewer';
import { Viewer } from '@rushes/viewer/react';
import { useEffect, useRef, useState } from 'react';
import { type CellEvent, EventList } from './event-list.tsx';

const CAMERAS = { cell: 'The cell', wrist: 'The wrist' } as const;
type Camera = keyof typeof CAMERAS;

/** A list of what happened beside the recording of it: a click goes there, and the list says where the cursor is. */
export function App() {
  const events = useEvents();
  const viewer = useRef<ViewerHandle>(null);
  const [camera, setCamera] = useState<Camera>('cell');
  const [isDark, setDark] = useState(true);
  const [frame, setFrame] = useState(0n);
  const [problem, setProblem] = useState<ControlError>();
  return (
    <div className="app" data-theme={isDark ? 'dark' : 'light'}>
      <header>
        <h1>Incidents</h1>
        <fieldset className="choices" aria-label="Camera">
          {(Object.keys(CAMERAS) as Camera[]).map((name) => (
            <button key={name} type="button" aria-pressed={name === camera} onClick={() => setCamera(name)}>
              {CAMERAS[name]}
            </button>
          ))}
        </fieldset>
        <button type="button" onClick={() => viewer.current?.play()}>
          Play
        </button>
        <button type="button" onClick={() => setDark(!isDark)}>
          {isDark ? 'Light' : 'Dark'}
        </button>
      </header>
      <aside>
        <EventList events={events} frame={frame} onChoose={(event) => viewer.current?.setTime(BigInt(event.frame))} />
        {problem !== undefined && <p role="alert">{problem.message}</p>}
      </aside>
      <main>
        <Viewer
          ref={viewer}
          source={`/${camera}.rrd`}
          theme={isDark ? 'dark' : 'light'}
          timeline="frame"
          panels={{ topBar: false, tree: false, selection: false }}
          onTimeChange={({ time }) => time !== null && setFrame(time)}
          onError={setProblem}
        />
      </main>
    </div>
  );
}

function useEvents(): readonly CellEvent[] {
  const [events, setEvents] = useState<readonly CellEvent[]>([]);
  useEffect(() => {
    const ended = new AbortController();
    fetch('/events.json', { signal: ended.signal })
      .then((response) => response.json())
      .then(setEvents, (error) => ended.signal.aborted || reportError(error));
    return () => ended.abort();
  }, []);
  return events;
}
