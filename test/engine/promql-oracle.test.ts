import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createAlerting, evaluateAlerts, renderAnnotations } from '../../server/engine/alerting/alerts.ts';
import { compileRules } from '../../server/engine/alerting/rules.ts';
import { evalInstant } from '../../server/engine/promql/evaluate.ts';
import { parsePromql } from '../../server/engine/promql/parse.ts';
import { showLabels } from '../../server/engine/promql/value.ts';
import { commit, createSeriesStore, declare, put } from '../../server/engine/telemetry/series.ts';
import { ALERT_RULES } from './alerting-rules.ts';
import { TEMPLATE_CASES } from './alerting-template-cases.ts';
import { CASES, UNANSWERABLE } from './promql-cases.ts';
import { REFUSED } from './promql-refused.ts';
import { RECORDED, recordedStore, SAMPLES } from './promql-world.ts';

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const TIMES_S = [60, 203, 247, 251.5, 290, 305, 349, 400, 557, 600];

/** Prometheus 2 by the name of promtool; in CI it must be there. */
describe.skipIf(!hasPromtool && !process.env['CI'])('against promtool (skipped where it is not installed)', () => {
  test('every query of the case list answers as Prometheus does, labels and values', () => {
    const answers = askPromtool(CASES);
    const store = recordedStore();
    const differences: string[] = [];
    for (const query of CASES) {
      const parsed = parsePromql(query);
      if (!parsed.ok) throw new Error(`${query}: ${parsed.message}`);
      for (const atS of TIMES_S) {
        const ours = oursAsLines(evalInstant(parsed.expr, store, atS, { version: 2 }));
        const theirs = answers.get(`${query} @${atS}`) ?? new Map<string, number>();
        if (!agree(ours, theirs)) differences.push(`${query} at ${atS}: ours ${show(ours)}, theirs ${show(theirs)}`);
      }
    }
    expect(differences.slice(0, 20)).toEqual([]);
  });

  test('Prometheus has no answer either where we have none', () => {
    const promql_expr_test = UNANSWERABLE.map(([expr]) => ({ expr, eval_time: '295s', exp_samples: [] }));
    const output = runPromtool({ interval: '5s', input_series: inputSeries(), promql_expr_test }, []);
    for (const [query] of UNANSWERABLE) expect(output).toContain(`expr: ${JSON.stringify(query)}, time: 4m55s, err: `);
  });

  test('alerts fire, keep firing and resolve at the same evaluations with the same labels and annotations', () => {
    const { rules, problems } = compileRules([{ name: 'shop', rules: ALERT_RULES }]);
    expect(problems).toEqual([]);
    const theirs = askPromtoolForAlerts(rules.map((rule) => rule.name));
    const state = createAlerting();
    const store = createSeriesStore({ startS: 0 });
    const refs = RECORDED.map(({ name, labels, type }) => declare(store, name, labels, type));
    const differences: string[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      RECORDED.forEach(({ values }, k) => values[i] !== null && put(store, refs[k]!, values[i]!));
      commit(store, i * 5);
      evaluateAlerts(state, rules, store, i * 5, { version: 2 });
      for (const rule of rules) {
        const firing = Object.values(state.instances)
          .filter((alert) => alert.rule === rule.name && alert.state === 'firing')
          .map((alert) => `${sorted(alert.labels)} ${sorted(renderAnnotations(rule, alert))}`)
          .sort();
        const expected = theirs.get(`${rule.name} @${i * 5}`) ?? [];
        if (firing.join('\n') !== expected.join('\n')) {
          differences.push(`${rule.name} at ${i * 5}: ours [${firing.join('; ')}], theirs [${expected.join('; ')}]`);
        }
      }
    }
    expect(differences.slice(0, 20)).toEqual([]);
  });

  test('annotation templates render as Prometheus renders them', () => {
    const rules = TEMPLATE_CASES.map(([template, value], i) => ({
      alert: `T${i}`,
      expr: `label_replace(vector(${showNumber(value)}), "pod", "web-1", "", "")`,
      annotations: { text: template },
    }));
    const alert_rule_test = rules.map(({ alert }) => ({ alertname: alert, eval_time: '5s', exp_alerts: [] }));
    const output = runPromtool({ interval: '5s', alert_rule_test }, [{ groups: [{ name: 'templates', rules }] }]);
    TEMPLATE_CASES.forEach(([template, value, text], i) => {
      const got = new RegExp(`alertname: T${i}, time: 5s,[\\s\\S]*?Annotations:\\{text=(".*")\\}`).exec(output);
      expect(got && JSON.parse(got[1]!), `${template} with ${value}`).toBe(text);
    });
  });

  test('promtool refuses what we refuse, in the words and at the place that we quote', () => {
    const rules = REFUSED.map(({ query }, i) => ({ alert: `R${i}`, expr: query }));
    inFolder((folder) => {
      writeFileSync(join(folder, 'rules.yaml'), JSON.stringify({ groups: [{ name: 'bad', rules }] }));
      const { stderr } = spawnSync('promtool', ['check', 'rules', join(folder, 'rules.yaml')], { encoding: 'utf8' });
      REFUSED.forEach(({ query, column, message, same }, i) => {
        const said = new RegExp(`rule ${i + 1}, "R${i}": could not parse expression: (.*)`).exec(stderr);
        expect(said, query).not.toBeNull();
        if (same) expect(said![1], query).toBe(`1:${column}: parse error: ${message}`);
      });
    });
  });

  test('promtool accepts the rules that we accept', () => {
    inFolder((folder) => {
      writeFileSync(join(folder, 'rules.yaml'), JSON.stringify({ groups: [{ name: 'shop', rules: ALERT_RULES }] }));
      const checked = execFileSync('promtool', ['check', 'rules', join(folder, 'rules.yaml')], { encoding: 'utf8' });
      expect(checked).toContain(`SUCCESS: ${ALERT_RULES.length} rules found`);
    });
  });
});

