import type { Action } from '../engine/input.ts';
import type { WorldSpec } from '../engine/spec.ts';

/** The command line that people type for an action; null where nobody can say without more figures. */
export function usualLine(action: string, world: WorldSpec): string | null {
  const [verb = '', target = ''] = action.split(' ');
  return LINES[verb as Action['do']]?.(target, world) ?? null;
}

type Line = (target: string, world: WorldSpec) => string | null;

/** On the sessions of the database's first application. */
const endClients =
  (verb: string): Line =>
  (db, world) => {
    const pool = world.services.find((service) => service.pool?.db === db)?.pool;
    return pool
      ? `psql -h ${db} -U oncall -c "SELECT count(${verb}(pid)) FROM pg_stat_activity WHERE application_name = '${pool.applicationName}'"`
      : null;
  };

const LINES: Partial<Record<Action['do'], Line>> = {
  'service.restart': (service) => `kubectl rollout restart deployment/${service}`,
  'service.scale': (service, world) => `kubectl scale deployment/${service} --replicas=${2 * replicas(service, world)}`,
  'deploy.start': (service, world) => {
    const spec = world.services.find(({ id }) => id === service);
    const other = Object.keys(spec?.versions ?? {}).findLast((version) => version !== spec?.version);
    return other === undefined ? null : `deploy start ${service} ${other}`;
  },
  'deploy.halt': (service) => `deploy halt ${service}`,
  'deploy.rollback': (service) => `deploy rollback ${service}`,
  'flag.set': (flag, world) =>
    `flag set ${flag} ${world.flags.find(({ id }) => id === flag)?.on === true ? 'off' : 'on'}`,
  'autoscaler.set': (service, world) => {
    const scaler = world.services.find(({ id }) => id === service)?.autoscaler;
    return scaler ? `kubectl patch hpa ${service} --patch '{"spec":{"maxReplicas":${scaler.max + 4}}}'` : null;
  },
  'job.pause': (job) => `job pause ${job}`,
  'job.resume': (job) => `job resume ${job}`,
  'db.terminate': endClients('pg_terminate_backend'),
  'db.cancel': endClients('pg_cancel_backend'),
  'db.restart': (db) => `kubectl rollout restart statefulset/${db}`,
  'db.reload': (db) => `psql -h ${db} -U oncall -c "SELECT pg_reload_conf()"`,
  'certificate.renew': (certificate) => `cert renew ${certificate}`,
  'certificate.install': (certificate) => `cert install ${certificate}`,
  'edge.reload': (edge) => `cert reload ${edge}`,
  'edge.restart': (edge) => `kubectl rollout restart deployment/${edge}`,
  'traffic.admit': (service) => `traffic admit ${service} 20%`,
  'breaker.set': (service, world) => {
    const call = world.services.find(({ id }) => id === service)?.calls.find(({ breaker }) => breaker !== undefined);
    return call ? `breaker open ${service} ${call.to}` : null;
  },
  'cache.flush': (cache) => `redis-cli -h ${cache} FLUSHALL`,
  'cache.restart': (cache) => `kubectl rollout restart statefulset/${cache}`,
  'queue.pause': (queue) => `queue pause ${queue}`,
  'queue.resume': (queue) => `queue resume ${queue}`,
  'queue.purge': (queue) => `queue purge ${queue} --force`,
  'queue.park': (queue) => `queue park ${queue}`,
  'queue.redrive': (queue) => `queue redrive ${queue}`,
  'dns.flush': (service) => `dns flush ${service}`,
  'node.cordon': (node) => `kubectl cordon ${node}`,
};

function replicas(service: string, world: WorldSpec): number {
  return world.services.find(({ id }) => id === service)?.replicas ?? 1;
}
