import type { StepEvidenceView } from '../../protocol/room.ts';
import type { Session } from '../session.ts';
import { outcomeNow } from '../step-outcome.ts';
import { findStep } from '../steps.ts';
import type { Evolvers, Moment } from './moment.ts';

export const runbookEvolvers: Evolvers<
  'runbook.opened' | 'step.judged' | 'step.checked' | 'step.flagged' | 'step.skipped' | 'evidence.observed'
> = {
  'runbook.opened': (session, { runbook }, { atS }) => {
    if (!session.opened.has(runbook)) session.opened.set(runbook, atS);
  },
  'step.judged': (session, { runbook, step, check, value }, { atS, seat }) => {
    settleCheck(session, runbook, step, { check, value: value ? 'true' : 'false', observed: '', atS, seat });
  },
  'step.checked': (session, { runbook, step }, at) => watchChecks(session, runbook, step, at),
  'step.flagged': (session, { runbook, step, flag, text }, { atS, seat }) => {
    change(session, runbook, step, (known) => ({
      ...known,
      flags: [...known.flags, { seat: seat ?? '', atS, flag, text }],
    }));
  },
  'step.skipped': (session, { runbook, step }, { atS, seat }) => {
    change(session, runbook, step, (known) => ({ ...known, skipped: { seat: seat ?? '', atS } }));
  },
  'evidence.observed': (session, { runbook, step, check, value, observed }, { atS }) => {
    session.watches = session.watches.filter(
      (watch) => watch.runbook !== runbook || watch.step !== step || watch.check !== check,
    );
    settleCheck(session, runbook, step, { check, value: value ? 'true' : 'false', observed, atS, seat: null });
  },
};

/** Runs of one step that its evidence shows, the latest; the log has them all. */
const RUNS_SHOWN = 5;

/** Notes that a step's command was run, and starts to watch the machine checks of the step. */
export function stepRan(session: Session, runbook: string, step: number, ran: StepEvidenceView['ran'][number]): void {
  change(session, runbook, step, (known) => ({ ...known, ran: [...known.ran, ran].slice(-RUNS_SHOWN), skipped: null }));
  watchChecks(session, runbook, step, { atS: ran.atS, seat: null });
}

/** A step's line that went on has ended: its last run shows how. */
export function stepEnded(
  session: Session,
  { runbook, step, command }: { runbook: string; step: number; command: number },
  { seat, exitCode, output }: { seat: string; exitCode: number; output: string },
): void {
  change(session, runbook, step, (known) => {
    const at = known.ran.findLastIndex((run) => run.seat === seat && run.command === command);
    const run = known.ran[at];
    return run ? { ...known, ran: known.ran.with(at, { ...run, exitCode, output }) } : known;
  });
}

function watchChecks(session: Session, runbook: string, step: number, { atS }: Moment): void {
  const checks = findStep(session.scenario, runbook, step)?.checks ?? [];
  checks.forEach(({ condition }, check) => {
    if (condition === null) return;
    session.watches = session.watches.filter(
      (watch) => watch.runbook !== runbook || watch.step !== step || watch.check !== check,
    );
    session.watches.push({ runbook, step, check, sinceS: atS, trueSinceS: null });
    settleCheck(session, runbook, step, { check, value: 'watching', observed: '', atS, seat: null });
  });
}

function settleCheck(
  session: Session,
  runbook: string,
  step: number,
  result: StepEvidenceView['checks'][number],
): void {
  change(session, runbook, step, (known) => ({
    ...known,
    checks: [...known.checks.filter(({ check }) => check !== result.check), result].sort((a, b) => a.check - b.check),
  }));
}

function change(
  session: Session,
  runbook: string,
  step: number,
  to: (known: StepEvidenceView) => StepEvidenceView,
): void {
  const key = `${runbook}#${step}`;
  const known = session.evidence.get(key) ?? { runbook, step, ran: [], checks: [], flags: [], skipped: null };
  const { outcome: _before, ...changed } = to(known);
  const outcome = outcomeNow(session, changed);
  session.evidence.set(key, outcome === null ? changed : { ...changed, outcome });
}
