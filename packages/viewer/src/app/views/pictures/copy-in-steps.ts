/** Bytes copied in one task. */
const STEP = 8 * 2 ** 20;

/** A copy in memory of its own. A hundred megabytes copied at once would hold up a frame or two: it is done in several tasks. */
export async function copyInSteps(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const copy = new Uint8Array(bytes.byteLength);
  for (let at = 0; at < bytes.byteLength; at += STEP) {
    if (at > 0) await nextTask();
    copy.set(bytes.subarray(at, at + STEP), at);
  }
  return copy;
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
