import type { Action } from '../engine/input.ts';
import type { ImpactView, SloView } from '../engine/inspect.ts';
import type { TerminalResult } from '../protocol/commands.ts';
import type { FaultCheck, Prediction } from '../protocol/breaking.ts';
import type { AssessmentView, CheckpointView, NudgeView, StopRule } from '../protocol/control.ts';
import type { BranchPoint } from '../protocol/control.ts';
import type { Skill } from '../protocol/onboarding.ts';
import type { IncidentRole, SeatKind } from '../protocol/roles.ts';
import type { RoundNotesView, RoundView } from '../protocol/tabletop.ts';
import type {
  ActionItemView,
  AlertView,
  ChangeView,
  ClockView,
  DecisionView,
  DeckView,
  FactView,
  HintView,
  IncidentView,
  MapNodeView,
  MessageView,
  NoticeView,
  StepEvidenceView,
  TruthView,
} from '../protocol/room.ts';
import { toldFor } from '../scenario/told-for.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { AnyDraft, Entry, EntryPayloads } from './entry.ts';
import type { CoachSnapshot, Seen } from './coach/machine.ts';
import type { Meant } from './coach/meaning.ts';
import { deckView } from './deck.ts';
import { changesFromHistory } from './evolve/changes.ts';
import { writeInject } from './inject-script.ts';
import { measure } from './measure.ts';
import { noResponse, type ResponseSoFar } from './nudges/response.ts';
import type { Simulation } from './simulation.ts';

/** Somebody in the drill. Names are not here: they sit in a side table and can be erased. */
export interface Seat {
  id: string;
  kind: SeatKind;
  roles: IncidentRole[];
  /** What it wore when it left, for whoever lets it back in. */
  hadRoles: IncidentRole[];
  state: 'waiting' | 'here' | 'away' | 'left';
  ready: boolean;
  vote: boolean | null;
  /** Its kind has changed since it joined. */
  moved: boolean;
  bot: boolean;
}

interface InjectState {
  state: 'to come' | 'fired' | 'skipped';
  /** When it fires, or fired; null while it waits for its condition. */
  atS: number | null;
  /** When one that was skipped would have fired. */
  plannedS?: number | null;
}

/** A machine check of a runbook step that is being watched. */
export interface Watch {
  runbook: string;
  step: number;
  check: number;
  sinceS: number;
  /** Since when its condition has held without a break; null while it does not. */
  trueSinceS: number | null;
}

/** First drill second at which something happened; null until then. */
export interface Stamps {
  fault: number | null;
  impact: number | null;
  page: number | null;
  declare: number | null;
}

/**
 * One drill, live or replayed: everything that its log has brought about so far. Changed only by `advance` and
 * `applyInput`; read by `decide`, `project` and `snapshot`. Where a member has a view's type it is shown as it is.
 */
export interface Session {
  drill: string;
  scenario: Scenario;
  created: EntryPayloads['drill.created'];
  sim: Simulation;
  /** Seat → name as people typed it; handed in by the desk, never in the log. */
  names: Map<string, string>;

  clock: ClockView;
  seats: Map<string, Seat>;
  incident: IncidentView | null;
  /** In the order in which they first appeared, by fingerprint. */
  alerts: Map<string, AlertView>;
  messages: MessageView[];
  facts: Map<string, FactView>;
  decisions: DecisionView[];
  changes: ChangeView[];
  evidence: Map<string, StepEvidenceView>;
  /** Runbook → drill second at which the response side first opened it. */
  opened: Map<string, number>;
  watches: Watch[];
  hints: HintView[];
  actions: Map<string, ActionItemView>;
  notices: NoticeView[];
  /** Seat → its terminal lines, oldest first. */
  terminal: Map<string, TerminalResult[]>;
  /** `seat/terminal` → its shell's directory. */
  directories: Map<string, string>;

  objectives: Map<string, { state: 'open' | 'met' | 'missed'; atS: number | null }>;
  injects: Map<string, InjectState>;
  identifications: TruthView['identifications'];
  /** `observed`: whoever wrote it was an observer then. */
  notes: (TruthView['notes'][number] & { observed: boolean })[];
  /** Index of a tempting move → drill second of the first time it was taken. */
  tempted: Map<number, number>;
  /** Staff who were paged and have not answered yet. */
  staffPending: { staff: string; dueS: number }[];
  staffPages: number;
  /** Faults that left their initial state, and who sent them: a breaker's seat, or null for the scenario. */
  fired: { fault: string; atS: number; seat: string | null }[];

  /** What happened, for conditions: tools and first words of lines, and actions, each with its drill second. */
  ran: { words: string[]; atS: number; order: number }[];
  acted: { name: string; action: Action; atS: number; order: number }[];
  said: Set<'declare' | 'can' | 'allclear' | 'decision' | 'hypothesis'>;
  /** Condition → since when it has held; for those with a duration. */
  held: Map<string, number>;
  breachedOnce: Set<string>;
  stamps: Stamps;
  /** Counts lines and actions, so that "before" is decided inside one second too. */
  order: number;

  /** Readings of the world as last shown; refreshed with log entries so that a projection depends on the log alone. */
  measured: { map: MapNodeView[]; slos: SloView[]; impact: ImpactView };
  deck: DeckView;
  /** Audience parts that the entry just applied has changed beside its own subject. */
  fresh: {
    map: boolean;
    deck: boolean;
    measured: boolean;
    nudges: boolean;
    control: boolean;
    checkpoints: boolean;
    coach: boolean;
    leadAsked: boolean;
  };

