import { z } from 'zod';
import {
  block,
  decimal,
  duration,
  flag,
  id,
  list,
  named,
  REMEDY,
  share,
  signedDuration,
  text,
  whole,
} from './scalars.ts';

/** Version numbers are map keys too: anything printable that is no number in YAML. */
const version = text.max(40).describe('A version, such as 2.17.2; quote it when it looks like a number.');

const errorsOf = block('an error', {
  share: share.describe('Share of requests answered with it.'),
  status: whole(400, 599),
  log: text.describe('The literal line the service logs.'),
  flag: id.optional().describe('Only while this feature flag is on.'),
});

const versionSpec = block('a version', {
  time: duration.describe('Own service time per request.'),
  cpu: duration.describe('CPU time per request.'),
  errors: named('a journey', errorsOf, z.union([id, z.literal('*')]))
    .optional()
    .describe('Errors by journey; "*" means every journey.'),
  leak: share.optional().describe('Share of requests that leave their pool connection behind.'),
  needs: list('environment variables', text)
    .optional()
    .describe('Environment variables without which it cannot serve.'),
  schema: block('a schema need', {
    needs: text.describe('The schema version it is written for.'),
    errors: share.describe('Share of requests that fail on another one.'),
    status: whole(400, 599),
    log: text,
  })
    .optional()
    .describe('What happens when the database has another schema version.'),
  commit: block('a commit', {
    sha: text,
    author: text.describe('A person of the team.'),
    message: text,
    diff: text.optional(),
  })
    .optional()
    .describe('Why this version exists; shown by /whatchanged and the deploy history.'),
});

const call = block('a call', {
  to: id.describe('The service or third party called.'),
  on: z
    .union([id, list('journeys', id)], {
      error: () => `expected a journey or a list of journeys${REMEDY}write it like [checkout, pay]`,
    })
    .optional()
    .describe('Journeys that make this call; without it, all.'),
  timeout: duration,
  retries: whole(0, 5).prefault(0),
  backoff: duration.prefault('1s').describe('Wait before the first retry; doubles each time.'),
  cancel: flag
    .prefault(false)
    .describe('Does a timeout take the request out of the callee’s queue? Else it is worked on for nobody.'),
  retrySlow: flag.optional().describe('Retry also failures that took longer than 3 s.'),
  breaker: block('a circuit breaker', {
    errors: share.describe('Opens above this share of failures.'),
    minRate: decimal(0, 100_000).describe('… and above this many calls per second.'),
    open: duration.describe('How long it stays open.'),
  }).optional(),
  cache: id.optional().describe('Look-ups go to this cache first; only misses call on.'),
  flag: id.optional().describe('Made only while this feature flag is on; without the call the request goes on.'),
  fallback: flag
    .optional()
    .describe('While the breaker is open the request goes on without the call; else it fails at once.'),
  env: block('variables of a call', {
    timeout: text.optional().describe('Variable that holds the timeout in milliseconds.'),
    retries: text.optional().describe('Variable that holds the number of retries.'),
    breaker: text.optional().describe('Variable that holds "on" or "off".'),
  })
    .optional()
    .describe('Variables of the caller’s config that override these figures; a tool changes them.'),
});

const pool = block('a pool', {
  db: id.describe('The database it connects to.'),
  size: whole(1, 1000).describe('Connections per replica.'),
  acquireTimeout: duration,
  cache: id.optional().describe('Look-ups go to this cache first; only misses need a transaction.'),
  hold: duration.describe('How long a transaction holds its connection on an idle database.'),
  perRequest: named('a journey', decimal(0, 100))
    .optional()
    .describe('Transactions per request by journey; without it, 1.'),
  application: id.describe('application_name in pg_stat_activity.'),
  user: id,
  query: text.describe('What the application runs, as pg_stat_activity shows it; it locks the tables it names.'),
  queries: named('a journey', text).optional().describe('The same by journey, where it differs.'),
});

const service = block('a service', {
  team: text,
  owner: text.describe('One person.'),
  tier: whole(1, 4),
  replicas: whole(1, 200),
  slots: whole(1, 10_000).describe('Requests in progress per replica.'),
  queue: whole(0, 100_000).prefault(128).describe('Requests that may wait per replica; more are refused at once.'),
  cores: decimal(0.1, 256).prefault(1).describe('CPU cores per replica.'),
  version,
  versions: named('a version', versionSpec, version),
  releases: list(
    'releases',
    block('a release', {
      version,
      at: signedDuration.describe('Negative: before the drill.'),
      summary: text,
      author: text,
    }),
  )
    .optional()
    .describe('Rollouts before the drill, oldest first, the running version last.'),
  start: duration.prefault('22s').describe('How long a replica takes to start.'),
  calls: list('calls', call).prefault([]),
  pool: pool.optional(),
  autoscaler: block('an autoscaler', {
    min: whole(1, 200),
    max: whole(1, 200),
    targetCpu: share,
    enabled: flag.prefault(true),
  }).optional(),
  pipeline: block('a pipeline', {
    canary: block('a canary', {
      replicas: whole(1, 200).describe('Replicas that get the version before the first wave.'),
      watch: duration.describe('How long they are watched.'),
      stopAbove: share.describe('Stops the deploy when a larger share of their answers are errors.'),
    })
      .optional()
      .describe('A first wave that is watched and taken back by itself.'),
    waves: list('wave sizes', whole(1, 200)).describe('Replicas renewed in each wave.'),
    every: duration.describe('Time between waves.'),
    rollbackBlocked: list('blocked rollbacks', block('a blocked rollback', { from: version, reason: text }))
      .optional()
      .describe('Versions from which a rollback is refused unless forced.'),
  }).optional(),
  config: z.record(z.string(), text).prefault({}).describe('Environment variables and settings.'),
  pooled: flag.optional().describe('Step equal replicas as one station: quicker, for tiers that never differ.'),
  host: text.optional(),
  port: whole(1, 65_535).optional(),
  admission: flag.optional().describe('It can shed load: "traffic admit <service> 20%" lets that share in.'),
});

export const services = named('a service', service).describe('Services by name.');
export type Services = z.output<typeof services>;
