/** Shows how far a long work is. Bytes, rows or samples: the caller's unit. */
export interface Progress {
  update(done: number, total: number): void;
  /** Takes the line away, so that what is printed next begins at the margin. */
  clear(): void;
}

/** The part of stderr that is used here. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const INTERVAL_MILLIS = 100;

/**
 * Progress as one line of stderr that is written over again. Silent where stderr is no terminal, unless `isForced`: then
 * each whole percent is a line of its own.
 */
export function progressOn(stream: ProgressStream, label: string, isForced = false): Progress {
  if (stream.isTTY !== true)
    return isForced ? lineProgress(stream, label) : { update: () => undefined, clear: () => undefined };
  let shownAt = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    update(done, total) {
      const now = performance.now();
      if (now - shownAt < INTERVAL_MILLIS) return;
      shownAt = now;
      isShown = true;
      stream.write(`\r\u001b[K${label} ${percent(done, total)} %`);
    },
    clear() {
      if (isShown) stream.write('\r\u001b[K');
      isShown = false;
    },
  };
}

function lineProgress(stream: ProgressStream, label: string): Progress {
  let shown = -1;
  return {
    update(done, total) {
      const now = percent(done, total);
      if (now === shown) return;
      shown = now;
      stream.write(`${label} ${now} %\n`);
    },
    clear: () => undefined,
  };
}

function percent(done: number, total: number): number {
  return total <= 0 ? 100 : Math.min(100, Math.floor((100 * done) / total));
}
