import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;

/** One project per kind of test: `npx vitest run --project engine` runs one of them. */
function project(name: string, overrides: { testTimeout?: number; fileParallelism?: boolean; isolate?: boolean } = {}) {
  return { test: { name, root, include: [`test/${name}/**/*.test.ts`], testTimeout: 20_000, ...overrides } };
}

/** Rooms without state of their own: their files may share one worker's modules, which saves reading them again. */
const shared = { isolate: false };

export default defineConfig({
  root,
  test: {
    // Of two cores vitest would leave one idle, and the tests that every change runs would take more than five minutes.
    maxWorkers: '100%',
    projects: [
      project('engine', { testTimeout: 60_000, ...shared }),
      project('drill', shared),
      project('shell'),
      project('runbook', shared),
      project('scenario', { testTimeout: 120_000, ...shared }),
      project('scoring', shared),
      project('store'),
      project('socket'),
      project('http', shared),
      project('cli', { testTimeout: 120_000 }),
      project('docs', { testTimeout: 60_000 }),
      project('crash', { testTimeout: 180_000, fileParallelism: false }),
      // Minutes in a browser: not in `npm test`, but in .ci/run.
      project('e2e', { testTimeout: 300_000, fileParallelism: false }),
      {
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: { name: 'web', root, environment: 'jsdom', include: ['test/web/**/*.test.ts'], testTimeout: 20_000 },
      },
    ],
  },
});
