import type { AlertTransition } from './alerting/alerts.ts';
import type { Action } from './input.ts';

/** What a step brought about. The session turns these into log entries; nothing else leaves the engine unasked. */
export type Effect =
  | { kind: 'alert'; transition: AlertTransition }
  /** Secret: a fault's machine moved. `value` is the state's id. */
  | { kind: 'fault'; fault: string; from: string | null; to: string; event: string; done: boolean }
  | { kind: 'change'; change: Change }
  /** A user-facing promise left (`breached`) or came back within its bound. `value` 0..1 good share over the window. */
  | { kind: 'slo'; slo: string; breached: boolean; value: number }
  /** An action was carried out or refused by the system itself (a blocked rollback). */
  | { kind: 'acted'; action: Action; seat: string; ok: boolean; message: string }
  /** An orchestrator event, as `kubectl get events` shows. */
  | { kind: 'event'; object: string; type: 'Normal' | 'Warning'; reason: string; message: string };

export interface Change {
  id: string;
  atS: number;
  kind: 'deploy' | 'config' | 'flag' | 'migration' | 'certificate' | 'scale' | 'job' | 'restart';
  target: string;
  summary: string;
  author: string;
  diff?: string;
}
