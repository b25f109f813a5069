import type { Command } from 'commander';
import { writeFileSync } from 'node:fs';

/** `drillbook events`: the master events list of a scenario as CSV or as an Excel workbook. */
export function register(program: Command): void {
  program
    .command('events')
    .description('write the master events list of a scenario')
    .argument('<scenario>', 'an id or a folder')
    .option('--variant <id>', 'one of its variants; its first when not named')
    .option('--seed <text>', 'draws among the ways to say things', 'events')
    .option('--out <file>', 'a .csv or .xlsx file; else CSV is printed')
    .action(events);
}

async function events(name: string, options: { variant?: string; seed: string; out?: string }): Promise<void> {
  const { openScenario, scenarioFolder } = await import('./shelf.ts');
  const { toldFor } = await import('../scenario/told-for.ts');
  const { eventsList } = await import('../tabletop/events-list.ts');
  const { eventsCsv } = await import('../tabletop/events-table.ts');
  const { StartError } = await import('../start-error.ts');
  const rows = eventsList(toldFor(options.seed, openScenario(scenarioFolder(name), options.variant ?? null)));
  const { out } = options;
  if (out === undefined) return void process.stdout.write(eventsCsv(rows));
  if (!/\.(csv|xlsx)$/i.test(out)) throw new StartError(`"${out}" must end in .csv or .xlsx.`);
  const { eventsXlsx } = await import('../tabletop/sheet-file.ts');
  writeFileSync(out, /xlsx$/i.test(out) ? await eventsXlsx(rows) : eventsCsv(rows));
  console.log(`${out} has ${rows.length} events. Edit it and import it on the page of the drill's set-up.`);
}
