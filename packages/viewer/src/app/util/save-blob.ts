/** Lets the browser save bytes as a file of this name, in the folder of its downloads. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by then; earlier, some browsers would find nothing there.
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
