import type { Entry } from '../drill/entry.ts';
import { checksTrue, runbookUses } from '../runbook/evidence.ts';
import { refusedAsUnknown } from '../runbook/refusal-words.ts';
import type { RunbookStep } from '../runbook/runbook.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { secondOf, type DrillLog } from '../scoring/drill-log.ts';
import type { TakenAction } from '../scoring/mitigation.ts';
import type { Stamps } from '../scoring/stamps.ts';
import { oneLine } from './one-line.ts';

/** More looks than these are a search, not a diagnosis: the last ones before the mitigation count. */
const MOST_LOOKS = 6;

/** Commands that only looked, understood and answered, before the mitigation began: each once, the last ones. */
export function looksBefore(log: DrillLog, taken: readonly TakenAction[], stamps: Stamps): Entry<'command.ran'>[] {
  const acting = new Set(log.of('tool.acted').map(({ payload }) => payload.line));
  const untilSeq = taken[0]?.acted ?? Infinity;
  const fromS = stamps.impact?.atS ?? stamps.fault?.atS ?? 0;
  const seen = new Set<string>();
  const looks = log
    .of('command.ran')
    .filter((entry) => log.byResponder(entry) && entry.seq < untilSeq && secondOf(entry) >= fromS)
    .filter(({ payload }) => payload.exitCode === 0 && payload.tools.length > 0 && !acting.has(payload.line))
    .filter(({ payload }) => !refusedAsUnknown(payload, payload.line))
    .filter(({ payload }) => !seen.has(payload.line) && seen.add(payload.line));
  return looks.slice(-MOST_LOOKS);
}

export function lookStep(number: number, { line, stdout }: Entry<'command.ran'>['payload']): RunbookStep {
  const shown = stdout.split('\n').find((text) => text.trim() !== '') ?? '';
  return step(number, `Look: ${line.split(/\s+/).slice(0, 3).join(' ')}`, {
    why: 'it was looked at on the way to the cause; say here what to look for.',
    command: line,
    check: {
      text: shown === '' ? 'What it shows fits this page' : `It shows something like: ${oneLine(shown)}`,
      condition: null,
    },
  });
}

export function actionStep(
  number: number,
  { line, name }: TakenAction,
  check: RunbookStep['checks'][number] | null,
): RunbookStep {
  return step(number, `Act: ${name}`, {
    why: 'it was part of what brought the service back.',
    command: line,
    check: check ?? { text: 'The command says that it was done', condition: null },
  });
}

function step(
  number: number,
  title: string,
  {
    why,
    command,
    check,
  }: { why: string; command: string; check: { text: string; condition: RunbookStep['checks'][number]['condition'] } },
): RunbookStep {
  return {
    number,
    title,
    why,
    text: '',
    line: 0,
    endLine: 0,
    commands: [{ language: 'sh', text: command, line: 0 }],
    checks: [{ ...check, line: 0 }],
  };
}

/** The page's own rule turned round: "… > 0.05" must be below it again within five minutes. */
export function recoveryCheck(
  scenario: Scenario,
  paged: readonly Entry<'alert.changed'>[],
): RunbookStep['checks'][number] | null {
  const [first] = paged;
  const rule = scenario.rules.find(({ name }) => name === first?.payload.transition.rule);
  const bound =
    rule && /^([^<>]*[^<>=!\s])\s*(>=?|<=?)\s*(-?\d+(?:\.\d+)?)$/.exec(rule.expr.replace(/\s+/g, ' ').trim());
  if (!bound) return null;
  const expression = `${bound[1]} ${bound[2]!.startsWith('>') ? '<' : '>'} ${bound[3]}`;
  return {
    text: 'The signal that paged is back within its bound',
    line: 0,
    condition: { expression, withinS: 300, forS: 60 },
  };
}

/** Entries of runbook steps whose checks turned true: they show that the order works. */
export function stepsThatHeld(log: DrillLog, scenario: Scenario): number[] {
  return runbookUses(log, scenario.runbooks).flatMap(({ steps }) =>
    steps.filter((evidence) => checksTrue(evidence) > 0).flatMap(({ runs }) => runs.map(({ seq }) => seq)),
  );
}
