import type { Labels } from '../telemetry/series.ts';
import type { AlertingState, AlertInstance, AlertTransition } from './alert.ts';
import type { CompiledRule } from './rules.ts';

/** The rule's annotations for an alert as it stands, `$value` included. */
export function renderAnnotations(rule: CompiledRule, instance: Pick<AlertInstance, 'labels' | 'value'>): Labels {
  const annotations: Record<string, string> = {};
  for (const [name, template] of rule.annotations) annotations[name] = template.render(instance);
  return annotations;
}

/** What is told about `instance`, a copy that later evaluations do not change. */
export function transitionOf(
  kind: AlertTransition['kind'],
  state: AlertingState,
  rule: CompiledRule,
  instance: AlertInstance,
  atS: number,
): AlertTransition {
  const page = state.pages[instance.fingerprint];
  return {
    kind,
    atS,
    fingerprint: instance.fingerprint,
    rule: rule.name,
    labels: instance.labels,
    annotations: renderAnnotations(rule, instance),
    tier: rule.tier,
    severity: rule.severity,
    value: instance.value,
    ...(page ? { pages: page.pages } : {}),
  };
}
