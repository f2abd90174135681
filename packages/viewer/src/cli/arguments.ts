import { Command, InvalidArgumentError, Option } from 'commander';
import { defaultMemoryLimitBytes, parseOrigin, usableMemoryBytes, viewerVersion } from '../server/index.ts';
import { parseMemoryLimit } from './memory-limit.ts';

/** What the command line says; `memoryLimit` in bytes. */
export interface Arguments {
  readonly port: number;
  readonly host: string;
  readonly open: boolean;
  readonly memoryLimit: number;
  readonly token?: string;
  readonly save?: string;
  /** As browsers name them. */
  readonly allowOrigin: readonly string[];
}

/** The options of `viewer`, their defaults and their help. Parsing prints what is wrong and ends the program with code 1. */
export function viewerCommand(): Command {
  return new Command('viewer')
    .description('Shows what programs log with @rushes/sdk: live video, boxes, plots and text, in the browser.')
    .argument('[files...]', 'recordings (.rrd) to show beside what is logged')
    .version(viewerVersion())
    .option('--port <number>', 'port to listen on; 0 takes a free one', parsePort, 9880)
    .option('--host <address>', 'address to listen on; others than this machine need the token', '127.0.0.1')
    .option('--save <folder>', 'write everything that is logged to .rrd files in this folder, one per recording')
    .option('--no-open', 'do not open the browser')
    .addOption(
      new Option(
        '--memory-limit <share|size>',
        'memory for what was logged, like 25%, 512MB or 2GiB; beyond it, the oldest goes',
      )
        .argParser((text) => orInvalid(() => parseMemoryLimit(text, usableMemoryBytes())))
        .default(defaultMemoryLimitBytes(), '25%'),
    )
    .option(
      '--allow-origin <origin>',
      'let pages of this origin show what is logged, like http://localhost:5173; may be given several times',
      addOrigin,
      [],
    )
    .option('--token <text>', 'ask every client for this token; made at random if --host needs one', parseToken);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new InvalidArgumentError(`expected a number in 0 to 65535, found "${text}"`);
}

function addOrigin(text: string, before: readonly string[]): readonly string[] {
  const origin = parseOrigin(text);
  if (origin !== undefined) return [...before, origin];
  throw new InvalidArgumentError(`expected an origin like http://localhost:5173, found "${text}"`);
}

function parseToken(text: string): string {
  // It goes into URLs and headers, and a short one can be guessed.
  if (/^[A-Za-z0-9._~-]{8,128}$/.test(text)) return text;
  throw new InvalidArgumentError('expected 8 to 128 letters, digits, ".", "_", "~" or "-"');
}

function orInvalid<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
