import type { DatabaseSpec } from '../spec.ts';
import type { World } from '../world.ts';
import type { Voice } from './log-voice.ts';
import type { At } from './series-reader.ts';
import { seriesReader } from './series-reader.ts';

type Say = Voice['say'];

/** What the database servers write. */
export function databaseVoices(world: World): Voice[] {
  return world.spec.databases.flatMap((spec) => [...databaseLife(world, spec), ...lockVoices(world, spec)]);
}

function databaseLife(world: World, { id, acceptPerS, settings }: DatabaseSpec): Voice[] {
  const { value, rise } = seriesReader(world.telemetry);
  const up = value('pg_up', { db: id });
  const commits = rise('pg_stat_database_xact_commit_total', { db: id });
  const isUp: At = (n) => (up(n) === 0 ? 0 : 1);
  const starts: At = (n) => (n > 1 && up(n) > 0 && up(n - 1) === 0 ? 1 : 0);
  const stops: At = (n) => (n > 1 && up(n) === 0 && up(n - 1) > 0 ? 1 : 0);
  const slow = /^[1-9]/.test(settings['log_min_duration_statement'] ?? '');
  const oldest = value('pg_stat_activity_max_tx_duration', { db: id, state: 'active' });
  const voice = voiceOf(id, [`${id}-0`]);
  return [
    voice('info', (n) => 0.017 * isUp(n), 1, 'LOG:  checkpoint starting: time'),
    voice(
      'info',
      (n) => 0.017 * isUp(n),
      1,
      'LOG:  checkpoint complete: wrote … buffers (…%)',
      (_, draw) => {
        const buffers = 900 + (draw % 2600);
        const written = (buffers / 209.7).toFixed(1);
        const files = draw % 4;
        return {
          message: `LOG:  checkpoint complete: wrote ${buffers} buffers (${written}%); 0 WAL file(s) added, 0 removed, ${files} recycled; write=${(buffers / 10).toFixed(3)} s, sync=0.0${10 + (draw % 80)} s, total=${(buffers / 10 + 0.2).toFixed(3)} s`,
        };
      },
    ),
    voice(
      'info',
      (n) => 0.012 * isUp(n),
      1,
      'LOG:  automatic vacuum of table …',
      (_, draw) => ({
        message: `LOG:  automatic vacuum of table "${id}.public.${tableOf(world, id, draw)}": index scans: 1, pages: 0 removed, ${4000 + (draw % 20_000)} remain`,
      }),
    ),
    voice('info', (n) => 0.03 * isUp(n), 1, 'LOG:  connection authorized: user=postgres_exporter database=postgres'),
    ...(slow
      ? [voice('info', (n) => (oldest(n) > 5 ? 0.4 : 0), 1, 'LOG:  duration: … ms  statement', slowStatement(oldest))]
      : []),
    voice('fatal', rise('pg_connections_refused_total', { db: id }), 6, 'FATAL:  sorry, too many clients already'),
    voice('info', stops, 1, 'LOG:  received fast shutdown request'),
    voice('info', stops, 1, 'LOG:  database system is shut down'),
    voice(
      'fatal',
      (n) => (commits(n) >= 0 && up(n) === 0 ? acceptPerS : 0),
      4,
      'FATAL:  the database system is starting up',
    ),
    voice('info', starts, 1, 'LOG:  database system is ready to accept connections'),
  ];
}

function slowStatement(oldest: At): Say {
  return (n, draw) => ({
    message: `LOG:  duration: ${(1000 * oldest(n) * (0.3 + (draw % 70) / 100)).toFixed(3)} ms  statement: SELECT count(*) FROM information_schema.tables`,
  });
}

/** `log_lock_waits` is on: whoever waits longer than deadlock_timeout says so. */
function lockVoices(world: World, { id }: DatabaseSpec): Voice[] {
  const waiting = seriesReader(world.telemetry).value('pg_locks_waiting', { db: id });
  const voice = voiceOf(id, [`${id}-0`]);
  const pid = (draw: number): number => 2000 + (draw % 9000);
  const grew: At = (n) => Math.max(0, waiting(n) - waiting(n - 1));
  const shrank: At = (n) => Math.max(0, waiting(n - 1) - waiting(n));
  // Only when the line is let go does anybody get the lock: while it stands, whoever leaves it has given up.
  const got: At = (n) => (waiting(n) < 0.1 * waiting(n - 1) ? shrank(n) : 0);
  const gaveUp: At = (n) => shrank(n) - got(n);
  return [
    voice('info', grew, 4, 'LOG:  process … still waiting for … on relation … after … ms', (_, draw) => ({
      message: `LOG:  process ${pid(draw)} still waiting for ${lockMode(draw)} on relation "${tableOf(world, id, draw)}" of database 16402 after 1000.${100 + (draw % 900)} ms`,
      fields: { pid: pid(draw) },
    })),
    voice('info', got, 3, 'LOG:  process … acquired … on relation … after … ms', (_, draw) => ({
      message: `LOG:  process ${pid(draw)} acquired ${lockMode(draw)} on relation "${tableOf(world, id, draw)}" of database 16402 after ${2000 + (draw % 28_000)}.${100 + (draw % 900)} ms`,
      fields: { pid: pid(draw) },
    })),
    voice('error', gaveUp, 2, 'ERROR:  canceling statement due to user request', (_, draw) => ({
      message: 'ERROR:  canceling statement due to user request',
      fields: { pid: pid(draw) },
    })),
  ];
}

