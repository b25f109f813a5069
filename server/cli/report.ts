import { Option, type Command } from 'commander';

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
      const { parOnDisk } = await import('../scenario/par-on-disk.ts');
      const { drillOf, stageOf } = await import('./drill-source.ts');
      const { entries, pack } = await drillOf(name);
      const { session } = rebuild(entries, (created) => stageOf(created, ENGINE_VERSION, pack));
      const debrief = buildDebrief({
        entries,
        scenario: session.scenario,
        readings: session.sim,
        par: parOnDisk(session.scenario, ENGINE_VERSION),
      });
      process.stdout.write(format === 'json' ? debriefJson(debrief) : debriefMarkdown(debrief));
    });
}
