import { ProtoError, RrdError } from '@rushes/proto';
import { Command, type CommanderError } from 'commander';
import { ConversionError, ConversionErrorCode } from '../../tools/conversion-error.ts';
import { CommandError, ExitCode } from './command-error.ts';

/** What a command is described with. */
export interface SubcommandText {
  readonly name: string;
  readonly summary: string;
  /** Command lines, each with what it does, for `--help`. */
  readonly examples: readonly (readonly [commandLine: string, meaning: string])[];
}

/** A command of `viewer rrd`, with its examples in `--help`, which ends the program with code 2 where it is used wrongly. */
export function subcommand({ name, summary, examples }: SubcommandText): Command {
  const lines = examples.map(([commandLine, meaning]) => `  $ viewer rrd ${name} ${commandLine}\n      ${meaning}`);
  return new Command(name)
    .description(summary)
    .showHelpAfterError(`(viewer rrd ${name} --help tells more)`)
    .allowExcessArguments(false)
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
    .exitOverride(exitWithUsage);
}

/** Ends the program after commander has printed the help or what is wrong with the command line. */
export function exitWithUsage(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? ExitCode.Done : ExitCode.Usage);
}

/**
 * Runs what a command does and turns its outcome into the program's exit code. What is expected to go wrong is printed to
 * stderr in one line; anything else is a bug and goes on with its stack.
 */
export async function runAction(action: () => Promise<ExitCode | undefined>): Promise<void> {
  try {
    process.exitCode = (await action()) ?? ExitCode.Done;
  } catch (error) {
    if (!isExpected(error)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

function isExpected(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof CommandError ||
    error instanceof ConversionError ||
    error instanceof RrdError ||
    error instanceof ProtoError
  );
}

function exitCodeOf(error: Error): ExitCode {
  if (error instanceof CommandError) return error.exitCode;
  const isUsage = error instanceof ConversionError && error.code === ConversionErrorCode.BadOption;
  return isUsage ? ExitCode.Usage : ExitCode.Failed;
}
