import type { Command } from 'commander';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `drillbook scaffold`: a scenario that loads and plays, from a runbook. */
export function register(program: Command): void {
  program
    .command('scaffold')
    .description('write the beginnings of a scenario from a runbook')
    .argument('<runbook>', 'a Markdown page')
    .option('--into <folder>', 'where scenarios lie', 'scenarios')
    .action(scaffold);
}

async function scaffold(path: string, { into }: { into: string }): Promise<void> {
  const { parseRunbook } = await import('../runbook/parse.ts');
  const { skeletonOf } = await import('../scenario/skeleton.ts');
  const { StartError } = await import('../start-error.ts');
  if (!existsSync(path)) throw new StartError(`There is no file "${path}".`);
  if (statSync(path).isDirectory()) throw new StartError(`"${path}" is a folder; name one Markdown page.`);
  const { id, files } = skeletonOf(parseRunbook(readFileSync(path, 'utf8'), path));
  const folder = join(into, id);
  if (existsSync(folder))
    throw new StartError(`${folder} is there already; move it away, or give the page another title.`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  console.log(`${folder} is written. Next: drillbook lint ${folder}/scenario.yaml, then drillbook check ${folder}`);
}
