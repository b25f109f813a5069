import type { DiskView } from '../../inspect-platform.ts';
import { pods, sessions } from '../../read.ts';
import type { World } from '../../world.ts';
import { findHost } from '../net/address.ts';
import { caches, disks, isUp, nodes, poolers } from '../platform.ts';

/** What the commands of one machine are answered from. */
export interface Machine {
  /** `orders-db-1`: what `hostname` says. */
  name: string;
  address: string;
  kind: 'database' | 'replica' | 'pooler' | 'cache' | 'queue' | 'edge' | 'node' | 'host' | 'jump host';
  /** The component that runs on it. */
  id: string;
  cores: number;
  memoryGiB: number;
  /** 0..1 of its cores. */
  cpu: number;
  bootedS: number;
  disks: DiskView[];
  processes: Process[];
  /** systemd unit of what it is for; null on the jump host. */
  unit: string | null;
}

export interface Process {
  user: string;
  pid: number;
  /** 0..1 of one core. */
  cpu: number;
  memoryMiB: number;
  /** `Ss`, `R`, `D`. */
  state: string;
  startedS: number;
  /** CPU seconds so far. */
  timeS: number;
  command: string;
}

const DAY = 86_400;

/** The machine people start from. */
export function jumpHost(world: World): Machine {
  return {
    name: 'bastion',
    address: '10.40.9.4',
    kind: 'jump host',
    id: 'bastion',
    cores: 2,
    memoryGiB: 4,
    cpu: 0.02,
    bootedS: -96 * DAY,
    disks: [],
    processes: [...system(world, -96 * DAY), process('oncall', 40_112, 'sshd: oncall@pts/0', world.nowS - 60, 0, 9), process('oncall', 40_113, '-bash', world.nowS - 60, 0, 5)], // prettier-ignore
    unit: null,
  };
}

/** The machine at a name, when people can log in there; services and third parties are none. */
export function machineAt(world: World, name: string): Machine | null {
  if (name === 'bastion' || name === 'localhost') return jumpHost(world);
  const all = disks(world);
  const entry = findHost(world, name);
  const disk = all.find((one) => one.host === name || one.host.split('.')[0] === name || one.host === entry?.host);
  const kind = entry === undefined || entry.kind === 'service' || entry.kind === 'third party' ? 'host' : entry.kind;
  if (entry === undefined && disk === undefined) return null;
  if (kind === 'host' && disk === undefined) return null;
  const host = entry !== undefined && kind !== 'host' ? entry.host : (disk?.host ?? name);
  const id = kind === 'host' ? (disk?.of ?? name) : (entry?.id ?? name);
  const mine = all.filter(
    (one) => one.host === host || one.host === entry?.host || (kind === 'database' && one.of === id),
  );
  const bootedS = -61 * DAY - 3600 * (host.length % 9);
  const work = workOf(world, kind, id);
  const keepers = mine.flatMap((one) => one.files.flatMap(({ openBy }) => (openBy ? [openBy] : [])));
  const kept = [...new Map(keepers.map((one) => [one.pid, one])).values()]
    .filter((one) => !work.processes.some(({ pid }) => pid === one.pid))
    .map((one) => process(one.user, one.pid, one.command, bootedS + 60, 0.004, 48));
  return {
    name: host.split('.')[0]!,
    address: entry?.address ?? '10.40.3.10',
    kind,
    id,
    bootedS,
    disks: mine,
    ...work,
    processes: [...system(world, bootedS), ...work.processes, ...kept].sort((a, b) => a.pid - b.pid),
  };
}

type Work = Pick<Machine, 'cores' | 'memoryGiB' | 'cpu' | 'processes' | 'unit'>;

function workOf(world: World, kind: Machine['kind'], id: string): Work {
  switch (kind) {
    case 'database':
      return databaseWork(world, id);
    case 'replica': {
      const cores = world.spec.databases.find(({ replicas }) => replicas?.some((one) => one.id === id))?.cores ?? 4;
      const processes = ['/usr/lib/postgresql/15/bin/postgres -D /var/lib/postgresql/15/main', 'postgres: startup recovering 000000010000001A0000003C', 'postgres: checkpointer', 'postgres: background writer', 'postgres: walreceiver streaming'].map((command, at) => process('postgres', at === 0 ? 812 : 840 + at, command, -40 * DAY, at === 1 ? 0.3 : 0.01, 180)); // prettier-ignore
      return { cores, memoryGiB: 32, cpu: 0.3 / cores, processes, unit: 'postgresql' };
    }
    case 'pooler': {
      const busy = poolers(world).find((one) => one.id === id);
      const cpu = Math.min(0.95, 0.05 + (busy?.clientsActive ?? 0) / 1000);
      return { cores: 2, memoryGiB: 4, cpu: cpu / 2, processes: [process('postgres', 701, '/usr/sbin/pgbouncer /etc/pgbouncer/pgbouncer.ini', -30 * DAY, cpu, 38)], unit: 'pgbouncer' }; // prettier-ignore
    }
    case 'cache': {
      const cache = caches(world).find((one) => one.id === id);
      const cpu = Math.min(0.98, 0.02 + (cache?.lookupsPerS ?? 0) / 60_000);
      const run = process('redis', 655, '/usr/bin/redis-server *:6379', cache?.startedAtS ?? 0, cpu, (cache?.usedMemoryMiB ?? 10) * 1.1); // prettier-ignore
      return { cores: 4, memoryGiB: Math.ceil((cache?.maxMemoryMiB ?? 1024) / 700), cpu: cpu / 4, processes: cache?.up ? [run] : [], unit: 'redis-server' }; // prettier-ignore
    }
    case 'queue': {
      const kafka = world.spec.queues?.find((one) => one.id === id)?.engine === 'kafka';
      const command = kafka ? 'java -Xmx6G -server kafka.Kafka /etc/kafka/server.properties' : '/usr/lib/erlang/erts-13.1.5/bin/beam.smp -W w -- -sname rabbit'; // prettier-ignore
      return { cores: 4, memoryGiB: 16, cpu: 0.12, processes: [process(kafka ? 'kafka' : 'rabbitmq', 688, command, -50 * DAY, 0.48, 4200)], unit: kafka ? 'kafka' : 'rabbitmq-server' }; // prettier-ignore
    }
    case 'edge': {
      const workers = [0, 1, 2, 3].map((n) =>
        process('www-data', 903 + n, 'nginx: worker process', -20 * DAY, 0.09, 62),
      );
      return { cores: 4, memoryGiB: 8, cpu: 0.1, processes: isUp(world, id) ? [process('root', 902, 'nginx: master process /usr/sbin/nginx -g daemon on; master_process on;', -20 * DAY, 0, 14), ...workers] : [], unit: 'nginx' }; // prettier-ignore
    }
    case 'node':
      return nodeWork(world, id);
    default:
      return { cores: 4, memoryGiB: 16, cpu: 0.1, processes: [process(id, 1204, `/opt/${id}/bin/${id} serve`, -9 * DAY, 0.2, 420)], unit: id }; // prettier-ignore
  }
}

