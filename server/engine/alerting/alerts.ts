/**
 * From rules and recorded series to alerts. The state machine is Prometheus' (`rules/alerting.go`,
 * `Eval`): an element of the expression is pending from its first true evaluation, firing once it has
 * been true for `for`, and gone at the first false one, or `keep_firing_for` later. Paging is in `page.ts`.
 */
import { evalPlan } from '../promql/plan.ts';
import type { EvalOptions } from '../promql/evaluate.ts';
import type { Element } from '../promql/value.ts';
import type { Labels, SeriesStore } from '../telemetry/series.ts';
import type { AlertingState, AlertInstance, AlertTransition } from './alert.ts';
import { fingerprint } from './fingerprint.ts';
import { openPage, ring } from './page.ts';
import type { CompiledRule, CompiledRules } from './rules.ts';
import { transitionOf } from './transition.ts';

export type { AlertInstance, AlertingState, AlertTransition, Page, Severity, Tier } from './alert.ts';
export { acknowledge, escalate } from './page.ts';
export { renderAnnotations } from './transition.ts';

/** Nothing pending, nothing firing, nobody paged. */
export function createAlerting(): AlertingState {
  return { instances: {}, pages: {}, failures: {} };
}

/**
 * Evaluates every rule at `atS`, changes `state` and tells what changed, in rule order, then the pages
 * that ring again. Call it once per sample, right after `commit`.
 */
export function evaluateAlerts(
  state: AlertingState,
  rules: CompiledRules,
  store: SeriesStore,
  atS: number,
  options: EvalOptions = {},
): AlertTransition[] {
  const transitions: AlertTransition[] = [];
  const before = instancesByRule(state);
  for (const rule of rules) evaluateRule(state, rule, before.get(rule.name), store, atS, options, transitions);
  for (const key in state.pages) ring(state, rules, key, atS, transitions);
  return transitions;
}

const NO_INSTANCES: ReadonlyMap<string, AlertInstance[]> = new Map();

function instancesByRule(state: AlertingState): ReadonlyMap<string, AlertInstance[]> {
  let byRule: Map<string, AlertInstance[]> | null = null;
  for (const key in state.instances) {
    const instance = state.instances[key]!;
    const siblings = (byRule ??= new Map()).get(instance.rule);
    if (siblings) siblings.push(instance);
    else byRule.set(instance.rule, [instance]);
  }
  return byRule ?? NO_INSTANCES;
}

function evaluateRule(
  state: AlertingState,
  rule: CompiledRule,
  before: readonly AlertInstance[] | undefined,
  store: SeriesStore,
  atS: number,
  options: EvalOptions,
  transitions: AlertTransition[],
): void {
  const result = evalPlan(rule.plan, store, atS, options);
  if (!result.ok) {
    state.failures[rule.name] = result.message;
    return;
  }
  const active = identified(rule, result.elements);
  if (active === null) {
    state.failures[rule.name] = 'vector contains metrics with the same labelset after applying alert labels';
    return;
  }
  if (rule.name in state.failures) Reflect.deleteProperty(state.failures, rule.name);
  for (const [key, { labels, value }] of active) rise(state, rule, key, labels, value, atS, transitions);
  for (const instance of before ?? []) {
    if (!active.has(instance.fingerprint)) fall(state, rule, instance, atS, transitions);
  }
}

const NOBODY: ReadonlyMap<string, Element> = new Map();

/** Alert labels and value by fingerprint; null when two elements become the same alert. */
function identified(rule: CompiledRule, elements: readonly Element[]): ReadonlyMap<string, Element> | null {
  if (elements.length === 0) return NOBODY;
  const active = new Map<string, Element>();
  for (const element of elements) {
    const { key, labels } = identify(rule, element);
    if (active.has(key)) return null;
    active.set(key, { labels, value: element.value });
  }
  return active;
}

/** Plans hand out the same label objects every time, so an element that stays true is identified once. */
const identities = new WeakMap<CompiledRule, WeakMap<Labels, { key: string; labels: Labels }>>();

function identify(rule: CompiledRule, element: Element): { key: string; labels: Labels } {
  let known = identities.get(rule);
  if (!known) identities.set(rule, (known = new WeakMap()));
  let identity = known.get(element.labels);
  if (!identity) {
    const labels = alertLabels(rule, element);
    identity = { key: fingerprint(labels), labels };
    known.set(element.labels, identity);
  }
  return identity;
}

/** The element's labels without its name, overridden by the rule's, in name order. */
function alertLabels(rule: CompiledRule, element: Element): Labels {
  const merged: Record<string, string> = { ...element.labels };
  for (const [name, template] of rule.labels) merged[name] = template.render(element);
  delete merged['__name__'];
  merged['alertname'] = rule.name;
  const sorted: Record<string, string> = {};
  for (const name of Object.keys(merged).sort()) if (merged[name] !== '') sorted[name] = merged[name]!;
  return sorted;
}

function rise(
  state: AlertingState,
  rule: CompiledRule,
  key: string,
  labels: Labels,
  value: number,
  atS: number,
  transitions: AlertTransition[],
): void {
  const known = state.instances[key];
  const instance = known ?? begin(state, rule, key, labels, atS);
  instance.value = value;
  instance.keptSinceS = null;
  if (instance.state === 'pending' && atS - instance.activeAtS >= rule.forS) {
    instance.state = 'firing';
    instance.firedAtS = atS;
    if (rule.tier === 'page') openPage(state, instance, atS);
    transitions.push(transitionOf('firing', state, rule, instance, atS));
  } else if (!known) {
    transitions.push(transitionOf('pending', state, rule, instance, atS));
  }
}

function begin(state: AlertingState, rule: CompiledRule, key: string, labels: Labels, atS: number): AlertInstance {
  const instance: AlertInstance = {
    fingerprint: key,
    rule: rule.name,
    labels,
    tier: rule.tier,
    severity: rule.severity,
    state: 'pending',
    value: 0,
    activeAtS: atS,
    firedAtS: null,
    keptSinceS: null,
  };
  state.instances[key] = instance;
  return instance;
}

function fall(
  state: AlertingState,
  rule: CompiledRule,
  instance: AlertInstance,
  atS: number,
  transitions: AlertTransition[],
): void {
  if (instance.state === 'firing' && rule.keepFiringForS > 0) {
    instance.keptSinceS ??= atS;
    if (atS - instance.keptSinceS < rule.keepFiringForS) return;
  }
  const kind = instance.state === 'firing' ? 'resolved' : 'dropped';
  transitions.push(transitionOf(kind, state, rule, instance, atS));
  Reflect.deleteProperty(state.instances, instance.fingerprint);
  Reflect.deleteProperty(state.pages, instance.fingerprint);
}
