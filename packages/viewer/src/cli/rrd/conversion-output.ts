import { CommandError, CommandErrorCode } from './command-error.ts';

/** How the outcome of a conversion is told. */
export interface OutcomeOptions {
  readonly json?: boolean | undefined;
}

/**
 * Tells what a conversion has made: lines for a person, or one JSON object. What was left out or changed stands in `notes`, and
 * goes to stderr where a person reads it, so that it is seen even if stdout is piped away.
 */
export function printOutcome(
  { json = false }: OutcomeOptions,
  summary: string,
  facts: Readonly<Record<string, unknown>>,
  notes: readonly string[],
): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...facts, notes }, bigintAsText)}\n`);
    return;
  }
  process.stdout.write(`${summary}\n`);
  for (const each of notes) process.stderr.write(`note: ${each}\n`);
}

/** JSON has no integers beyond 2^53: times are written as text. */
function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** Parses an option, saying which one it was. @throws CommandError `bad-option` */
export function badOption(option: string, problem: string): CommandError {
  return new CommandError(CommandErrorCode.BadOption, `${option}: ${problem}`);
}

/** `1 picture`, `2 pictures`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** A text as the application id of a recording, which Rerun's viewer takes as it is. */
export function applicationIdOf(text: string): string {
  const id = text
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
  return id === '' ? 'recording' : id;
}
