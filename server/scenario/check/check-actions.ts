import type { Action } from '../../engine/input.ts';
import { didYouMean } from '../did-you-mean.ts';
import type { WorldYaml } from '../schema/world.ts';
import type { YamlPath } from '../source.ts';
import { refersTo, type Report } from './report.ts';

/** Every action of engine/input.ts, and what its name's second word must be. */
export const ACTION_TARGETS = {
  'service.restart': 'service',
  'service.scale': 'service',
  'deploy.start': 'service',
  'deploy.halt': 'service',
  'deploy.rollback': 'service',
  'config.set': 'service',
  'flag.set': 'flag',
  'autoscaler.set': 'service',
  'job.pause': 'job',
  'job.resume': 'job',
  'db.terminate': 'database',
  'db.cancel': 'database',
  'db.restart': 'database',
  'db.set': 'database',
  'db.restore': 'database',
  'db.reload': 'database',
  'certificate.renew': 'certificate',
  'certificate.install': 'certificate',
  'edge.reload': 'edge',
  'edge.restart': 'edge',
  'traffic.admit': 'service',
  'breaker.set': 'service',
  'cache.flush': 'cache',
  'cache.restart': 'cache',
  'queue.pause': 'queue',
  'queue.resume': 'queue',
  'queue.purge': 'queue',
  'queue.park': 'queue',
  'queue.redrive': 'queue',
  'dns.set': 'name',
  'dns.flush': 'service',
  'disk.delete': 'disk',
  'disk.truncate': 'disk',
  'disk.extend': 'disk',
  'replica.route': 'database',
  'replica.promote': 'database',
  'replica.drop': 'database',
  'node.cordon': 'node',
} as const satisfies Record<Action['do'], string>;

type TargetKind = (typeof ACTION_TARGETS)[keyof typeof ACTION_TARGETS];

/** Checks a name such as `db.restart orders`. */
export function checkActionName(world: WorldYaml, name: string, path: YamlPath, report: Report): void {
  const [action = '', target, ...rest] = name.split(' ');
  if (!Object.hasOwn(ACTION_TARGETS, action)) {
    const message = `${path.join('.')} names action "${action}"`;
    report.error('reference/action', path, message, didYouMean(action, Object.keys(ACTION_TARGETS)));
    return;
  }
  if (target === undefined || rest.length > 0) {
    report.error(
      'reference/action',
      path,
      `"${name}" is no action name`,
      `write it like "${action} ${example(action)}"`,
    );
    return;
  }
  const kind = ACTION_TARGETS[action as keyof typeof ACTION_TARGETS];
  refersTo(report, kind, target, targetsOf(world, kind), path);
}

function example(action: string): string {
  return EXAMPLES[ACTION_TARGETS[action as keyof typeof ACTION_TARGETS]];
}

const EXAMPLES: Record<TargetKind, string> = {
  service: 'checkout',
  database: 'orders',
  flag: 'express-pay',
  job: 'reports-export',
  certificate: 'shop',
  edge: 'edge',
  cache: 'pages',
  queue: 'mails',
  disk: 'orders-data',
  node: 'node-a1',
  name: 'orders.internal',
};

function targetsOf(world: WorldYaml, kind: TargetKind): string[] {
  switch (kind) {
    case 'service':
      return Object.keys(world.services);
    case 'database':
      return Object.keys(world.databases);
    case 'flag':
      return Object.keys(world.flags);
    case 'job':
      return Object.keys(world.jobs);
    case 'certificate':
      return Object.keys(world.certificates);
    case 'edge':
      return world.edge ? [world.edge.id] : [];
    case 'cache':
      return Object.keys(world.caches);
    case 'queue':
      return Object.keys(world.queues);
    case 'disk':
      return Object.keys(world.disks);
    case 'node':
      return Object.keys(world.nodes);
    case 'name':
      return world.dns?.records.map(({ name }) => name) ?? [];
  }
}
