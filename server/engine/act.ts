import { schedule } from './agenda.ts';
import { emitChange, emitEvent } from './announce.ts';
import type { Action } from './input.ts';
import { scaleTo } from './services/autoscaler.ts';
import { refreshBehaviours } from './services/behaviour.ts';
import { stopPod } from './services/lifecycle.ts';
import { addRevision, quarterWaves, seatsToRenew, startRollout } from './services/rollout.ts';
import { restartDatabase } from './services/run-databases.ts';
import { removeSessions } from './services/sessions.ts';
import { cancelStatement } from './services/statement.ts';
import type { DatabaseState } from './services/database.ts';
import type { ServiceState } from './services/station.ts';
import type { World } from './world.ts';

/** What the simulated system itself said to an action. */
export interface Outcome {
  ok: boolean;
  message: string;
}

const RENEWAL_S = 20;
const RELOAD_S = 2;

/** Carries out an action now; what takes time goes on the agenda. A refusal is the system's own (a blocked roll-back). */
export function act(world: World, action: Action, seat: string): Outcome {
  switch (action.do) {
    case 'service.restart':
      return withService(world, action.service, (service) => restartService(world, service, action.pods, seat));
    case 'service.scale':
      return withService(world, action.service, (service) => scaleService(world, service, action.replicas, seat));
    case 'deploy.start':
      return withService(world, action.service, (service) => deploy(world, service, action.version, seat));
    case 'deploy.halt':
      return withService(world, action.service, (service) => haltDeploy(world, service, seat));
    case 'deploy.rollback':
      return withService(world, action.service, (service) =>
        rollBack(world, service, action.to, action.force === true, seat),
      );
    case 'config.set':
      return withService(world, action.service, (service) => setConfig(world, service, action.key, action.value, seat));
    case 'flag.set':
      return setFlag(world, action.flag, action.on, seat);
    case 'autoscaler.set':
      return withService(world, action.service, (service) => setAutoscaler(world, service, action, seat));
    case 'job.pause':
    case 'job.resume':
      return pauseJob(world, action.job, action.do === 'job.pause', seat);
    case 'db.terminate':
      return withDatabase(world, action.db, (database) => terminate(world, database, action.pids));
    case 'db.cancel':
      return withDatabase(world, action.db, (database) => cancel(world, database, action.pids));
    case 'db.restart':
      return withDatabase(world, action.db, (database) => {
        restartDatabase(world, database);
        emitChange(world, { kind: 'restart', target: database.id, summary: `${database.id} restarted`, author: seat });
        return done(`server ${database.id} is restarting`);
      });
    case 'db.set':
      return withDatabase(world, action.db, (database) =>
        setSetting(world, database, action.name, action.value, action.role, seat),
      );
    case 'certificate.renew':
      return renew(world, action.certificate, seat);
    case 'certificate.install':
      return installChain(world, action.certificate, seat);
    case 'edge.reload':
      return withEdge(world, action.edge, () => {
        schedule(world.agenda, world.nowS + RELOAD_S, { kind: 'edge.reloaded', author: seat });
        return done(`reload signal sent to ${action.edge}`);
      });
    case 'edge.restart':
      return withEdge(world, action.edge, () => restartEdge(world, seat));
    default:
      return refused(`there is nothing here that could do "${action.do}"`);
  }
}

