import { chartHistory } from '../desk/charts.ts';
import type { DeskShell } from '../desk/parts.ts';
import type { Session } from '../drill/session.ts';
import type { ComparedChart, InjectDraft } from '../protocol/control.ts';
import type { Progress } from '../protocol/library.ts';
import type { Booklet } from '../protocol/tabletop.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { facilitatorsBooklet, type PlayedRound } from '../tabletop/booklet.ts';
import { eventsList } from '../tabletop/events-list.ts';
import { headlessTable } from './headless-table.ts';

/** More rounds than people get through in an evening. */
const MOST_ROUNDS = 12;
/** Minutes of a chart that are printed, and points of a line that paper can show. */
const CHART_S = 1200;
const CHART_POINTS = 120;

/** The facilitator's booklet: a tabletop at which nobody does anything, played through its timebox, round by round. */
export async function makeBooklet(
  scenario: Scenario,
  seed: string,
  injects: InjectDraft[],
  shell: DeskShell,
  onProgress: (progress: Progress) => void,
): Promise<Booklet> {
  const drill = await headlessTable(scenario, seed, shell, injects);
  const { session } = drill;
  const rounds: PlayedRound[] = [];
  const untilS = scenario.minutes * 60;
  for (;;) {
    rounds.push(played(session));
    onProgress({
      done: rounds.length,
      of: Math.max(rounds.length + 1, 8),
      what: `Round ${rounds.length} of the booklet`,
    });
    if (session.clock.atS >= untilS || rounds.length >= MOST_ROUNDS || isQuiet(rounds)) break;
    const reply = await drill.send('round.next', {});
    if (!reply.ok) throw new Error(reply.refusal.message);
  }
  drill.end();
  const events = eventsList(session.scenario);
  return facilitatorsBooklet(session.scenario, seed, { rounds, events });
}

/** Twice nothing new: the script is told. */
function isQuiet(rounds: readonly PlayedRound[]): boolean {
  const [before, last] = rounds.slice(-2);
  return last !== undefined && before?.round.title === last.round.title && last.round.inject === null;
}

function played(session: Session): PlayedRound {
  const { view, notes } = session.rounds.at(-1)!;
  const { timer: _timer, notes: _notes, decision: _decision, applied: _applied, ...round } = view;
  return { round, notes, charts: chartsOf(session, view.evidence.charts) };
}

/** The evidence's charts with their last minutes, thinned to what paper can show. */
function chartsOf(session: Session, wanted: readonly string[]): ComparedChart[] {
  const { times, values } = chartHistory(session, session.clock.atS - CHART_S);
  const every = Math.max(1, Math.ceil(times.length / CHART_POINTS));
  const thin = <T>(column: readonly T[]) => column.filter((_, at) => (column.length - 1 - at) % every === 0);
  let first = 0;
  const charts = session.scenario.charts.map(({ spec }) => {
    const columns = values.slice(first, (first += spec.series.length));
    return { id: spec.id, spec, columns };
  });
  return wanted.flatMap((id) => {
    const found = charts.find((chart) => chart.id === id);
    if (!found) return [];
    const { title, unit, bound, series } = found.spec;
    return {
      title,
      unit,
      bound: bound?.value ?? null,
      boundLabel: bound?.label ?? '',
      times: thin(times),
      lines: series.map(({ label }, at) => ({ label, values: thin(found.columns[at] ?? []) })),
    };
  });
}
