import type { FaultCheck } from './breaking.ts';
import type { InjectDraft, InjectTrial, Rating, StopRule } from './control.ts';
import type { IncidentRole, SeatKind, Severity } from './roles.ts';
import type { RunbookView } from './room.ts';
import type { SignalQueries } from './signals.ts';
import type { ExpectedMark } from './tabletop.ts';

/**
 * Everything a client may ask for over the socket: name → payload and result. The server's command table
 * (`server/drill/command-table.ts`) adds schema, roles, states and rate to each name; a test holds both lists equal.
 */
export interface Commands extends SignalQueries {
  // Lobby and seats
  'seat.ready': { in: { ready: boolean }; out: void };
  'seat.vote': { in: { holds: boolean }; out: void };
  'seat.approve': { in: { seat: string; kind: SeatKind }; out: void };
  'seat.kind': { in: { seat: string; kind: SeatKind }; out: void };
  'seat.remove': { in: { seat: string }; out: void };
  /** Takes a removal back: the seat, its kind and name, and its roles as far as nobody else wears them now. */
  'seat.restore': { in: { seat: string }; out: void };
  'role.take': { in: { role: IncidentRole }; out: void };
  'role.drop': { in: { role: IncidentRole }; out: void };
  /** `/ic @anna`: whoever wears a role, the commander or a facilitator hands it to another seat. */
  'role.assign': { in: { role: IncidentRole; seat: string }; out: void };
  /** Takes a role away; `to` gives it to another fixer in the same move. */
  'role.withdraw': { in: { role: IncidentRole; seat: string; to: string | null }; out: void };
  /** A bot sits down in a role that nobody wears. */
  'seat.bot': { in: { role: IncidentRole }; out: { seat: string } };
  /** Paces the drill from now on. */
  'lead.take': { in: Record<string, never>; out: void };
  /** Asks whoever leads to hand the drill over. */
  'lead.ask': { in: Record<string, never>; out: void };
  /** The answer of whoever leads to the one who asked. */
  'lead.answer': { in: { give: boolean }; out: void };
  'drill.lock': { in: { locked: boolean }; out: void };
  // Clock
  'drill.start': { in: Record<string, never>; out: void };
  'drill.pause': { in: Record<string, never>; out: void };
  'drill.resume': { in: Record<string, never>; out: void };
  'drill.speed': { in: { speed: number }; out: void };
  'drill.end': { in: Record<string, never>; out: void };
  'drill.timebox': { in: { minutes: number }; out: void };
  /** Lets the world run to a second, or (null) to the next event, at once; a paused drill is paused again there. */
  'drill.jump': { in: { toS: number | null }; out: { atS: number; what: string } };
  'checkpoint.mark': { in: { name: string }; out: void };
  /** Goes on from an earlier second in a drill of its own; this one ends and is kept. */
  'drill.rewind': { in: { atS: number; reason: string }; out: { drill: string } };
  'stops.set': { in: { stops: StopRule[] }; out: void };
  // Alerts
  'alert.ack': { in: { fingerprints: string[] }; out: void };
  'alert.escalate': { in: { fingerprint: string; to: string }; out: void };
  // Incident
  'incident.declare': { in: { severity: Severity; title: string }; out: { id: string } };
  'incident.severity': { in: { severity: Severity }; out: void };
  'can.send': { in: { condition: string; action: string; need: string; nextInMin: number }; out: void };
  'decision.make': { in: { text: string; reason: string }; out: void };
  'hypothesis.state': { in: { text: string }; out: void };
  'fact.note': { in: { kind: 'known' | 'guess' | 'unknown'; text: string; id?: string }; out: void };
  'allclear.give': { in: { text: string }; out: void };
  'staff.page': { in: { staff: string; text: string }; out: void };
  'chat.say': { in: { channel: 'team' | 'breakers' | 'control'; text: string }; out: void };
  'chat.readback': { in: { message: string }; out: void };
  // Runbooks
  'runbook.open': { in: { runbook: string }; out: RunbookView };
  'step.run': { in: { runbook: string; step: number; command: number; terminal: string }; out: TerminalResult };
  'step.check': { in: { runbook: string; step: number }; out: void };
  'step.judge': { in: { runbook: string; step: number; check: number; value: boolean }; out: void };
  'step.flag': {
    in: { runbook: string; step: number; flag: 'unclear' | 'wrong' | 'missing'; text: string };
    out: void;
  };
  'step.skip': { in: { runbook: string; step: number }; out: void };
  // Terminal
  'terminal.run': { in: { terminal: string; line: string }; out: TerminalResult };
  'terminal.complete': {
    in: { terminal: string; line: string; cursor: number };
    out: { from: number; options: string[] };
  };
  /** Ctrl-C: ends the line that follows something in this terminal. */
  'terminal.interrupt': { in: { terminal: string }; out: void };
  /** This seat's own scrollback, oldest first; a facilitator may name another seat. */
  'terminal.history': { in: { seat?: string }; out: { lines: TerminalResult[] } };
  // Telemetry
  'telemetry.history': { in: { fromS: number }; out: TelemetryHistory };
  // Facilitator and breakers
  'fault.fire': { in: { fault: string; parameters?: Record<string, number> }; out: void };
  /** A bot plays the combination from here; a breaker may fire only what it found recoverable. */
  'fault.check': { in: { fault: string; parameters?: Record<string, number> }; out: FaultCheck };
  /** Nobody waits for this check any more; whoever asked for it is told so. */
  'check.cancel': { in: { check: string }; out: void };
  'fault.stop': { in: { fault: string }; out: void };
  'inject.fire': { in: { inject: string }; out: void };
  'inject.skip': { in: { inject: string }; out: void };
  /** Below zero it comes sooner. */
  'inject.delay': { in: { inject: string; byS: number }; out: void };
  /** One that was skipped is to come again: at its time, or a minute from now when that is over. */
  'inject.restore': { in: { inject: string }; out: void };
  /** Adds an inject, or changes one that has not fired. */
  'inject.write': { in: { inject: InjectDraft }; out: { id: string } };
  /** What it would do now; nobody else notices. */
  'inject.try': { in: { inject: string }; out: InjectTrial };
  'plan.seal': { in: { text: string }; out: { hash: string } };
  'prediction.record': {
    in: {
      fault: string | null;
      text: string;
      holds: boolean;
      pageWithinS: number | null;
      page?: string;
      mitigatedWithinS: number | null;
    };
    out: { id: string };
  };
  'persona.say': { in: { persona: string; text: string }; out: void };
  'hint.give': { in: { number: number }; out: void };
  'cause.confirm': { in: { identification: string; confirmed: boolean }; out: void };
  'note.add': { in: { text: string; pattern?: string }; out: void };
  'assess.rate': { in: { objective: string; rating: Rating; note: string }; out: void };
  /** Onboarding: the coach says nothing for so many minutes, or (null) until asked; 0 lets it speak again. */
  'coach.quiet': { in: { minutes: number | null }; out: void };
  // Tabletop
  /** Lets the world run to its next event and opens the round about it. */
  'round.next': { in: Record<string, never>; out: { number: number } };
  'round.option': { in: { round: number; text: string; lines: string[] }; out: { id: string } };
  /** One vote a seat and round; the same option again takes it back. */
  'round.vote': { in: { round: number; option: string }; out: void };
  'round.hands': { in: { round: number; option: string; count: number }; out: void };
  'round.note': { in: { round: number; text: string }; out: void };
  'round.timer': { in: { round: number; act: 'start' | 'stop' | 'add'; seconds: number }; out: void };
  'round.mark': { in: { round: number; expected: string; mark: ExpectedMark | null }; out: void };
  'round.decide': { in: { round: number; option: string | null; text: string; reason: string }; out: void };
  /** Runs the decision in the world, jumps, and opens the round about what came of it. */
  'round.apply': { in: { round: number }; out: { number: number } };
  // Debrief
  /** Takes back one's own completion record of this drill, or brings it back. */
  'record.withdraw': { in: { withdrawn: boolean }; out: void };
  'action.add': { in: { text: string; owner: string; due: string | null; gap: string | null }; out: { id: string } };
  'action.state': { in: { id: string; state: 'open' | 'done' | 'verified' }; out: void };
}

export type CommandName = keyof Commands;

export interface TerminalResult {
  terminal: string;
  atS: number;
  line: string;
  prompt: string;
  stdout: string;
  stderr: string;
  exitCode: number;
  /** The prompt after this line. */
  nextPrompt: string;
  /** It goes on (`logs -f`, `watch`): more comes as `terminal` messages until it ends or is interrupted. */
  following?: boolean;
}

/** Columns: `times[i]` drill second; `values[s][i]` of series s in `head.charts` order, flattened; null = no data. */
export interface TelemetryHistory {
  times: number[];
  values: (number | null)[][];
}