/** A new version in the pipeline's waves. */
export function deploy(world: World, service: ServiceState, version: string, author: string): Outcome {
  if (!service.versions.includes(version)) return refused(`no image ${service.id}:${version}`);
  if (service.rollout?.state === 'progressing')
    return refused(`a ${service.rollout.kind} of ${service.id} is under way; halt it first`);
  const pipeline = world.spec.services[service.index]!.pipeline;
  const seats = seatsToRenew(service, service.versions.indexOf(version));
  if (seats.length === 0) return refused(`${service.id} runs ${version} already`);
  const commit = world.spec.services[service.index]!.versions[version]!.commit;
  startRollout(world, service, {
    kind: 'deploy',
    to: version,
    seats,
    waves: pipeline?.waves ?? quarterWaves(seats.length),
    everyS: pipeline?.everyS ?? null,
    author,
    ...(pipeline?.canary === undefined ? {} : { canary: pipeline.canary }),
  });
  addRevision(
    world,
    service,
    version,
    `${service.id} ${version}${commit ? `: ${commit.message}` : ''}`,
    commit?.author ?? author,
    commit?.diff,
  );
  return done(`deploy of ${service.id} ${version} started: ${service.rollout?.waves.length ?? 0} waves`);
}

function haltDeploy(world: World, service: ServiceState, author: string): Outcome {
  const { rollout } = service;
  if (rollout?.state !== 'progressing' || rollout.kind !== 'deploy')
    return refused(`no deploy of ${service.id} is under way`);
  rollout.state = 'halted';
  emitChange(world, {
    kind: 'deploy',
    target: service.id,
    summary: `deploy of ${rollout.to} halted at wave ${rollout.wave} of ${rollout.waves.length}`,
    author,
  });
  return done(`deploy of ${service.id} halted at wave ${rollout.wave} of ${rollout.waves.length}`);
}

function rollBack(
  world: World,
  service: ServiceState,
  to: string | undefined,
  force: boolean,
  author: string,
): Outcome {
  const from = service.versions[service.version]!;
  const target = to ?? service.rollout?.from ?? previousVersion(service, from);
  if (target === undefined || !service.versions.includes(target))
    return refused(`${service.id} has no earlier version to go back to`);
  const version = service.versions.indexOf(target);
  const blocked = world.spec.services[service.index]!.pipeline?.rollbackBlocked?.find((rule) => rule.from === from);
  if (blocked !== undefined && !force && target !== from)
    return refused(`rollback of ${service.id} from ${from} refused: ${blocked.reason}`);
  const seats = seatsToRenew(service, version);
  if (seats.length === 0) return refused(`${service.id} runs ${target} everywhere`);
  startRollout(world, service, {
    kind: 'rollback',
    to: target,
    seats,
    waves: quarterWaves(seats.length),
    everyS: null,
    author,
  });
  addRevision(world, service, target, `${service.id} rolled back to ${target}${force ? ' (forced)' : ''}`, author);
  return done(`rolling ${service.id} back to ${target}`);
}

function previousVersion(service: ServiceState, from: string): string | undefined {
  return service.revisions.findLast((revision) => revision.version !== from)?.version;
}

function restartService(
  world: World,
  service: ServiceState,
  pods: 'rolling' | 'all' | string[],
  author: string,
): Outcome {
  if (Array.isArray(pods)) {
    const wanted = service.pods.filter((pod) => pods.includes(pod.name));
    if (wanted.length === 0) return refused(`pods "${pods.join('", "')}" not found`);
    for (const pod of wanted) stopPod(world, service, pod, { version: pod.version });
    emitChange(world, {
      kind: 'restart',
      target: service.id,
      summary: `${wanted.length} of ${service.pods.length} pods of ${service.id} deleted`,
      author,
    });
    return done(wanted.map((pod) => `pod "${pod.name}" deleted`).join('\n'));
  }
  if (service.rollout?.state === 'progressing')
    return refused(`a ${service.rollout.kind} of ${service.id} is under way; halt it first`);
  emitChange(world, {
    kind: 'restart',
    target: service.id,
    summary: `${service.id} restarted${pods === 'all' ? ', all pods at once' : ''}`,
    author,
  });
  restartAll(world, service, pods, author);
  return done(`deployment.apps/${service.id} restarted`);
}

/** Renews every pod with the version wanted now: in quarters, or all at once. */
function restartAll(world: World, service: ServiceState, pods: 'rolling' | 'all', author: string): void {
  const seats = seatsToRenew(service, null);
  const to = service.versions[service.version]!;
  startRollout(world, service, {
    kind: 'restart',
    to,
    seats,
    waves: pods === 'all' ? [seats.length] : quarterWaves(seats.length),
    everyS: null,
    author,
  });
}

