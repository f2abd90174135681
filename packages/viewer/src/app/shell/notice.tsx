import { useEffect } from 'react';
import { Icon } from '../ui/icons.tsx';
import { useAppState, usePage } from '../ui/page-context.tsx';

/** What is done is said for so long. */
const DONE_MILLIS = 4000;

/** A short word over the page: that a link was copied, why one cannot be followed. */
export function NoticeLine() {
  const { app } = usePage();
  const notice = useAppState((state) => state.notice);
  useEffect(() => {
    if (notice?.kind !== 'done') return undefined;
    const timer = window.setTimeout(() => app.dispatch({ kind: 'tell', notice: undefined }), DONE_MILLIS);
    return () => window.clearTimeout(timer);
  }, [app, notice]);
  // The region is there before it has anything to say, or screen readers would not announce it.
  return (
    <div className="notice-place" role="status">
      {notice !== undefined && (
        <div className="notice" data-kind={notice.kind}>
          <Icon name={notice.kind === 'done' ? 'check' : 'warning'} />
          <span>{notice.text}</span>
          <button
            type="button"
            className="icon-button"
            aria-label="Close the message"
            onClick={() => app.dispatch({ kind: 'tell', notice: undefined })}
          >
            <Icon name="close" size={14} />
          </button>
        </div>
      )}
    </div>
  );
}
