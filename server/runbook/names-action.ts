import { actionTarget, type Action } from '../engine/input.ts';

/** Words by which command lines and runbooks call each kind of action; all patterns of one entry must be in the line. */
const VERBS: Record<Action['do'], RegExp[][]> = {
  'service.restart': [[/\b(rollout\s+restart|restart|delete\s+pods?)\b/]],
  'service.scale': [[/\bscale\b/]],
  'deploy.start': [[/\bdeploy\b/, /\b(start|release|promote|ship)\b/], [/\bset\s+image\b/]],
  'deploy.halt': [[/\b(halt|pause|stop|abort)\b/, /\b(deploy|rollout)\b/]],
  'deploy.rollback': [[/\broll-?back\b/], [/\brollout\s+undo\b/]],
  'config.set': [[/\bset\s+env\b/], [/\bconfig\b/, /\bset\b/]],
  'flag.set': [[/\bflag\b/]],
  'autoscaler.set': [[/\b(autoscaler?|hpa|autoscale)\b/]],
  'job.pause': [[/\bjob\b/, /\b(pause|suspend|stop)\b/], [/\bsuspend\b/]],
  'job.resume': [[/\bjob\b/, /\b(resume|unpause|start)\b/]],
  'db.terminate': [[/\bpg_terminate_backend\b/]],
  'db.cancel': [[/\bpg_cancel_backend\b/]],
  'db.restart': [[/\brestart\b/]],
  'db.set': [[/\balter\s+(system|role|database)\b/], [/\bset\b/]],
  'db.reload': [[/\bpg_reload_conf\b/, /\breload\b/]],
  'certificate.renew': [[/\bcert(bot)?\b/, /\b(renew|issue)\b/]],
  'certificate.install': [[/\bcert\b/, /\b(install|deploy|put)\b/]],
  'edge.reload': [[/\breload\b/]],
  'edge.restart': [[/\brestart\b/]],
  'traffic.admit': [[/\btraffic\b/, /\b(admit|limit|shed|restore)\b/]],
  'breaker.set': [[/\bbreaker\b/, /\b(open|close|auto|reset)\b/]],
  'cache.flush': [[/\bflush(all|db)?\b/]],
  'cache.restart': [[/\brestart\b/]],
  'queue.pause': [[/\bqueue\b/, /\bpause\b/]],
  'queue.resume': [[/\bqueue\b/, /\bresume\b/]],
  'queue.purge': [[/\bpurge\b/]],
  'queue.park': [[/\bqueue\b/, /\bpark\b/]],
  'queue.redrive': [[/\bqueue\b/, /\bredrive\b/]],
  'dns.set': [[/\bdns\b/, /\b(set|add|delete|rm)\b/]],
  'dns.flush': [[/\bdns\b/, /\bflush\b/]],
  'disk.delete': [[/\brm\b/]],
  'disk.truncate': [[/\btruncate\b/], [/(^|\s)>\s*\//]],
  'disk.extend': [[/\b(lvextend|resize2fs|extend)\b/]],
  'replica.route': [[/\breplica\b/, /\broute\b/]],
  'replica.promote': [[/\bpromote\b/]],
  'replica.drop': [[/\bpg_drop_replication_slot\b/], [/\breplica\b/, /\bdrop\b/]],
  'db.restore': [[/\brestore\b/]],
  'node.cordon': [[/\b(un)?cordon\b/]],
};

/** Actions whose verb alone says enough; elsewhere the target must be named too. */
const VERB_IS_ENOUGH: readonly Action['do'][] = [
  'db.terminate',
  'db.cancel',
  'edge.reload',
  'certificate.renew',
  'certificate.install',
];

/**
 * True when a command line, run as written, is a way to take this action: it has the action's verb and, unless the verb
 * leaves no doubt, its target. Judged by words; placeholders such as `<service>` stand for any target.
 */
export function namesAction(line: string, action: Action): boolean {
  const text = line.toLowerCase();
  const verb = VERBS[action.do].some((patterns) => patterns.every((pattern) => pattern.test(text)));
  if (!verb) return false;
  if (VERB_IS_ENOUGH.includes(action.do)) return true;
  const target = actionTarget(action).toLowerCase();
  return /<[a-z][^>]*>/.test(text) || text.includes(target);
}
