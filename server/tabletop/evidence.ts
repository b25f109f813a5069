import type { Session } from '../drill/session.ts';
import type { LogPage, LogRow } from '../protocol/signals.ts';
import type { RoundEvidence } from '../protocol/tabletop.ts';
import type { ChartDef } from '../scenario/scenario.ts';

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
  return {
    charts: tellingCharts(session),
    logs: logExcerpt(session),
    map: session.sim.health().some(({ health }) => health !== 'healthy'),
    alerts: [...firing]
      .sort((a, b) => Number(b.tier === 'page') - Number(a.tier === 'page') || b.sinceS - a.sinceS)
      .map(({ fingerprint }) => fingerprint),
  };
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

/** The telling lines: warnings and errors folded by their shape with their number, new and grave ones first. */
export function logExcerpt({ sim, clock, scenario }: Session): RoundEvidence['logs'] {
  const range = { service: null, text: '', fromS: clock.atS - LOG_BACK_S, toS: clock.atS, limit: LOG_READ };
  const page = sim.ask('logs.search', { ...range, level: 'warn' });
  const rows = page.patterns
    .map((pattern) => ({ pattern, newest: newestOf(page, pattern) }))
    .sort((a, b) => weight(b.pattern) - weight(a.pattern))
    .slice(0, LOG_LINES)
    .map(({ pattern: { sample, level, service, count }, newest }) => ({
      atS: newest?.atS ?? clock.atS,
      service,
      level,
      text: count > 1 ? `${sample}  (×${count} in ${LOG_BACK_S / 60} min)` : sample,
    }));
  if (rows.length > 0) return rows;
  const calm = sim.ask('logs.search', { ...range, level: null, service: scenario.world.entry, limit: 4 });
  return calm.lines.map(({ atS, service, level, message }) => ({ atS, service, level, text: message }));
}

type Pattern = LogPage['patterns'][number];

function newestOf(page: LogPage, { service, level, sample }: Pattern): LogRow | undefined {
  const same = (row: LogRow) => row.service === service && row.level === level;
  return (
    page.lines.findLast((row) => same(row) && row.message === sample) ??
    page.lines.findLast((row) => same(row) && row.message.slice(0, 12) === sample.slice(0, 12))
  );
}

const GRAVITY: Record<Pattern['level'], number> = { debug: 0, info: 0, warn: 1, error: 3, fatal: 4 };

function weight({ level, count, isNew }: Pattern): number {
  return GRAVITY[level] * 2 + (isNew ? 3 : 0) + Math.min(4, Math.log10(count + 1));
}
