import type { ScenarioCard } from '../../server/protocol/http.ts';
import type { Refusal } from '../../server/protocol/refusal.ts';
import type { NewDrill, Preflight, Recommendation, SavedSetup } from '../../server/protocol/set-up.ts';
import { get, post } from '../api.ts';
import { counted } from '../kit/format.ts';
import { toasts } from '../kit/toasts.svelte.ts';
import { DraftKeeper } from './draft-keeper.svelte.ts';
import { DryRun } from './dry-run.svelte.ts';
import { keptHere, newerDraft, type KeptDraft } from './kept-draft.ts';
import {
  againFrom,
  asRequest,
  drawByChance,
  drawnOther,
  freshSetup,
  modeNamed,
  withMode,
  withScenario,
  type Mode,
} from './set-up-draft.ts';
import { Templates } from './templates.svelte.ts';

/** What the address asks for. */
export interface SetUpLink {
  scenario: string | null;
  mode: string | null;
  /** A drill to play again. */
  from: string | null;
}

/** Where the choices come from when it is not the page itself. */
type Origin = { what: 'draft'; savedMs: number } | { what: 'again'; sameSeed: string | null };

const LOOK_AFTER_MS = 400;

/** A drill being set up: the choices, and what the server and the bots say about them. */
export class SetUp {
  cards = $state.raw<ScenarioCard[] | null>(null);
  recommendations = $state.raw<Recommendation[]>([]);
  setup = $state.raw<NewDrill | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  preflight = $state.raw<Preflight | null>(null);
  origin = $state.raw<Origin | null>(null);
  /** A draft that the link did not ask for: it waits until somebody chooses something else. */
  otherDraft = $state.raw<KeptDraft | null>(null);
  busy = $state(false);
  /** Chosen before the list was there, or by the link. */
  wantedMode = $state.raw<Mode | null>(null);
  readonly dryRun = new DryRun(() => this.lookOver());
  readonly draft = new DraftKeeper();
  readonly templates = new Templates();

  readonly card = $derived(this.cards?.find(({ id }) => id === this.setup?.scenario) ?? null);

  #look: ReturnType<typeof setTimeout> | undefined;

  /** The list comes first and waits for nothing; what is recommended comes after it. */
  async load(link: SetUpLink): Promise<void> {
    this.refusal = null;
    this.wantedMode = modeNamed(link.mode);
    const [cards, saved, again] = await Promise.all([
      get<ScenarioCard[]>('/api/scenarios'),
      get<SavedSetup[]>('/api/setups'),
      link.from === null ? null : get<NewDrill>(`/api/drills/${encodeURIComponent(link.from)}/setup`),
    ]);
    if (!cards.ok) {
      this.refusal = cards.refusal;
      return;
    }
    this.cards = cards.result;
    const kept = saved.ok ? saved.result : [];
    this.templates.list = kept.filter(({ kind }) => kind === 'template');
    if (again && !again.ok) this.refusal = again.refusal;
    const isFresh = !this.#goOn(link, kept, again?.ok ? again.result : null);
    if (isFresh) this.#beginFresh(link);
    const begun = this.setup;
    // Asked for afterwards: it reads past drills, and the list would wait behind it.
    const reply = await get<Recommendation[]>('/api/recommendations');
    if (!reply.ok) return;
    this.recommendations = reply.result;
    // Whoever has chosen meanwhile keeps the choice.
    if (isFresh && this.setup === begun) this.#beginFresh(link);
  }

