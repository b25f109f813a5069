/** Malformed or ill-typed queries, what we say and where. `same`: promtool 2 says it in the same words at the same place. */
export const REFUSED: readonly { query: string; column: number; message: string; same: boolean }[] = [
  refused('rate(up)', 6, 'expected type range vector in call to function "rate", got instant vector'),
  refused('sum(up[5m])', 5, 'expected type instant vector in aggregation expression, got range vector'),
  refused('up ==', 6, 'unexpected end of input'),
  refused('{job=~".*"}', 1, 'vector selector must contain at least one non-empty matcher'),
  refused('foo(up)', 1, 'unknown function with name "foo"'),
  refused('1 > 2', 3, 'comparisons between scalars must use BOOL modifier'),
  refused('sum(a) offset 5m', 1, 'offset modifier must be preceded by an instant vector selector or range vector selector or a subquery'),
  refused('(a - b) offset 5m', 1, 'offset modifier must be preceded by an instant vector selector or range vector selector or a subquery'),
  refused('max_over_time(a / b[5m:1m])', 19, 'binary expression must contain only scalar and instant vector types'),
  refused('rate(a[300])', 8, 'missing unit character in duration'),
  refused('1h', 1, 'unexpected duration "1h"'),
  refused('a and 1', 1, 'set operator "and" not allowed in binary scalar expression'),
  refused('a + bool b', 3, 'bool modifier can only be used on comparison operators'),
  refused('sum(a, b)', 1, 'wrong number of arguments for aggregate expression provided, expected 1, got 2'),
  refused('topk(a)', 1, 'wrong number of arguments for aggregate expression provided, expected 2, got 1'),
  refused('sum()', 1, 'no arguments for aggregate expression provided'),
  refused('rate(up[5m], 3)', 1, 'expected 1 argument(s) in call to "rate", got 2'),
  refused('label_join(up, "a")', 1, 'expected at least 3 argument(s) in call to "label_join", got 2'),
  refused('round(up, 1, 2)', 1, 'expected at most 2 argument(s) in call to "round", got 3'),
  refused('histogram_quantile("x", a)', 20, 'expected type scalar in call to function "histogram_quantile", got string'),
  refused('up offset 5m offset 1m', 1, 'offset may not be set multiple times'),
  refused('up offset 1m [5m]', 14, 'no offset modifiers allowed before range'),
  refused('up[5m][5m:1m]', 1, 'subquery is only allowed on instant vector, got matrix instead'),
  refused('a * on(x) group_left(x) b', 3, 'label "x" must not occur in ON and GROUP clause at once'),
  refused('a and on(x) group_left b', 1, 'no grouping allowed for "and" operation'),
  refused('a * on(x) 3', 1, 'vector matching only allowed between instant vectors'),
  refused('up{__name__="x"}', 1, 'metric name must not be set twice: "up" or "x"'),
  refused('-"a"', 1, 'unary expression only allowed on expressions of type scalar or instant vector, got "string"'),
  refused('up[0s]', 4, 'duration must be greater than 0'),
  refused('up up', 4, 'unexpected identifier "up"'),
  refused("up{job='x}", 8, 'unterminated quoted string'),
  refused('count_values(2, up)', 14, 'expected type string in aggregation parameter, got scalar'),
  refused('quantile("x", up)', 10, 'expected type scalar in aggregation parameter, got string'),
  refused('# only a comment', 1, 'no expression found in input'),
  // other words or another place than promtool, which refuses them too
  differently('up[5m', 3, 'unclosed left bracket'),
  differently('2 * (3', 5, 'unclosed left parenthesis'),
  differently('up{job="x"', 3, 'unclosed left brace'),
  differently('up)', 3, "unexpected right parenthesis ')'"),
  differently('a </ b', 3, '"</" is outside the supported PromQL subset'),
  differently('{"up"}', 2, '""up"" is outside the supported PromQL subset'),
  differently('up{job=x}', 8, 'unexpected identifier "x"'),
  differently('up{job=~"("}', 1, 'error parsing regexp: missing closing ): `(`'),
  differently('sum by job (up)', 8, 'unexpected identifier "job"'),
  differently('a fill(0) b', 3, 'unknown function with name "fill"'),
]; // prettier-ignore

/** What Prometheus has and the subset leaves out: refused by name. */
export const LEFT_OUT: readonly { query: string; column: number; message: string }[] = [
  { query: 'sin(up)', column: 1, message: 'function "sin" is outside the supported PromQL subset' },
  { query: 'a atan2 b', column: 3, message: '"atan2" is outside the supported PromQL subset' },
  { query: 'holt_winters(a[1m], 0.5, 0.5)', column: 1, message: 'unknown function with name "holt_winters"' },
];

function refused(query: string, column: number, message: string): (typeof REFUSED)[number] {
  return { query, column, message, same: true };
}

function differently(query: string, column: number, message: string): (typeof REFUSED)[number] {
  return { query, column, message, same: false };
}
