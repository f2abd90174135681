import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));

// Tests run the sources, so a unit test needs no build. Tests that start real programs (browser, e2e) run what was built.
const alias = [
  { find: /^#file-sink$/, replacement: source('sdk/src/node/file-sink.ts') },
  { find: /^#websocket$/, replacement: source('sdk/src/sinks/websocket-node.ts') },
  { find: /^@rushes\/proto\/node$/, replacement: source('proto/src/node.ts') },
  { find: /^@rushes\/proto$/, replacement: source('proto/src/index.ts') },
  { find: /^@rushes\/sdk\/node$/, replacement: source('sdk/src/node.ts') },
  { find: /^@rushes\/sdk$/, replacement: source('sdk/src/index.ts') },
  { find: /^@rushes\/viewer\/server$/, replacement: source('viewer/src/server/index.ts') },
];

/** By default one core is left free: of two, half of the machine. */
const MAX_WORKERS = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        extends: true,
        // Not isolated: loading the sources anew for each of a hundred files takes as long as the tests themselves.
        test: {
          name: 'unit',
          include: ['test/{proto,sdk,viewer,scripts}/**/*.test.ts'],
          exclude: ['**/*.long.test.ts'],
          testTimeout: 20_000,
          isolate: false,
          maxWorkers: MAX_WORKERS,
        },
      },
      {
        extends: true,
        // Broken bytes by the hundred thousand, and programs that are started: not part of `npm run check`.
        test: {
          name: 'long',
          sequence: { groupOrder: 1 },
          include: ['test/{proto,sdk,viewer,scripts}/**/*.long.test.ts'],
          testTimeout: 60_000,
          isolate: false,
          maxWorkers: MAX_WORKERS,
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: ['test/{browser,e2e}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Two cores: browsers beside each other only make each other slow.
          fileParallelism: false,
          // After the others, not beside them: what is live must keep time.
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
