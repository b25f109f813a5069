import type { AlertView } from '../../server/protocol/room.ts';

/** What the alert column shows, in the order of what needs a person. */
export interface AlertColumns {
  /** Pages nobody acknowledged, worst first, then oldest. */
  pages: AlertGroup[];
  acknowledged: AlertGroup[];
  tickets: AlertGroup[];
  pending: AlertView[];
  fyi: AlertGroup[];
  resolved: AlertView[];
}

/** Instances of one rule belong together: six pods in one row. */
export interface AlertGroup {
  rule: string;
  /** The worst and oldest instance speaks for the group. */
  lead: AlertView;
  all: AlertView[];
}

export function alertColumns(alerts: readonly AlertView[]): AlertColumns {
  const firing = alerts.filter((alert) => alert.state === 'firing');
  return {
    pages: grouped(firing.filter((alert) => alert.tier === 'page' && !alert.ack)),
    acknowledged: grouped(firing.filter((alert) => alert.tier === 'page' && alert.ack)),
    tickets: grouped(firing.filter((alert) => alert.tier === 'ticket')),
    pending: alerts.filter((alert) => alert.state === 'pending' && alert.tier !== 'fyi'),
    fyi: grouped(firing.filter((alert) => alert.tier === 'fyi')),
    resolved: alerts
      .filter((alert) => alert.state === 'resolved' && alert.firedAtS !== null)
      .sort((a, b) => (b.resolvedAtS ?? 0) - (a.resolvedAtS ?? 0)),
  };
}

function grouped(alerts: readonly AlertView[]): AlertGroup[] {
  const sorted = [...alerts].sort(
    (a, b) => a.severity.localeCompare(b.severity) || (a.firedAtS ?? 0) - (b.firedAtS ?? 0),
  );
  const groups = new Map<string, AlertView[]>();
  for (const alert of sorted) groups.set(alert.rule, [...(groups.get(alert.rule) ?? []), alert]);
  return [...groups].map(([rule, all]) => ({ rule, lead: all[0]!, all }));
}
