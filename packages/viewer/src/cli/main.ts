import { randomBytes } from 'node:crypto';
import { isLoopbackHost, startViewer, type Viewer, ViewerError } from '../server/index.ts';
import { type Arguments, viewerCommand } from './arguments.ts';
import { openBrowser } from './open-browser.ts';
import { rrdCommand } from './rrd/rrd-command.ts';

/** The `viewer` command: shows what is logged, unless its first argument names one of the tools. */
export async function main(argv: readonly string[]): Promise<void> {
  const command = viewerCommand();
  // Options before the name of a tool are the viewer's, those after it the tool's, also where both have one of that name.
  command
    .enablePositionalOptions()
    .addCommand(rrdCommand())
    .action((files: readonly string[]) => show(command.opts<Arguments>(), files));
  await command.parseAsync(argv);
}

/**
 * Prints exactly one line to stdout, once the viewer is ready; everything else goes to stderr. The program ends with code 0
 * after SIGINT or SIGTERM, 1 if it cannot start or its arguments are wrong.
 */
async function show(args: Arguments, files: readonly string[]): Promise<void> {
  const token = args.token ?? (isLoopbackHost(args.host) ? undefined : randomBytes(16).toString('hex'));
  let viewer: Viewer;
  try {
    viewer = await startViewer({
      port: args.port,
      host: args.host,
      memoryLimitBytes: args.memoryLimit,
      files,
      onNote: note,
      save: args.save,
      allowOrigins: args.allowOrigin,
      ...(token === undefined ? {} : { token }),
    });
  } catch (error) {
    if (!(error instanceof ViewerError)) throw error;
    note(error.message);
    process.exitCode = 1;
    return;
  }
  stopOnSignals(viewer);
  if (token !== undefined) note(`Programs connect with: ${viewer.url.replace(/^http/, 'ws')}`);
  process.stdout.write(`Rushes viewer ready at ${viewer.url}\n`);
  if (args.open) openBrowser(viewer.url, note);
}

/** The first signal stops the viewer in good order, a second one at once. */
function stopOnSignals(viewer: Viewer): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    void viewer.close().finally(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
