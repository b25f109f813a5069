import type { Entry } from '../drill/entry.ts';
import { secondOf } from '../scoring/drill-log.ts';
import type { StepEvidence } from './evidence.ts';
import { delayAfter, oneLine, placeOf, type FoundGap, type GapScene } from './gap-scene.ts';
import { proposeForStale } from './step-edits.ts';
import { firstWords, refusedAsUnknown } from './refusal-words.ts';

/** The runs of a step that the system did not understand, of commands that never went well later. */
export function staleRuns({ runs, step }: StepEvidence): StepEvidence['runs'] {
  return runs.filter(({ seq, payload }) => {
    const command = payload.step?.command ?? 0;
    const later = runs.some(
      (run) => run.seq > seq && run.payload.step?.command === command && run.payload.exitCode === 0,
    );
    return !later && refusedAsUnknown(payload, step.commands[command]?.text ?? '');
  });
}

/** GAP-1 stale step: its command was run and the system did not know the command, an option or a name in it. */
export function staleStep(scene: GapScene, evidence: StepEvidence): FoundGap | null {
  const stale = staleRuns(evidence);
  const run = stale[0];
  if (!run) return null;
  const { runbook, step } = evidence;
  const command = step.commands[run.payload.step?.command ?? 0];
  const line = command ? command.line + lineAtFault(command.text, run.payload.stderr) : step.line;
  const replacement = workingLine(scene, run, command?.text ?? run.payload.line);
  return {
    ...placeOf(runbook, step.number, line),
    kind: 'stale step',
    sentence: `Step ${step.number} of ${runbook.id} says "${oneLine(command?.text ?? run.payload.line)}"; at ${scene.clock(secondOf(run))} the system answered "${firstWords(run.payload.stderr)}".`,
    entries: [...stale.map(({ seq }) => seq), ...(replacement ? [replacement.entry] : [])],
    proposal: proposeForStale(runbook, line, replacement?.line ?? null),
    costS: delayAfter(scene, run.seq),
    ...(replacement ? { answer: replacement.line } : {}),
  };
}

/** In a command of several lines, the one that names what was not found. */
function lineAtFault(text: string, stderr: string): number {
  const lines = text.split('\n');
  const unknown = /(?:["'`]([^"'`\s]+)["'`]|\b([\w.-]+): command not found)/.exec(stderr);
  const word = unknown?.[1] ?? unknown?.[2];
  return word === undefined
    ? 0
    : Math.max(
        0,
        lines.findIndex((line) => line.includes(word)),
      );
}

/**
 * The first line within ten minutes that brought the service back, and is of the same tool; where that tool does not
 * exist, of any tool on the same target. A line that merely went well may be the one that hurts: better no proposal.
 */
export function workingLine(scene: GapScene, refused: Entry<'command.ran'>, written: string): { line: string; entry: number } | null {
  const [tool, ...words] = written.trim().split(/\s+/);
  const targets = words.filter((word) => /^[a-z][\w./-]{2,}$/i.test(word));
  const fits = (line: string) => {
    const [other, ...rest] = line.trim().split(/\s+/);
    if (other === tool) return true;
    return refused.payload.exitCode === 127 && rest.some((word) => targets.some((target) => word.split('/').at(-1) === target));
  };
  const worked = scene.log.of('command.ran').find((entry) =>
    entry.seq > refused.seq && secondOf(entry) - secondOf(refused) <= 600 && entry.payload.exitCode === 0 && fits(entry.payload.line) &&
    scene.effective.some((action) => action.line === entry.payload.line && action.acted < entry.seq && action.acted > refused.seq),
  );
  return worked ? { line: worked.payload.line, entry: worked.seq } : null;
} // prettier-ignore
