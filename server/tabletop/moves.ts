import type { Action } from '../engine/input.ts';

/** A move in words, as people say it before and after: "roll checkout back", "rolled checkout back". */
export interface MoveWords {
  now: string;
  past: string;
}

/** Says an action as people at a table do, without a word on whether it is wise. */
export function moveWords(action: Action, line = ''): MoveWords {
  const words = WORDS[action.do] as (action: Action, line: string) => [string, string, string];
  const [now, past, what] = words(action, line);
  return { now: `${now} ${what}`, past: `${past} ${what}` };
}

type Words = { [D in Action['do']]: (action: Extract<Action, { do: D }>, line: string) => [string, string, string] };

const WORDS: Words = {
  'service.restart': ({ service }) => ['restart', 'restarted', `the pods of ${service}`],
  'service.scale': ({ service, replicas }) => ['scale', 'scaled', `${service} to ${replicas} pods`],
  'deploy.start': ({ service, version }) => ['deploy', 'deployed', `${service} ${version}`],
  'deploy.halt': ({ service }) => ['stop', 'stopped', `the rollout of ${service} where it is`],
  'deploy.rollback': ({ service, force }) => [
    'roll',
    'rolled',
    `${service} back to the version before${force ? ', by force' : ''}`,
  ],
  'config.set': ({ service, key, value }) =>
    value === null
      ? ['remove', 'removed', `the setting ${key} of ${service}`]
      : ['set', 'set', `${key} of ${service} to ${value}`],
  'flag.set': ({ flag, on }) => ['turn', 'turned', `the flag ${flag} ${on ? 'on' : 'off'}`],
  'autoscaler.set': ({ service, max }) =>
    max === undefined
      ? ['change', 'changed', `the autoscaler of ${service}`]
      : ['set', 'set', `the autoscaler of ${service} to ${max} pods at most`],
  'job.pause': ({ job }) => ['pause', 'paused', `the job ${job}`],
  'job.resume': ({ job }) => ['resume', 'resumed', `the job ${job}`],
  'db.terminate': ({ db }, line) => ['end', 'ended', `the sessions of ${applicationOf(line)} in the database ${db}`],
  'db.cancel': ({ db }, line) => ['cancel', 'cancelled', `the queries of ${applicationOf(line)} in the database ${db}`],
  'db.restart': ({ db }) => ['restart', 'restarted', `the database ${db}`],
  'db.set': ({ db, name, value }) =>
    value === null
      ? ['put', 'put', `${name} of the database ${db} back to its default`]
      : ['set', 'set', `${name} of the database ${db} to ${value}`],
  'db.reload': ({ db }) => ['reload', 'reloaded', `the settings of the database ${db}`],
  'certificate.renew': ({ certificate }) => ['renew', 'renewed', `the certificate ${certificate}`],
  'certificate.install': ({ certificate }) => [
    'install',
    'installed',
    `the present chain of the certificate ${certificate}`,
  ],
  'edge.reload': ({ edge }) => ['reload', 'reloaded', `the certificate of ${edge}`],
  'edge.restart': ({ edge }) => ['restart', 'restarted', `${edge}`],
  'traffic.admit': ({ service, share }) =>
    share >= 1
      ? ['let', 'let', `everybody in at ${service} again`]
      : ['let', 'let', `only ${Math.round(share * 100)} % of the requests in at ${service}`],
  'breaker.set': ({ service, to, state }) => [
    state === 'auto' ? 'give' : state === 'open' ? 'open' : 'close',
    state === 'auto' ? 'gave' : state === 'open' ? 'opened' : 'closed',
    state === 'auto'
      ? `the circuit breaker from ${service} to ${to} back to its own rule`
      : `the circuit breaker from ${service} to ${to}`,
  ],
  'cache.flush': ({ cache }) => ['empty', 'emptied', `the cache ${cache}`],
  'cache.restart': ({ cache }) => ['restart', 'restarted', `the cache ${cache}`],
  'queue.pause': ({ queue }) => ['pause', 'paused', `the consumers of ${queue}`],
  'queue.resume': ({ queue }) => ['resume', 'resumed', `the consumers of ${queue}`],
  'queue.purge': ({ queue }) => ['throw', 'threw', `away what waits in ${queue}`],
  'queue.park': ({ queue }) => ['put', 'put', `the message at the head of ${queue} aside`],
  'queue.redrive': ({ queue }) => ['send', 'sent', `the dead letters of ${queue} again`],
  'dns.set': ({ name, value }) =>
    value === null ? ['remove', 'removed', `the name ${name}`] : ['point', 'pointed', `${name} at ${value}`],
  'dns.flush': ({ service }) => ['empty', 'emptied', `the resolver caches of ${service}`],
  'disk.delete': ({ disk, path }) => ['delete', 'deleted', `${path} on ${disk}`],
  'disk.truncate': ({ disk, path }) => ['empty', 'emptied', `${path} on ${disk}`],
  'disk.extend': ({ disk, gib }) => ['extend', 'extended', `${disk} by ${gib} GiB`],
  'replica.route': ({ replica, readShare }) => [
    'send',
    'sent',
    `${Math.round(readShare * 100)} % of the reads to ${replica}`,
  ],
  'replica.promote': ({ replica }) => ['promote', 'promoted', `the replica ${replica}`],
  'replica.drop': ({ replica }) => ['drop', 'dropped', `the replication slot of ${replica}`],
  'db.restore': ({ db }) => ['restore', 'restored', `the database ${db} from its backup`],
  'node.cordon': ({ node, on }) => [on ? 'close' : 'open', on ? 'closed' : 'opened', `the node ${node} for new pods`],
};

/** What these lines do, or did, a phrase each; the settings of one service in one phrase. */
export function movePhrases(actions: readonly Action[], lines: readonly string[], tense: keyof MoveWords): string[] {
  const settings = new Map<string, string[]>();
  for (const action of actions)
    if (action.do === 'config.set' && action.value !== null)
      settings.set(action.service, [...(settings.get(action.service) ?? []), `${action.key} to ${action.value}`]);
  const phrases = actions.map((action) => {
    const several = action.do === 'config.set' ? (settings.get(action.service) ?? []) : [];
    if (action.do === 'config.set' && several.length > 1) return `set ${listed(several)} in ${action.service}`;
    const verb = action.do === 'db.cancel' ? 'pg_cancel_backend' : 'pg_terminate_backend';
    return moveWords(action, lines.find((line) => line.includes(verb)) ?? '')[tense];
  });
  return [...new Set(phrases)];
}

/** "a, b and c" */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** Whose sessions a line of psql is about, where it says so. */
export function applicationOf(line: string): string {
  return /application_name\s*=\s*'+([^']+)'/.exec(line)?.[1] ?? 'others';
}

/** Several moves as one phrase: "a, then b". The same phrase twice is said once. */
export function inSequence(phrases: readonly string[]): string {
  return [...new Set(phrases)].join(', then ');
}

export function capital(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
