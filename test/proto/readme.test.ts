import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as proto from '@rushes/proto';
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';

const readme = readFileSync(fileURLToPath(new URL('../../packages/proto/README.md', import.meta.url)), 'utf8');

describe('the README of @rushes/proto', () => {
  it('has an example that runs', async () => {
    const code = /```ts\n(.*?)```/s.exec(readme)?.[1];
    if (code === undefined) throw new Error('The README has no ts block.');
    const imported = /import \{(.*?)\} from '@rushes\/proto';/s.exec(code);
    if (imported === null) throw new Error('The example imports nothing.');
    const names = (imported[1] ?? '').split(',').map((name) => name.trim());
    const body = await transform(code.replace(imported[0], ''), { loader: 'ts' });
    const printed: unknown[][] = [];
    const console = { log: (...values: unknown[]) => printed.push(values) };
    const values = names.map((name) => Object.entries(proto).find(([exported]) => exported === name)?.[1]);
    expect(values).not.toContain(undefined);
    new Function('console', ...names, body.code)(console, ...values);
    expect(printed).toEqual([
      ['/arm/torque', BigInt64Array.of(42n), { kind: 'numbers', numbers: Float64Array.of(3.2) }],
    ]);
  });
});
