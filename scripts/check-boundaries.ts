import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

// Guards the direction of imports (docs: ARCHITECTURE.md) and refuses import cycles. Type-only imports count for the
// direction but not for cycles: they vanish when compiled.

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isTypeOnly: boolean;
}

const APP_DATA = ['util', 'data', 'source', 'video'].map((room) => `packages/viewer/src/app/${room}`);
/** All that is not React: what it may show. */
const APP_PAGE = [...APP_DATA, ...['state', 'views', 'page', 'keys'].map((room) => `packages/viewer/src/app/${room}`)];

/** Folder (longest prefix wins) → the folders and packages it may import, besides its own. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'packages/proto/src/util': [],
  'packages/proto/src/archetypes': ['packages/proto/src'],
  'packages/proto/src/values': ['packages/proto/src'],
  'packages/proto/src/video': ['packages/proto/src/util', 'packages/proto/src'],
  'packages/proto/src/arrow': ['packages/proto/src', 'packages/proto/src/util', 'apache-arrow', 'flatbuffers'],
  'packages/proto/src/wire': [
    'packages/proto/src',
    'packages/proto/src/arrow',
    'packages/proto/src/util',
    '@msgpack/msgpack',
  ],
  'packages/proto/src/rrd': [
    'packages/proto/src',
    'packages/proto/src/arrow',
    'packages/proto/src/wire',
    '@bufbuild/protobuf',
    '@noble/hashes',
    'apache-arrow',
    'flatbuffers',
    'js-xxhash',
  ],
  'packages/proto/src/blueprint': ['packages/proto/src', 'packages/proto/src/arrow', 'packages/proto/src/rrd'],
  'packages/proto/src/node': ['packages/proto/src', 'packages/proto/src/blueprint', 'packages/proto/src/rrd', 'node:'],
  'packages/proto/src': [
    'packages/proto/src/util',
    'packages/proto/src/archetypes',
    'packages/proto/src/values',
    'packages/proto/src/video',
    'packages/proto/src/arrow',
    'packages/proto/src/wire',
  ],
  'packages/sdk/src/node': [
    'packages/sdk/src',
    'packages/sdk/src/archetypes',
    'packages/sdk/src/blueprint',
    'packages/sdk/src/coerce',
    'packages/sdk/src/sinks',
    '@rushes/proto',
    'node-av',
    'node:',
  ],
  'packages/sdk/src': ['packages/sdk/src/*', '@rushes/proto', '#file-sink', '#websocket'],
  'packages/viewer/src/tools': ['@rushes/proto'],
  'packages/viewer/src/tools/mp4': ['packages/viewer/src/tools', '@rushes/proto', 'mediabunny'],
  'packages/viewer/src/tools/mcap': [
    'packages/viewer/src/tools',
    '@rushes/proto',
    '@bufbuild/protobuf',
    '@mcap/core',
    'fzstd',
  ],
  'packages/viewer/src/cli': [
    'packages/viewer/src/cli/*',
    '@rushes/viewer/server',
    'packages/viewer/src/server',
    'packages/viewer/src/tools',
    'packages/viewer/src/tools/*',
    '@rushes/proto',
    'commander',
    'node:',
  ],
  'packages/viewer/src/server': ['@rushes/proto', 'node:', 'ws', 'sirv'],
  'packages/viewer/src/app/util': ['packages/viewer/src/tools', '@rushes/proto'],
  'packages/viewer/src/app/data': ['packages/viewer/src/app/util', 'packages/viewer/src/app/source', '@rushes/proto'],
  'packages/viewer/src/app/source': [
    'packages/viewer/src/app/util',
    'packages/viewer/src/app/data',
    'packages/viewer/src/app/video',
    '@rushes/proto',
  ],
  'packages/viewer/src/app/video': ['packages/viewer/src/app/util', '@rushes/proto'],
  'packages/viewer/src/app/state': [...APP_DATA, 'packages/viewer/src/app/views', '@rushes/proto'],
  'packages/viewer/src/app/views': [
    ...APP_DATA,
    'packages/viewer/src/app/views/*',
    '@rushes/proto',
    'marked',
    'dompurify',
    'd3-force',
    'three',
    '@tanstack/',
  ],
  'packages/viewer/src/app/views/pictures': [
    ...APP_DATA,
    'packages/viewer/src/app/views',
    '@rushes/proto',
    'mediabunny',
  ],
  'packages/viewer/src/app/page': [
    ...APP_DATA,
    'packages/viewer/src/app/state',
    'packages/viewer/src/app/views',
    '@rushes/proto',
  ],
  'packages/viewer/src/app/keys': [...APP_PAGE, '@rushes/proto'],
  'packages/viewer/src/app/export': [
    'packages/viewer/src/app/source',
    'packages/viewer/src/app/state',
    'packages/viewer/src/tools',
    'packages/viewer/src/tools/*',
    '@rushes/proto',
  ],
  'packages/viewer/src/app/ui': [...APP_PAGE, '@rushes/proto', 'react'],
  'packages/viewer/src/app/panels': [
    ...APP_PAGE,
    'packages/viewer/src/app/ui',
    'packages/viewer/src/app/panels/*',
    'packages/viewer/src/app/export',
    '@rushes/proto',
    'react',
    '@tanstack/',
  ],
  'packages/viewer/src/app/shell': [
    ...APP_PAGE,
    'packages/viewer/src/app/ui',
    'packages/viewer/src/app/panels/*',
    'packages/viewer/src/app/shell/*',
    '@rushes/proto',
    'react',
    'dockview',
  ],
  'packages/viewer/src/app': ['packages/viewer/src/app/*', '@rushes/proto', 'react'],
  'packages/viewer/src/embed': ['packages/viewer/src/app', 'packages/viewer/src/app/state', 'react'],
};

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'dist' || name === 'node_modules' ? [] : sourceFiles(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, false);
  const found: Import[] = [];
  const note = (specifier: ts.Expression | undefined, isTypeOnly: boolean) => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const to = specifier.text.startsWith('.') ? relative('.', resolve(dirname(file), specifier.text)) : specifier.text;
    found.push({ from: file, to: to.replace(/\?.*$/, ''), isTypeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) note(node.moduleSpecifier, node.importClause?.isTypeOnly ?? false);
    else if (ts.isExportDeclaration(node)) note(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      note(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function ruleOf(file: string): string | undefined {
  return Object.keys(ALLOWED)
    .filter((folder) => file.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function isAllowed(rule: string, { from, to }: Import): boolean {
  if (to.startsWith('packages/')) {
    const folder = dirname(to);
    if (folder === rule || folder === dirname(from) || /\.css$/.test(to)) return true;
    return (ALLOWED[rule] ?? []).some((allowed) =>
      allowed.endsWith('/*') ? folder.startsWith(allowed.slice(0, -1)) : folder === allowed,
    );
  }
  return (ALLOWED[rule] ?? []).some(
    (allowed) =>
      to === allowed ||
      to.startsWith(`${allowed}/`) ||
      (/[:/]$/.test(allowed) && to.startsWith(allowed)) ||
      (allowed === 'dockview' && to.startsWith('dockview')) ||
      (allowed === 'react' && to.startsWith('react')),
  );
}

/** Shared parts of views, no view itself. */
const SHARED_ROOMS: ReadonlySet<string> = new Set(['pictures', 'chart']);

