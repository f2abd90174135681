import { useState } from 'react';
import { OpenFileButton } from '../panels/recordings/open-file-button.tsx';
import type { OpenFile } from '../state/recording-list.ts';
import { activeRecording } from '../state/selectors.ts';
import { Icon } from '../ui/icons.tsx';
import { useAppState, usePage } from '../ui/page-context.tsx';

/** What is shown while there is nothing to show: how to send something here. */
export function StartPage() {
  const connection = useAppState((state) => state.connection.kind);
  const active = useAppState((state) => state.active !== undefined);
  const unknown = useAppState((state) => state.recordings === undefined);
  const opening = useAppState((state) => state.files.find((file) => file.status.kind === 'opening'));
  const inFile = useAppState((state) => (activeRecording(state)?.origin.kind ?? 'hub') !== 'hub');
  if (opening !== undefined) return <Opening file={opening} />;
  if (connection === 'lost' && !inFile) {
    return (
      <Message
        title="The viewer is not running"
        text="This page connects by itself as soon as it is back. Start it with “npx viewer”."
      />
    );
  }
  if (active || unknown) return <div className="start-page" aria-busy="true" />;
  return connection === 'none' ? <Message title="No recording is open" /> : <Welcome />;
}

function Opening({ file }: { readonly file: OpenFile }) {
  const { name, status } = file;
  const isScanned = status.kind === 'opening' && status.totalBytes > 0;
  return (
    <div className="start-page" aria-busy="true">
      <div className="start-card">
        <h2>Opening {name}</h2>
        {isScanned && (
          <>
            <p>It has no index, so it is looked through first; what is found is shown at once.</p>
            <progress aria-label={`Scanning ${name}`} max={status.totalBytes} value={status.scannedBytes} />
          </>
        )}
      </div>
    </div>
  );
}

function Message({ title, text }: { readonly title: string; readonly text?: string }) {
  return (
    <div className="start-page">
      <div className="start-card">
        <h2>{title}</h2>
        {text !== undefined && <p>{text}</p>}
        <OpenRecording />
      </div>
    </div>
  );
}

function OpenRecording() {
  return (
    <div className="start-open">
      <OpenFileButton />
      <span className="quiet">or drop .rrd recordings anywhere on this page</span>
    </div>
  );
}

function Welcome() {
  const snippet = connectSnippet(new URL(usePage().hubUrl));
  return (
    <div className="start-page">
      <div className="start-card">
        <h2>Waiting for the first recording</h2>
        <p>Log from a program with the SDK; what it logs appears here while it runs.</p>
        <OpenRecording />
        <Snippet title="Install" code="npm install @rushes/sdk" />
        <Snippet title="Log" code={snippet} />
        <p className="quiet">
          Space plays and pauses, the arrow keys step from picture to picture, End follows what comes in.
        </p>
      </div>
    </div>
  );
}

function connectSnippet(hub: URL): string {
  return `import { RecordingStream, Scalars, TextLog } from '@rushes/sdk';

const rec = new RecordingStream('my-robot');
await rec.connect('${hub.protocol}//${hub.host}');

rec.setTime('frame', { sequence: 0 });
rec.log('arm/torque', new Scalars(3.2));
rec.log('log', new TextLog('Hello'));
await rec.close();`;
}

function Snippet({ title, code }: { readonly title: string; readonly code: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(code);
      setCopied(true);
      window.setTimeout(() => setCopied(false), 1500);
    } catch {
      // Plain-HTTP pages have no clipboard; the text can still be selected and copied by hand.
      setCopied(false);
    }
  };
  return (
    <figure className="snippet">
      <figcaption>
        {title}
        <button type="button" className="button button-small" onClick={copy}>
          <Icon name={copied ? 'check' : 'copy'} size={14} />
          {copied ? 'Copied' : 'Copy'}
        </button>
      </figcaption>
      <pre>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
