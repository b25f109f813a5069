import { Command, CommanderError } from 'commander';
import { productVersion } from '../project-root.ts';
import { StartError } from '../start-error.ts';
import { register as check } from './check.ts';
import { register as events } from './events.ts';
import { register as exportDrill } from './export.ts';
import { register as gates } from './gates.ts';
import { register as importPages } from './import.ts';
import { register as link } from './link.ts';
import { register as lint } from './lint.ts';
import { register as replay } from './replay.ts';
import { register as report } from './report.ts';
import { register as scaffold } from './scaffold.ts';
import { register as serve } from './serve.ts';

/** Every command of the binary `drillbook`: one file each, one line here. A file loads what it needs when it runs. */
const COMMANDS = [serve, link, importPages, check, lint, gates, replay, exportDrill, report, scaffold, events];

/** 0 fine, 1 findings (a command sets it itself), 2 wrong usage or surroundings, 3 our own mistake. */
async function main(argv: string[]): Promise<void> {
  const program = new Command('drillbook')
    .description('Game days and tabletop drills for on-call teams.')
    .version(productVersion(), '-V, --version')
    .showHelpAfterError('(add --help for what there is)')
    .exitOverride();
  for (const register of COMMANDS) register(program);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  // Commander has printed its own words already; asking for help is no mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof StartError) {
    console.error(error.message);
    return 2;
  }
  console.error(error);
  return 3;
}

// `drillbook … | head` closes the pipe early: that is no error of anybody.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

await main(process.argv);
