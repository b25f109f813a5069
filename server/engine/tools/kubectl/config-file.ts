import type { WorldSpec } from '../../spec.ts';

/** The file that a service reads at its start, `/app/config/service.yaml`: what is fixed in a release, as its ConfigMap holds it. */
export function configFile(shop: WorldSpec, service: string): string {
  const spec = shop.services.find(({ id }) => id === service);
  if (spec === undefined) return '';
  const lines = [
    `service: ${spec.id}`,
    `team: ${spec.team}`,
    `listen: 0.0.0.0:${spec.port ?? 8080}`,
    'workers:',
    `  slots: ${spec.slots}`,
    `  queue: ${spec.maxQueue}`,
  ];
  if (spec.calls.length > 0) lines.push('upstreams:');
  for (const call of spec.calls) {
    const timeout = `${Math.round(call.timeoutS * 1000)}`;
    lines.push(
      `  ${call.to}:`,
      `    timeoutMs: ${call.env?.timeoutMs === undefined ? timeout : `\${${call.env.timeoutMs}:-${timeout}}`}`,
      `    retries: ${call.env?.retries === undefined ? call.retries : `\${${call.env.retries}:-${call.retries}}`}`,
    );
    if (call.breaker !== undefined)
      lines.push(`    breaker: { errorShare: ${call.breaker.errorShare}, openS: ${call.breaker.openS} }`);
  }
  const { pool } = spec;
  if (pool !== undefined)
    lines.push(
      'database:',
      `  host: ${shop.databases.find(({ id }) => id === pool.db)?.host ?? pool.db}`,
      `  pool: ${pool.size}`,
      `  acquireTimeoutMs: ${Math.round(pool.acquireTimeoutS * 1000)}`,
      `  applicationName: ${pool.applicationName}`,
    );
  return `${lines.join('\n')}\n`;
}
