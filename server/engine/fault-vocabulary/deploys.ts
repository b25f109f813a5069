import { deploy } from '../act/deploys.ts';
import { setConfig, setFlag } from '../act/settings.ts';
import { refreshBehaviours } from '../services/behaviour.ts';
import type { World } from '../world.ts';
import type { ActionWord, GuardWord, Params } from './word.ts';
import { serviceOf, text, number, AUTHOR } from './word.ts';

/** Versions, configuration and flags: what a service runs. */
export const DEPLOY_ACTIONS: Readonly<Record<string, ActionWord>> = {
  'deploy.start': {
    params: {
      service: 'service',
      version: 'version',
      'author?': 'who pressed the button',
      'everyS?': "seconds from wave to wave (the pipeline's)",
    },
    meaning: "A deploy starts in the pipeline's waves.",
    run: (world, params) => {
      const everyS = params['everyS'] === undefined ? undefined : number(params, 'everyS');
      deploy(world, serviceOf(world, params), text(params, 'version'), text(params, 'author', AUTHOR), everyS);
    },
  },
  'config.set': {
    params: { service: 'service', key: 'variable', value: 'value, or null to remove it', 'author?': 'who changed it' },
    meaning: 'A configuration change; pods are renewed in quarters to see it.',
    run: (world, params) => {
      setConfig(
        world,
        serviceOf(world, params),
        text(params, 'key'),
        params['value'] === null ? null : text(params, 'value'),
        text(params, 'author', AUTHOR),
      );
    },
  },
  'flag.set': {
    params: { flag: 'flag', on: 'true or false', 'author?': 'who switched it' },
    meaning: 'A feature flag is switched.',
    run: (world, params) => {
      setFlag(world, text(params, 'flag'), params['on'] === true, text(params, 'author', AUTHOR));
    },
  },
  'version.trip': {
    params: {
      service: 'service',
      version: "version, or '*'",
      journey: "journey, or '*'",
      share: '0..1',
      status: 'HTTP status',
      log: 'what the service writes',
    },
    meaning:
      'A latent bug of a version comes to light: that share of requests fails from now on, wherever the version runs.',
    run: (world, params) => {
      serviceOf(world, params).trips.push({
        version: text(params, 'version'),
        journey: text(params, 'journey'),
        share: number(params, 'share'),
        status: number(params, 'status'),
        log: text(params, 'log'),
      });
      refreshBehaviours(world);
    },
  },
  'version.heal': {
    params: { service: 'service' },
    meaning: 'Undoes every version.trip of the service.',
    run: (world, params) => {
      serviceOf(world, params).trips = [];
      refreshBehaviours(world);
    },
  },
  'version.cost': {
    params: { service: 'service', version: 'version', cpuS: 'processor seconds a request, whatever the code says' },
    meaning: 'A version needs that much processor for each request, wherever it runs.',
    run: (world, params) => {
      const service = serviceOf(world, params);
      service.costs = { ...service.costs, [text(params, 'version')]: number(params, 'cpuS') };
      refreshBehaviours(world);
    },
  },
  'leak.set': {
    params: {
      service: 'service',
      'version?': 'version; all when left out',
      share: 'share of requests that never give their connection back, 0..1',
    },
    meaning: 'A path through the service leaks pool connections.',
    run: (world, params) => {
      const service = serviceOf(world, params);
      for (const version of service.versions) {
        if (params['version'] === undefined || params['version'] === version)
          service.leaks[version] = number(params, 'share');
      }
      refreshBehaviours(world);
    },
  },
};

export const DEPLOY_GUARDS: Readonly<Record<string, GuardWord>> = {
  versionEverywhere: {
    params: { service: 'service', version: 'version' },
    meaning: 'Every pod of the service runs that version.',
    holds: (world, params) => serviceOf(world, params).pods.every((pod) => runs(world, params, pod)),
  },
  versionNowhere: {
    params: { service: 'service', version: 'version' },
    meaning: 'No pod of the service runs that version.',
    holds: (world, params) => !serviceOf(world, params).pods.some((pod) => runs(world, params, pod)),
  },
  configIs: {
    params: { service: 'service', key: 'variable', value: 'value, or null for "not set"' },
    meaning: 'The configuration variable has that value.',
    holds: (world, params) => (serviceOf(world, params).config[text(params, 'key')] ?? null) === params['value'],
  },
  flagIs: {
    params: { flag: 'flag', on: 'true or false' },
    meaning: 'The flag has that position.',
    holds: (world, params) => world.flags[text(params, 'flag')] === (params['on'] === true),
  },
};

function runs(world: World, params: Params, pod: { version: number }): boolean {
  return serviceOf(world, params).versions[pod.version] === text(params, 'version');
}
