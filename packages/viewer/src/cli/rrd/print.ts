import { type Command, InvalidArgumentError } from 'commander';
import { entityFilter } from '../../tools/entity-filter.ts';
import { readRows, rowJson, rowLine } from '../../tools/print-rows.ts';
import { ExitCode } from './command-error.ts';
import { withFile } from './input-file.ts';
import { runAction, subcommand } from './subcommand.ts';

interface PrintFlags {
  readonly entity?: readonly string[];
  readonly json?: true;
  readonly limit?: number;
  readonly width?: number;
  readonly instances: number;
}

const NO_TERMINAL_WIDTH = 200;

/** `viewer rrd print`: rows as text. */
export function printCommand(): Command {
  return subcommand({
    name: 'print',
    summary: 'Prints rows as text, in the order of the file, one a line.',
    examples: [
      ["run.rrd --entity '/logs/**'", 'all rows of some entities'],
      ['run.rrd --json --limit 10', 'ten rows for programs: one JSON object a line; times are strings of integers'],
    ],
  })
    .argument('<file>', 'the recording')
    .option('--entity <pattern...>', 'entities to print; * is anything in one part, ** any number of parts')
    .option('--limit <rows>', 'rows to print', parseCount)
    .option('--width <characters>', 'cut lines off here; 0 for never (default: as wide as the terminal)', parseCount)
    .option('--instances <number>', 'instances of a component to print of each row', parseCount, 16)
    .option('--json', 'print one JSON object a line')
    .action((file: string, flags: PrintFlags) => runAction(() => run(file, flags)));
}

async function run(file: string, flags: PrintFlags): Promise<ExitCode> {
  const { entity, limit = Number.POSITIVE_INFINITY, instances, json } = flags;
  const entities = entity === undefined ? undefined : entityFilter(entity);
  const width =
    flags.width === 0 ? Number.POSITIVE_INFINITY : (flags.width ?? process.stdout.columns ?? NO_TERMINAL_WIDTH);
  let hasProblems = false;
  const onProblem = ({ code, message }: { readonly code: string; readonly message: string }) => {
    hasProblems = true;
    process.stderr.write(`${code}: ${message}\n`);
  };
  const output = new LineOutput(process.stdout);
  await withFile(file, async (source) => {
    let printed = 0;
    if (limit === 0) return;
    for await (const row of readRows(source, { entities, maxInstances: instances, onProblem })) {
      await output.line(json === true ? rowJson(row) : rowLine(row, width));
      if (++printed >= limit || output.isClosed) return;
    }
  });
  return hasProblems ? ExitCode.Failed : ExitCode.Done;
}

function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(count)) return count;
  throw new InvalidArgumentError(`expected a whole number of 0 or more, found "${text}"`);
}

/** Lines to a stream, no faster than they are taken. Whoever takes them may have seen enough at any time, as `head` has. */
class LineOutput {
  isClosed = false;
  readonly #stream: NodeJS.WriteStream;
  #wake: (() => void) | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    stream.on('drain', () => this.#wake?.());
    stream.on('error', () => {
      this.isClosed = true;
      this.#wake?.();
    });
  }

  async line(text: string): Promise<void> {
    if (this.isClosed || this.#stream.write(`${text}\n`)) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}
