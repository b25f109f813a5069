import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';

/**
 * `npm test [-- vitest's arguments]`: builds what the crash and browser tests start, runs every project but the browser's,
 * and ends with one line that people and CI read: `N passed, N failed`.
 */
const args = process.argv.slice(2);
const started = performance.now();

const build = needsBuild(args);
if (build) {
  const built = await run('npm', ['run', '--silent', 'build'], { quiet: true });
  if (built.exitCode !== 0) {
    console.log(built.output);
    console.log('The build failed, so no test was run.\n0 passed, 1 failed');
    process.exit(1);
  }
  console.log(`built in ${built.seconds.toFixed(1)} s`);
}

const folder = mkdtempSync(join(tmpdir(), 'drillbook-test-'));
const report = join(folder, 'report.json');
const reports = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
// Whole drills in a browser take minutes: `npm test -- --project e2e`, a step of its own in .ci/run.
const unnamed = args.includes('--project') ? [] : ['--project', '!e2e'];
const ran = await run('vitest', ['run', ...reports, ...unnamed, ...args], {
  env: build ? { TEST_BUILD: '1' } : {},
});
console.log(closingLine(report, ran.exitCode));
rmSync(folder, { recursive: true, force: true });
process.exitCode = ran.exitCode;

/** A run of named projects that never start the built server needs no build. */
function needsBuild(given: readonly string[]): boolean {
  const projects = given.flatMap((arg, at) => (given[at - 1] === '--project' ? [arg] : []));
  return projects.length === 0 || projects.some((name) => ['crash', 'e2e', 'cli'].includes(name));
}

function closingLine(file: string, exitCode: number): string {
  const seconds = Math.round((performance.now() - started) / 1000);
  if (!existsSync(file)) return `vitest left no report (exit code ${exitCode}) after ${seconds} s\n0 passed, 1 failed`;
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
    readFileSync(file, 'utf8'),
  ) as Record<string, number>;
  // A file that cannot be loaded has no tests of its own to fail; errors outside tests show in the exit code alone.
  const silent = numFailedTests === 0 && (exitCode !== 0 || numFailedTestSuites! > 0) ? 1 : 0;
  const skipped = numPendingTests ? `, ${numPendingTests} skipped` : '';
  return `in ${seconds} s${skipped}\n${numPassedTests} passed, ${numFailedTests! + silent} failed`;
}
