import { ShellHost } from '../shell/host.ts';

/**
 * A shell for bots, rehearsals and replays. People's shells cut a line off after two seconds of wall time; a bot's log must
 * not depend on how busy the machine is, and bots type no endless loops.
 */
export function botShell(): ShellHost {
  return new ShellHost({ children: 1, watchdogMs: 120_000, deadlineMs: 60_000 });
}
