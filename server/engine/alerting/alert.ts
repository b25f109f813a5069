import type { Labels } from '../telemetry/series.ts';

/** What an alert asks of people: `page` needs a person now, `ticket` can wait for working hours, `fyi` only shows. */
export type Tier = 'page' | 'ticket' | 'fyi';
export type Severity = 'sev1' | 'sev2' | 'sev3' | 'sev4' | 'sev5';

/**
 * One active element of a rule, plain JSON. Pending and firing follow Prometheus; who acknowledged
 * is `Page`'s affair, because a firing alert knows nothing of people.
 */
export interface AlertInstance {
  /** 16 hex digits over the sorted labels (not the annotations): the same alert in every drill. */
  fingerprint: string;
  /** Name of the rule, equal to `labels.alertname`. */
  rule: string;
  /** Labels of the expression's element, overridden by the rule's, plus `alertname`. */
  labels: Labels;
  tier: Tier;
  severity: Severity;
  state: 'pending' | 'firing';
  /** Value of the expression at the last evaluation that was true. */
  value: number;
  /** First evaluation of the present stretch of true ones, simulated seconds. */
  activeAtS: number;
  /** When it went from pending to firing; null while pending. */
  firedAtS: number | null;
  /** Since when only `keep_firing_for` holds it; null while the expression is true. */
  keptSinceS: number | null;
}

/** The human side of a firing alert, plain JSON: opened when one of tier `page` fires or somebody takes another; ends with the alert. */
export interface Page {
  fingerprint: string;
  state: 'unacked' | 'acked';
  severity: Severity;
  firstPagedAtS: number;
  lastPagedAtS: number;
  /** How often the pager rang, the first page included. */
  pages: number;
  ackedBy: string | null;
  ackedAtS: number | null;
  /** Every escalation, oldest first; an escalation also opens the page again for whoever is called. */
  escalations: { by: string; atS: number }[];
}

/** Everything of alerting that belongs to the world: plain JSON, in a fixed key order. */
export interface AlertingState {
  instances: Record<string, AlertInstance>;
  pages: Record<string, Page>;
  /** Rules that could not be evaluated last time, and why; their alerts stay as they were. */
  failures: Record<string, string>;
}

/**
 * What an evaluation or a person changed. `resolved` also closes the alert's page. A pending alert
 * whose expression turns false simply goes `dropped`: nobody was ever told.
 */
export interface AlertTransition {
  kind: 'pending' | 'firing' | 'repage' | 'resolved' | 'dropped' | 'acked' | 'escalated';
  atS: number;
  fingerprint: string;
  rule: string;
  labels: Labels;
  /** Rendered at this evaluation; on `resolved` and `dropped` those of the last true evaluation. */
  annotations: Labels;
  tier: Tier;
  severity: Severity;
  value: number;
  /** The seat that acted, on `acked` and `escalated`. */
  seat?: string;
  /** How often the pager has rung so far, on `firing` and `repage` of tier page. */
  pages?: number;
}