  /** With a past drill or a draft; false when there is neither to go on with. */
  #goOn(link: SetUpLink, saved: readonly SavedSetup[], again: NewDrill | null): boolean {
    const cards = this.cards ?? [];
    const isHere = (setup: NewDrill) => cards.some(({ id }) => id === setup.scenario);
    const draft = newerDraft(keptHere(), saved);
    if (again && isHere(again)) {
      this.otherDraft = draft && isHere(draft.setup) ? draft : null;
      this.origin = { what: 'again', sameSeed: again.seed };
      this.#begin(againFrom(again, cards, drawByChance));
      return true;
    }
    if (!draft || !isHere(draft.setup)) return false;
    if (link.scenario !== null) {
      this.otherDraft = draft;
      return false;
    }
    this.origin = { what: 'draft', savedMs: draft.savedMs };
    this.#begin(this.wantedMode === null ? draft.setup : withMode(draft.setup, this.wantedMode));
    return true;
  }

  #beginFresh({ scenario }: SetUpLink): void {
    const asked = this.recommendations.find((one) => one.scenario === scenario);
    const mode = this.setup?.mode ?? this.wantedMode;
    this.#begin(freshSetup(this.cards ?? [], { scenario, mode }, asked ?? this.recommendations[0], drawByChance));
  }

  /** Nothing is kept before somebody has chosen something. */
  #begin(setup: NewDrill): void {
    this.setup = setup;
    this.#lookSoon(0);
    this.dryRun.playSoon(setup);
  }

  /** Every choice goes through here: it is kept, looked at, and played by bots when it makes another drill. */
  change(patch: Partial<NewDrill>): void {
    if (this.setup) this.#take({ ...this.setup, ...patch });
  }

  /** The set-up without a part that may be left out. */
  without(part: 'bots' | 'runbooks' | 'injects'): void {
    if (!this.setup) return;
    const { [part]: _gone, ...rest } = this.setup;
    this.#take(rest);
  }

  setMode(mode: Mode): void {
    this.wantedMode = mode;
    if (this.setup) this.#take(withMode(this.setup, mode));
  }

  choose(id: string, variant: string | null = null): void {
    const card = this.cards?.find((one) => one.id === id);
    if (card && this.setup) this.#switchTo({ ...withScenario(this.setup, card, drawByChance), variant });
  }

  /** One of the others, each as likely. Which draw it was is kept with the drill: drawing until it suits is no draw. */
  drawAtRandom(): void {
    const other = drawnOther(this.cards ?? [], this.card, drawByChance);
    if (!other || !this.setup) return;
    const draws = (this.setup.draws ?? 0) + 1;
    this.#switchTo({ ...withScenario(this.setup, other, drawByChance), draws });
  }

  /** To another scenario. Injects belong to the old one; whoever wrote some can have them back. */
  #switchTo(next: NewDrill): void {
    const before = this.setup;
    this.#take(next);
    const gone = before?.injects?.length ?? 0;
    if (before && gone > 0)
      toasts.say(`${counted(gone, 'own inject')} went with the other scenario.`, { undo: () => this.takeBack(before) });
  }

  /** Undo: the set-up as it was, whatever was added since. */
  takeBack(before: NewDrill): void {
    this.#take(before);
  }

  /** A saved set-up with a seed of its own. */
  use(setup: NewDrill): void {
    this.origin = null;
    this.#take(againFrom(setup, this.cards ?? [], drawByChance));
  }

  /** The draft that waited, after all. */
  goOnWithDraft({ setup, savedMs }: KeptDraft): void {
    this.otherDraft = null;
    this.#take(setup);
    this.origin = { what: 'draft', savedMs };
  }

  /** Throws the draft away. */
  startAfresh(): void {
    this.origin = null;
    this.#take(freshSetup(this.cards ?? [], { scenario: null, mode: null }, this.recommendations[0], drawByChance));
  }

  #take(setup: NewDrill): void {
    this.setup = setup;
    this.draft.keep(setup);
    this.#lookSoon(LOOK_AFTER_MS);
    this.dryRun.playSoon(setup);
  }

  #lookSoon(afterMs: number): void {
    clearTimeout(this.#look);
    this.#look = setTimeout(() => void this.lookOver(), afterMs);
  }

  async lookOver(): Promise<void> {
    const { setup } = this;
    if (!setup) return;
    const reply = await post<Preflight>('/api/preflight', asRequest(setup));
    // Late answers to older choices say nothing about these.
    if (reply.ok && this.setup === setup) this.preflight = reply.result;
  }

  /** The lobby's drill, or null with the refusal shown. */
  async open(): Promise<string | null> {
    const { setup } = this;
    if (!setup || this.busy) return null;
    this.busy = true;
    this.refusal = null;
    const reply = await post<{ drill: string }>('/api/drills', asRequest(setup));
    this.busy = false;
    if (!reply.ok) {
      this.refusal = reply.refusal;
      return null;
    }
    void this.draft.forget();
    this.close();
    return reply.result.drill;
  }

  /** What was not kept yet is; nothing is asked or played any more. */
  close(): void {
    this.draft.now();
    clearTimeout(this.#look);
    this.dryRun.cancel();
  }
}
