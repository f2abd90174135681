import { startViewerProcess, type ViewerProcess } from '../examples/demo/viewer-process.ts';
import { type SdkProcess, startSdkProcess } from '../test/support/sdk-process.ts';

/** Runs `measure` with a viewer of its own, and with a camera program that logs to it. */
export async function withCamera<T>(
  camera: { width: number; height: number; fps: number; frames: number; speed: number },
  measure: (viewer: ViewerProcess, program: SdkProcess) => Promise<T>,
): Promise<T> {
  const viewer = await startViewerProcess(['--port', '0', '--no-open']);
  const program = startSdkProcess('../../../bench/programs/log-camera', {
    ...camera,
    url: viewer.url.replace(/^http/, 'ws'),
  });
  try {
    return await measure(viewer, program);
  } finally {
    await program.kill();
    await viewer.stop();
  }
}
