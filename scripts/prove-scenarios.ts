import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { DryRun } from '../server/bots/dry-run.ts';
import { scenarioFolders } from '../server/scenario/list.ts';

/**
 * `npx tsx scripts/prove-scenarios.ts [seeds]`: `drillbook check` over every scenario, held to what the shipped ones
 * promise. The one finding that belongs there is the runbook that is stale on purpose; its absence is a failure too.
 */
const EXPECTED = { rule: 'stale-step', file: 'scenarios/bad-deploy/runbooks/RUN-013.md' };

const seeds = process.argv[2] ?? '50';
const folders = scenarioFolders('scenarios');
const scenarios = (await Promise.all(folders.map(check))).flat();

for (const { id, variants } of scenarios) {
  for (const [variant, bots] of Object.entries(variants)) {
    const told = Object.entries(bots).map(
      ([bot, { mitigated, runs, ttmSeconds, userMinutesLost }]) =>
        `${bot} ${mitigated}/${runs} TTM ${ttmSeconds.p50 ?? 'never'} lost ${userMinutesLost.p50}`,
    );
    console.log(`${id}/${variant}: ${told.join(' · ')}`);
  }
}
const findings = scenarios.flatMap((scenario) => scenario.findings);
const unexpected = findings.filter(({ rule, file }) => rule !== EXPECTED.rule || file !== EXPECTED.file);
for (const { file, line, rule, message } of findings) console.log(`${file}:${line} ${rule}: ${message}`);
const missing = unexpected.length === findings.length;
if (missing) console.log(`${EXPECTED.file}: the stale step was not found`);
console.log(`${findings.length - unexpected.length} expected finding, ${unexpected.length} unexpected`);
process.exitCode = unexpected.length > 0 || missing ? 1 : 0;

/** One process a scenario. Exit 1 means findings, which is what we are here to read; anything worse throws. */
async function check(folder: string): Promise<DryRun[]> {
  const args = ['bin/drillbook.js', 'check', folder, '--seeds', seeds, '--json'];
  const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const { stdout } = await promisify(execFile)(process.execPath, args, options).catch((error: ExecFailure) => {
    if (error.code === 1) return error;
    throw error;
  });
  return (JSON.parse(stdout) as { scenarios: DryRun[] }).scenarios;
}

interface ExecFailure extends Error {
  code: number;
  stdout: string;
}
