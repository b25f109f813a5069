import type { AlertTransition } from '../engine/alerting/alerts.ts';
import type { Change } from '../engine/effect.ts';
import type { Action } from '../engine/input.ts';
import type { FaultCheck, Prediction } from '../protocol/breaking.ts';
import type { BranchPoint, InjectDraft, Rating, StopRule } from '../protocol/control.ts';
import type { Skill } from '../protocol/onboarding.ts';
import type { IncidentRole, SeatKind, Severity } from '../protocol/roles.ts';
import type { AppliedLine, ExpectedMark, RoundNotesView, RoundView } from '../protocol/tabletop.ts';

/**
 * The log of a drill: append-only, hash-chained. *Inputs* are what people and the clock brought; replaying them through
 * the engine reproduces every *outcome*, which are stored too so that a drill of another engine version can be shown.
 * An entry is for ever: add optional fields, or a new version with an upcaster (`upcast.ts`).
 */
export interface Entry<K extends EntryKind = EntryKind> {
  drill: string;
  /** From 1, without holes. */
  seq: number;
  kind: K;
  /** Version of the payload's shape. */
  v: number;
  /** Simulated milliseconds since drill second 0; never falls. */
  simMs: number;
  /** Server's receive time, Unix milliseconds. Never an argument of the simulation. */
  wallMs: number;
  /** Who; null = the system. Names live elsewhere. */
  seat: string | null;
  /** The client's UUID, unique in the log. */
  command: string | null;
  payload: EntryPayloads[K];
  /** SHA-256 over the previous hash and this entry's canonical JSON. */
  hash: string;
}

