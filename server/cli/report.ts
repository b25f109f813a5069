import { Option, type Command } from 'commander';

/** `drillbook report`: the debrief of a drill, from its log alone. */
export function register(program: Command): void {
  program
    .command('report')
    .description('print the debrief of a drill')
    .argument('<drill|file>', 'a drill’s id, or a drill file')
    .addOption(new Option('--format <format>', 'how').choices(['md', 'json']).default('md'))
    .action(async (name: string, { format }: { format: 'md' | 'json' }) => {
      const { debriefMarkdown } = await import('../report/markdown.ts');
      const { debriefJson } = await import('../report/json.ts');
      const { debriefOf } = await import('./debrief-of.ts');
      const debrief = await debriefOf(name);
      process.stdout.write(format === 'json' ? debriefJson(debrief) : debriefMarkdown(debrief));
    });
}
