import type { DashboardView } from '../../protocol/signals.ts';
import { evalRange } from '../promql/evaluate-range.ts';
import { parsePromql } from '../promql/parse.ts';
import type { World } from '../world.ts';
import { withData, type DraftChart } from './dashboard-line.ts';
import {
  cacheCharts,
  certificateCharts,
  databaseCharts,
  diskCharts,
  edgeCharts,
  jobCharts,
  queueCharts,
  thirdPartyCharts,
} from './dashboard-platform.ts';
import { serviceCharts } from './dashboard-service.ts';
import { gridOf, onGrid, type Grid } from './range-grid.ts';

const MAX_POINTS = 240;

/**
 * The ready-made charts of one component, with their data since `fromS`: only lines that this world records. A component
 * that does not exist has no charts. `changes` is the session's to fill.
 */
export function openDashboard(world: World, { of, fromS }: { of: string; fromS: number }): DashboardView {
  const { title, drafts } = dashboardOf(world, of);
  const grid = gridOf(world, fromS, world.nowS, MAX_POINTS);
  const values: DashboardView['values'] = [];
  const charts = drafts.flatMap((draft, index) => {
    const lines = withData(world, draft);
    if (lines.length === 0) return [];
    values.push(...lines.map(({ expr }) => lineOf(world, expr, grid)));
    return {
      id: `${of}-${index + 1}`,
      title: draft.title,
      unit: draft.unit,
      bound: draft.bound ?? null,
      stacked: draft.stacked ?? false,
      series: lines.map(({ label }) => ({ label })),
      about: [of],
      expressions: lines.map(({ expr }) => expr),
    };
  });
  return { atS: world.nowS, of, title, charts, times: grid.times, values, changes: [] };
}

function dashboardOf(world: World, id: string): { title: string; drafts: DraftChart[] } {
  const { spec } = world;
  const named = (list: readonly { id: string }[] | undefined): boolean => list?.some((each) => each.id === id) === true;
  if (named(spec.services))
    return { title: `Service ${id}`, drafts: [...serviceCharts(world, id), ...diskCharts(world, id)] };
  if (named(spec.databases)) return { title: `Database ${id}`, drafts: databaseCharts(world, id) };
  if (spec.edge?.id === id) return { title: `Edge ${id}`, drafts: edgeCharts(world) };
  if (named(spec.certificates)) return { title: `Certificate ${id}`, drafts: certificateCharts(world, id) };
  if (named(spec.caches)) return { title: `Cache ${id}`, drafts: cacheCharts(world, id) };
  if (named(spec.queues)) return { title: `Queue ${id}`, drafts: queueCharts(world, id) };
  if (named(spec.thirdParties)) return { title: `Third party ${id}`, drafts: thirdPartyCharts(world, id) };
  if (named(spec.jobs)) return { title: `Job ${id}`, drafts: jobCharts(world, id) };
  if (named(spec.disks)) return { title: `Disk ${id}`, drafts: diskCharts(world, id) };
  return { title: id, drafts: [] };
}

/** The values of one expression on the grid. What a closed sample says does not change, so only new moments are computed. */
function lineOf(world: World, expression: string, grid: Grid): (number | null)[] {
  if (grid.times.length === 0) return [];
  const known = knownLine(world, `${grid.stepS}/${expression}`);
  const first = grid.times.find((atS) => !known.has(atS));
  if (first !== undefined)
    compute(world, expression, { ...grid, fromS: first, times: grid.times.slice(grid.times.indexOf(first)) }, known);
  return grid.times.map((atS) => known.get(atS) ?? null);
}

function compute(world: World, expression: string, grid: Grid, known: Map<number, number | null>): void {
  const parsed = parsePromql(expression);
  if (!parsed.ok) throw new Error(`"${expression}" of a dashboard is no query: ${parsed.message}`);
  const options = { startsAtMs: world.spec.startsAtMs };
  const result = evalRange(parsed.expr, world.telemetry, grid.fromS, grid.toS, grid.stepS, options);
  const values = onGrid(grid, result.ok ? (result.series[0]?.points ?? []) : []);
  grid.times.forEach((atS, i) => known.set(atS, values[i]!));
}

/** Derived from the world, so it is kept beside it and vanishes with it. */
const LINES = new WeakMap<World, Map<string, Map<number, number | null>>>();

function knownLine(world: World, key: string): Map<number, number | null> {
  const lines = LINES.get(world) ?? new Map<string, Map<number, number | null>>();
  LINES.set(world, lines);
  const line = lines.get(key) ?? new Map<number, number | null>();
  lines.set(key, line);
  return line;
}
