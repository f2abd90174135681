import { RecordingStream, VideoSampleError, VideoStream } from '@rushes/sdk';
import { accessUnitsOf } from '../corpus.ts';

// Logs corpus files, each as a recording of its own, sample n at frame n, as fast as it goes. Prints a line per file.
// Argument: {url, files: [{name, recordingId}]}

interface Argument {
  readonly url: string;
  readonly files: readonly { readonly name: string; readonly recordingId: string }[];
}

const argument = JSON.parse(process.argv[2] ?? '') as Argument;

for (const { name, recordingId } of argument.files) {
  const warnings: string[] = [];
  await using rec = new RecordingStream('corpus', { recordingId, onError: (error) => warnings.push(error.code) });
  await rec.connect(argument.url);
  const refused: { frame: number; code: string }[] = [];
  accessUnitsOf(name).forEach((sample, frame) => {
    rec.setTime('frame', { sequence: frame });
    try {
      rec.log('camera', VideoStream.fromSample(sample));
    } catch (error) {
      if (!(error instanceof VideoSampleError)) throw error;
      refused.push({ frame, code: error.code });
    }
  });
  await rec.flush({ timeout: 30_000 });
  process.stdout.write(`${JSON.stringify({ name, refused, warnings })}\n`);
}
