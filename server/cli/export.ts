import type { Command } from 'commander';

/** `drillbook export`: a drill of this server's store as a portable file on standard output. */
export function register(program: Command): void {
  program
    .command('export')
    .description('print a drill’s log as a drill file')
    .argument('<drill>', 'the drill’s id, as in /drills/<id>')
    .action(async (name: string) => {
      const { writeDrillFile } = await import('../drill/drill-file.ts');
      const { drillOf } = await import('./drill-source.ts');
      const { entries, pack } = await drillOf(name);
      process.stdout.write(writeDrillFile(entries, pack));
    });
}
