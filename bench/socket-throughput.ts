import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startViewerProcess } from '../examples/demo/viewer-process.ts';
import type { BenchRow } from './bench-row.ts';
import { quantile } from './quantile.ts';

const MESSAGES = 8000;
const SAMPLE_BYTES = 20_000;
const ROUNDS = 7;

interface Program {
  readonly child: ChildProcess;
  nextLine(): Promise<string>;
  ask(line: string): Promise<string>;
}

/**
 * What the hub takes in per second of chunks with one 20 kB sample each, beside what a bare `ws` server takes in of the same
 * messages from the same sender, in turns. Sender, bare server and hub are programs of their own.
 */
export async function run(): Promise<BenchRow[]> {
  const viewer = await startViewerProcess(['--port', '0', '--no-open', '--memory-limit', '256MB']);
  const sink = start('ws-sink.ts', []);
  const sender = start('ws-blast.ts', [String(MESSAGES), String(SAMPLE_BYTES)]);
  try {
    const sinkUrl = await sink.nextLine();
    await sender.nextLine();
    const hubUrl = viewer.url.replace(/^http/, 'ws');
    const bare: number[] = [];
    const hub: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(Number(await sender.ask(`sink ${sinkUrl}`)));
      hub.push(Number(await sender.ask(`hub ${hubUrl}`)));
    }
    const bareMedian = quantile(bare, 0.5);
    const hubMedian = quantile(hub, 0.5);
    const note = `${MESSAGES} messages of ${SAMPLE_BYTES / 1000} kB samples, median of ${ROUNDS}`;
    return [
      { name: 'bare ws', value: bareMedian / 1e6, unit: 'MB/s', note },
      { name: 'hub', value: hubMedian / 1e6, unit: 'MB/s', note },
      { name: 'hub of bare ws', value: (100 * hubMedian) / bareMedian, unit: '%', note: 'aim: at least 60 %' },
    ];
  } finally {
    sender.child.kill();
    sink.child.kill();
    await viewer.stop();
  }
}

function start(program: string, args: readonly string[]): Program {
  const path = fileURLToPath(new URL(`./programs/${program}`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${program} ended before it answered.`);
    return String(value);
  };
  const ask = (line: string) => {
    child.stdin.write(`${line}\n`);
    return nextLine();
  };
  return { child, nextLine, ask };
}
