import { assign, initialTransition, setup, transition, type SnapshotFrom } from 'xstate';
import type { Skill } from '../../protocol/onboarding.ts';
import { clockWords } from '../words.ts';

/** What the log tells the coach, in the words of an incident; `deeds.ts` reads entries as these. */
export type CoachEvent =
  /** Something pages; `acknowledged` stops the waiting for somebody to take it. */
  | { type: 'paged'; atS: number }
  | (Deed & { type: 'acknowledged' })
  /** Looked at what the page points at. */
  | (Deed & { type: 'looked' })
  | (Deed & { type: 'declared' })
  | (Deed & { type: 'opened' })
  /** Changed the world, or ran a step: from here it is to be verified. */
  | { type: 'acted'; atS: number }
  | (Deed & { type: 'verified' })
  | (Deed & { type: 'updated' })
  /** A briefing for a colleague, and a role given to one: in either order. */
  | (Deed & { type: 'briefed' })
  | (Deed & { type: 'handed' })
  /** Nothing pages and users are served. */
  | { type: 'calm'; atS: number }
  | { type: 'alarmed'; atS: number }
  | (Deed & { type: 'cleared' });

interface Deed {
  atS: number;
  /** In words: "acknowledged CheckoutErrorsHigh after 00:48". */
  evidence: string;
  late: boolean;
}

interface Seen {
  evidence: string;
  late: boolean;
}

interface Watching {
  /** Since when a skill is waited for. */
  since: Partial<Record<Skill, number>>;
  seen: Partial<Record<Skill, Seen>>;
  /** The newest briefing and the newest role handed over, to be brought together. */
  briefed: (Seen & { atS: number }) | null;
  handed: (Seen & { atS: number }) | null;
}

/** Seconds within which a briefing and the role that it goes with belong together. */
const HANDOVER_WITHIN_S = 300;

const machine = setup({
  types: { context: {} as Watching, events: {} as CoachEvent },
  actions: {
    wait: assign(({ context, event }, { skill }: { skill: Skill }) => ({
      since: { ...context.since, [skill]: context.since[skill] ?? event.atS },
    })),
    see: assign(({ context, event }, { skill, late = false }: { skill: Skill; late?: boolean }) =>
      'evidence' in event
        ? {
            seen: {
              ...context.seen,
              [skill]: context.seen[skill] ?? { evidence: event.evidence, late: event.late || late },
            },
          }
        : {},
    ),
    brief: assign(({ event }) => (event.type === 'briefed' ? { briefed: event } : {})),
    hand: assign(({ event }) => (event.type === 'handed' ? { handed: event } : {})),
    passOn: assign(({ context, event }) => {
      const [briefed, handed] = [
        event.type === 'briefed' ? event : context.briefed,
        event.type === 'handed' ? event : context.handed,
      ];
      const evidence = [handed?.evidence, briefed?.evidence].filter(Boolean).join('; ');
      return { briefed, handed, seen: { ...context.seen, 'hand over': { evidence, late: false } } };
    }),
    closeLater: assign(({ context, event }) => ({
      seen: {
        ...context.seen,
        close: {
          evidence: `${context.seen.close?.evidence ?? 'gave the all-clear'}, before it was true: it became true at ${clockWords(event.atS)}`,
          late: true,
        },
      },
    })),
  },
  guards: {
    isBriefed: ({ context, event }) => near(context.briefed, event.atS),
    isHanded: ({ context, event }) => near(context.handed, event.atS),
  },
});

/**
 * The eight skills as regions beside each other: not yet asked for, waited for, seen. Time is no part of it: what waits
 * too long is worked out from `since` (`attend/coaching.ts`), so that the machine follows the log alone.
 */
