import { restorePaging } from '../telemetry/monitoring.ts';
import type { World } from '../world.ts';
import type { ActionWord, Params } from './word.ts';
import { number } from './word.ts';

/** What watches the system and calls people can fail like the rest. */
export const MONITORING_ACTIONS: Readonly<Record<string, ActionWord>> = {
  'scrape.stop': {
    params: {
      targets: "services, databases, caches …, or ['*'] for Prometheus itself",
      'how?': "'gone' (default): series go stale, up is 0; 'frozen': the exporter repeats its last figures, up stays 1",
    },
    meaning: 'Metrics stop. Charts end or flat-line, alerts over them behave as in Prometheus.',
    run: (world, params) => {
      const how = params['how'] === 'frozen' ? 'frozen' : 'gone';
      for (const target of targetsOf(params)) {
        start(world, target);
        world.monitoring.stopped.push({ target, how });
      }
    },
  },
  'scrape.start': {
    params: { 'targets?': 'those that are scraped again (all)' },
    meaning: 'Metrics are scraped again.',
    run: (world, params) => {
      if (params['targets'] === undefined) world.monitoring.stopped = [];
      else for (const target of targetsOf(params)) start(world, target);
    },
  },
  'paging.delay': {
    params: { 's?': 'seconds; left out = pages do not come at all' },
    meaning: 'Alerts fire, but whom they page hears of it later.',
    run: (world, params) => {
      world.monitoring.pagingDelayS = params['s'] === undefined ? null : Math.max(0, number(params, 's'));
    },
  },
  'paging.restore': {
    params: {},
    meaning: 'Paging works again: what was held comes now.',
    run: (world) => {
      restorePaging(world);
    },
  },
};

function start({ monitoring }: World, target: string): void {
  monitoring.stopped = monitoring.stopped.filter((one) => one.target !== target);
}

function targetsOf(params: Params): string[] {
  const { targets } = params;
  if (typeof targets === 'string') return [targets];
  if (Array.isArray(targets) && targets.every((one): one is string => typeof one === 'string')) return targets;
  throw new Error('parameter "targets" must be a list of names');
}
