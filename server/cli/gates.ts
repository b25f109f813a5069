import type { Command } from 'commander';
import { join } from 'node:path';
import type { Flags } from '../config.ts';
import type { GatesView } from '../protocol/library.ts';

interface GatesOptions extends Pick<Flags, 'data'> {
  json?: true;
  runbooks?: string;
}

/** `drillbook gates`: the quality gates of the practice; exit 1 when one is not met. */
export function register(program: Command): void {
  program
    .command('gates')
    .description('say which quality gates the runbooks meet: coverage, owners, tests, reviews, open gaps')
    .option('--runbooks <folder>', 'judge the care of these pages; those that Drillbook ships with count for coverage')
    .option('--data <folder>', 'folder of the embedded database (DATA_DIR, ./data)')
    .option('--json', 'print one JSON object')
    .action(async (options: GatesOptions) => {
      const { openLibrary } = await import('./open-library.ts');
      const { desk, isOwn, close } = await openLibrary(options.runbooks ?? null, options);
      try {
        const view = await desk.gates(isOwn);
        console.log(options.json ? JSON.stringify(view, null, 2) : report(view, options.runbooks ?? null));
        if (!view.ok) process.exitCode = 1;
      } finally {
        await close();
      }
    });
}

function report({ gates, ok }: GatesView, folder: string | null): string {
  const width = Math.max(...gates.map(({ title }) => title.length));
  const lines = gates.flatMap(({ title, ok: met, of, met: count, missing }) => [
    `${met ? 'met    ' : 'NOT MET'}  ${title.padEnd(width)}  ${of === 0 ? 'nothing to judge' : `${count} of ${of}`}`,
    ...missing.map(({ what, where }) => `           ${where} ${what}`),
  ]);
  const open = gates.filter((one) => !one.ok).length;
  const verdict = ok ? 'Every gate is met.' : `${open} of ${gates.length} gates ${open === 1 ? 'is' : 'are'} not met.`;
  return [...(folder === null ? [] : [`${join(folder)}:`]), ...lines, '', verdict].join('\n');
}
