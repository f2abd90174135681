import { basename, extname } from 'node:path';
import type { Command } from 'commander';
import { type OutputFile, refuseOutput, writeOutputFile } from './output-file.ts';
import { progressOn } from './progress.ts';
import { toJson } from './rewrite.ts';

/** Options of every command that converts between recordings and other files. */
export interface ConversionFlags {
  readonly output: string;
  readonly force?: true;
  readonly json?: true;
  readonly progress?: true;
}

/** Adds the options of {@link ConversionFlags} to a command. */
export function withConversionFlags(command: Command, output: string): Command {
  return command
    .requiredOption('-o, --output <file>', output)
    .option('--force', 'write over the output if it exists')
    .option('--progress', 'tell how far it is also where stderr is no terminal')
    .option('--json', 'print the summary as one JSON object');
}

/** Opens the output and hands it to `write`, with a function to tell how far it is. */
export type WithOutput = <T>(
  write: (output: OutputFile, onProgress: (done: number, total: number) => void) => Promise<T>,
) => Promise<T>;

/** Runs a conversion of one file into another: looks at the output first, and shows progress on stderr. */
export async function convert<T>(
  flags: ConversionFlags,
  input: string,
  run: (withOutput: WithOutput) => Promise<T>,
): Promise<T> {
  const outputOptions = { isForced: flags.force === true, inputs: [input] };
  // Before the input is read, which may take a while.
  await refuseOutput(flags.output, outputOptions);
  const progress = progressOn(process.stderr, `${input} → ${flags.output}`, flags.progress === true);
  try {
    return await run((write) =>
      writeOutputFile(flags.output, outputOptions, (output) =>
        write(output, (done, total) => progress.update(done, total)),
      ),
    );
  } finally {
    progress.clear();
  }
}

/**
 * Tells what a conversion has made: lines for a person, or one JSON object. What was left out or changed stands in `notes`, and
 * goes to stderr where a person reads it, so that it is seen even if stdout is piped away.
 */
export function printOutcome(
  { json }: ConversionFlags,
  summary: string,
  facts: Readonly<Record<string, unknown>>,
  notes: readonly string[],
): void {
  if (json === true) {
    process.stdout.write(`${toJson({ ...facts, notes })}\n`);
    return;
  }
  process.stdout.write(`${summary}\n`);
  for (const each of notes) process.stderr.write(`note: ${each}\n`);
}

/** `1 picture`, `2 pictures`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The name of a file as the application id of a recording, in the characters that Rerun's viewer takes as they are. */
export function applicationIdOf(file: string): string {
  const id = basename(file, extname(file))
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
  return id === '' ? 'recording' : id;
}