type Lines = Map<string, number>;

/** Lets promtool expect something impossible of every query, and reads what it says it got. */
function askPromtool(queries: readonly string[]): Map<string, Lines> {
  const impossible = [{ labels: 'impossible{}', value: 42.424242 }];
  const promql_expr_test = queries.flatMap((expr) =>
    TIMES_S.map((atS) => ({ expr, eval_time: `${atS * 1000}ms`, exp_samples: impossible })),
  );
  const output = runPromtool({ interval: '5s', input_series: inputSeries(), promql_expr_test }, []);
  const answers = new Map<string, Lines>();
  for (const block of output.split(/\n\s*expr: /).slice(1)) {
    const head = /^("(?:[^"\\]|\\.)*"), time: (\S+?),/.exec(block);
    if (!head) throw new Error(`cannot read promtool: ${block}`);
    const got = /\n\s*got:(.*)/.exec(block);
    if (!got) throw new Error(`promtool refused: ${block}`);
    answers.set(`${JSON.parse(head[1]!) as string} @${goDuration(head[2]!)}`, readSamples(got[1]!.trim()));
  }
  return answers;
}

function askPromtoolForAlerts(names: readonly string[]): Map<string, string[]> {
  const alert_rule_test = names.flatMap((alertname) =>
    Array.from({ length: SAMPLES }, (_, i) => ({
      alertname,
      eval_time: `${i * 5}s`,
      exp_alerts: [{ exp_labels: { impossible: 'yes' } }],
    })),
  );
  const rules = { groups: [{ name: 'shop', rules: ALERT_RULES }] };
  const output = runPromtool({ interval: '5s', input_series: inputSeries(), alert_rule_test }, [rules]);
  const answers = new Map<string, string[]>();
  for (const block of output.split(/\n\s*alertname: /).slice(1)) {
    const [, name, time] = /^(\w+), time: (\S+?),/.exec(block)!;
    const got = block.slice(block.indexOf('got:'));
    const alerts = [...got.matchAll(/Labels:(\{.*\})\s*\n\s*Annotations:(\{.*\})/g)];
    answers.set(
      `${name} @${goDuration(time!)}`,
      alerts.map((alert) => `${readLabels(alert[1]!)} ${readLabels(alert[2]!)}`).sort(),
    );
  }
  return answers;
}

