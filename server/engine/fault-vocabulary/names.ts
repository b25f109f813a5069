import { setRecord, setServfail } from '../services/run-names.ts';
import type { RecordState } from '../services/names.ts';
import type { World } from '../world.ts';
import type { ActionWord, GuardWord } from './word.ts';
import { AUTHOR, number, text } from './word.ts';

/** DNS: what the zone says. Resolvers find out when what they remember runs out. */
export const NAME_ACTIONS: Readonly<Record<string, ActionWord>> = {
  'dns.set': {
    params: {
      name: 'record',
      value: 'value, or null to remove it',
      'ttlS?': 'seconds for which it is remembered (as it is)',
      'author?': 'who changed it',
    },
    meaning: 'A record changes: pods follow as their memory of it runs out, new pods at once.',
    run: (world, params) => {
      setRecord(
        world,
        recordOf(world, text(params, 'name')).name,
        {
          value: params['value'] === null ? null : text(params, 'value'),
          ...(params['ttlS'] === undefined ? {} : { ttlS: number(params, 'ttlS') }),
        },
        text(params, 'author', AUTHOR),
      );
    },
  },
  'dns.servfail': {
    params: { name: "record, or '*'", 'on?': 'true (default) or false' },
    meaning: "The zone's servers fail: resolvers answer SERVFAIL once their memory runs out.",
    run: (world, params) => {
      const name = text(params, 'name');
      const records = name === '*' ? (world.names?.records ?? []) : [recordOf(world, name)];
      for (const record of records) setServfail(world, record, params['on'] !== false);
    },
  },
};

export const NAME_GUARDS: Readonly<Record<string, GuardWord>> = {
  nameRight: {
    params: { name: 'record' },
    meaning: 'The zone says again what it should.',
    holds: (world, params) => {
      const { servfail, value, right } = recordOf(world, text(params, 'name'));
      return !servfail && value !== null && right.includes(value);
    },
  },
};

function recordOf(world: World, name: string): RecordState {
  const record = world.names?.records.find((one) => one.name === name);
  if (record === undefined) throw new Error(`there is no record "${name}"`);
  return record;
}
