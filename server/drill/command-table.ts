import { z } from 'zod';
import type { CommandName, Commands } from '../protocol/commands.ts';
import { RATINGS } from '../protocol/control.ts';
import { INCIDENT_ROLES, SEVERITIES, type SeatKind } from '../protocol/roles.ts';
import { EXPECTED_MARKS } from '../protocol/tabletop.ts';
import type { ClockView } from '../protocol/room.ts';

type DrillState = ClockView['state'];

/** Who may send a command, when, how often, and what it must look like. */
export interface CommandRow<N extends CommandName = CommandName> {
  schema: z.ZodType<Commands[N]['in']>;
  /** Kinds of seat that may send it; everybody else is refused. */
  roles: readonly SeatKind[];
  /** States of the drill in which it means something. */
  states: readonly DrillState[];
  /** At most so many a minute from one seat. */
  perMinute: number;
  /** Of several facilitators only the one who paces the drill may send it. */
  lead?: boolean;
}

const EVERYBODY: readonly SeatKind[] = ['facilitator', 'breaker', 'fixer', 'observer'];
const RESPONDERS: readonly SeatKind[] = ['fixer'];
const FACILITATOR: readonly SeatKind[] = ['facilitator'];
const BREAKING: readonly SeatKind[] = ['breaker', 'facilitator'];
const AT_THE_TABLE: readonly SeatKind[] = ['facilitator', 'fixer'];

const LOBBY: readonly DrillState[] = ['lobby'];
const RUNNING: readonly DrillState[] = ['running'];
/** Words are welcome while the world stands still; deeds are not. */
const STARTED: readonly DrillState[] = ['running', 'paused'];
const UNTIL_THE_END: readonly DrillState[] = ['lobby', 'running', 'paused'];
/** There is a world to look at: also afterwards, for whoever writes the debrief. */
const SINCE_THE_START: readonly DrillState[] = ['running', 'paused', 'ended'];
const ALWAYS: readonly DrillState[] = ['lobby', 'running', 'paused', 'ended'];

const nothing = z.strictObject({});
const id = z.string().min(1).max(100);
/** One line of visible text. */
const line = z.string().trim().min(1).max(500);
/** Text that may be left empty and may have several lines. */
const text = z.string().trim().max(4000);
const said = text.min(1);
const role = z.enum(INCIDENT_ROLES);
const severity = z.enum(SEVERITIES);
const kind = z.enum(['facilitator', 'breaker', 'fixer', 'observer']);
const stepNumber = z.number().int().min(1).max(1000);
const index = z.number().int().min(0).max(1000);
const terminal = z.string().regex(/^[a-z0-9-]{1,20}$/, 'a terminal is named by small letters and digits');
const command = z.string().max(8192);
const minutes = z.number().int().min(1).max(240);
const second = z.number().int().min(-86_400).max(86_400);
const level = z.enum(['debug', 'info', 'warn', 'error', 'fatal']);
/** Seconds from a fault to what it brings about. */
const within = z.number().int().min(0).max(86_400);
const parameters = z.record(id, z.number().min(-1e9).max(1e9));
const whenWords = z.enum(['declare', 'can', 'allclear', 'decision', 'hypothesis']);
/** An inject as a person writes it. */
export const injectDraft = z.strictObject({
  id: id.nullable(),
  lane: z.enum(['chat', 'staff', 'traffic', 'fault']),
  from: line.max(60),
  text: said,
  expects: text,
  fault: id.nullable(),
  when: z
    .union([
      z.strictObject({ atS: within }),
      z.strictObject({ on: z.enum(['breached', 'restored']), slo: id, forS: within }),
      z.strictObject({ on: z.literal('said'), what: whenWords }),
      z.strictObject({ on: z.literal('acknowledged') }),
      z.strictObject({ on: z.literal('unfilled'), role, afterS: within }),
    ])
    .nullable(),
});
export const stopRule = z.union([
  z.strictObject({ id, kind: z.literal('user-minutes'), above: z.number().min(0) }),
  z.strictObject({ id, kind: z.literal('breached'), slo: id, forS: within }),
  z.strictObject({ id, kind: z.literal('unacknowledged'), forS: within }),
  z.strictObject({ id, kind: z.literal('word'), word: line.max(60) }),
]);
const page = z.enum(['home', 'search', 'sign-in', 'checkout', 'pay']);

