import type { ExposedFamily } from '../engine/signals/exposed.ts';

export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Gauges whose value is a moment, in Unix seconds. */
const MOMENTS: readonly string[] = ['probe_ssl_earliest_cert_expiry', 'x509_cert_not_after'];

/**
 * Prometheus' text format 0.0.4. A drill has a date of its own: `clockAheadS` is how far the wall clock is ahead of it, and is
 * added to values that are moments, so that `expiry - time()` counts the same days for whoever scrapes.
 */
export function exposition(families: readonly ExposedFamily[], clockAheadS: number): string {
  return families.map((family) => familyText(family, clockAheadS)).join('');
}

function familyText({ name, type, help, samples }: ExposedFamily, clockAheadS: number): string {
  const shift = MOMENTS.includes(name) ? clockAheadS : 0;
  const lines = samples.map(
    ({ name: series, labels, value }) => `${series}${labelText(labels)} ${number(value + shift)}`,
  );
  return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function number(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
}
