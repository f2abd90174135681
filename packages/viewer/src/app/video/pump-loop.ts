/**
 * A version of `once` that may be called from within itself: it then runs once more afterwards, instead of going deeper. What
 * `once` starts (a decoder) may answer at once.
 */
export function pumpLoop(once: () => void): () => void {
  let isRunning = false;
  let isCalled = false;
  return () => {
    isCalled = true;
    if (isRunning) return;
    isRunning = true;
    try {
      while (isCalled) {
        isCalled = false;
        once();
      }
    } finally {
      isRunning = false;
    }
  };
}
