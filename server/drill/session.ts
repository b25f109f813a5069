import type { Action } from '../engine/input.ts';
import type { ImpactView, SloView } from '../engine/inspect.ts';
import type { TerminalResult } from '../protocol/commands.ts';
import type { IncidentRole, SeatKind } from '../protocol/roles.ts';
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
import { deckView } from './deck.ts';
import { changesFromHistory } from './evolve/changes.ts';
import { measure } from './measure.ts';
import type { Simulation } from './simulation.ts';

/** Somebody in the drill. Names are not here: they sit in a side table and can be erased. */
export interface Seat {
  id: string;
  kind: SeatKind;
  roles: IncidentRole[];
  state: 'waiting' | 'here' | 'away' | 'left';
  ready: boolean;
  vote: boolean | null;
  /** Its kind has changed since it joined. */
  moved: boolean;
}

interface InjectState {
  state: 'to come' | 'fired' | 'skipped';
  /** When it fires, or fired; null while it waits for its condition. */
  atS: number | null;
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
  notes: TruthView['notes'];
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
  fresh: { map: boolean; deck: boolean; measured: boolean };

  /** Command id → the entry that answers it, so that sending it again gets the same reply. */
  answers: Map<string, AnyDraft>;
  /** Seat → command id of a line whose tools have acted and that has not ended. */
  openLines: Map<string, string>;
}

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
    deck: { budget: 0, spent: 0, cards: [], hypothesis: { text: '', verdict: 'open', atS: null } },
    fresh: { map: false, deck: false, measured: false },
    answers: new Map(),
    openLines: new Map(),
  };
  session.deck = deckView(session);
  return session;
}
