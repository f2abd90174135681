import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ProtoErrorCode } from '@rushes/proto';
import { describe, expect, it } from 'vitest';
import { MESSAGES } from './arbitrary-message.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const spec = readFileSync(`${root}docs/spec/wire.md`, 'utf8');

describe('docs/spec/wire.md', () => {
  it('numbers its rules without gaps, each once', () => {
    const ids = [...spec.matchAll(/^- \*\*\[W(\d+)\]\*\*/gm)].map((match) => Number(match[1]));
    expect(ids).toEqual(ids.map((_, i) => i + 1));
    expect(ids.length).toBeGreaterThan(30);
  });

  it('lists every kind of message and every error code', () => {
    for (const kind of Object.keys(MESSAGES)) expect(spec).toMatch(new RegExp(`^\\| \`${kind}\``, 'm'));
    for (const code of Object.values(ProtoErrorCode)) expect(spec).toMatch(new RegExp(`^\\| \`${code}\``, 'm'));
  });

  it('has no rule in a test title that it does not define', () => {
    const defined = new Set([...spec.matchAll(/^- \*\*\[(W\d+)\]\*\*/gm)].map((match) => match[1]));
    const folders = ['test/proto', 'test/sdk', 'test/viewer'].map((folder) => `${root}${folder}`);
    const files = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    );
    for (const file of files.filter((name) => name.endsWith('.test.ts'))) {
      for (const [, id] of readFileSync(file, 'utf8').matchAll(/\[(W\d+)\]/g)) expect([...defined], file).toContain(id);
    }
  });
});
