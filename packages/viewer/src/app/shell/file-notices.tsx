import type { OpenFile } from '../state/recording-list.ts';
import { Icon } from '../ui/icons.tsx';
import { useAppState, usePage } from '../ui/page-context.tsx';

/** Says which files could not be opened and why, until it is taken note of. */
export function FileNotices() {
  const files = useAppState((state) => state.files);
  const failed = files.filter((file) => file.status.kind === 'failed');
  // The region is there before it has anything to say, or screen readers would not announce it.
  return (
    <div className="file-notices" role="alert">
      {failed.map((file) => (
        <FileNotice key={file.id} file={file} />
      ))}
    </div>
  );
}

function FileNotice({ file }: { readonly file: OpenFile }) {
  const page = usePage();
  if (file.status.kind !== 'failed') return null;
  const { code, message } = file.status.problem;
  return (
    <div className="file-notice">
      <Icon name="warning" />
      <div>
        <strong>{file.name} could not be opened</strong>
        <p>
          {message} <span className="quiet">({code})</span>
        </p>
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={`Close the notice about ${file.name}`}
        onClick={() => page.files.close(file.id)}
      >
        <Icon name="close" size={14} />
      </button>
    </div>
  );
}
