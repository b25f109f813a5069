import type { RunbookFinding } from '../protocol/http.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { secondOf, type DrillLog } from '../scoring/drill-log.ts';
import type { Stamps } from '../scoring/stamps.ts';

/**
 * FIND-1, FIND-2: from the first page after the fault to the first opening of the runbook that claims what had happened,
 * and what was opened before it. Running a step opens its runbook too.
 */
export function findingOf(log: DrillLog, scenario: Scenario, stamps: Stamps): RunbookFinding | null {
  const right = scenario.variant.runbook;
  const { alert, end } = stamps;
  if (!alert || !scenario.runbooks.some(({ id }) => id === right)) return null;
  const openings = openingsOf(log).filter(({ atS }) => atS >= alert.atS);
  const found = openings.find(({ runbook }) => runbook === right) ?? null;
  const before = openings.filter(({ runbook, seq }) => runbook !== right && (found === null || seq < found.seq));
  const wrongFirst = before.filter(({ runbook }, i) => before.findIndex((one) => one.runbook === runbook) === i);
  return {
    right,
    pageAtS: alert.atS,
    openedAtS: found?.atS ?? null,
    seconds: (found?.atS ?? end.atS) - alert.atS,
    censored: found === null,
    wrongFirst: wrongFirst.map(({ runbook, atS }) => ({ runbook, atS })),
    entries: [alert.entry, ...wrongFirst.map(({ seq }) => seq), ...(found ? [found.seq] : [])],
  };
}

interface Opening {
  runbook: string;
  atS: number;
  seq: number;
}

/** Openings by the response side, oldest first, each page as often as it was opened or a step of it was run. */
function openingsOf(log: DrillLog): Opening[] {
  const opened = log.of('runbook.opened').filter(log.byResponder);
  const ran = log.of('command.ran').filter((entry) => entry.payload.step !== null && log.byResponder(entry));
  return [
    ...opened.map((entry) => ({ runbook: entry.payload.runbook, atS: secondOf(entry), seq: entry.seq })),
    ...ran.map((entry) => ({ runbook: entry.payload.step!.runbook, atS: secondOf(entry), seq: entry.seq })),
  ].sort((a, b) => a.seq - b.seq);
}
