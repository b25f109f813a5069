import { z } from 'zod';
import type { CommandName, Commands } from '../protocol/commands.ts';
import { INCIDENT_ROLES, SEVERITIES, type SeatKind } from '../protocol/roles.ts';
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
}

const EVERYBODY: readonly SeatKind[] = ['facilitator', 'breaker', 'fixer', 'observer'];
const RESPONDERS: readonly SeatKind[] = ['fixer'];
const FACILITATOR: readonly SeatKind[] = ['facilitator'];

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
const page = z.enum(['home', 'search', 'sign-in', 'checkout', 'pay']);

/** The one door in: a name that is not here does not exist. */
export const COMMAND_TABLE: { [N in CommandName]: CommandRow<N> } = {
  'seat.ready': row(z.strictObject({ ready: z.boolean() }), EVERYBODY, LOBBY, 30),
  'seat.vote': row(z.strictObject({ holds: z.boolean() }), EVERYBODY, LOBBY, 30),
  'seat.approve': row(z.strictObject({ seat: id, kind }), FACILITATOR, ALWAYS, 60),
  'seat.kind': row(z.strictObject({ seat: id, kind }), FACILITATOR, ALWAYS, 60),
  'seat.remove': row(z.strictObject({ seat: id }), FACILITATOR, ALWAYS, 60),
  'role.take': row(z.strictObject({ role }), RESPONDERS, UNTIL_THE_END, 30),
  'role.drop': row(z.strictObject({ role }), RESPONDERS, UNTIL_THE_END, 30),
  'role.assign': row(z.strictObject({ role, seat: id }), ['fixer', 'facilitator'], UNTIL_THE_END, 30),

  'drill.start': row(nothing, FACILITATOR, LOBBY, 20),
  'drill.pause': row(nothing, FACILITATOR, RUNNING, 30),
  'drill.resume': row(nothing, FACILITATOR, ['paused'], 30),
  'drill.speed': row(
    z.strictObject({ speed: z.union([z.literal(1), z.literal(2), z.literal(5), z.literal(10)]) }),
    FACILITATOR,
    STARTED,
    30,
  ),
  'drill.end': row(nothing, FACILITATOR, STARTED, 20),

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
    z.strictObject({ channel: z.enum(['team', 'breakers']), text: said }),
    ['facilitator', 'breaker', 'fixer'],
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
  'terminal.history': row(nothing, RESPONDERS, ALWAYS, 30),
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

  'fault.fire': row(z.strictObject({ fault: id }), ['breaker', 'facilitator'], RUNNING, 30),
  'fault.stop': row(z.strictObject({ fault: id }), ['breaker', 'facilitator'], RUNNING, 30),
  'inject.fire': row(z.strictObject({ inject: id }), FACILITATOR, STARTED, 30),
  'inject.skip': row(z.strictObject({ inject: id }), FACILITATOR, STARTED, 30),
  'inject.delay': row(z.strictObject({ inject: id, byS: z.number().int().min(1).max(3600) }), FACILITATOR, STARTED, 30),
  'persona.say': row(z.strictObject({ persona: line.max(60), text: said }), FACILITATOR, STARTED, 60),
  'hint.give': row(z.strictObject({ number: stepNumber }), FACILITATOR, STARTED, 20),
  'cause.confirm': row(
    z.strictObject({ identification: id, confirmed: z.boolean() }),
    FACILITATOR,
    ['running', 'paused', 'ended'],
    30,
  ),
  'note.add': row(z.strictObject({ text: said }), ['facilitator', 'observer'], ALWAYS, 60),

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

function row<T>(
  schema: z.ZodType<T>,
  roles: readonly SeatKind[],
  states: readonly DrillState[],
  perMinute: number,
): { schema: z.ZodType<T>; roles: readonly SeatKind[]; states: readonly DrillState[]; perMinute: number } {
  return { schema, roles, states, perMinute };
}
