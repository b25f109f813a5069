import { setAutoscaler } from '../act/settings.ts';
import type { ActionWord, GuardWord } from './word.ts';
import { serviceOf, text, number, AUTHOR } from './word.ts';

/** How many users come, what meets them, and what they think of it. */
export const TRAFFIC_ACTIONS: Readonly<Record<string, ActionWord>> = {
  'traffic.set': {
    params: { journey: "journey, or '*'", factor: 'times the base rate', 'rampS?': 'seconds to get there (0)' },
    meaning: 'More or fewer users come.',
    run: (world, params) => {
      const rampS = number(params, 'rampS', 0);
      for (const journey of world.users.journeys) {
        if (params['journey'] !== '*' && params['journey'] !== journey.id) continue;
        journey.factorTarget = number(params, 'factor');
        const gap = journey.factorTarget - journey.factor;
        journey.factorStep = rampS > 0 ? (gap < 0 ? -gap : gap) / rampS : 0;
      }
    },
  },
  'autoscaler.set': {
    params: {
      service: 'service',
      'min?': 'replicas',
      'max?': 'replicas',
      'enabled?': 'true or false',
      'author?': 'who changed it',
    },
    meaning: 'The autoscaler gets other bounds.',
    run: (world, params) => {
      const { min, max, enabled } = params;
      setAutoscaler(
        world,
        serviceOf(world, params),
        {
          ...(typeof min === 'number' ? { min } : {}),
          ...(typeof max === 'number' ? { max } : {}),
          ...(typeof enabled === 'boolean' ? { enabled } : {}),
        },
        text(params, 'author', AUTHOR),
      );
    },
  },
};

export const TRAFFIC_GUARDS: Readonly<Record<string, GuardWord>> = {
  slo: {
    params: { slo: 'promise', breached: 'true or false' },
    meaning: 'The promise is broken (or kept) now.',
    holds: (world, params) => {
      const id = text(params, 'slo');
      const slo = world.slos.find((candidate) => candidate.id === id);
      if (slo === undefined) throw new Error(`there is no promise "${id}"`);
      return slo.breached === (params['breached'] === true);
    },
  },
  elapsed: {
    params: { s: 'seconds' },
    meaning: 'The drill is at least that old.',
    holds: (world, params) => world.nowS >= number(params, 's'),
  },
};