  /** Command id → the entry that answers it, so that sending it again gets the same reply. */
  answers: Map<string, AnyDraft>;
  /** Seat → command id of a line whose tools have acted and that has not ended. */
  openLines: Map<string, string>;
  /** Command id of a jump that has begun and not ended. */
  openJump: string | null;

  /** How the drill is run. */
  control: {
    lead: string | null;
    /** Another facilitator asks to lead and has no answer yet. */
    leadAsked: { seat: string; atS: number } | null;
    locked: boolean;
    timeboxS: number;
    continuedAs: BranchPoint | null;
    stops: { rule: StopRule; metAtS: number | null }[];
    checkpoints: CheckpointView[];
  };
  /** Injects that a person wrote: over one of the scenario's, or a new one. `scenario.injects` has them all. */
  written: Map<string, 'edited' | 'added'>;
  faultMoves: Map<string, { atS: number; from: string | null; to: string; event: string }[]>;
  nudges: NudgeView[];
  /** What patterns of the response are read from. */
  response: ResponseSoFar;
  /** Objective → newest rating of each seat. */
  ratings: Map<string, AssessmentView['objectives'][number]['ratings']>;
  /** Fault → its checks, newest first, one for each combination that bots tried; one counts while its combination is there. */
  checks: Map<string, FaultCheck[]>;
  /** Fault → the dials it was fired with. */
  dialled: Map<string, Record<string, number>>;
  /** `late`: a fault was at work already when it was sealed. */
  plan: { text: string; salt: string; hash: string; seat: string; sealedAtS: number; late: boolean } | null;
  predictions: Prediction[];
  rounds: { view: RoundView; notes: RoundNotesView }[];
  coach: {
    nudges: { id: string; atS: number; skill: Skill; text: string }[];
    /** Of each new responder what was shown, and of what was begun what is missing. */
    shown: Map<string, Map<Skill, Seen>>;
    missing: Map<string, Map<Skill, string>>;
    /** Each one's newest words that read like something that has a form. */
    meant: Map<string, { skill: Meant; message: string }>;
    /** Asked to be quiet: until this second, or (null) until asked to speak. */
    quiet: { untilS: number | null } | null;
    /** What the coach has made of the log so far, of each; null outside onboarding. Replaced, never written to. */
    watch: ReadonlyMap<string, CoachSnapshot> | null;
  };
  /** Bots in roles: cue → when it was taken, and roles that people handed to them. */
  crew: { done: Map<string, number>; handed: { seat: string; role: IncidentRole; by: string; atS: number }[] };
}

export const NOTHING_FRESH: Session['fresh'] = {
  map: false,
  deck: false,
  measured: false,
  nudges: false,
  control: false,
  checkpoints: false,
  coach: false,
  leadAsked: false,
};

const NO_DECK: DeckView = {
  budget: 0,
  spent: 0,
  cards: [],
  hypothesis: { text: '', verdict: 'open', atS: null },
  plan: null,
  predictions: [],
  coolingUntilS: null,
  pages: [],
  elsewhere: [],
};

/** The session at drill second 0, in its lobby. The simulation has run its pre-roll and nothing else. */
export function createSession(scenario: Scenario, sim: Simulation, entry: Entry<'drill.created'>): Session {
  const session: Session = {
    drill: entry.drill,
    scenario: toldFor(entry.payload.seed, scenario),
    created: entry.payload,
    sim,
    names: new Map(),
    clock: { state: 'lobby', atS: 0, speed: entry.payload.speed ?? 1, reason: null },
    seats: new Map(),
    incident: null,
    alerts: new Map(),
    messages: [],
    facts: new Map(),
    decisions: [],
    changes: changesFromHistory(scenario.world),
    evidence: new Map(),
    opened: new Map(),
    watches: [],
    hints: [],
    actions: new Map(),
    notices: [],
    terminal: new Map(),
    directories: new Map(),
    objectives: new Map(scenario.objectives.map((objective) => [objective.id, { state: 'open', atS: null }])),
    injects: new Map(
      scenario.injects.map(({ id, when }) => [id, { state: 'to come', atS: 'atS' in when ? when.atS : null }]),
    ),
    identifications: [],
    notes: [],
    tempted: new Map(),
    staffPending: [],
    staffPages: 0,
    fired: [],
    ran: [],
    acted: [],
    said: new Set(),
    held: new Map(),
    breachedOnce: new Set(),
    stamps: { fault: null, impact: null, page: null, declare: null },
    order: 0,
    measured: measure(sim),
    deck: NO_DECK,
    fresh: { ...NOTHING_FRESH },
    answers: new Map(),
    openLines: new Map(),
    openJump: null,
    control: {
      lead: null,
      leadAsked: null,
      locked: false,
      timeboxS: entry.payload.timeboxS,
      continuedAs: null,
      stops: (entry.payload.stops ?? []).map((rule) => ({ rule, metAtS: null })),
      checkpoints: [],
    },
    written: new Map(),
    faultMoves: new Map(),
    nudges: [],
    response: noResponse(),
    ratings: new Map(),
    checks: new Map(),
    dialled: new Map(),
    plan: null,
    predictions: [],
    rounds: [],
    coach: {
      nudges: [],
      shown: new Map(),
      missing: new Map(),
      meant: new Map(),
      quiet: null,
      watch: entry.payload.mode === 'onboarding' ? new Map() : null,
    },
    crew: { done: new Map(), handed: [] },
  };
  for (const inject of entry.payload.injects ?? [])
    if (inject.id !== null) writeInject(session, { ...inject, id: inject.id });
  session.deck = deckView(session);
  return session;
}
