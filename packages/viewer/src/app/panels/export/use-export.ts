import { useEffect, useRef, useState } from 'react';
import type { ExportFormat } from '../../export/export-messages.ts';
import type { TimeRange } from '../../state/time-range.ts';
import { useAppState, usePage } from '../../ui/page-context.tsx';
import { type ExportStatus, exportRange } from './export-job.ts';

/** The one export that the page runs at a time. */
export interface Export {
  readonly status: ExportStatus;
  start(range: TimeRange, format: ExportFormat): void;
  /** Stops it if it runs, and forgets what is said of it. */
  clear(): void;
}

const IDLE: ExportStatus = { kind: 'idle' };

/** Runs exports of the open recording. Another range does not disturb one that runs, another recording ends it. */
export function useExport(): Export {
  const page = usePage();
  const [status, setStatus] = useState<ExportStatus>(IDLE);
  const cancel = useRef<() => void>(undefined);
  const active = useAppState((state) => state.active);
  const clear = (): void => {
    cancel.current?.();
    setStatus(IDLE);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change that counts.
  useEffect(() => clear, [active]);
  return {
    status,
    start: (range, format) => {
      cancel.current = exportRange(page, range, format, setStatus);
    },
    clear,
  };
}
