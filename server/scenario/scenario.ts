import type { CompiledRules } from '../engine/alerting/rules.ts';
import type { WorldSpec } from '../engine/spec.ts';
import type { ChartSpec } from '../protocol/room.ts';
import type { Runbook } from '../runbook/runbook.ts';

/** A scenario after loading, for one variant already applied to `world`. Texts are plain; times are drill seconds. */
export interface Scenario {
  id: string;
  /** SHA-256 over the canonical scenario, its rules and runbooks: pinned by a drill. */
  hash: string;
  /** Hash of the files alone, when pages of the library stand in for some of its runbooks; par was measured with it. */
  shippedHash?: string;
  folder: string;
  cover: string;
  /** The symptom, never the cause. */
  title: string;
  summary: string;
  /** Nothing fails: whoever leaves everything alone has done right. */
  nothingWrong?: boolean;
  difficulty: number;
  minutes: number;
  focus: string[];
  hypothesis: { public: string; private: string };
  briefing: string;
  variant: VariantInfo;
  variants: VariantInfo[];
  world: WorldSpec;
  /** Faults of other variants alone, which this world does not carry; absent in scenarios kept before. */
  elsewhere?: { title: string; variants: string[] }[];
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
  /** What shows when nobody does anything, in order. */
  symptoms: SymptomDef[];
  /** The fault ends by itself within the timebox. */
  heals: boolean;
  /** Alerts that stay silent when nobody does anything, and those that still fire when all is well: why, by name. */
  quiet: Record<string, string>;
  lingers: Record<string, string>;
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
  /** Nobody wears the role. */
  | { vacant: string }
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
  /** Other ways to say it; the drill's seed chooses. */
  or?: string[];
  expects: string;
  /** Engine inputs when it is more than words: fire a fault. */
  fault: string | null;
  figures?: FigureDef[];
}

export interface StaffDef {
  id: string;
  name: string;
  team: string;
  answersS: [number, number];
  /** What they answer when nothing in `knows` holds. */
  says: string;
  /** The first that holds when they answer is what they say. */
  knows?: { when: Condition; says: string }[];
}

export interface TemptingDef {
  /** Action name, such as "db.restart orders". */
  action: string;
  hurts: string;
  /** The command line that does it, when it is not the usual one. */
  line?: string;
  /** Seconds after the first page at which somebody in a hurry does it. */
  afterS?: number;
}

export interface SymptomDef {
  what: string;
  /** PromQL comparison. */
  when: string;
  /** Seconds after the fault; null = at any time. */
  withinS: number | null;
}

/** A number in a text, and the series that must bear it out when the text is sent. */
export interface FigureDef {
  says: string;
  metric: string;
  /** Share by which it may be off, 0..1. */
  near: number;
}

/** A dashboard chart: the public half goes to clients, the expressions stay here. */
export interface ChartDef {
  spec: ChartSpec;
  /** One PromQL expression per series, each giving a single value (or the labelled series named by `spec.series`). */
  expressions: string[];
}
