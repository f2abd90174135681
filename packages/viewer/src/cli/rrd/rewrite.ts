import type { IndexedRrd } from '@rushes/proto';
import { type Command, Option } from 'commander';
import { formatBytes } from '../../tools/format-bytes.ts';
import type { RecordingProblem, RewriteReport } from '../../tools/rewrite-report.ts';
import { type OutputFile, writeOutputFile } from './output-file.ts';
import { progressOn } from './progress.ts';

/** Options of every command that writes a recording. */
export interface RewriteFlags {
  readonly output: string;
  readonly force?: true;
  readonly json?: true;
  readonly progress?: true;
  readonly compression?: 'none' | 'lz4';
}

/** Adds the options of {@link RewriteFlags} to a command. */
export function withRewriteFlags(command: Command): Command {
  return command
    .requiredOption('-o, --output <file>', 'the recording to write')
    .option('--force', 'write over the output if it exists')
    .addOption(
      new Option(
        '--compression <kind>',
        'none or lz4; video is never compressed again (default: as the input)',
      ).choices(['none', 'lz4']),
    )
    .option('--progress', 'tell how far it is also where stderr is no terminal')
    .option('--json', 'print the report as one JSON object');
}

/** Runs `rewrite` with a file to write to and progress on stderr. */
export async function writeRecording<T>(
  flags: RewriteFlags,
  inputs: readonly string[],
  label: string,
  rewrite: (
    write: (bytes: Uint8Array) => Promise<void>,
    onProgress: (done: number, total: number) => void,
  ) => Promise<T>,
): Promise<T> {
  const progress = progressOn(process.stderr, label, flags.progress === true);
  try {
    return await writeOutputFile(flags.output, { isForced: flags.force === true, inputs }, (file: OutputFile) =>
      rewrite(
        (bytes) => file.write(bytes),
        (done, total) => progress.update(done, total),
      ),
    );
  } finally {
    progress.clear();
  }
}

/** `lz4` if any chunk of a recording is compressed. */
export function compressionOf({ stores }: IndexedRrd): 'none' | 'lz4' {
  const isCompressed = stores.some(({ entries }) =>
    entries.some((entry) => entry.byteLength < entry.uncompressedBytes),
  );
  return isCompressed ? 'lz4' : 'none';
}

/** The first line that a person reads about a rewritten recording. */
export function rewriteLine(output: string, report: RewriteReport): string {
  const { inputBytes, outputBytes, inputChunks, outputChunks } = report;
  return `${output}: ${outputChunks} chunks, ${formatBytes(outputBytes)} (before: ${inputChunks} chunks, ${formatBytes(inputBytes)})`;
}

/** Problems of an input as lines, as many as a person reads. */
export function problemLines(problems: readonly (RecordingProblem & { readonly input?: string })[]): string[] {
  const shown = problems.slice(0, MAX_SHOWN);
  const lines = shown.map(
    ({ code, message, input }) => `${input === undefined ? '' : `${input}: `}${code}: ${message}`,
  );
  if (problems.length > shown.length) lines.push(`and ${problems.length - shown.length} more problems`);
  return lines;
}

const MAX_SHOWN = 20;

/** A report as JSON: times, which are bigints, as strings. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? each.toString() : each));
}
