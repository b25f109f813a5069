import type { ComparedChart } from '../protocol/control.ts';
import type { Booklet, EventRow, RoundNotesView, RoundView } from '../protocol/tabletop.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { typedAs } from '../scenario/typed-as.ts';

/** A round as a tabletop without people came to it. */
export interface PlayedRound {
  round: Omit<RoundView, 'timer' | 'notes' | 'decision' | 'applied'>;
  notes: RoundNotesView;
  charts: ComparedChart[];
}

const RULES = [
  'This is a drill: nothing here is real, and nothing leaves this room.',
  'We look at how the system and our ways of working held, never at who was right.',
  'Say out loud what you think and what you would do; guesses are welcome when they are called guesses.',
  'Decide with what you know at that minute; the world goes on from what you decide.',
  'Anybody may stop the drill by saying so; a real incident always goes first.',
];

const ROLES = [
  {
    role: 'Incident Commander',
    does: 'Commands, assigns roles, decides, keeps an eye on the time, declares the end',
    doesNot: 'Debug or run commands',
  },
  { role: 'Operations Lead', does: 'Directs the search and the mitigation', doesNot: 'Answer customers or executives' },
  {
    role: 'Communications Lead',
    does: 'Updates inside and outside: condition, action, need, and the time of the next update',
    doesNot: 'Promise a time for the repair that nobody has given',
  },
  { role: 'Scribe', does: 'Writes down decisions with their reasons as they are made', doesNot: 'Judge them' },
  { role: 'Expert', does: 'Looks, and says what is known and what is guessed', doesNot: 'Change things on their own' },
  { role: 'Facilitator', does: 'Paces the drill, asks, brings what happens next', doesNot: 'Steer the fix' },
];

/** What is printed for the facilitator: everything, with the rounds of a table at which nobody does anything. */
export function facilitatorsBooklet(
  scenario: Scenario,
  seed: string,
  { rounds, events }: { rounds: PlayedRound[]; events: EventRow[] },
): Booklet {
  const { id, variant, title, hypothesis, hints, tempting, redHerrings, prompts, objectives } = scenario;
  return {
    ...shared(scenario),
    scenario: id,
    variant: variant.id,
    seed,
    objectives: objectives.map((objective) => ({ id: objective.id, text: objective.text })),
    facilitator: {
      title,
      cause: variant.cause,
      hypothesis: hypothesis.private,
      hints: [...hints],
      tempting: tempting.map((move) => ({ action: typedAs(move, scenario.world), hurts: move.hurts })),
      redHerrings: redHerrings.map(({ what, why }) => ({ what, why })),
      rounds,
      events,
      prompts: [...prompts],
    },
  };
}

/** What everybody at the table may hold: nothing in it tells what will happen, not even the ids of scenario and variant. */
export function participantsBooklet(scenario: Scenario): Booklet {
  return { ...shared(scenario), scenario: '', variant: '', seed: '', objectives: null, facilitator: null };
}

function shared({ cover, minutes, briefing, staff, runbooks, world }: Scenario) {
  return {
    cover,
    minutes,
    startsAtMs: world.startsAtMs,
    briefing: briefing.trim(),
    rules: RULES,
    roles: ROLES,
    services: componentsOf(world),
    contacts: staff.map(({ name, team }) => ({ name, team })),
    runbooks: runbooks.map(({ id, title }) => ({ id, title })),
  };
}

function componentsOf(world: Scenario['world']): Booklet['services'] {
  const none: string[] = [];
  const caches = (world.caches ?? []).map(({ id }) => ({ id, kind: 'cache', team: '', dependsOn: none }));
  const queues = (world.queues ?? []).map(({ id }) => ({ id, kind: 'queue', team: '', dependsOn: none }));
  const others = (world.thirdParties ?? []).map(({ id }) => ({ id, kind: 'third party', team: '', dependsOn: none }));
  return [
    ...world.services.map(({ id, team, calls, pool }) => ({
      id,
      kind: 'service',
      team,
      dependsOn: [...new Set([...calls.map(({ to }) => to), ...(pool ? [pool.db] : [])])],
    })),
    ...world.databases.map(({ id }) => ({ id, kind: 'database', team: '', dependsOn: none })),
    ...caches,
    ...queues,
    ...others,
  ];
}
