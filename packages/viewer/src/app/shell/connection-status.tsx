import { useEffect, useState } from 'react';
import type { ConnectionState } from '../source/ingest-messages.ts';
import { activeRecording, isLive } from '../state/selectors.ts';
import { useAppState } from '../ui/page-context.tsx';

/** Whether the hub is there, and if not, why and when the next attempt is. */
export function ConnectionStatus() {
  const connection = useAppState((state) => state.connection);
  const live = useAppState(isLive);
  const logged = useAppState((state) => activeRecording(state)?.origin.kind === 'hub');
  const ended = logged && !live;
  if (connection.kind === 'none') return null;
  const tone =
    connection.kind === 'connected' ? (ended ? 'idle' : 'good') : connection.kind === 'lost' ? 'bad' : 'wait';
  return (
    <div className="connection" data-tone={tone} role="status">
      <span className="dot" aria-hidden="true" />
      <ConnectionText connection={connection} live={live} ended={ended} />
    </div>
  );
}

interface ConnectionTextProps {
  readonly connection: ConnectionState;
  readonly live: boolean;
  readonly ended: boolean;
}

function ConnectionText({ connection, live, ended }: ConnectionTextProps) {
  switch (connection.kind) {
    case 'connecting':
      return <span>{connection.attempt > 1 ? `Connecting (attempt ${connection.attempt})` : 'Connecting'}</span>;
    case 'connected':
      return (
        <span title={`Connected to ${connection.server}`}>
          {live ? 'Live' : ended ? 'Connected · recording ended' : 'Connected'}
        </span>
      );
    case 'none':
      return null;
    case 'lost':
      return (
        <span className="connection-lost" title={connection.reason}>
          Connection lost: {connection.reason} <RetryCountdown atMillis={connection.retryAtMillis} />
        </span>
      );
  }
}

/** Counts down to the next attempt; `atMillis` is on the clock of `Date.now()`. */
function RetryCountdown({ atMillis }: { readonly atMillis: number }) {
  const [nowMillis, setNowMillis] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNowMillis(Date.now()), 500);
    return () => window.clearInterval(timer);
  }, []);
  const secs = Math.ceil((atMillis - nowMillis) / 1000);
  return <span className="quiet">{secs > 0 ? `· next attempt in ${secs} s` : '· trying again'}</span>;
}
