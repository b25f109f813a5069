import type { QueryRow } from '../drill/simulation.ts';
import type { Session } from '../drill/session.ts';
import { figure } from '../drill/words.ts';

/** What users of one journey meet: now, at an earlier second, and usually. Shares in percent, waits in seconds. */
export interface JourneyFigures {
  id: string;
  /** Users' word for what they do: "checkouts". */
  plural: string;
  failed: Course;
  /** Longest wait of 99 in 100. */
  wait: Course;
}

export interface Course {
  now: number | null;
  before: number | null;
  normal: number | null;
}

/** Seconds before drill second 0 that say what is usual. */
const USUAL_S = 600;

const PLURALS: Record<string, string> = {
  browse: 'catalogue pages',
  'sign-in': 'sign-ins',
  search: 'searches',
  basket: 'baskets',
  checkout: 'checkouts',
  pay: 'payments',
  history: 'order histories',
};

export function journeyPlural(id: string): string {
  return PLURALS[id] ?? `${id} requests`;
}

/** All journeys of users, the one that decides first; `beforeS` is the second to compare with. */
export function journeyFigures(session: Session, beforeS: number): JourneyFigures[] {
  const { world, slo } = session.scenario;
  const deciding = world.slos.find(({ id }) => id === slo)?.journey;
  const ids = world.journeys.map(({ id }) => id).sort((a, b) => Number(b === deciding) - Number(a === deciding));
  return ids.map((id) => ({
    id,
    plural: journeyPlural(id),
    failed: courseOf(session, failedOf(id), beforeS),
    wait: courseOf(session, waitOf(id), beforeS),
  }));
}

function failedOf(journey: string): string {
  const rate = (outcome: string) => `sum(rate(journey_requests_total{journey="${journey}"${outcome}}[1m]))`;
  return `100 * ${rate(',outcome!="ok"')} / ${rate('')}`;
}

function waitOf(journey: string): string {
  return `histogram_quantile(0.99, sum by (le) (rate(journey_duration_seconds_bucket{journey="${journey}"}[1m])))`;
}

function courseOf({ sim }: Session, expression: string, beforeS: number): Course {
  const { times, rows } = sim.queryRange(expression, -USUAL_S);
  const usual = times.flatMap((atS, at) => (atS <= 0 ? (valueOf(rows[at]) ?? []) : [])).sort((a, b) => a - b);
  const beforeAt = times.findLastIndex((atS) => atS <= beforeS);
  return {
    now: valueOf(rows.at(-1)),
    before: beforeAt < 0 ? null : valueOf(rows[beforeAt]),
    normal: usual[Math.floor(usual.length / 2)] ?? null,
  };
}

function valueOf(row: readonly QueryRow[] | undefined): number | null {
  const value = row?.[0]?.value;
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** Worse than usual by so much that somebody would say so. */
export function isFailing({ failed: { now, normal } }: JourneyFigures): boolean {
  return now !== null && now > Math.max(1, 3 * (normal ?? 0));
}

export function isSlow({ wait: { now, normal } }: JourneyFigures): boolean {
  return now !== null && now > Math.max(0.5, 3 * (normal ?? 0));
}

/** The sentences on one journey: "31 % of checkouts fail; normal is 0.1 %." Empty when all is as usual. */
export function journeySentences(figures: JourneyFigures): string[] {
  const { plural, failed, wait } = figures;
  const sentences: string[] = [];
  if (isFailing(figures))
    sentences.push(`${percent(failed.now!)} of ${plural} fail; normal is ${percent(failed.normal ?? 0)}.`);
  if (isSlow(figures)) {
    const normal = wait.normal === null ? '' : `; normal is ${seconds(wait.normal)}`;
    sentences.push(`The slowest ${plural} take ${seconds(wait.now!)}${normal}.`);
  }
  return sentences;
}

/** Too little of a change to speak of. */
export function isSteady(before: number, now: number): boolean {
  return Math.abs(now - before) < 0.15 * Math.max(Math.abs(before), Math.abs(now));
}

/** "fell from 31 % to 0.2 %", "rose from 2 % to 31 %". */
export function courseWords(before: number, now: number, unit: (value: number) => string): string {
  return `${now < before ? 'fell' : 'rose'} from ${unit(before)} to ${unit(now)}`;
}

export function percent(value: number): string {
  const shown = value >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
  return `${shown < 1 ? shown : figure(shown)} %`;
}

export function seconds(value: number): string {
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${figure(Math.round(value * 10) / 10)} s`;
}
