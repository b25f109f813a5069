import { labelValue } from '../telemetry/matcher.ts';
import type { Labels } from '../telemetry/series.ts';
import type { VectorSelector } from './ast.ts';
import { compileRegex, RegexProblem } from './regex.ts';
import type { Element, Scope } from './value.ts';
import { QueryProblem, refuseTwins, spend, without } from './value.ts';

const LABEL_NAME = /^[A-Za-z_]\w*$/;

/** Sets `target` from the groups of a whole-value match of `source`; an empty result removes the label. */
export function labelReplace(elements: readonly Element[], texts: readonly string[], scope: Scope): Element[] {
  const [target, template, source, pattern] = texts as [string, string, string, string];
  if (!LABEL_NAME.test(target)) throw new QueryProblem(`invalid destination label name in label_replace(): ${target}`);
  const regex = regexOrProblem(pattern);
  spend(scope, 4 * elements.length * regex.size);
  const replaced = elements.map((element) => {
    const groups = regex.groups(labelValue(element.labels, source));
    return groups ? { ...element, labels: withLabel(element.labels, target, expand(template, groups)) } : element;
  });
  return refuseTwins(replaced) as Element[];
}

/** Sets `target` to the values of `sources`, joined. */
export function labelJoin(elements: readonly Element[], texts: readonly string[], scope: Scope): Element[] {
  spend(scope, 4 * elements.length);
  const [target, separator, ...sources] = texts as [string, string, ...string[]];
  if (!LABEL_NAME.test(target)) throw new QueryProblem(`invalid destination label name in label_join(): ${target}`);
  const joined = elements.map((element) => {
    const text = sources.map((source) => labelValue(element.labels, source)).join(separator);
    return { ...element, labels: withLabel(element.labels, target, text) };
  });
  return refuseTwins(joined) as Element[];
}

/** Labels of what `absent` reports: those that the selector pins to one value, by `=` and only once. */
export function absentLabels(selector: VectorSelector): Labels {
  const labels: Record<string, string> = {};
  const dropped: string[] = [];
  for (const { name, op, value } of selector.matchers) {
    if (name === '__name__') continue;
    if (op === '=' && !Object.hasOwn(labels, name)) labels[name] = value;
    else dropped.push(name);
  }
  return without(labels, [...dropped, ...Object.keys(labels).filter((name) => labels[name] === '')]);
}

function withLabel(labels: Labels, name: string, value: string): Labels {
  const rest = without(labels, [name]);
  return value === '' ? rest : { ...rest, [name]: value };
}

function regexOrProblem(pattern: string): ReturnType<typeof compileRegex> {
  try {
    return compileRegex(pattern);
  } catch (problem) {
    if (problem instanceof RegexProblem)
      throw new QueryProblem(`invalid regular expression in label_replace(): ${pattern}`);
    throw problem;
  }
}

/** Go's `Regexp.Expand`: `$1`, `${name}`, `$$`; a name runs as far as letters, digits and underscores do. */
function expand(template: string, groups: { numbered: string[]; named: Record<string, string> }): string {
  return template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (_reference, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    if (name === undefined) return '$';
    if (/^\d+$/.test(name)) return groups.numbered[Number(name)] ?? '';
    return labelValue(groups.named, name);
  });
}
