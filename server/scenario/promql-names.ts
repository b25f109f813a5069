import { metricsIn, RECORDED_NAMES } from '../engine/promql/metric-names.ts';
import { parsePromql } from '../engine/promql/parse.ts';
import { didYouMean } from './did-you-mean.ts';

/** What is wrong with an authored PromQL text: it does not parse, or it reads a series that no drill records. */
export function promqlTrouble(text: string): { message: string; hint: string } | null {
  const parsed = parsePromql(text);
  if (!parsed.ok) {
    const place =
      parsed.at.line > 1 ? `line ${parsed.at.line}, character ${parsed.at.column}` : `character ${parsed.at.column}`;
    return { message: `PromQL: ${parsed.message} (at ${place} of the expression)`, hint: '' };
  }
  const unknown = metricsIn(parsed.expr).find((name) => !RECORDED_NAMES.includes(name));
  if (unknown === undefined) return null;
  return { message: `no drill records a series "${unknown}"`, hint: didYouMean(unknown, RECORDED_NAMES) };
}
