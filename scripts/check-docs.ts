import ts from 'typescript';

// Every symbol that a package exports, and every public member of an exported class or interface of the SDK, carries a
// docblock. The API reference is made of these, so a missing one is a hole in the documentation.

const ENTRIES = [
  { file: 'packages/proto/src/index.ts', members: false },
  { file: 'packages/proto/src/node.ts', members: false },
  { file: 'packages/sdk/src/index.ts', members: true },
  { file: 'packages/sdk/src/node.ts', members: true },
  { file: 'packages/viewer/src/server/index.ts', members: true },
  { file: 'packages/viewer/src/embed/index.ts', members: false },
];

const program = ts.createProgram({
  rootNames: ENTRIES.map((entry) => entry.file),
  options: {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  },
});
const checker = program.getTypeChecker();
const missing: string[] = [];
let seen = 0;

function hasDoc(symbol: ts.Symbol): boolean {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim().length > 0;
}

function isPublicMember(member: ts.Symbol): boolean {
  const declaration = member.declarations?.[0];
  if (declaration === undefined || member.name.startsWith('#') || member.name === 'prototype') return false;
  if (ts.isConstructorDeclaration(declaration) || member.name === '__constructor') return false;
  const isHidden = ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);
  if (isHidden !== 0) return false;
  return !ts.getJSDocTags(declaration).some((tag) => tag.tagName.text === 'internal');
}

for (const entry of ENTRIES) {
  const source = program.getSourceFile(entry.file);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) {
    missing.push(`${entry.file}: not found or exports nothing`);
    continue;
  }
  for (const exported of checker.getExportsOfModule(module)) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const declaration = symbol.declarations?.[0];
    // Re-exported symbols are checked where they are declared.
    if (declaration?.getSourceFile().fileName.includes('node_modules')) continue;
    seen += 1;
    if (!hasDoc(symbol)) missing.push(`${entry.file}: ${exported.name} has no docblock`);
    if (!entry.members || (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface)) === 0) continue;
    const owned = [...(symbol.members?.values() ?? []), ...(symbol.exports?.values() ?? [])];
    for (const member of owned.filter(isPublicMember)) {
      seen += 1;
      // Overrides and well-known names inherit the meaning of what they override.
      const isInherited = member.name.startsWith('__') || member.name === 'name';
      if (!isInherited && !hasDoc(member))
        missing.push(`${entry.file}: ${exported.name}.${member.name} has no docblock`);
    }
  }
}

for (const line of missing) process.stdout.write(`${line}\n`);
process.stdout.write(`public docs: ${seen} symbols, ${missing.length} without a docblock\n`);
if (missing.length > 0) process.exitCode = 1;
