import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

let folder: string;

/** Packs the three packages and installs them into an empty project, as a user would from the registry. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-packages-'));
  const { stdout } = await run(
    'npm',
    [
      'pack',
      '--json',
      '--pack-destination',
      folder,
      '-w',
      '@rushes/proto',
      '-w',
      '@rushes/sdk',
      '-w',
      '@rushes/viewer',
    ],
    { cwd: ROOT },
  );
  const packed = JSON.parse(stdout) as readonly { readonly filename: string }[];
  expect(packed).toHaveLength(3);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'somebody', private: true, type: 'module' }));
  const files = packed.map(({ filename }) => join(folder, filename));
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...files], { cwd: folder });
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packages, packed and installed into an empty project', () => {
  it('log to a memory sink', async () => {
    writeFileSync(
      join(folder, 'log.js'),
      `import { MemorySink, RecordingStream, Scalars } from '@rushes/sdk';
       import { decodeMessage } from '@rushes/proto';
       const sink = new MemorySink();
       const rec = new RecordingStream('packed', { sinks: [sink] });
       rec.log('a/b', new Scalars(1.5));
       await rec.flush();
       const kinds = sink.drain().map((bytes) => decodeMessage(bytes)).map(({ kind, header }) => kind + ' ' + (header.entity ?? ''));
       console.log(JSON.stringify(kinds));`,
    );
    const { stdout } = await run(process.execPath, ['log.js'], { cwd: folder });
    expect(JSON.parse(stdout)).toContain('chunk /a/b');
  });

  it('say what to install where the encoder is used without node-av', async () => {
    writeFileSync(
      join(folder, 'encode.js'),
      `import { VideoEncoder } from '@rushes/sdk/node';
       await VideoEncoder.create({ width: 64, height: 64, input: 'gray' }).catch((error) => console.log(error.message));`,
    );
    const { stdout } = await run(process.execPath, ['encode.js'], { cwd: folder });
    expect(stdout).toContain('npm install node-av');
  });

  it('type-check in a strict project', async () => {
    writeFileSync(
      join(folder, 'types.ts'),
      `import { RecordingStream, VideoStream, VideoCodec, type VideoSampleError } from '@rushes/sdk';
       const rec: RecordingStream = new RecordingStream('typed', { onError: (error) => error.code satisfies string });
       rec.log('camera', VideoStream.fromFields({ codec: VideoCodec.H264, sample: new Uint8Array(8) }));
       export function codeOf(error: VideoSampleError): string { return error.code; }`,
    );
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          noEmit: true,
          strict: true,
          module: 'nodenext',
          target: 'es2022',
          lib: ['es2023', 'esnext.disposable', 'dom'],
          types: [],
          skipLibCheck: true,
        },
        files: ['types.ts'],
      }),
    );
    const result = await run(process.execPath, [tsc, '-p', 'tsconfig.json'], { cwd: folder }).catch((error) => error);
    expect(result.stdout).toBe('');
  });

  it('start a viewer that serves its page', async () => {
    const viewer = spawn(join(folder, 'node_modules/.bin/viewer'), ['--port', '0', '--no-open'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const url = await new Promise<string>((resolve, reject) => {
        createInterface({ input: viewer.stdout }).on('line', (line) => resolve(/http\S+/.exec(line)?.[0] ?? ''));
        viewer.once('exit', (code) => reject(new Error(`viewer ended with ${code}`)));
      });
      const page = await (await fetch(url)).text();
      expect(page).toContain('<title>Rushes');
      const script = /src="([^"]+\.js)"/.exec(page)?.[1] ?? '';
      expect((await fetch(new URL(script, url))).headers.get('content-type')).toContain('javascript');
    } finally {
      viewer.kill('SIGTERM');
    }
  });
});
