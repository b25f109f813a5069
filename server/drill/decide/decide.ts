import type { z } from 'zod';
import type { CommandName, Commands } from '../../protocol/commands.ts';
import type { Refusal } from '../../protocol/refusal.ts';
import type { ClockView } from '../../protocol/room.ts';
import type { SignalName } from '../../protocol/signals.ts';
import { COMMAND_TABLE, type CommandRow } from '../command-table.ts';
import { refuse } from '../refuse.ts';
import type { Seat, Session } from '../session.ts';
import { alertDeciders } from './alerts.ts';
import { breakingDeciders } from './breaking.ts';
import { clockDeciders } from './clock.ts';
import { controlDeciders } from './control.ts';
import { crewDeciders } from './crew.ts';
import { debriefDeciders } from './debrief.ts';
import type { Asking, Deciders, Decision } from './decision.ts';
import { incidentDeciders } from './incident.ts';
import { injectDeciders } from './injects.ts';
import { roundDeciders } from './rounds.ts';
import { runbookDeciders } from './runbooks.ts';
import { seatDeciders } from './seats.ts';
import { respondsAlone } from './alone.ts';
import { stagingDeciders } from './staging.ts';

/** Commands that the desk carries out itself: they run a shell or read telemetry, and log what came of it. */
export type DeskCommand =
  | SignalName
  | 'terminal.run'
  | 'terminal.complete'
  | 'terminal.interrupt'
  | 'terminal.history'
  | 'telemetry.history'
  | 'step.run'
  | 'drill.jump'
  | 'drill.rewind'
  | 'inject.try'
  | 'fault.check'
  | 'check.cancel'
  | 'round.next'
  | 'round.timer'
  | 'round.apply';

const DECIDERS: Deciders<Exclude<CommandName, DeskCommand>> = {
  ...seatDeciders,
  ...clockDeciders,
  ...alertDeciders,
  ...incidentDeciders,
  ...runbookDeciders,
  ...stagingDeciders,
  ...injectDeciders,
  ...debriefDeciders,
  ...controlDeciders,
  ...crewDeciders,
  ...breakingDeciders,
  ...roundDeciders,
};

/** A command that came through the door: known, well formed, from a seat that may send it, in a state that allows it. */
export interface Admitted<N extends CommandName = CommandName> extends Asking {
  name: N;
  payload: Commands[N]['in'];
}

/**
 * The one door in. Refuses what the command table does not allow, in this order: name, seat, kind of seat, state of
 * the drill, shape. The order matters: a seat that may not send a command learns nothing about its payload.
 */
export function admit(
  session: Session,
  request: { seat: string; id: string; name: unknown; payload: unknown },
): Admitted | Refusal {
  const seat = session.seats.get(request.seat);
  if (typeof request.name !== 'string' || !Object.hasOwn(COMMAND_TABLE, request.name)) {
    return refuse(
      'request/malformed',
      `There is no command "${shortened(request.name)}".`,
      'Reload the page: it may be older than the server.',
    );
  }
  const name = request.name as CommandName;
  const row = COMMAND_TABLE[name] as CommandRow;
  const no =
    seatRefusal(seat) ??
    kindRefusal(session, name, row, seat!) ??
    leadRefusal(session, row, seat!) ??
    stateRefusal(row, session.clock.state) ??
    movedRefusal(session, name);
  if (no) return no;
  const parsed = row.schema.safeParse(request.payload);
  if (!parsed.success)
    return refuse('request/malformed', firstProblem(name, parsed.error), 'Correct it and send it again.');
  return { name, payload: parsed.data, seat: seat!, command: request.id };
}

/** What an admitted command brings into the log. Pure; changes nothing. */
export function decide(session: Session, { name, payload, ...asking }: Admitted): Decision {
  const decider = (DECIDERS as Record<string, ((...args: [Session, unknown, Asking]) => Decision) | undefined>)[name];
  if (!decider) throw new Error(`${name} is carried out by the desk`);
  return decider(session, payload, asking);
}

function seatRefusal(seat: Seat | undefined): Refusal | null {
  if (!seat) return refuse('seat/unknown', 'You have no seat in this drill.', 'Ask the facilitator for an invite.');
  if (seat.state === 'waiting') {
    return refuse('seat/waiting', 'You are waiting for approval.', 'The facilitator sees your name and lets you in.');
  }
  if (seat.state === 'left') {
    return refuse(
      'session/revoked',
      'Your seat in this drill was taken away.',
      'Ask the facilitator for a new invite.',
    );
  }
  return null;
}

/** What a new responder does alone where nobody facilitates. */
const ALONE: ReadonlySet<CommandName> = new Set([
  'drill.start',
  'drill.pause',
  'drill.resume',
  'drill.speed',
  'drill.end',
  'hint.give',
]);

const KIND_NAMES = { facilitator: 'facilitator', breaker: 'breakers', fixer: 'fixers', observer: 'observers' };

function kindRefusal(session: Session, name: CommandName, { roles }: CommandRow, seat: Seat): Refusal | null {
  if (roles.includes(seat.kind) || (ALONE.has(name) && respondsAlone(session, seat))) return null;
  const who = roles.map((kind) => KIND_NAMES[kind]).join(' and ');
  return refuse(
    'role/not-allowed',
    `${name} is for ${who}; your seat is ${article(seat.kind)}.`,
    'The facilitator can change your seat.',
  );
}

/** Two hands on one clock are one too many: of several facilitators one paces the drill. */
function leadRefusal({ control }: Session, { lead }: CommandRow, seat: Seat): Refusal | null {
  if (!lead || seat.kind !== 'facilitator' || control.lead === null || control.lead === seat.id) return null;
  return refuse('role/not-lead', 'Another facilitator paces this drill.', 'Take over first.');
}

function article(kind: Seat['kind']): string {
  return kind === 'observer' ? `an ${kind}` : kind === 'facilitator' ? `the ${kind}’s` : `a ${kind}’s`;
}

function stateRefusal({ states }: CommandRow, state: ClockView['state']): Refusal | null {
  if (states.includes(state)) return null;
  switch (state) {
    case 'lobby':
      return refuse(
        'drill/not-started',
        'The drill has not started.',
        'The facilitator starts it when everybody is ready.',
      );
    case 'paused':
      return refuse(
        'drill/paused',
        'The drill is paused; the world stands still.',
        'Wait until the facilitator resumes it, then send it again.',
      );
    case 'ended':
      return refuse('drill/ended', 'The drill has ended.', 'Go on in the debrief.');
    case 'running':
      return refuse('drill/already-started', 'The drill is running.', 'This belongs to another moment of the drill.');
  }
}

/** What would reach nobody in a drill that was rewound: everybody is in the branch. */
const FOR_WHO_IS_HERE: ReadonlySet<CommandName> = new Set([
  'chat.say',
  'seat.approve',
  'seat.kind',
  'seat.remove',
  'seat.restore',
]);

function movedRefusal({ control }: Session, name: CommandName): Refusal | null {
  if (!control.continuedAs || !FOR_WHO_IS_HERE.has(name)) return null;
  return refuse('drill/ended', 'The drill was rewound; people go on in another one.', 'Go there and send it again.');
}

function firstProblem(name: CommandName, error: z.ZodError): string {
  const issue = error.issues[0];
  const place = issue && issue.path.length > 0 ? ` ${issue.path.join('.')}` : '';
  return `${name}:${place} ${issue?.message ?? 'is not well formed'}`.replace(/\s+/g, ' ');
}

/** Enough of a strange name to recognise it. */
function shortened(name: unknown): string {
  return typeof name === 'string' ? name.slice(0, 60) : typeof name;
}