function runPromtool(suite: Record<string, unknown>, ruleFiles: readonly unknown[]): string {
  return inFolder((folder) => {
    const rule_files = ruleFiles.map((file, i) => {
      writeFileSync(join(folder, `rules-${i}.yaml`), JSON.stringify(file));
      return `rules-${i}.yaml`;
    });
    const file = join(folder, 'suite.yaml');
    writeFileSync(file, JSON.stringify({ rule_files, evaluation_interval: '5s', tests: [suite] }));
    const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8', maxBuffer: 1 << 28 });
    return `${stdout}\n${stderr}`;
  });
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'promql-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Our samples in promtool's notation: `stale` where a series goes away, `_` while it is away. */
function inputSeries(): { series: string; values: string }[] {
  return RECORDED.map(({ name, labels, values }) => ({
    series: showLabels({ __name__: name, ...labels }),
    values: values
      .map((value, i) => {
        if (value === null) return (values[i - 1] ?? null) === null ? '_' : 'stale';
        return showNumber(value);
      })
      .join(' '),
  }));
}

function showNumber(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value === Infinity ? 'Inf' : String(value);
}

function oursAsLines(result: ReturnType<typeof evalInstant>): Lines {
  if (!result.ok) throw new Error(result.message);
  if (result.type === 'scalar') return new Map([['', result.value]]);
  if (result.type !== 'vector') throw new Error(`a ${result.type} cannot be compared`);
  return new Map(result.elements.map((element) => [sorted(element.labels), element.value]));
}

/** `up{a="b"} 1E+00, {c="d"} NaN` or `nil`. */
function readSamples(text: string): Lines {
  const lines: Lines = new Map();
  if (text === 'nil') return lines;
  for (const sample of text.matchAll(
    /([\w:]*)(\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})? ([-+]?(?:[\d.]+E[-+]\d+|Inf|NaN))(?:, |$)/g,
  )) {
    const name = sample[1] ? `__name__="${sample[1]}"` : '';
    const labels = (sample[2] ?? '{}').slice(1, -1);
    lines.set(
      readLabels(`{${[name, labels].filter(Boolean).join(', ')}}`),
      Number(sample[3]!.replace('Inf', 'Infinity')),
    );
  }
  return lines;
}

function readLabels(text: string): string {
  const labels: Record<string, string> = {};
  for (const pair of text.matchAll(/(\w+)=("(?:[^"\\]|\\.)*")/g)) labels[pair[1]!] = JSON.parse(pair[2]!) as string;
  return sorted(labels);
}

function sorted(labels: Readonly<Record<string, string>>): string {
  return Object.keys(labels).sort().map((name) => `${name}=${JSON.stringify(labels[name])}`).join(','); // prettier-ignore
}

function agree(ours: Lines, theirs: Lines): boolean {
  if (ours.size !== theirs.size) return false;
  return [...ours].every(([labels, value]) => {
    const other = theirs.get(labels);
    if (other === undefined) return false;
    if (Object.is(value, other) || value === other) return true;
    return Math.abs(value - other) <= 1e-9 * Math.max(1e-9, Math.abs(value), Math.abs(other));
  });
}

function show(lines: Lines): string {
  return `[${[...lines].map(([labels, value]) => `{${labels}} ${value}`).join(', ')}]`;
}

/** `4m11.5s` in seconds. */
function goDuration(text: string): number {
  let seconds = 0;
  for (const part of text.matchAll(/([\d.]+)(h|ms|m|s)/g)) {
    seconds += Number(part[1]) * { h: 3600, m: 60, s: 1, ms: 0.001 }[part[2]!]!;
  }
  return seconds;
}
