import type { Moment } from './log-moment.ts';
import { increase, valueOf } from './log-moment.ts';
import type { Voice } from './logs.ts';

/** What the database servers write. */
export function databaseLines(moment: Moment): Voice[] {
  return moment.world.spec.databases.flatMap(({ id, acceptPerS }) => {
    const pods = [`${id}-0`];
    const down = valueOf(moment, 'pg_up', { db: id }) === 0;
    const refused = increase(moment, 'pg_connections_refused_total', { db: id });
    const voice = (level: Voice['level'], count: number, most: number, message: string): Voice => ({
      service: id,
      pods,
      level,
      count,
      most,
      say: () => ({ message }),
    });
    return [
      voice('info', down ? 0 : 0.02, 1, 'LOG:  checkpoint complete: wrote 1842 buffers (0.4%)'),
      voice('info', down ? 0 : 0.05, 1, 'LOG:  connection authorized: user=postgres_exporter database=postgres'),
      voice('fatal', refused, 6, 'FATAL:  sorry, too many clients already'),
      voice('fatal', down ? acceptPerS : 0, 4, 'FATAL:  the database system is starting up'),
    ];
  });
}

/** What the proxies write, and the outside probe. */
export function edgeLines(moment: Moment): Voice[] {
  const { edge } = moment.world.spec;
  if (edge === undefined) return [];
  const pods = Array.from({ length: edge.proxies }, (_, i) => `${edge.id}-${i}`);
  const failed = increase(moment, 'tls_handshakes_total', { edge: edge.id, result: 'failed' });
  const voices: Voice[] = [
    {
      service: edge.id,
      pods,
      level: 'error',
      count: failed,
      most: 6,
      say: (n) => ({
        message: `SSL_do_handshake() failed (SSL: error:0A000415:SSL routines::sslv3 alert certificate expired:SSL alert number 45) while SSL handshaking, client: 203.0.113.${n % 254}, server: 0.0.0.0:443`,
      }),
    },
    {
      service: edge.id,
      pods,
      level: 'info',
      count: 0.2,
      most: 1,
      say: (n) => ({ message: 'upstream keepalive connections trimmed', fields: { idle: n % 32 } }),
    },
  ];
  for (const { host } of edge.hosts) {
    const red = valueOf(moment, 'probe_success', { target: `https://${host}` }) === 0 && failed > 0;
    voices.push({
      service: edge.id,
      pods: ['synthetic-probe'],
      level: 'error',
      count: red ? 1 : 0,
      most: 1,
      say: () => ({
        message: `Get "https://${host}/": tls: failed to verify certificate: x509: certificate has expired or is not yet valid`,
        fields: { target: host },
      }),
    });
  }
  return voices;
}

/** What scheduled jobs write, under the service that owns them. */
export function jobLines(moment: Moment): Voice[] {
  return moment.world.spec.jobs.map(({ id, service, applicationName }) => ({
    service,
    pods: [`${id}-0`],
    level: 'info',
    count: valueOf(moment, 'job_running', { job: id }) * 0.7,
    most: 1,
    say: (n) => ({
      message: `${applicationName}: chunk ${n % 4000} read, waiting for the uploader`,
      fields: { rows: 5000 },
    }),
  }));
}
