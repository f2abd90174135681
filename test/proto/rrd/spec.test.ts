import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RrdErrorCode } from '@rushes/proto';
import { RecordingFileErrorCode } from '@rushes/proto/node';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const spec = readFileSync(`${root}docs/spec/recording.md`, 'utf8');
const defined = [...spec.matchAll(/^- \*\*\[(R\d+)\]\*\*/gm)].map((match) => match[1]);
const tests = ['proto/rrd', 'proto/node', 'sdk', 'viewer/server', 'e2e']
  .flatMap((folder) => readdirSync(`${root}test/${folder}`).map((name) => `${root}test/${folder}/${name}`))
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => readFileSync(path, 'utf8'))
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
    for (const code of Object.values({ ...RrdErrorCode, ...RecordingFileErrorCode }))
      expect(spec).toMatch(new RegExp(`^\\| \`${code}\``, 'm'));
  });
});
