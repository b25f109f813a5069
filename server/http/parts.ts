import type { Accounts } from '../account/accounts.ts';
import type { CreateOptions } from '../desk/create.ts';
import type { AnyEntry } from '../drill/entry.ts';
import type { BranchFigures } from '../report/branch.ts';
import type { BookletDesk } from '../library/booklet-desk.ts';
import type { GapDesk } from '../library/gap-desk.ts';
import type { RunbookDesk } from '../library/runbook-desk.ts';
import type { ExposedFamily } from '../engine/signals/exposed.ts';
import type { Debrief, DrillCard, Home, ScenarioCard } from '../protocol/http.ts';
import type { NewDrill } from '../protocol/set-up.ts';
import type { SeatKind } from '../protocol/roles.ts';
import type { Reply } from '../protocol/wire.ts';
import type { InjectTrials } from '../set-up/inject-trials.ts';
import type { SetUpDesk } from '../set-up/set-up-desk.ts';
import type { Person } from '../store/account-store.ts';
import type { Store } from '../store/store.ts';
import type { WebClient } from './web-client.ts';

/** What the routes are made of; `main.ts` puts it together. */
export interface HttpParts {
  store: Store;
  accounts: Accounts;
  desk: DeskForHttp;
  library: LibraryForHttp;
  debriefs: DebriefsForHttp;
  runbooks: RunbookDesk;
  gaps: GapDesk;
  booklets: BookletDesk;
  setUp: SetUpDesk;
  trials: Pick<InjectTrials, 'tryInject'>;
  web: WebClient;
  version: string;
  engine: string;
  publicUrl: string | null;
  now: () => number;
  /** Requests a minute from one address: to anything under /api, and to what people read out and could guess. */
  limits: { api: number; guesses: number };
  logError: (error: unknown, request: { method: string; path: string }) => void;
}

/** What HTTP asks of the desk. */
export interface DeskForHttp {
  /** Creates a drill; the person gets its facilitator's seat, or the one that `options` says. */
  createDrill(
    request: NewDrill,
    person: Person,
    options?: CreateOptions,
  ): Promise<Reply<{ drill: string; seat: string }>>;
  addSeat(drill: string, kind: SeatKind, name: string, approved: boolean): Promise<Reply<{ seat: string }>>;
  seat(drill: string, seat: string): Promise<DrillSeat | null>;
  /** Where the drill stands; `mine`, `title` and `joinCode` are the route's to fill or hide. */
  status(drill: string): Promise<DrillStatus | null>;
  /** Carries out a command of a seat. */
  submit(drill: string, seat: string, command: { id: string; name: string; payload: unknown }): Promise<Reply<unknown>>;
  /** Metrics of the newest sample, and the drill's own date at that moment. */
  exposed(drill: string): Promise<Reply<{ families: ExposedFamily[]; simulatedMs: number }>>;
}

export interface DrillSeat {
  kind: SeatKind;
  state: 'waiting' | 'here' | 'away' | 'left';
}

export type DrillStatus = Pick<DrillCard, 'mode' | 'state' | 'atS' | 'seats'> & {
  title: string;
  /** It was rewound: people go on in this drill. */
  continuedAs: string | null;
};

/** What HTTP asks of the scenarios and runbooks on disk. */
export interface LibraryForHttp {
  scenarios(): Promise<ScenarioCard[]>;
  /** Everything of the home page that is not drills. */
  home(): Promise<Pick<Home, 'proposed' | 'runbooks'>>;
}

/** Debriefs of ended drills. */
export interface DebriefsForHttp {
  /** Null when the drill can neither be replayed here nor read from what it left. */
  debrief(drill: string, entries: readonly AnyEntry[]): Promise<Debrief | null>;
  /** What the drill brings to the comparison with its branches; null where there is no debrief. */
  branch(drill: string, entries: readonly AnyEntry[]): Promise<BranchFigures | null>;
}