const coachMachine = machine.createMachine({
  id: 'coach',
  type: 'parallel',
  context: { since: {}, seen: {}, briefed: null, handed: null },
  states: {
    acknowledge: {
      initial: 'idle',
      states: {
        idle: {
          on: { paged: { target: 'waiting', actions: { type: 'wait', params: { skill: 'acknowledge' } } } },
        },
        waiting: {
          on: { acknowledged: { target: 'seen', actions: { type: 'see', params: { skill: 'acknowledge' } } } },
        },
        seen: {},
      },
    },
    'read the payload': {
      initial: 'idle',
      states: {
        idle: {
          on: { paged: { target: 'waiting', actions: { type: 'wait', params: { skill: 'read the payload' } } } },
        },
        waiting: {
          on: {
            looked: { target: 'seen', actions: { type: 'see', params: { skill: 'read the payload' } } },
            acted: 'tooSoon',
          },
        },
        // Acted first: reading it now still counts, and the record says that it came late.
        tooSoon: {
          on: {
            looked: { target: 'seen', actions: { type: 'see', params: { skill: 'read the payload', late: true } } },
          },
        },
        seen: {},
      },
    },
    declare: {
      initial: 'idle',
      states: {
        idle: {
          on: {
            paged: { target: 'waiting', actions: { type: 'wait', params: { skill: 'declare' } } },
            declared: { target: 'seen', actions: { type: 'see', params: { skill: 'declare' } } },
          },
        },
        waiting: { on: { declared: { target: 'seen', actions: { type: 'see', params: { skill: 'declare' } } } } },
        seen: {},
      },
    },
    'find the runbook': {
      initial: 'idle',
      states: {
        idle: {
          on: { paged: { target: 'waiting', actions: { type: 'wait', params: { skill: 'find the runbook' } } } },
        },
        waiting: {
          on: { opened: { target: 'seen', actions: { type: 'see', params: { skill: 'find the runbook' } } } },
        },
        seen: {},
      },
    },
    verify: {
      initial: 'idle',
      states: {
        idle: {
          on: {
            acted: { target: 'waiting', actions: { type: 'wait', params: { skill: 'verify' } } },
            verified: { target: 'seen', actions: { type: 'see', params: { skill: 'verify' } } },
          },
        },
        waiting: { on: { verified: { target: 'seen', actions: { type: 'see', params: { skill: 'verify' } } } } },
        seen: {},
      },
    },
    update: {
      initial: 'idle',
      states: {
        idle: {
          on: {
            declared: { target: 'waiting', actions: { type: 'wait', params: { skill: 'update' } } },
            updated: { target: 'seen', actions: { type: 'see', params: { skill: 'update' } } },
          },
        },
        waiting: { on: { updated: { target: 'seen', actions: { type: 'see', params: { skill: 'update' } } } } },
        seen: {},
      },
    },
    'hand over': {
      initial: 'idle',
      states: {
        idle: {
          on: {
            updated: { target: 'waiting', actions: { type: 'wait', params: { skill: 'hand over' } } },
            briefed: { target: 'waiting', actions: ['brief', { type: 'wait', params: { skill: 'hand over' } }] },
            handed: { target: 'waiting', actions: ['hand', { type: 'wait', params: { skill: 'hand over' } }] },
          },
        },
        waiting: {
          on: {
            briefed: [{ guard: 'isHanded', target: 'seen', actions: 'passOn' }, { actions: 'brief' }],
            handed: [{ guard: 'isBriefed', target: 'seen', actions: 'passOn' }, { actions: 'hand' }],
          },
        },
        seen: {},
      },
    },
    close: {
      initial: 'idle',
      states: {
        idle: { on: { declared: 'burning' } },
        burning: {
          on: {
            calm: { target: 'waiting', actions: { type: 'wait', params: { skill: 'close' } } },
            cleared: { target: 'early', actions: { type: 'see', params: { skill: 'close' } } },
          },
        },
        waiting: {
          on: {
            alarmed: 'burning',
            cleared: { target: 'seen', actions: { type: 'see', params: { skill: 'close' } } },
          },
        },
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

function near(deed: { atS: number } | null, atS: number): boolean {
  return deed !== null && atS - deed.atS <= HANDOVER_WITHIN_S;
}