function scaleService(world: World, service: ServiceState, replicas: number, author: string): Outcome {
  if (!Number.isInteger(replicas) || replicas < 0 || replicas > 100)
    return refused(`replicas must be a whole number from 0 to 100, not ${replicas}`);
  const from = service.desired;
  scaleTo(world, service, replicas);
  if (from !== replicas)
    emitChange(world, {
      kind: 'scale',
      target: service.id,
      summary: `${service.id}: ${from} → ${replicas} replicas`,
      author,
    });
  return done(`deployment.apps/${service.id} scaled`);
}

/** New environment: processes see it when they start, so the pods are renewed in quarters. */
export function setConfig(
  world: World,
  service: ServiceState,
  key: string,
  value: string | null,
  author: string,
): Outcome {
  const before = service.config[key];
  if (value === null) Reflect.deleteProperty(service.config, key);
  else service.config[key] = value;
  const diff = `${before === undefined ? '' : `-${key}=${before}\n`}${value === null ? '' : `+${key}=${value}\n`}`;
  emitChange(world, {
    kind: 'config',
    target: service.id,
    summary: value === null ? `${service.id}: ${key} removed` : `${service.id}: ${key} set`,
    author,
    diff,
  });
  if (service.rollout?.state !== 'progressing') restartAll(world, service, 'rolling', author);
  return done(`deployment.apps/${service.id} env updated`);
}

export function setFlag(world: World, flag: string, on: boolean, author: string): Outcome {
  if (world.flags[flag] === undefined)
    return refused(`no flag "${flag}"; known: ${Object.keys(world.flags).join(', ')}`);
  if (world.flags[flag] !== on)
    emitChange(world, { kind: 'flag', target: flag, summary: `${flag} ${on ? 'on' : 'off'}`, author });
  world.flags[flag] = on;
  refreshBehaviours(world);
  return done(`${flag} is ${on ? 'on' : 'off'}`);
}

export function setAutoscaler(
  world: World,
  service: ServiceState,
  change: { min?: number; max?: number; enabled?: boolean },
  author: string,
): Outcome {
  const { autoscaler } = service;
  if (autoscaler === null) return refused(`${service.id} has no autoscaler`);
  const min = change.min ?? autoscaler.min;
  const max = change.max ?? autoscaler.max;
  if (min > max) return refused(`minReplicas ${min} is more than maxReplicas ${max}`);
  autoscaler.min = min;
  autoscaler.max = max;
  autoscaler.enabled = change.enabled ?? autoscaler.enabled;
  autoscaler.wanted = [];
  emitChange(world, {
    kind: 'scale',
    target: service.id,
    summary: `autoscaler of ${service.id}: ${min} to ${max}, ${autoscaler.enabled ? 'on' : 'off'}`,
    author,
  });
  const bounded = Math.max(min, Math.min(max, service.desired));
  if (autoscaler.enabled && bounded !== service.desired) scaleTo(world, service, bounded);
  return done(`horizontalpodautoscaler.autoscaling/${service.id} patched`);
}

function pauseJob(world: World, id: string, paused: boolean, author: string): Outcome {
  const job = world.jobs.find((candidate) => candidate.id === id);
  if (job === undefined) return refused(`no job "${id}"; known: ${world.jobs.map((one) => one.id).join(', ')}`);
  if (job.paused !== paused) {
    job.paused = paused;
    job.wanting = 0;
    emitChange(world, { kind: 'job', target: id, summary: `${id} ${paused ? 'suspended' : 'resumed'}`, author });
    world.raised.push(`${paused ? 'paused' : 'resumed'}.${id}`);
  }
  return done(`cronjob.batch/${id} patched`);
}