function lockMode(draw: number): string {
  return draw % 3 === 0 ? 'RowExclusiveLock' : 'AccessShareLock';
}

/** A table that somebody waits for now, else any of the database. */
function tableOf(world: World, id: string, draw: number): string {
  const tables = world.spec.databases.find((database) => database.id === id)!.tables;
  return tables[draw % Math.max(1, tables.length)] ?? 'pg_class';
}

/** What the proxies write, and the outside probe. */
export function edgeVoices(world: World): Voice[] {
  const { edge } = world.spec;
  if (edge === undefined) return [];
  const { rise, value } = seriesReader(world.telemetry);
  const failed = rise('tls_handshakes_total', { edge: edge.id, result: 'failed' });
  const voice = voiceOf(
    edge.id,
    Array.from({ length: edge.proxies }, (_, i) => `${edge.id}-${i}`),
  );
  const probe = voiceOf(edge.id, ['synthetic-probe']);
  const client = (draw: number): string => `203.0.113.${1 + (draw % 253)}`;
  const noUpstream = (n: number): number =>
    value('service_replicas_ready', { service: world.spec.entry })(n) === 0
      ? rise('http_requests_total', { service: world.spec.entry, code: '503' })(n)
      : 0;
  return [
    voice(
      'error',
      failed,
      6,
      'SSL_do_handshake() failed (SSL: … alert certificate expired: …), client: …',
      (_, draw) => ({
        message: `SSL_do_handshake() failed (SSL: error:0A000415:SSL routines::sslv3 alert certificate expired:SSL alert number 45) while SSL handshaking, client: ${client(draw)}, server: 0.0.0.0:443`,
        fields: { client: client(draw) },
      }),
    ),
    voice(
      'info',
      () => 0.2,
      1,
      'upstream keepalive connections trimmed',
      (_, draw) => ({
        message: 'upstream keepalive connections trimmed',
        fields: { idle: draw % 32 },
      }),
    ),
    voice(
      'info',
      () => 0.01,
      1,
      'gracefully shutting down worker process …',
      (_, draw) => ({
        message: `gracefully shutting down worker process ${20 + (draw % 60)}`,
      }),
    ),
    voice('error', noUpstream, 4, `no live upstreams while connecting to upstream "${world.spec.entry}"`),
    ...edge.hosts.map(({ host }) => {
      const success = value('probe_success', { target: `https://${host}` });
      const message = `Get "https://${host}/": tls: failed to verify certificate: x509: certificate has expired or is not yet valid`;
      return probe(
        'error',
        (n) => (success(n) === 0 && failed(n) > 0 ? 1 : 0),
        1,
        message,
        () => ({
          message,
          fields: { target: host },
        }),
      );
    }),
  ];
}

/** What scheduled jobs write, under the service that owns them. */
export function jobVoices(world: World): Voice[] {
  const { value } = seriesReader(world.telemetry);
  return world.spec.jobs.flatMap(({ id, service, applicationName }) => {
    const running = value('job_running', { job: id });
    const voice = voiceOf(service, [`${id}-0`]);
    const began: At = (n) => (running(n) > 0 && running(n - 1) === 0 ? 1 : 0);
    const ended: At = (n) => (running(n) === 0 && running(n - 1) > 0 ? 1 : 0);
    return [
      voice('info', began, 1, `${applicationName}: started`, () => ({
        message: `${applicationName}: started`,
        fields: { job: id },
      })),
      voice(
        'info',
        (n) => 0.7 * running(n),
        1,
        `${applicationName}: chunk … read, waiting for the uploader`,
        (_, draw) => ({
          message: `${applicationName}: chunk ${draw % 4000} read, waiting for the uploader`,
          fields: { job: id, rows: 5000 },
        }),
      ),
      voice('info', ended, 1, `${applicationName}: ended`, () => ({
        message: `${applicationName}: ended`,
        fields: { job: id },
      })),
    ];
  });
}

/** A voice maker for one writer; without `say` the shape is what it says. */
export function voiceOf(service: string, pods: string[] | Voice['pods']) {
  return (
    level: Voice['level'],
    count: At,
    most: number,
    shape: string,
    say: Say = () => ({ message: shape }),
  ): Voice => ({
    service,
    level,
    shape,
    words: '',
    count,
    most,
    pods: typeof pods === 'function' ? pods : () => pods,
    say,
  });
}
