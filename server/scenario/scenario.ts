import type { CompiledRules } from '../engine/alerting/rules.ts';
import type { WorldSpec } from '../engine/spec.ts';
import type { ChartSpec } from '../protocol/room.ts';
import type { Runbook } from '../runbook/runbook.ts';

/** A scenario after loading, for one variant already applied to `world`. Texts are plain; times are drill seconds. */
export interface Scenario {
  id: string;
  /** SHA-256 over the canonical scenario, its rules and runbooks: pinned by a drill. */
  hash: string;
  folder: string;
  cover: string;
  /** The symptom, never the cause. */
  title: string;
  summary: string;
  difficulty: number;
  minutes: number;
  focus: string[];
  hypothesis: { public: string; private: string };
  briefing: string;
  variant: VariantInfo;
  variants: VariantInfo[];
  world: WorldSpec;
  rules: CompiledRules;
  runbooks: Runbook[];
  /** What fires by itself unless a breaker was quicker. */
  timeline: { atS: number; fault: string }[];
  /** Which SLO decides impact and mitigation. */
  slo: string;
  severity: 'sev-1' | 'sev-2' | 'sev-3';
  objectives: ObjectiveDef[];
  injects: InjectDef[];
  staff: StaffDef[];
  hints: string[];
  tempting: TemptingDef[];
  redHerrings: { what: string; why: string; signal: string }[];
  charts: ChartDef[];
  /** What a fixer's account may do: permission names that tools check, such as "kubectl:write" or "psql:orders:pg_signal_backend". */
  access: string[];
  bots: { naive: string[]; oracle: { afterS: number; line: string }[] };
  breakers: { budget: number };
  prompts: string[];
}

export interface VariantInfo {
  id: string;
  title: string;
  cause: string;
  /** The runbook that claims it. */
  runbook: string;
}

/** Conditions read the session and the world; all are checked each simulated second. */
export type Condition =
  /** `ran: psql` before `before: db.restart orders` (action names of engine/input.ts). */
  | { ran: string; before?: string }
  | { acted: string }
  | { notActed: string }
  | { slo: string; state: 'restored' | 'breached'; forS?: number }
  /** A PromQL comparison holds, optionally for a while. */
  | { metric: string; forS?: number }
  | { role: string; filled: true }
  | { said: 'declare' | 'can' | 'allclear' | 'decision' | 'hypothesis' }
  | { acked: 'page' }
  | { elapsedS: number }
  | { all: Condition[] }
  | { any: Condition[] };

export interface ObjectiveDef {
  id: string;
  text: string;
  met: Condition;
  /** Seconds after `from` within which it must be met. */
  within: { seconds: number; from: 'start' | 'fault' | 'page' | 'impact' | 'declare' } | null;
}

export interface InjectDef {
  id: string;
  when: { atS: number } | { condition: Condition };
  via: 'chat' | 'traffic' | 'fault' | 'staff';
  from: string;
  text: string;
  expects: string;
  /** Engine inputs when it is more than words: fire a fault. */
  fault: string | null;
}

export interface StaffDef {
  id: string;
  name: string;
  team: string;
  answersS: [number, number];
  says: string;
}

export interface TemptingDef {
  /** Action name, such as "db.restart orders". */
  action: string;
  hurts: string;
}

/** A dashboard chart: the public half goes to clients, the expressions stay here. */
export interface ChartDef {
  spec: ChartSpec;
  /** One PromQL expression per series, each giving a single value (or the labelled series named by `spec.series`). */
  expressions: string[];
}
