import { assign, initialTransition, setup, transition, type SnapshotFrom } from 'xstate';
import type { Skill } from '../../protocol/onboarding.ts';
import { clockWords } from '../words.ts';
import type { BriefingPart } from './briefing.ts';

/** What the log tells the coach about one new responder, in the words of an incident; `deeds.ts` reads entries as these. */
export type CoachEvent =
  /** Moments of the drill, the same for everybody: something pages, somebody declared, nothing pages and users are served, not so. */
  | { type: 'paged' | 'underWay' | 'calm' | 'alarmed'; atS: number }
  /** Changed the world, or ran a step: from here it is to be verified. */
  | { type: 'acted'; atS: number }
  /** Took a page; looked at what it points at; opened a runbook; looked at what came of a change … */
  | (Deed & { type: 'acknowledged' | 'looked' | 'declared' | 'opened' | 'verified' | 'updated' | 'cleared' })
  /** Words that brief a colleague, a role given to one, and that colleague's read-back of words: in any order. */
  | { type: 'briefed'; atS: number; message: string; lacks: readonly BriefingPart[] }
  | { type: 'handed'; atS: number; to: string; evidence: string }
  | { type: 'readBack'; atS: number; by: string; message: string; saidAtS: number };

interface Deed {
  atS: number;
  /** In words: "acknowledged CheckoutErrorsHigh after 00:48". */
  evidence: string;
  late: boolean;
  /** The message of the channel that it is, when it is one. */
  message?: string;
}

/** A skill that was shown: when, with what, and whether after the time that the drill has in view. */
export type Seen = Deed;

type Of<Type extends CoachEvent['type']> = Extract<CoachEvent, { type: Type }>;

interface Watching {
  /** Since when a skill is waited for. */
  since: Partial<Record<Skill, number>>;
  seen: Partial<Record<Skill, Seen>>;
  /** The newest of each, to be brought together as a handover. */
  briefed: Of<'briefed'> | null;
  handed: Of<'handed'> | null;
  readBack: Of<'readBack'> | null;
}

/** Seconds within which the words and the role of a handover belong together. */
const HANDOVER_WITHIN_S = 300;

const machine = setup({
  types: { context: {} as Watching, events: {} as CoachEvent },
  actions: {
    wait: assign(({ context, event }, { skill }: { skill: Skill }) => ({
      since: { ...context.since, [skill]: context.since[skill] ?? event.atS },
    })),
    see: assign(({ context, event }, { skill, late = false }: { skill: Skill; late?: boolean }) => {
      if (!('late' in event)) return {};
      const { atS, evidence, message } = event;
      const seen = { atS, evidence, late: event.late || late, ...(message === undefined ? {} : { message }) };
      return { seen: { ...context.seen, [skill]: context.seen[skill] ?? seen } };
    }),
    note: assign(({ event }) => {
      if (event.type === 'briefed') return { briefed: event };
      if (event.type === 'handed') return { handed: event };
      return event.type === 'readBack' ? { readBack: event } : {};
    }),
    passOn: assign(({ context, event }) => {
      const { handed, readBack } = withNewest(context, event);
      if (!handed || !readBack) return {};
      const { message, saidAtS } = readBack;
      const words = `the briefing was read back after ${clockWords(readBack.atS - saidAtS)}`;
      const seen = { atS: event.atS, evidence: `${handed.evidence}; ${words}`, late: false, message };
      return { handed, readBack, seen: { ...context.seen, 'hand over': seen } };
    }),
    closeLater: assign(({ context, event }) => {
      const early = context.seen.close?.evidence ?? 'gave the all-clear';
      const beforeS = event.atS - (context.seen.close?.atS ?? event.atS);
      const evidence = `${early} ${clockWords(beforeS)} before it was true`;
      return { seen: { ...context.seen, close: { ...context.seen.close, atS: event.atS, evidence, late: true } } };
    }),
  },
  guards: {
    isPassedOn: ({ context, event }) => {
      const { handed, readBack } = withNewest(context, event);
      if (!handed || readBack?.by !== handed.to) return false;
      return Math.abs(handed.atS - readBack.saidAtS) <= HANDOVER_WITHIN_S;
    },
  },
});

