/** Everything that may enter the world. `step(world, input)` is the only way in; replay feeds the same list again. */
export type Input =
  /** One simulated second passes. */
  | { kind: 'tick' }
  | { kind: 'fault.fire'; fault: string; parameters?: Record<string, number> }
  | { kind: 'fault.stop'; fault: string }
  /** A responder's (or bot's, or facilitator's) action on the simulated system. */
  | { kind: 'act'; action: Action; seat: string }
  | { kind: 'alert.ack'; fingerprint: string; seat: string }
  | { kind: 'alert.escalate'; fingerprint: string; seat: string };

/** What tools can do to the world. A tool decides whether it is allowed; the engine decides what it causes. */
export type Action =
  | { do: 'service.restart'; service: string; pods: 'rolling' | 'all' | string[] }
  | { do: 'service.scale'; service: string; replicas: number }
  | { do: 'deploy.start'; service: string; version: string }
  | { do: 'deploy.halt'; service: string }
  | { do: 'deploy.rollback'; service: string; to?: string; force?: boolean }
  | { do: 'config.set'; service: string; key: string; value: string | null }
  | { do: 'flag.set'; flag: string; on: boolean }
  | { do: 'autoscaler.set'; service: string; min?: number; max?: number; enabled?: boolean }
  | { do: 'job.pause'; job: string }
  | { do: 'job.resume'; job: string }
  | { do: 'db.terminate'; db: string; pids: number[] }
  | { do: 'db.cancel'; db: string; pids: number[] }
  | { do: 'db.restart'; db: string }
  /** null = back to the default. `pending`: as ALTER SYSTEM does, it waits for a reload or a restart of the server. */
  | { do: 'db.set'; db: string; name: string; value: string | null; role?: string; pending?: true }
  | { do: 'db.reload'; db: string }
  | { do: 'certificate.renew'; certificate: string }
  /** Puts the CA's present intermediates on disk; the leaf and what is loaded stay as they are. */
  | { do: 'certificate.install'; certificate: string }
  | { do: 'edge.reload'; edge: string }
  | { do: 'edge.restart'; edge: string }
  /** Lets `share` (0..1) of a service's requests in; 1 = all. */
  | { do: 'traffic.admit'; service: string; share: number }
  /** Forces a circuit breaker open or closed, or gives it back to its own rule. */
  | { do: 'breaker.set'; service: string; to: string; state: 'open' | 'closed' | 'auto' }
  | { do: 'cache.flush'; cache: string }
  | { do: 'cache.restart'; cache: string }
  | { do: 'queue.pause'; queue: string }
  | { do: 'queue.resume'; queue: string }
  | { do: 'queue.purge'; queue: string }
  /** Moves what blocks the head of a partition to the dead letters. */
  | { do: 'queue.park'; queue: string }
  | { do: 'queue.redrive'; queue: string }
  /** null removes the record. */
  | { do: 'dns.set'; name: string; value: string | null; ttlS?: number }
  /** Forgets what a service's resolvers remember. */
  | { do: 'dns.flush'; service: string }
  | { do: 'disk.delete'; disk: string; path: string }
  | { do: 'disk.truncate'; disk: string; path: string }
  | { do: 'disk.extend'; disk: string; gib: number }
  | { do: 'replica.route'; db: string; replica: string; readShare: number }
  | { do: 'replica.promote'; db: string; replica: string }
  /** Drops the replication slot: the primary keeps no log for it any more. */
  | { do: 'replica.drop'; db: string; replica: string }
  /** From the backup and the archived log. */
  | { do: 'db.restore'; db: string }
  | { do: 'node.cordon'; node: string; on: boolean };

/** `db.restart orders`: the short name that objectives, tempting moves and scoring refer to. */
export function actionName(action: Action): string {
  return `${action.do} ${actionTarget(action)}`;
}

export function actionTarget(action: Action): string {
  if ('service' in action) return action.service;
  if ('db' in action) return action.db;
  if ('job' in action) return action.job;
  if ('flag' in action) return action.flag;
  if ('certificate' in action) return action.certificate;
  if ('edge' in action) return action.edge;
  if ('cache' in action) return action.cache;
  if ('queue' in action) return action.queue;
  if ('disk' in action) return action.disk;
  return 'node' in action ? action.node : action.name;
}
