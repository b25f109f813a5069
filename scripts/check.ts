import { run } from './run.ts';

/** `npm run check`: everything that can be said about the code without running it. All of it runs; the worst decides. */
const CHECKS: [name: string, command: string, ...args: string[]][] = [
  ['types: engine (no Node, no clock)', 'tsc', '-p', 'server/engine'],
  ['types: server, tests, scripts', 'tsc', '-p', '.'],
  ['types: web', 'svelte-check', '--tsconfig', 'web/tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  ['lint', 'eslint', '.', '--max-warnings', '0', '--cache', '--cache-location', 'node_modules/.cache/eslint/'],
  ['format', 'prettier', '--check', '.', '--log-level', 'warn', '--cache'],
  ['unused code', 'knip', '--no-progress'],
];

let failed = 0;
for (const [name, command, ...args] of CHECKS) {
  const ran = await run(command, args, { quiet: true });
  const good = ran.exitCode === 0;
  console.log(`${good ? 'ok  ' : 'FAIL'} ${name.padEnd(36)} ${ran.seconds.toFixed(1).padStart(6)} s`);
  if (good) continue;
  failed += 1;
  console.log(ran.output.trimEnd());
}
console.log(failed === 0 ? `${CHECKS.length} checks passed` : `${failed} of ${CHECKS.length} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