function terminate(world: World, database: DatabaseState, pids: number[]): Outcome {
  if (database.downS > 0) return refused('the database system is starting up');
  const count = removeSessions(world, database, (session) => pids.includes(session.pid));
  return done(`${count} of ${pids.length} backends terminated`);
}

/** Cancelling ends a running statement; a session idle in its transaction has none. */
function cancel(world: World, database: DatabaseState, pids: number[]): Outcome {
  if (database.downS > 0) return refused('the database system is starting up');
  let count = 0;
  for (const session of [...database.sessions])
    if (pids.includes(session.pid) && cancelStatement(world, database, session)) count++;
  return done(`${count} of ${pids.length} statements cancelled`);
}

function setSetting(
  world: World,
  database: DatabaseState,
  name: string,
  value: string,
  role: string | undefined,
  author: string,
): Outcome {
  if (name === 'max_connections') {
    const wanted = Number(value);
    if (!Number.isInteger(wanted) || wanted < 10 || wanted > 10_000)
      return refused(`invalid value for parameter "max_connections": "${value}"`);
    database.maxConnectionsPending = wanted;
    return done('ALTER SYSTEM: takes effect after a restart of the server');
  }
  if (role === undefined) database.settings[name] = value;
  else database.roleSettings.push({ role, name, value, fromS: world.nowS });
  emitChange(world, {
    kind: 'config',
    target: database.id,
    summary: `${name} = ${value}${role === undefined ? '' : ` for ${role}`}`,
    author,
  });
  return done(role === undefined ? 'ALTER SYSTEM' : 'ALTER ROLE');
}

function renew(world: World, id: string, author: string): Outcome {
  if (!world.certificates.some((certificate) => certificate.id === id)) return refused(`no certificate "${id}"`);
  schedule(world.agenda, world.nowS + RENEWAL_S, { kind: 'certificate.renewed', certificate: id, author });
  return done(`renewal of ${id} requested`);
}

/** The CA's present intermediates go on disk; the leaf stays. Running proxies see them after a reload. */
function installChain(world: World, id: string, author: string): Outcome {
  const certificate = world.certificates.find((candidate) => candidate.id === id);
  const current = world.spec.certificates.find((candidate) => candidate.id === id)?.currentChain;
  if (certificate === undefined) return refused(`no certificate "${id}"`);
  if (current !== undefined) certificate.chain = current.map((link) => ({ ...link }));
  emitChange(world, { kind: 'certificate', target: id, summary: `${id}: present chain installed on disk`, author });
  world.raised.push(`renewed.${id}`);
  return done(`chain of ${id} installed in ${certificate.path}`);
}

function restartEdge(world: World, author: string): Outcome {
  const edge = world.edge!;
  edge.up = false;
  for (const client of edge.clients) client.open = 0;
  schedule(world.agenda, world.nowS + Math.max(1, Math.round(world.spec.edge!.startS)), { kind: 'edge.started' });
  emitChange(world, {
    kind: 'restart',
    target: edge.id,
    summary: `${edge.id} restarted: all client connections closed`,
    author,
  });
  emitEvent(world, edge.id, 'Normal', 'Killing', `Stopping container ${edge.id}`);
  return done(`${edge.id} is restarting`);
}

function withService(world: World, id: string, then: (service: ServiceState) => Outcome): Outcome {
  const service = world.services.find((candidate) => candidate.id === id);
  return service === undefined ? refused(`deployments.apps "${id}" not found`) : then(service);
}

function withDatabase(world: World, id: string, then: (database: DatabaseState) => Outcome): Outcome {
  const database = world.databases.find((candidate) => candidate.id === id);
  return database === undefined ? refused(`no database "${id}"`) : then(database);
}

function withEdge(world: World, id: string, then: () => Outcome): Outcome {
  return world.edge?.id === id ? then() : refused(`no edge "${id}"`);
}

function done(message: string): Outcome {
  return { ok: true, message };
}

function refused(message: string): Outcome {
  return { ok: false, message };
}
