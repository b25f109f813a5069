import { Option, type Command } from 'commander';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParBands, ParFile } from '../scoring/par.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** `drillbook report`: the debrief of a drill, from its log alone. */
export function register(program: Command): void {
  program
    .command('report')
    .description('print the debrief of a drill')
    .argument('<drill|file>', 'a drill’s id, or a drill file')
    .addOption(new Option('--format <format>', 'how').choices(['md', 'json']).default('md'))
    .action(async (name: string, { format }: { format: 'md' | 'json' }) => {
      const { rebuild } = await import('../drill/replay.ts');
      const { ENGINE_VERSION } = await import('../engine/version.ts');
      const { buildDebrief } = await import('../report/debrief.ts');
      const { debriefMarkdown } = await import('../report/markdown.ts');
      const { debriefJson } = await import('../report/json.ts');
      const { entriesOf, stageOf } = await import('./drill-source.ts');
      const entries = await entriesOf(name);
      const { session } = rebuild(entries, (created) => stageOf(created, ENGINE_VERSION));
      const par = parOf(session.scenario);
      const debrief = buildDebrief({
        entries,
        scenario: session.scenario,
        readings: session.sim,
        ...(par ? { par } : {}),
      });
      process.stdout.write(format === 'json' ? debriefJson(debrief) : debriefMarkdown(debrief));
    });
}

/** Bands of this variant from `par.json`, when bots have played this very scenario. */
function parOf(scenario: Scenario): ParBands | undefined {
  const file = join(scenario.folder, 'par.json');
  if (!existsSync(file)) return undefined;
  const par = JSON.parse(readFileSync(file, 'utf8')) as ParFile;
  return par.variants[scenario.variant.id];
}
