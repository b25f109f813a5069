import { refusedAsUnknown } from '../../runbook/refusal-words.ts';
import type { Problem } from '../../scenario/problem.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { AnyEntry } from '../../drill/entry.ts';
import type { Rehearsal } from './rehearsal.ts';

/** Every command of every runbook runs: its tool is there, knows its flags, and finds what it names. */
export async function checkRunbookCommands({ scenario, literal, followed }: Rehearsal): Promise<Problem[]> {
  const runs = [...(await literal()), ...(await followed())];
  return runs.flatMap(({ drill }) => staleCommands(scenario, drill.entries));
}

/** Runbook commands that the system did not know, with their place in the file. */
export function staleCommands(scenario: Scenario, entries: readonly AnyEntry[]): Problem[] {
  return entries.flatMap((entry): Problem[] => {
    if (entry.kind !== 'command.ran' || !entry.payload.step) return [];
    const { payload } = entry;
    const runbook = scenario.runbooks.find(({ id }) => id === payload.step?.runbook);
    const step = runbook?.steps.find(({ number }) => number === payload.step?.step);
    const command = step?.commands[payload.step?.command ?? 0];
    if (!runbook || !step || !command || !refusedAsUnknown(payload, command.text)) return [];
    const words = payload.stderr.trim().split('\n')[0] ?? `exit ${payload.exitCode}`;
    const message = `${runbook.id} step ${step.number}: ${words}`;
    return [
      {
        file: runbook.file,
        line: command.line,
        column: 1,
        message,
        hint: '',
        severity: 'error',
        rule: 'run/stale-step',
      },
    ];
  });
}
