import type { DrillCommand } from '../../server/protocol/http.ts';

/** What was typed in a drill, each line once, newest first: people repeat themselves. */
export function distinctCommands(commands: readonly DrillCommand[]): DrillCommand[] {
  const newest = new Map<string, DrillCommand>();
  for (const command of [...commands].sort((a, b) => b.atS - a.atS)) {
    const line = command.line.trim();
    if (line !== '' && !newest.has(line)) newest.set(line, { ...command, line });
  }
  return [...newest.values()];
}

/** The command as a page has it: in a fence long enough for what it holds. */
export function fenced(command: string): string {
  const longest = Math.max(2, ...[...command.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}sh\n${command}\n${fence}`;
}
