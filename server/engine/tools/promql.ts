import { evalInstant } from '../promql/evaluate.ts';
import { parsePromql } from '../promql/parse.ts';
import { fail, out, type Tool } from './tool.ts';

const USAGE =
  "Usage: promql 'EXPRESSION'   evaluated at the latest sample\n\nExample: promql 'sum by (service) (rate(http_requests_total{code=~\"5..\"}[1m]))'";

export const promql: Tool = {
  name: 'promql',
  summary: 'ask the metrics store',
  usage: USAGE,
  run: (world, _ctx, argv) => {
    const expression = argv.join(' ').trim();
    if (!expression) return fail(USAGE, 2);
    const parsed = parsePromql(expression);
    if (!parsed.ok) return fail(`promql: ${parsed.at.line}:${parsed.at.column}: ${parsed.message}`, 1);
    const result = evalInstant(parsed.expr, world.telemetry, world.nowS, { startsAtMs: world.spec.startsAtMs });
    if (!result.ok) return fail(`promql: ${result.message}`, 1);
    if (result.type === 'scalar') return out(`scalar: ${shown(result.value)}`);
    if (result.type !== 'vector') return fail('promql: only instant vectors and scalars can be shown', 1);
    if (result.elements.length === 0) return { ...out(''), stderr: 'promql: no series match\n' };
    return out(result.elements.map((sample) => `${seriesName(sample.labels)} => ${shown(sample.value)}`).join('\n'));
  },
};

function seriesName(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).filter(([key]) => key !== '__name__');
  return `${labels['__name__'] ?? ''}{${pairs.map(([key, value]) => `${key}="${value}"`).join(', ')}}`;
}

function shown(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value).replace('Infinity', 'Inf');
  return String(Number(value.toPrecision(6)));
}
