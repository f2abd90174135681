import { spawn } from 'node:child_process';

/** The system that a browser is to be opened on, injected for tests. */
export interface Desktop {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The command that opens a URL in the user's browser; undefined where there is no display to open it on. */
export function browserCommand(url: string, desktop: Desktop): readonly [string, ...string[]] | undefined {
  switch (desktop.platform) {
    case 'darwin':
      return ['open', url];
    case 'win32':
      // `start` is a builtin of cmd; its first quoted argument would be the window's title.
      return ['cmd', '/c', 'start', '""', url.replaceAll('&', '^&')];
    default:
      return desktop.env.DISPLAY || desktop.env.WAYLAND_DISPLAY ? ['xdg-open', url] : undefined;
  }
}

/** Opens the URL in the browser if there is a display. Not being able to is told to `note` and breaks nothing. */
export function openBrowser(url: string, note: (text: string) => void): void {
  const command = browserCommand(url, { platform: process.platform, env: process.env });
  if (command === undefined) return;
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.once('error', (error) => note(`Could not open a browser (${error.message}). Open ${url} yourself.`));
  child.once('exit', (code) => {
    if (code !== 0 && code !== null) note(`${program} ended with ${code}. Open ${url} yourself.`);
  });
  child.unref();
}
