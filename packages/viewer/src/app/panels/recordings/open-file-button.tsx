import { useRef } from 'react';
import { Icon } from '../../ui/icons.tsx';
import { usePage } from '../../ui/page-context.tsx';

/** Opens recording files that are chosen in the system's dialog. */
export function OpenFileButton({ onOpened }: { readonly onOpened?: () => void }) {
  const page = usePage();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button open-file" onClick={() => input.current?.click()}>
        <Icon name="folder" size={14} />
        Open file…
      </button>
      <input
        ref={input}
        type="file"
        accept=".rrd"
        multiple
        hidden
        onChange={(event) => {
          for (const blob of event.target.files ?? []) page.files.open({ kind: 'blob', blob }, blob.name);
          // The same file can be chosen once more.
          event.target.value = '';
          onOpened?.();
        }}
      />
    </>
  );
}
