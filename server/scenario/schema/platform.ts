import { z } from 'zod';
import {
  block,
  decimal,
  duration,
  flag,
  id,
  list,
  moment,
  named,
  oneOf,
  rate,
  share,
  signedDuration,
  text,
  whole,
} from './scalars.ts';

const database = block('a database', {
  host: text.optional().describe('Host name; without it, the database’s name.'),
  port: whole(1, 65_535).prefault(5432),
  engine: oneOf(['postgres']).prefault('postgres'),
  version: text.prefault('15.6'),
  maxConnections: whole(5, 10_000),
  reserved: whole(0, 100).prefault(3).describe('Connections kept for superusers.'),
  otherSessions: whole(0, 10_000).prefault(14).describe('Sessions that belong to no modelled pool.'),
  cores: whole(1, 256).prefault(8),
  cpuPerTransaction: duration,
  cpuPerConnect: duration.prefault('20ms'),
  accepts: decimal(1, 10_000).prefault(45).describe('New sessions per second.'),
  restart: duration.prefault('28s').describe('How long a restart takes.'),
  connectionLife: duration.prefault('30m'),
  settings: z.record(z.string(), text).prefault({}).describe('What SHOW answers.'),
  roles: z
    .record(z.string(), z.record(z.string(), text))
    .prefault({})
    .describe('Settings that ALTER ROLE … SET gave a role: { reports: { statement_timeout: 10min } }.'),
  tables: list('tables', text).prefault([]),
  schemaVersion: text.optional(),
  replicas: named(
    'a replica',
    block('a replica', {
      host: text.optional().describe('Host name; without it, the replica’s name.'),
      port: whole(1, 65_535).prefault(5432),
      reads: share.describe('Share of the database’s reads that it serves.'),
      applies: rate.describe('Transactions it can replay, such as 600/s; a burst above it makes it lag.'),
    }),
  )
    .optional()
    .describe('Streaming replicas by name.'),
  pooler: block('a pooler', {
    id: id.prefault('pgbouncer'),
    host: text.optional().describe('Host name; without it, the pooler’s name.'),
    port: whole(1, 65_535).prefault(6432),
    maxClients: whole(1, 100_000).describe('Clients it accepts (max_client_conn).'),
    poolSize: whole(1, 10_000).describe('Server connections it opens (default_pool_size).'),
  })
    .optional()
    .describe('A connection pooler (transaction mode) that services connect to instead of the database.'),
});
export const databases = named('a database', database).describe('Databases by name.');

export const edge = block('an edge', {
  id: id.prefault('edge'),
  proxies: whole(1, 50),
  handshakes: decimal(1, 100_000).describe('TLS handshakes per second, all proxies together.'),
  clients: named(
    'a kind of client',
    block('a kind of client', {
      share: share.describe('Share of all requests.'),
      life: duration.describe('How long a connection is kept.'),
      requests: decimal(0.001, 1000).describe('Requests per second on one connection.'),
      host: text.optional().describe('The only host they use; without it, all of them.'),
    }),
  ),
  hosts: z.record(z.string(), id).describe('Host name → certificate.'),
  start: duration.prefault('8s'),
});

const link = block('a chain certificate', { subject: text, issuer: text, notAfter: moment });
const certificate = block('a certificate', {
  subject: text,
  issuer: text,
  serial: text,
  names: list('host names', text),
  notBefore: moment,
  notAfter: moment,
  chain: list('chain certificates', link).describe('Intermediates that the server sends, leaf excluded.'),
  currentChain: list('chain certificates', link).optional().describe('What "cert install" puts on disk.'),
  onDisk: block('a certificate on disk', {
    notBefore: moment,
    notAfter: moment,
    serial: text,
    chain: list('chain certificates', link).optional(),
  })
    .optional()
    .describe('What lies on disk at the start when it is newer than what the proxies loaded.'),
  renewal: block('a renewal', {
    notAfter: moment,
    serial: text,
    chain: list('chain certificates', link).optional().describe('Without it, a renewal keeps the chain as it is.'),
    fails: text.optional().describe('Why a renewal is refused.'),
  }),
  path: text,
});
export const certificates = named('a certificate', certificate).describe('Certificates by name.');

const job = block('a job', {
  service: id,
  db: id,
  pool: id.optional().describe('The service whose pool it drains; without it, it opens sessions of its own.'),
  application: id.describe('application_name in pg_stat_activity.'),
  user: id,
  query: text,
  state: oneOf(['active', 'idle in transaction']),
  schedule: text.describe('Cron expression.'),
  paused: flag.prefault(false),
});
export const jobs = named('a job', job).describe('Scheduled jobs by name.');

export const flags = named('a flag', block('a flag', { on: flag, what: text, owner: text })).describe(
  'Feature flags by name.',
);

const change = block('a change', {
  at: signedDuration.describe('When it happened; negative is before the drill.'),
  kind: oneOf(['deploy', 'config', 'flag', 'migration', 'certificate', 'scale', 'job']),
  target: text,
  summary: text,
  author: text,
  diff: text.optional(),
});
export const changes = list('changes', change).describe('Changes that already happened; /whatchanged shows them.');

export type Databases = z.output<typeof databases>;
export type Edge = z.output<typeof edge>;
export type Certificates = z.output<typeof certificates>;
export type Jobs = z.output<typeof jobs>;
export type Flags = z.output<typeof flags>;
export type Changes = z.output<typeof changes>;
