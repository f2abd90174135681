import { readFileSync } from 'node:fs';
import { RecordingStream, Scalars, TextLog, VideoStream } from '@rushes/sdk';

// Logs to a recording file, a row every two milliseconds and a video sample every ten, until it is killed. Prints a line for each
// row once it is logged: its number and the wall clock in milliseconds, straight to the pipe, so that the line survives the kill.
// Argument: {path, samples: path of a JSON file of base64 H.264 samples, maxDelayMillis?}

interface Argument {
  readonly path: string;
  readonly samples: string;
  readonly maxDelayMillis?: number;
}

const { path, samples: samplesPath, maxDelayMillis } = JSON.parse(process.argv[2] ?? '') as Argument;
const encoded: readonly string[] = JSON.parse(readFileSync(samplesPath, 'utf8'));
const samples = encoded.map((text) => new Uint8Array(Buffer.from(text, 'base64')));
const rec = new RecordingStream('killed', { onError: (error) => process.stdout.write(`trouble ${error.code}\n`) });
await rec.save(path, { maxDelayMillis });
process.stdout.write('ready\n');
let row = 0;
setInterval(() => {
  rec.setTime('row', { sequence: row });
  if (row % 5 === 0)
    rec.log('camera', VideoStream.fromSample(samples[(row / 5) % samples.length] ?? new Uint8Array(0)));
  if (row % 50 === 0) rec.log('log', new TextLog(`row ${row}`));
  rec.log('signal', new Scalars(row));
  process.stdout.write(`${row} ${performance.timeOrigin + performance.now()}\n`);
  row += 1;
}, 2);
