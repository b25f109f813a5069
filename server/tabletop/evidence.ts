import type { Session } from '../drill/session.ts';
import type { LogRow } from '../protocol/signals.ts';
import type { RoundEvidence } from '../protocol/tabletop.ts';
import type { ChartDef } from '../scenario/scenario.ts';
import { inQuestion } from './in-question.ts';
import { journeyFigures } from './journey-figures.ts';

const CHARTS_SHOWN = 4;
const LOG_LINES = 10;
/** Seconds of log that are read for an excerpt. */
const LOG_BACK_S = 120;
const LOG_READ = 300;
/** Seconds before drill second 0 that say what is usual for a chart. */
const USUAL_S = 300;

/** What lies on the table at this second: charts, an excerpt of the log, the map, the alerts that fire. */
export function evidenceOf(session: Session): RoundEvidence {
  const firing = [...session.alerts.values()].filter(({ state }) => state === 'firing');
  const nodes = session.sim.health();
  return {
    charts: tellingCharts(session),
    logs: logExcerpt(session),
    map: nodes.some(({ health }) => health !== 'healthy'),
    health: nodes.map(({ id, health, detail }) => ({ id, health, detail })),
    alerts: [...firing]
      .sort((a, b) => Number(b.tier === 'page') - Number(a.tier === 'page') || b.sinceS - a.sinceS)
      .map(({ fingerprint }) => fingerprint),
    ...feltBy(session),
  };
}

function feltBy(session: Session): Pick<RoundEvidence, 'felt'> {
  const [deciding] = journeyFigures(session, session.clock.atS);
  if (!deciding) return {};
  return { felt: { plural: deciding.plural, failed: deciding.failed.now, waitS: deciding.wait.now } };
}

/** Where the pages send people to verify, then the deciding journey, then what is furthest from its usual figures. */
export function tellingCharts(session: Session): string[] {
  const { charts } = session.scenario;
  const verify = [...session.alerts.values()]
    .filter(({ state, tier }) => state === 'firing' && tier === 'page')
    .flatMap(({ payload }) => payload.verify?.chart ?? []);
  const first = charts[0]?.spec.id;
  const moved = charts
    .map((chart) => ({ id: chart.spec.id, by: movementOf(session, chart) }))
    .filter(({ by }) => by > 1)
    .sort((a, b) => b.by - a.by)
    .map(({ id }) => id);
  return [...new Set([...verify, ...(first === undefined ? [] : [first]), ...moved])].slice(0, CHARTS_SHOWN);
}

/** How many times its usual range the chart's liveliest series is away from its usual value. */
function movementOf({ sim }: Session, { expressions }: ChartDef): number {
  let most = 0;
  for (const expression of expressions) {
    const { times, rows } = sim.queryRange(expression, -USUAL_S);
    const usual = times.flatMap((atS, at) => (atS <= 0 ? (rows[at]?.[0]?.value ?? []) : [])).filter(Number.isFinite);
    const now = rows.at(-1)?.[0]?.value;
    if (usual.length === 0 || now === undefined || !Number.isFinite(now)) continue;
    const low = Math.min(...usual);
    const high = Math.max(...usual);
    const middle = (low + high) / 2;
    const range = Math.max(high - low, 0.2 * Math.abs(middle), 1e-6);
    most = Math.max(most, Math.abs(now - middle) / range);
  }
  return most;
}

/**
 * The newest lines of the service that the gravest page is about, as the log panel shows them when it is opened: every
 * level, none chosen for what it says. The same line again and again is folded, with how often.
 */
export function logExcerpt(session: Session): RoundEvidence['logs'] {
  const { sim, clock } = session;
  const range = { fromS: clock.atS - LOG_BACK_S, toS: clock.atS, limit: LOG_READ };
  const { lines } = sim.ask('logs.search', { service: inQuestion(session), level: null, text: '', ...range });
  const folded: { row: LogRow; times: number }[] = [];
  for (const row of [...lines].reverse()) {
    const same = folded.find((one) => one.row.level === row.level && shapeOf(one.row) === shapeOf(row));
    if (same) same.times += 1;
    else if (folded.length === LOG_LINES) break;
    else folded.push({ row, times: 1 });
  }
  return folded.reverse().map(({ row: { atS, service, level, message }, times }) => ({
    atS,
    service,
    level,
    text: times > 1 ? `${message}  (×${times})` : message,
  }));
}

/** A line without what differs from one request to the next. */
function shapeOf({ message }: LogRow): string {
  return message.replace(/\S*\d\S*/g, '#');
}