/** The one door in: a name that is not here does not exist. */
export const COMMAND_TABLE: { [N in CommandName]: CommandRow<N> } = {
  'seat.ready': row(z.strictObject({ ready: z.boolean() }), EVERYBODY, LOBBY, 30),
  'seat.vote': row(z.strictObject({ holds: z.boolean() }), EVERYBODY, LOBBY, 30),
  'seat.approve': row(z.strictObject({ seat: id, kind }), FACILITATOR, ALWAYS, 60),
  'seat.kind': row(z.strictObject({ seat: id, kind }), FACILITATOR, ALWAYS, 60),
  'seat.remove': row(z.strictObject({ seat: id }), FACILITATOR, ALWAYS, 60),
  'seat.restore': row(z.strictObject({ seat: id }), FACILITATOR, ALWAYS, 60),
  'role.take': row(z.strictObject({ role }), RESPONDERS, UNTIL_THE_END, 30),
  'role.drop': row(z.strictObject({ role }), RESPONDERS, UNTIL_THE_END, 30),
  'role.assign': row(z.strictObject({ role, seat: id }), ['fixer', 'facilitator'], UNTIL_THE_END, 30),
  'role.withdraw': row(z.strictObject({ role, seat: id, to: id.nullable() }), FACILITATOR, UNTIL_THE_END, 30),

  'seat.bot': row(z.strictObject({ role }), FACILITATOR, UNTIL_THE_END, 20),
  'lead.take': row(nothing, FACILITATOR, UNTIL_THE_END, 20),
  'lead.ask': row(nothing, FACILITATOR, UNTIL_THE_END, 10),
  'lead.answer': paced(z.strictObject({ give: z.boolean() }), UNTIL_THE_END, 20),
  'drill.lock': paced(z.strictObject({ locked: z.boolean() }), UNTIL_THE_END, 30),

  'drill.start': paced(nothing, LOBBY, 20),
  'drill.pause': row(nothing, FACILITATOR, RUNNING, 30),
  'drill.resume': paced(nothing, ['paused'], 30),
  'drill.speed': paced(z.strictObject({ speed: z.number().int().min(1).max(10) }), STARTED, 30),
  'drill.end': paced(nothing, STARTED, 20),
  'drill.timebox': paced(z.strictObject({ minutes: z.number().int().min(5).max(480) }), UNTIL_THE_END, 30),
  'drill.jump': paced(z.strictObject({ toS: second.min(1).nullable() }), STARTED, 30),
  'checkpoint.mark': row(z.strictObject({ name: line.max(100) }), FACILITATOR, STARTED, 30),
  'drill.rewind': paced(z.strictObject({ atS: second.min(0), reason: text.max(500) }), STARTED, 5),
  'stops.set': paced(z.strictObject({ stops: z.array(stopRule).max(12) }), UNTIL_THE_END, 30),

  'alert.ack': row(z.strictObject({ fingerprints: z.array(id).min(1).max(100) }), RESPONDERS, RUNNING, 60),
  'alert.escalate': row(z.strictObject({ fingerprint: id, to: line.max(100) }), RESPONDERS, RUNNING, 30),

  'incident.declare': row(z.strictObject({ severity, title: line.max(200) }), RESPONDERS, RUNNING, 20),
  'incident.severity': row(z.strictObject({ severity }), RESPONDERS, RUNNING, 20),
  'can.send': row(
    z.strictObject({ condition: said, action: said, need: text, nextInMin: minutes }),
    RESPONDERS,
    RUNNING,
    20,
  ),
  'decision.make': row(z.strictObject({ text: said, reason: text }), RESPONDERS, RUNNING, 30),
  'hypothesis.state': row(z.strictObject({ text: said }), RESPONDERS, RUNNING, 30),
  'fact.note': row(
    z.strictObject({ kind: z.enum(['known', 'guess', 'unknown']), text: said, id: id.exactOptional() }),
    RESPONDERS,
    STARTED,
    60,
  ),
  'allclear.give': row(z.strictObject({ text }), RESPONDERS, RUNNING, 10),
  'staff.page': row(z.strictObject({ staff: id, text }), RESPONDERS, RUNNING, 20),
  'chat.say': row(
    z.strictObject({ channel: z.enum(['team', 'breakers', 'control']), text: said }),
    EVERYBODY,
    ALWAYS,
    60,
  ),
  'chat.readback': row(z.strictObject({ message: id }), RESPONDERS, STARTED, 60),

  'runbook.open': row(z.strictObject({ runbook: id }), EVERYBODY, ALWAYS, 120),
  'step.run': row(z.strictObject({ runbook: id, step: stepNumber, command: index, terminal }), RESPONDERS, RUNNING, 60),
  'step.check': row(z.strictObject({ runbook: id, step: stepNumber }), RESPONDERS, RUNNING, 60),
  'step.judge': row(
    z.strictObject({ runbook: id, step: stepNumber, check: index, value: z.boolean() }),
    RESPONDERS,
    RUNNING,
    120,
  ),
  'step.flag': row(
    z.strictObject({ runbook: id, step: stepNumber, flag: z.enum(['unclear', 'wrong', 'missing']), text }),
    RESPONDERS,
    STARTED,
    60,
  ),
  'step.skip': row(z.strictObject({ runbook: id, step: stepNumber }), RESPONDERS, RUNNING, 60),

  'terminal.run': row(z.strictObject({ terminal, line: command }), RESPONDERS, RUNNING, 120),
  'terminal.complete': row(
    z.strictObject({ terminal, line: command, cursor: z.number().int().min(0).max(8192) }),
    RESPONDERS,
    STARTED,
    600,
  ),
  'terminal.interrupt': row(z.strictObject({ terminal }), RESPONDERS, STARTED, 120),
  'terminal.history': row(z.strictObject({ seat: id.exactOptional() }), AT_THE_TABLE, ALWAYS, 30),
  'telemetry.history': row(z.strictObject({ fromS: second }), EVERYBODY, ALWAYS, 60),

  'logs.search': row(
    z.strictObject({
      service: id.nullable(),
      level: level.nullable(),
      text: z.string().max(500),
      fromS: second,
      toS: second,
      limit: z.number().int().min(1).max(500),
    }),
    EVERYBODY,
    SINCE_THE_START,
    120,
  ),
  'traces.find': row(
    z.strictObject({
      service: id.nullable(),
      journey: id.nullable(),
      minMs: z.number().min(0).max(3_600_000).nullable(),
      failedOnly: z.boolean(),
      fromS: second,
      toS: second,
    }),
    EVERYBODY,
    SINCE_THE_START,
    120,
  ),
  'trace.open': row(z.strictObject({ id }), EVERYBODY, SINCE_THE_START, 120),
  'metrics.query': row(
    z.strictObject({ expression: z.string().max(4000), fromS: second, toS: second }),
    EVERYBODY,
    SINCE_THE_START,
    120,
  ),
  'metrics.names': row(nothing, EVERYBODY, SINCE_THE_START, 30),
  'dashboard.open': row(z.strictObject({ of: id, fromS: second }), EVERYBODY, SINCE_THE_START, 120),
  'catalogue.list': row(nothing, EVERYBODY, SINCE_THE_START, 60),
  'events.list': row(z.strictObject({ object: id.nullable() }), EVERYBODY, SINCE_THE_START, 120),
  'map.flow': row(nothing, EVERYBODY, SINCE_THE_START, 120),
  'shop.visit': row(z.strictObject({ page }), EVERYBODY, SINCE_THE_START, 120),
  'customers.heard': row(z.strictObject({ fromS: second }), EVERYBODY, SINCE_THE_START, 120),
  'status.page': row(z.strictObject({ thirdParty: id }), EVERYBODY, SINCE_THE_START, 60),

  'fault.fire': row(z.strictObject({ fault: id, parameters: parameters.exactOptional() }), BREAKING, RUNNING, 30, true),
  'fault.check': row(z.strictObject({ fault: id, parameters: parameters.exactOptional() }), BREAKING, STARTED, 20),
  'check.cancel': row(z.strictObject({ check: id }), BREAKING, STARTED, 30),
  'fault.stop': row(z.strictObject({ fault: id }), BREAKING, RUNNING, 30),
  'inject.fire': paced(z.strictObject({ inject: id }), STARTED, 30),
  'inject.skip': paced(z.strictObject({ inject: id }), UNTIL_THE_END, 30),
  'inject.delay': paced(z.strictObject({ inject: id, byS: z.number().int().min(-3600).max(3600) }), STARTED, 60),
  'inject.restore': paced(z.strictObject({ inject: id }), UNTIL_THE_END, 30),
  'inject.write': paced(z.strictObject({ inject: injectDraft }), UNTIL_THE_END, 60),
  'inject.try': row(z.strictObject({ inject: id }), FACILITATOR, UNTIL_THE_END, 20),
  'plan.seal': row(z.strictObject({ text: said }), ['breaker'], UNTIL_THE_END, 20),
  'prediction.record': row(
    z.strictObject({
      fault: id.nullable(),
      text: said,
      holds: z.boolean(),
      pageWithinS: within.nullable(),
      page: id.exactOptional(),
      mitigatedWithinS: within.nullable(),
    }),
    ['breaker'],
    UNTIL_THE_END,
    30,
  ),
  'persona.say': row(z.strictObject({ persona: line.max(60), text: said }), FACILITATOR, STARTED, 60),
  'hint.give': paced(z.strictObject({ number: stepNumber }), STARTED, 20),
  'coach.quiet': row(
    z.strictObject({ minutes: z.number().int().min(0).max(60).nullable() }),
    ['fixer', 'facilitator'],
    STARTED,
    30,
  ),
  'cause.confirm': row(
    z.strictObject({ identification: id, confirmed: z.boolean() }),
    FACILITATOR,
    ['running', 'paused', 'ended'],
    30,
  ),
  'note.add': row(z.strictObject({ text: said, pattern: id.exactOptional() }), ['facilitator', 'observer'], ALWAYS, 60),
  'assess.rate': row(
    z.strictObject({ objective: id, rating: z.enum(RATINGS), note: text }),
    ['facilitator', 'observer'],
    SINCE_THE_START,
    120,
  ),

  'round.next': paced(nothing, STARTED, 30),
  'round.option': row(
    z.strictObject({ round: stepNumber, text: line, lines: z.array(command.min(1)).max(10) }),
    AT_THE_TABLE,
    STARTED,
    30,
  ),
  'round.vote': row(z.strictObject({ round: stepNumber, option: id }), AT_THE_TABLE, STARTED, 60),
  'round.hands': paced(z.strictObject({ round: stepNumber, option: id, count: index }), STARTED, 120),
  'round.note': row(z.strictObject({ round: stepNumber, text: said }), EVERYBODY, SINCE_THE_START, 60),
  'round.timer': paced(
    z.strictObject({
      round: stepNumber,
      act: z.enum(['start', 'stop', 'add']),
      seconds: z.number().int().min(0).max(3600),
    }),
    STARTED,
    60,
  ),
  'round.mark': row(
    z.strictObject({ round: stepNumber, expected: id, mark: z.enum(EXPECTED_MARKS).nullable() }),
    FACILITATOR,
    SINCE_THE_START,
    120,
  ),
  'round.decide': paced(
    z.strictObject({ round: stepNumber, option: id.nullable(), text: said, reason: text }),
    STARTED,
    30,
  ),
  'round.apply': paced(z.strictObject({ round: stepNumber }), STARTED, 30),

  'record.withdraw': row(z.strictObject({ withdrawn: z.boolean() }), RESPONDERS, ['ended'], 20),
  'action.add': row(
    z.strictObject({
      text: said,
      owner: line.max(100),
      due: z.iso.date().nullable(),
      gap: id.nullable(),
    }),
    EVERYBODY,
    ['running', 'paused', 'ended'],
    30,
  ),
  'action.state': row(
    z.strictObject({ id, state: z.enum(['open', 'done', 'verified']) }),
    EVERYBODY,
    ['running', 'paused', 'ended'],
    60,
  ),
};

interface Row<T> {
  schema: z.ZodType<T>;
  roles: readonly SeatKind[];
  states: readonly DrillState[];
  perMinute: number;
  lead?: boolean;
}

function row<T>(
  schema: z.ZodType<T>,
  roles: readonly SeatKind[],
  states: readonly DrillState[],
  perMinute: number,
  lead = false,
): Row<T> {
  return { schema, roles, states, perMinute, ...(lead ? { lead } : {}) };
}

/** For the facilitator who paces the drill. */
function paced<T>(schema: z.ZodType<T>, states: readonly DrillState[], perMinute: number): Row<T> {
  return row(schema, FACILITATOR, states, perMinute, true);
}
