import { compileRegex, type Regex } from '../promql/regex.ts';
import type { Labels, SeriesRef, SeriesStore } from './series.ts';

export type MatchOp = '=' | '!=' | '=~' | '!~';

/** One label matcher as written in a selector; a missing label counts as the empty string. */
export interface Matcher {
  readonly name: string;
  readonly op: MatchOp;
  readonly value: string;
}

/** The series that every matcher accepts, in the order in which they were declared. `__name__` is the metric name. */
export function select(store: SeriesStore, matchers: readonly Matcher[]): SeriesRef[] {
  const tests = matchers.map((matcher) => ({ name: matcher.name, accepts: matcherTest(matcher) }));
  const named = matchers.find((matcher) => matcher.name === '__name__' && matcher.op === '=');
  const candidates = named ? (store.byName.get(named.value) ?? []) : store.series.map((series) => series.ref);
  return candidates.filter((ref) => {
    const { name, labels } = store.series[ref]!;
    return tests.every((test) => test.accepts(test.name === '__name__' ? name : labelValue(labels, test.name)));
  });
}

/** The label's value, or the empty string when it is missing. */
export function labelValue(labels: Labels, name: string): string {
  return Object.hasOwn(labels, name) ? labels[name]! : '';
}

/** A test of one label value. Regular expressions are anchored at both ends. Throws `RegexProblem` for a pattern we refuse. */
export function matcherTest({ op, value }: Matcher): (text: string) => boolean {
  if (op === '=') return (text) => text === value;
  if (op === '!=') return (text) => text !== value;
  const regex: Regex = compileRegex(value);
  return op === '=~' ? (text) => regex.matches(text) : (text) => !regex.matches(text);
}
