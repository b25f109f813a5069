import type { Command } from 'commander';

/** `drillbook replay`: proves that a drill file's inputs bring about its outcomes; exit 1 when they do not. */
export function register(program: Command): void {
  program
    .command('replay')
    .description('run a drill file again and compare every outcome')
    .argument('<file>', 'a drill file, as the debrief exports it')
    .option('--json', 'print one JSON object')
    .action(async (path: string, options: { json?: true }) => {
      const { replay } = await import('../drill/replay.ts');
      const { ENGINE_VERSION } = await import('../engine/version.ts');
      const { drillOfFile, stageOf } = await import('./drill-source.ts');
      const drill = drillOfFile(path);
      const result = replay(drill.entries, (created) => stageOf(created, ENGINE_VERSION, drill.pack));
      const { entries, digest, matches, firstDifference } = result;
      if (options.json)
        console.log(
          JSON.stringify({ entries, digest, matches, ...(firstDifference ? { firstDifference } : {}) }, null, 2),
        );
      else
        console.log(
          matches
            ? `${entries} entries, every outcome came about again. Digest ${digest}`
            : `${path}: entry ${firstDifference?.seq ?? 0} differs: ${firstDifference?.reason ?? 'unknown'}`,
        );
      if (!matches) process.exitCode = 1;
    });
}
