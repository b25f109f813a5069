import { driftConfig } from '../services/drift.ts';
import { refreshBehaviours } from '../services/behaviour.ts';
import type { ThirdPartyState } from '../services/third-party.ts';
import type { World } from '../world.ts';
import type { ActionWord, GuardWord, Params } from './word.ts';
import { number, serviceOf, text } from './word.ts';

/** What services call, and how the pods that call differ: third parties, slow services, configuration drift. */
export const CALL_ACTIONS: Readonly<Record<string, ActionWord>> = {
  'thirdParty.set': {
    params: {
      thirdParty: 'third party',
      'latencyS?': 'mean time of its answers, seconds (as it is)',
      'errorShare?': 'share of calls that it fails, 0..1 (as it is)',
      'rampS?': 'seconds in which its time gets there (0)',
    },
    meaning: 'The vendor grows slow, fails, or is well again. Its status page does not follow by itself.',
    run: (world, params) => {
      const party = thirdPartyOf(world, params);
      const rampS = number(params, 'rampS', 0);
      party.latencyTarget = number(params, 'latencyS', party.latencyTarget);
      party.errorShare = number(params, 'errorShare', party.errorShare);
      const gap = party.latencyTarget - party.latencyS;
      party.latencyStep = rampS > 0 ? (gap < 0 ? -gap : gap) / rampS : 0;
    },
  },
  'thirdParty.says': {
    params: {
      thirdParty: 'third party',
      state: "'operational', 'degraded' or 'outage'",
      text: 'what the page says',
    },
    meaning: 'The vendor updates its status page, truthfully or not.',
    run: (world, params) => {
      const { page } = thirdPartyOf(world, params);
      const state = text(params, 'state');
      if (state !== 'operational' && state !== 'degraded' && state !== 'outage')
        throw new Error(`parameter "state" must be operational, degraded or outage, not "${state}"`);
      page.state = state;
      page.says = text(params, 'text');
      page.updatedAtS = world.nowS;
    },
  },
  'service.slow': {
    params: { service: 'service', factor: 'times as long as its version says; 1 = as before' },
    meaning: 'Each request takes a service that much longer, own time and processor, whatever version it runs.',
    run: (world, params) => {
      serviceOf(world, params).slowness = number(params, 'factor');
      refreshBehaviours(world);
    },
  },
  'pod.config': {
    params: {
      service: 'service',
      pods: 'how many of its pods',
      key: 'variable',
      value: 'value, or null for "not set"',
      'share?': 'share of requests that fail in such a pod, 0..1 (what the version says to that environment)',
      'status?': 'HTTP status of these failures (500)',
      'log?': 'what such a pod writes for each',
    },
    meaning:
      'Some pods differ from what is configured: a stale or hand-edited host. A pod that is replaced comes back right.',
    run: (world, params) => {
      const service = serviceOf(world, params);
      const key = text(params, 'key');
      const value = params['value'] === null ? null : text(params, 'value');
      driftConfig(world, service, number(params, 'pods'), key, value);
      if (params['share'] !== undefined)
        service.trips.push({
          version: '*',
          journey: '*',
          share: number(params, 'share'),
          status: number(params, 'status', 500),
          log: text(params, 'log', `Error: unexpected value of ${key}`),
          where: { key, value },
        });
      refreshBehaviours(world);
    },
  },
};

export const CALL_GUARDS: Readonly<Record<string, GuardWord>> = {
  thirdPartyWell: {
    params: { thirdParty: 'third party' },
    meaning: 'The vendor answers as fast and as well as it usually does.',
    holds: (world, params) => {
      const party = thirdPartyOf(world, params);
      const usual = world.spec.thirdParties![party.index]!;
      return party.latencyS <= 1.5 * usual.latencyS && party.errorShare <= usual.errorShare + 0.01;
    },
  },
  admits: {
    params: { service: 'service', share: '0..1' },
    meaning: 'The service lets in at least that share of its requests.',
    holds: (world, params) => serviceOf(world, params).letIn >= number(params, 'share'),
  },
  podsAgree: {
    params: { service: 'service' },
    meaning: 'Every pod runs with the configuration of its service.',
    holds: (world, params) => {
      const service = serviceOf(world, params);
      return service.stations.every((station) => station.size === 0 || agrees(station.environment, service.config));
    },
  },
};

function agrees(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => one[key] === other[key]);
}

function thirdPartyOf(world: World, params: Params): ThirdPartyState {
  const id = text(params, 'thirdParty');
  const party = world.thirdParties.find((candidate) => candidate.id === id);
  if (party === undefined) throw new Error(`there is no third party "${id}"`);
  return party;
}
