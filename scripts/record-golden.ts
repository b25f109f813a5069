import { botShell } from '../server/bots/bot-shell.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oracle } from '../server/bots/oracle.ts';
import { playBot } from '../server/bots/play.ts';
import { runbookLiteral } from '../server/bots/runbook-literal.ts';
import { openVariants } from '../server/cli/shelf.ts';
import { writeDrillFile } from '../server/drill/drill-file.ts';
import { scenarioFolders } from '../server/scenario/list.ts';
import { initSql } from '../server/sql/parse.ts';

/**
 * Records the golden drills: one whole log per scenario and variant, by the bot that follows the runbooks, and one by the
 * oracle. Run it only when a change of the engine or of a scenario is meant: raise ENGINE_VERSION with it.
 */
const SEED = 'golden';

await initSql();
const shell = botShell();
for (const folder of scenarioFolders('scenarios')) {
  mkdirSync(join(folder, 'golden'), { recursive: true });
  for (const scenario of openVariants(folder)) {
    for (const bot of [runbookLiteral, oracle]) {
      const { entries } = await playBot(scenario, SEED, bot, shell);
      const file = join(folder, 'golden', `${scenario.variant.id}.${bot.id}.jsonl`);
      writeFileSync(file, writeDrillFile(entries));
      console.log(`${file}: ${entries.length} entries`);
    }
  }
}
shell.close();
