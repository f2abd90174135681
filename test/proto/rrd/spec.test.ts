import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RrdErrorCode } from '@rushes/proto';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const spec = readFileSync(`${root}docs/spec/recording.md`, 'utf8');
const defined = [...spec.matchAll(/^- \*\*\[(R\d+)\]\*\*/gm)].map((match) => match[1]);
const folder = `${root}test/proto/rrd/`;
const tests = readdirSync(folder)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(folder + name, 'utf8'))
  .join('\n');
const proven = new Set([...tests.matchAll(/\[(R\d+)\]/g)].map((match) => match[1]));

describe('docs/spec/recording.md', () => {
  it('numbers its rules without gaps, each once', () => {
    expect(defined).toEqual(defined.map((_, i) => `R${i + 1}`));
    expect(defined.length).toBeGreaterThan(15);
  });

  it('has a test for every rule, and no test for a rule that is not there', () => {
    expect([...proven].sort()).toEqual([...defined].sort());
  });

  it('lists every error code', () => {
    for (const code of Object.values(RrdErrorCode)) expect(spec).toMatch(new RegExp(`^\\| \`${code}\``, 'm'));
  });
});