const wait = (skill: Skill) => ({ target: 'waiting', actions: { type: 'wait', params: { skill } } }) as const;
const see = (skill: Skill, late = false) =>
  ({ target: 'seen', actions: { type: 'see', params: { skill, late } } }) as const;
/** The words, the role and the read-back of a handover, as each comes. */
const pass = [{ guard: 'isPassedOn', target: 'seen', actions: ['note', 'passOn'] }, { actions: 'note' }] as const;
const begins = { target: 'waiting', actions: ['note', { type: 'wait', params: { skill: 'hand over' } }] } as const;

/**
 * The eight skills as regions beside each other: not yet asked for, waited for, seen. Time is no part of it: what waits
 * too long is worked out from `since` (`attend/coaching.ts`), so that the machine follows the log alone. Drawn as a table
 * in docs/onboarding.md, which a test holds equal.
 */
export const coachMachine = machine.createMachine({
  id: 'coach',
  type: 'parallel',
  context: { since: {}, seen: {}, briefed: null, handed: null, readBack: null },
  states: {
    acknowledge: {
      initial: 'idle',
      states: {
        idle: { on: { paged: wait('acknowledge') } },
        waiting: { on: { acknowledged: see('acknowledge') } },
        seen: {},
      },
    },
    'read the payload': {
      initial: 'idle',
      states: {
        idle: { on: { paged: wait('read the payload') } },
        waiting: { on: { looked: see('read the payload'), acted: 'tooSoon' } },
        // Acted first: reading it now still counts, and the record says that it came late.
        tooSoon: { on: { looked: see('read the payload', true) } },
        seen: {},
      },
    },
    declare: {
      initial: 'idle',
      states: {
        idle: { on: { paged: wait('declare'), declared: see('declare') } },
        waiting: { on: { declared: see('declare') } },
        seen: {},
      },
    },
    'find the runbook': {
      initial: 'idle',
      states: {
        idle: { on: { paged: wait('find the runbook') } },
        waiting: { on: { opened: see('find the runbook') } },
        seen: {},
      },
    },
    verify: {
      initial: 'idle',
      states: {
        idle: { on: { acted: wait('verify'), verified: see('verify') } },
        waiting: { on: { verified: see('verify') } },
        seen: {},
      },
    },
    update: {
      initial: 'idle',
      states: {
        idle: { on: { underWay: wait('update'), updated: see('update') } },
        waiting: { on: { updated: see('update') } },
        seen: {},
      },
    },
    'hand over': {
      initial: 'idle',
      states: {
        idle: { on: { updated: wait('hand over'), briefed: begins, handed: begins, readBack: { actions: 'note' } } },
        waiting: { on: { briefed: { actions: 'note' }, handed: pass, readBack: pass } },
        seen: {},
      },
    },
    close: {
      initial: 'idle',
      states: {
        idle: { on: { underWay: 'burning' } },
        burning: {
          on: {
            calm: wait('close'),
            cleared: { target: 'early', actions: { type: 'see', params: { skill: 'close' } } },
          },
        },
        waiting: { on: { alarmed: 'burning', cleared: see('close') } },
        early: { on: { calm: { target: 'seen', actions: 'closeLater' } } },
        seen: {},
      },
    },
  },
});

export type CoachSnapshot = SnapshotFrom<typeof coachMachine>;

export function firstSnapshot(): CoachSnapshot {
  return initialTransition(coachMachine)[0];
}

/** The snapshot after an event; the one given is not changed. */
export function nextSnapshot(snapshot: CoachSnapshot, event: CoachEvent): CoachSnapshot {
  return transition(coachMachine, snapshot, event)[0];
}

/** The state of a skill's region: `idle`, `waiting`, `seen` … */
export function regionOf({ value }: CoachSnapshot, skill: Skill): string {
  return (value as Record<Skill, string>)[skill];
}

function withNewest({ handed, readBack }: Watching, event: CoachEvent): Pick<Watching, 'handed' | 'readBack'> {
  return {
    handed: event.type === 'handed' ? event : handed,
    readBack: event.type === 'readBack' ? event : readBack,
  };
}