function viewFolder(path: string): string | undefined {
  return /^packages\/viewer\/src\/app\/views\/([^/]+)\//.exec(path)?.[1];
}

/** Every cycle once, as the files in order; depth-first with the path so far. */
function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at >= 0) {
      cycles.push([...path.slice(at), file]);
      return;
    }
    if (done.has(file)) return;
    path.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return cycles;
}

const files = ['packages/proto/src', 'packages/sdk/src', 'packages/viewer/src'].flatMap(sourceFiles);
const problems: string[] = [];
const graph = new Map<string, string[]>();

for (const file of files) {
  const imports = importsOf(file);
  graph.set(
    file,
    imports.filter((each) => !each.isTypeOnly && each.to.startsWith('packages/')).map((each) => each.to),
  );
  const rule = ruleOf(file);
  if (rule === undefined) {
    problems.push(`${file}: no boundary rule covers this folder; add one to scripts/check-boundaries.ts`);
    continue;
  }
  for (const each of imports) {
    if (/^packages\/sdk\/src\/(?!node[/.])/.test(file) && (each.to.startsWith('node:') || each.to === 'ws')) {
      if (!/websocket-node\.ts$/.test(file))
        problems.push(`${file}: imports ${each.to}, but the main entry runs in browsers`);
      continue;
    }
    const ownView = viewFolder(file);
    const otherView = viewFolder(each.to);
    if (ownView !== undefined && otherView !== undefined && ownView !== otherView && !SHARED_ROOMS.has(otherView)) {
      problems.push(`${file}: imports ${each.to}; views never import views`);
    } else if (!isAllowed(rule, each) && !isEntry(file)) {
      problems.push(`${file}: may not import ${each.to} (rule for ${rule})`);
    }
  }
}

/** Entries may know every room of their own package. */
function isEntry(file: string): boolean {
  const parts = ['main.ts', 'app.tsx', 'workers.ts'].map((name) => `packages/viewer/src/app/${name}`);
  return /^packages\/[^/]+\/src\/(index|node)\.ts$/.test(file) || parts.includes(file);
}

for (const cycle of findCycles(graph)) problems.push(`import cycle: ${cycle.join(' → ')}`);

for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`boundaries: ${files.length} files, ${problems.length} problems\n`);
if (problems.length > 0) process.exitCode = 1;