export interface EntryPayloads {
  // ── inputs ──
  'drill.created': {
    scenario: string;
    scenarioHash: string;
    engine: string;
    rng: 'alea';
    seed: string;
    variant: string;
    runbooks: Record<string, string>;
    mode: 'game-day' | 'tabletop' | 'onboarding';
    timeboxS: number;
    hypothesis: string;
    budget: number;
    joinCode: string;
    /** Speed at the start; 1 when left out. */
    speed?: number;
    /** Cut out of another drill's log, which begins this one's. */
    branchOf?: BranchPoint;
    stops?: StopRule[];
    /** Written beside, or over, the scenario's. `id` is never null here. */
    injects?: InjectDraft[];
    /** Services carry other names than in the scenario's files: the seed they were drawn with. */
    surface?: string;
    /** Drill of the onboarding path, from 1. */
    path?: number;
  };
  'seat.joined': { seat: string; kind: SeatKind; approved: boolean; bot?: boolean };
  'seat.approved': { seat: string; kind: SeatKind };
  'seat.kind': { seat: string; kind: SeatKind };
  'seat.left': { seat: string; removed: boolean };
  /** A seat's last socket went, or its first came back. */
  'seat.present': { here: boolean };
  'seat.ready': { ready: boolean };
  'seat.voted': { holds: boolean };
  'role.taken': { seat: string; role: IncidentRole };
  'role.dropped': { seat: string; role: IncidentRole };
  'drill.started': { speed: number };
  /** `jump`: the world ran to here at once. `stop`: a stop rule's id. */
  'drill.paused': { reason: string; jump?: boolean; stop?: string };
  'drill.resumed': { jump?: boolean };
  'drill.speed': { speed: number };
  'drill.ended': { reason: string; continuedAs?: BranchPoint };
  'drill.locked': { locked: boolean };
  'drill.timebox': { timeboxS: number };
  'lead.taken': { seat: string };
  'lead.asked': { seat: string };
  /** Whoever leads goes on leading, though somebody asked. */
  'lead.kept': Record<string, never>;
  'checkpoint.marked': { id: string; name: string };
  'stops.set': { stops: StopRule[] };
  /** The drill itself says something to everybody. */
  'notice.posted': { level: 'info' | 'warn'; text: string };
  /** The clock reached this second; written now and then so that a crash loses no simulated time worth mention. */
  /** `jumped`: a jump ends here, with what it came to. The entry that begins one carries the command. */
  'clock.reached': { jumped?: string };
  'alert.acked': { fingerprints: string[] };
  'alert.escalated': { fingerprint: string; to: string };
  'incident.declared': { id: string; severity: Severity; title: string };
  'incident.severity': { severity: Severity };
  /** `cue`: what made a bot say it; people have none. Also on `chat.said`. */
  'can.sent': { condition: string; action: string; need: string; nextInMin: number; cue?: string };
  'decision.made': { id: string; text: string; reason: string };
  'hypothesis.stated': { id: string; text: string };
  'cause.confirmed': { identification: string; confirmed: boolean };
  'fact.noted': { id: string; kind: 'known' | 'guess' | 'unknown'; text: string };
  'allclear.given': { text: string };
  'staff.paged': { staff: string; text: string };
  'chat.said': {
    id: string;
    channel: 'team' | 'breakers' | 'control';
    text: string;
    persona: string | null;
    cue?: string;
  };
  'chat.readback': { message: string };
  'runbook.opened': { runbook: string };
  'step.judged': { runbook: string; step: number; check: number; value: boolean };
  'step.checked': { runbook: string; step: number };
  'step.flagged': { runbook: string; step: number; flag: 'unclear' | 'wrong' | 'missing'; text: string };
  'step.skipped': { runbook: string; step: number };
  /** A tool changed the world (kubectl, deploy, psql …); applied at once, in log order. */
  'tool.acted': { line: string; tool: string; actions: Action[] };
  /** A command line ended. `step` when a runbook's Run button or a matching typed line ran it. */
  'command.ran': {
    line: string;
    terminal: string;
    stdout: string;
    stderr: string;
    exitCode: number;
    cwd: string;
    tools: string[];
    step: { runbook: string; step: number; command: number; how: 'button' | 'terminal' } | null;
    /** It goes on (`logs -f`): this is its first output, `command.followed` has the rest. */
    following?: boolean;
  };
  /**
   * A line that went on has ended: what it showed after its first output (the newest 64 Ki characters), or the last
   * screen of `watch`. After a crash of the server there is none, and the line shows its first output alone.
   */
  'command.followed': {
    line: string;
    terminal: string;
    step: { runbook: string; step: number; command: number; how: 'button' | 'terminal' } | null;
    mode: 'append' | 'screen';
    text: string;
    exitCode: number;
  };
  'fault.fired': { fault: string; parameters?: Record<string, number> };
  'fault.checked': { check: FaultCheck };
  'plan.sealed': { text: string; salt: string; hash: string };
  'prediction.recorded': Omit<Prediction, 'seat' | 'atS'>;
  'fault.stopped': { fault: string };
  'inject.fired': { inject: string };
  'inject.skipped': { inject: string };
  'inject.delayed': { inject: string; byS: number };
  /** Was skipped and is to come again: at this second, or (null) when its condition holds. */
  'inject.restored': { inject: string; atS: number | null };
  'inject.written': { inject: InjectDraft & { id: string } };
  'hint.given': { number: number; text: string; costS?: number };
  'note.added': { id: string; text: string; pattern?: string };
  'assess.rated': { objective: string; rating: Rating; note: string };
  /** Holds all that is shown of it: projections read nothing else. */
  'round.opened': {
    round: Omit<RoundView, 'timer' | 'notes' | 'decision' | 'applied'>;
    notes: RoundNotesView;
    lengthS: number;
  };
  'round.option': { round: number; id: string; text: string; lines: string[] };
  'round.voted': { round: number; option: string };
  'round.hands': { round: number; option: string; count: number };
  'round.noted': { round: number; id: string; text: string };
  'round.timer': { round: number; endsAtMs: number | null; leftS: number; lengthS: number };
  'round.marked': { round: number; expected: string; mark: ExpectedMark | null };
  'round.decided': { round: number; option: string | null; text: string; reason: string };
  /** Its lines ran before it, as `tool.acted` and `command.ran`. */
  'round.applied': { round: number; lines: AppliedLine[] };
  /** The coach said something, or saw a skill; brought up by the server, never by replay. */
  'coach.nudged': { id: string; skill: Skill; text: string };
  /** By the seat that showed it; old logs have none and mean the first new responder. `atS`, `message`: of the deed itself. */
  'skill.shown': { skill: Skill; evidence: string; late: boolean; atS?: number; message?: string };
  /** Begun and not there yet, with what is missing; null when there is nothing left of it. By the seat that began it. */
  'skill.begun': { skill: Skill; missing: string | null };
  /** The coach is to be quiet until a second, or (null) until asked; a second that has come lets it speak. */
  'coach.quieted': { untilS: number | null };
  /** By the seat whose completion record it is: taken back, or shown again. */
  'record.withdrawn': { withdrawn: boolean };
  'action.added': { id: string; text: string; owner: string; due: string | null; gap: string | null };
  'action.state': { id: string; state: 'open' | 'done' | 'verified' };
  // ── outcomes: reproduced by replay, never trusted as input ──
  'alert.changed': { transition: AlertTransition };
  'fault.moved': { fault: string; from: string | null; to: string; event: string; done: boolean };
  'change.happened': { change: Change };
  'slo.changed': { slo: string; breached: boolean; value: number };
  'action.happened': { action: Action; ok: boolean; message: string };
  'inject.delivered': { inject: string; via: string; from: string; text: string };
  'staff.answered': { staff: string; text: string };
  'objective.changed': { objective: string; state: 'met' | 'missed' };
  /** A machine check of a runbook step settled. */
  'evidence.observed': { runbook: string; step: number; check: number; value: boolean; observed: string };
}

export type EntryKind = keyof EntryPayloads;

export const OUTCOME_KINDS = [
  'alert.changed',
  'fault.moved',
  'change.happened',
  'slo.changed',
  'action.happened',
  'inject.delivered',
  'staff.answered',
  'objective.changed',
  'evidence.observed',
] as const satisfies readonly EntryKind[];

/** Any entry, with its payload tied to its kind. */
export type AnyEntry = { [K in EntryKind]: Entry<K> }[EntryKind];

/** An entry before it has its place in the log. Only inputs carry a seat and a command. */
export interface EntryDraft<K extends EntryKind = EntryKind> {
  kind: K;
  v: number;
  simMs: number;
  seat: string | null;
  command: string | null;
  payload: EntryPayloads[K];
}

/** Any draft, with its payload tied to its kind. */
export type AnyDraft = { [K in EntryKind]: EntryDraft<K> }[EntryKind];

export function isOutcome(kind: EntryKind): boolean {
  return (OUTCOME_KINDS as readonly EntryKind[]).includes(kind);
}