function databaseWork(world: World, id: string): Work {
  const spec = world.spec.databases.find((one) => one.id === id);
  const state = world.databases.find((one) => one.id === id);
  const cores = spec?.cores ?? 4;
  const all = sessions(world, id);
  const busy = all.filter(({ state: doing }) => doing === 'active').length;
  const cpu = state?.cpu ?? 0;
  const backends = all.map((one) => {
    const client = one.backendType === 'client backend';
    const title = client
      ? `postgres: ${one.user} ${one.database} ${one.clientAddr ?? '[local]'}(${40_000 + (one.pid % 20_000)}) ${one.waitEventType === 'Lock' ? `${backendVerb(one.query)} waiting` : one.state === 'active' ? backendVerb(one.query) : (one.state ?? '')}`
      : `postgres: ${one.backendType}`;
    const works = one.state === 'active' && one.waitEventType !== 'Lock';
    return {
      ...process('postgres', one.pid, title.trim(), one.backendStartS, works ? Math.min(1, (cpu * cores) / Math.max(1, busy)) : 0, client ? 22 : 9), // prettier-ignore
      state: works ? 'R' : 'Ss',
    };
  });
  const main = process('postgres', 58, '/usr/lib/postgresql/15/bin/postgres -D /var/lib/postgresql/15/main -c config_file=/etc/postgresql/15/main/postgresql.conf', state?.startedAtS ?? 0, 0, 4200); // prettier-ignore
  return { cores, memoryGiB: cores * 4, cpu, processes: all.length > 0 ? [main, ...backends] : [], unit: 'postgresql' };
}

function backendVerb(query: string): string {
  return (/^\s*([a-z]+)/i.exec(query)?.[1] ?? 'SELECT').toUpperCase();
}

function nodeWork(world: World, name: string): Work {
  const node = nodes(world).find((one) => one.name === name);
  const mine = pods(world).filter((pod) => pod.node === name);
  const cores = node?.cores ?? 8;
  const used = mine.reduce((sum, pod) => {
    const of = world.spec.services.find(({ id }) => id === pod.service)?.cores ?? 1;
    return sum + pod.cpu * of;
  }, 0.3);
  const running = mine.map((pod, at) => process('1000', 21_000 + 17 * at, `/app/${pod.service} --version ${pod.version}`, pod.startedAtS, pod.cpu, pod.memoryMiB)); // prettier-ignore
  const own = [
    process('root', 731, '/usr/bin/containerd', -80 * DAY, 0.03, 96),
    process('root', 744, '/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml', -80 * DAY, 0.06, 132),
  ];
  return { cores, memoryGiB: node?.memoryGiB ?? 32, cpu: Math.min(1, used / cores), processes: [...own, ...running], unit: 'kubelet' }; // prettier-ignore
}

function system(world: World, bootedS: number): Process[] {
  const rows: [number, string, string, number][] = [
    [1, 'root', '/sbin/init', 12],
    [2, 'root', '[kthreadd]', 0],
    [312, 'root', '/lib/systemd/systemd-journald', 61],
    [344, 'root', '/lib/systemd/systemd-udevd', 7],
    [402, 'systemd+', '/lib/systemd/systemd-timesyncd', 7],
    [511, 'root', '/usr/sbin/cron -f', 3],
    [533, 'node-exp', '/usr/bin/node_exporter', 21],
    [560, 'root', 'sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups', 9],
  ];
  return rows.map(([pid, user, command, memory]) => ({
    ...process(user, pid, command, bootedS, 0, memory),
    timeS: Math.floor((world.nowS - bootedS) / 9000) + pid / 100,
  }));
}

function process(
  user: string,
  pid: number,
  command: string,
  startedS: number,
  cpu: number,
  memoryMiB: number,
): Process {
  return { user, pid, cpu, memoryMiB, state: 'Ss', startedS, timeS: Math.floor(cpu * 4000), command };
}
