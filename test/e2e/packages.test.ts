import { execFile, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build as bundle } from 'esbuild';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBarRecording } from '../support/bar-recording.ts';
import { launchChromium } from '../support/chromium.ts';
import { startStaticServer } from '../support/static-server.ts';

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

/** What the project has installed besides, without asking a registry. */
function linkFromRoot(...names: readonly string[]): void {
  for (const name of names) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(join(link, '..'), { recursive: true });
    rmSync(link, { recursive: true, force: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
}

const PAGE_SCRIPT = `import { mount } from '@rushes/viewer';
const viewer = await mount(document.getElementById('place'), { source: '/run.rrd', time: 7n });
await viewer.settled();
window.shown = viewer.videos()[0].shown.sample;`;

async function buildWithVite(): Promise<string> {
  writeFileSync(join(folder, 'page.js'), PAGE_SCRIPT);
  const outDir = join(folder, 'vite-out');
  await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    base: '/',
    build: {
      outDir,
      rolldownOptions: { input: join(folder, 'page.js'), output: { entryFileNames: 'assets/page.js' } },
    },
  });
  return join(outDir, 'assets');
}

/** It leaves `new URL('./x.worker.js', import.meta.url)` as it is, so what that names must lie beside the bundle. */
async function buildWithEsbuild(): Promise<string> {
  writeFileSync(join(folder, 'page.js'), PAGE_SCRIPT);
  const outdir = join(folder, 'esbuild-out');
  await bundle({ entryPoints: [join(folder, 'page.js')], bundle: true, splitting: true, format: 'esm', outdir });
  const embed = join(folder, 'node_modules/@rushes/viewer/dist/embed');
  const workers = readdirSync(embed).filter((name) => name.endsWith('.worker.js'));
  for (const name of workers) copyFileSync(join(embed, name), join(outdir, name));
  return outdir;
}

const PAGE = `<!doctype html><div id="place" style="height: 500px"></div>
<script type="module" src="/assets/page.js"></script>`;

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

  it('leave the sources and the maps behind, and hold the viewer for pages of others', async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '-w', '@rushes/viewer'], { cwd: ROOT });
    const [packed] = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
    const paths = packed?.files.map(({ path }) => path) ?? [];
    const parts = ['index.js', 'react.js', 'video.worker.js', 'ingest.worker.js', 'export.worker.js'];
    for (const part of parts) expect(paths).toContain(`dist/embed/${part}`);
    for (const part of ['index.d.ts', 'react.d.ts']) expect(paths).toContain(`dist/types/embed/${part}`);
    expect(paths.filter((path) => /^src|\.map$|tsbuildinfo|^vite/.test(path))).toEqual([]);
  });

  it('can be imported on a server, where nothing is mounted', async () => {
    linkFromRoot('react', 'react-dom', '@types/react');
    writeFileSync(
      join(folder, 'server.js'),
      `import { createElement } from 'react';
       import { renderToString } from 'react-dom/server';
       import { mount } from '@rushes/viewer';
       import { Viewer } from '@rushes/viewer/react';
       console.log(renderToString(createElement(Viewer, { source: 'run.rrd' })));
       await mount({}, {}).catch((error) => console.log(error.message));`,
    );
    const { stdout } = await run(process.execPath, ['server.js'], { cwd: folder });
    expect(stdout).toBe(
      '<div style="width:100%;height:100%"></div>\nmount(element, options) needs a browser’s document.\n',
    );
  });

  it('type-check in a strict project of a page', async () => {
    linkFromRoot('react', '@types/react');
    writeFileSync(
      join(folder, 'page.tsx'),
      `import { mount, type ViewerHandle, type ViewerOptions } from '@rushes/viewer';
       import { Viewer } from '@rushes/viewer/react';
       const options: ViewerOptions = { source: ['a.rrd', new Blob([])], time: 3n, panels: { tree: false } };
       export const viewer: Promise<ViewerHandle> = mount(document.body, options);
       void viewer.then((each) => each.on('time', ({ time }) => time satisfies bigint | null));
       // @ts-expect-error: there is no such option.
       void mount(document.body, { sorce: 'a.rrd' });
       export const element = <Viewer source="a.rrd" theme="dark" onTimeChange={({ mode }) => mode satisfies string} />;`,
    );
    const compilerOptions = {
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      module: 'esnext',
      moduleResolution: 'bundler',
      jsx: 'react-jsx',
      target: 'es2022',
      lib: ['es2023', 'dom'],
      types: [],
    };
    writeFileSync(join(folder, 'tsconfig.page.json'), JSON.stringify({ compilerOptions, files: ['page.tsx'] }));
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const result = await run(process.execPath, [tsc, '-p', 'tsconfig.page.json'], { cwd: folder }).catch(
      (error) => error,
    );
    expect(result.stdout).toBe('');
  });

  it.each([
    ['Vite', buildWithVite],
    ['esbuild, with the workers copied', buildWithEsbuild],
  ])('make a page with %s that shows a recording', async (_, buildPage) => {
    const out = await buildPage();
    const server = await startStaticServer({
      places: {
        'index.html': { text: PAGE, type: 'text/html' },
        'run.rrd': await makeBarRecording({ recordingId: 'packed', frames: 12 }),
        assets: out,
      },
    });
    const browser = await launchChromium();
    try {
      const opened = await browser.newPage();
      const complaints: string[] = [];
      opened.on('pageerror', (error) => complaints.push(String(error)));
      await opened.goto(`${server.url}index.html`);
      await opened.waitForFunction(() => 'shown' in window);
      expect(await opened.evaluate(() => ('shown' in window ? window.shown : undefined))).toBe(7);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
      await server.close();
    }
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
