import type { ScenarioCard } from '../../server/protocol/http.ts';
import type { Progress } from '../../server/protocol/library.ts';
import type { Refusal } from '../../server/protocol/refusal.ts';
import type { DryRunView, NewDrill, Preflight, Recommendation, SavedSetup } from '../../server/protocol/set-up.ts';
import { del, get, post, postLong, put } from '../api.ts';
import { forgetHere, keepHere, keptHere, newerDraft } from './kept-draft.ts';
import {
  againFrom,
  asRequest,
  drawByChance,
  drawnOther,
  dryRunKey,
  freshSetup,
  modeNamed,
  withMode,
  withScenario,
  type Mode,
} from './set-up-draft.ts';

/** What the address asks for. */
export interface SetUpLink {
  scenario: string | null;
  mode: string | null;
  /** A drill to play again. */
  from: string | null;
}

export type DryRunState =
  | { state: 'none' }
  | { state: 'running'; progress: Progress | null }
  | { state: 'done'; view: DryRunView }
  | { state: 'off'; refusal: Refusal };

const SAVE_AFTER_MS = 700;
const LOOK_AFTER_MS = 400;
const PLAY_AFTER_MS = 900;

/** A drill being set up: the choices, what the server and the bots say about them, and where they are kept. */
export class SetUp {
  cards = $state.raw<ScenarioCard[] | null>(null);
  recommendations = $state.raw<Recommendation[]>([]);
  saved = $state.raw<SavedSetup[]>([]);
  setup = $state.raw<NewDrill | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  preflight = $state.raw<Preflight | null>(null);
  dryRun = $state.raw<DryRunState>({ state: 'none' });
  /** When the draft was last kept, and whether only here. */
  kept = $state.raw<{ atMs: number; onlyHere: boolean } | null>(null);
  /** Where the choices come from when it is not the page itself. */
  origin = $state.raw<{ what: 'draft' | 'again'; sameSeed: string | null } | null>(null);
  busy = $state(false);
  /** Chosen before the list was there, or by the link. */
  wantedMode = $state.raw<Mode | null>(null);

  readonly card = $derived(this.cards?.find(({ id }) => id === this.setup?.scenario) ?? null);
  readonly templates = $derived(this.saved.filter(({ kind }) => kind === 'template'));

  #save: ReturnType<typeof setTimeout> | undefined;
  #look: ReturnType<typeof setTimeout> | undefined;
  #play: ReturnType<typeof setTimeout> | undefined;
  #playing: AbortController | null = null;
  #played = '';

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
    if (saved.ok) this.saved = saved.result;
    if (again && !again.ok) this.refusal = again.refusal;
    const isFresh = this.#begin(link, again?.ok ? again.result : null);
    const begun = this.setup;
    // Asked for afterwards: it reads past drills, and the list would wait behind it.
    const reply = await get<Recommendation[]>('/api/recommendations');
    if (!reply.ok) return;
    this.recommendations = reply.result;
    // Whoever has chosen meanwhile keeps the choice.
    if (isFresh && this.setup === begun) this.#beginFresh(link);
  }

  /** True when nothing but the link says what to begin with. */
  #begin(link: SetUpLink, again: NewDrill | null): boolean {
    const cards = this.cards ?? [];
    const draft = newerDraft(keptHere(), this.saved);
    const known = draft !== null && cards.some(({ id }) => id === draft.setup.scenario);
    if (again && cards.some(({ id }) => id === again.scenario)) {
      this.origin = { what: 'again', sameSeed: again.seed };
      this.setup = againFrom(again, cards, drawByChance);
    } else if (known && link.scenario === null) {
      this.origin = { what: 'draft', sameSeed: null };
      this.kept = { atMs: draft.savedMs, onlyHere: false };
      this.setup = this.wantedMode === null ? draft.setup : withMode(draft.setup, this.wantedMode);
    } else {
      this.#beginFresh(link);
      return true;
    }
    this.#lookSoon(0);
    this.#playSoon();
    return false;
  }

  #beginFresh({ scenario }: SetUpLink): void {
    const asked = this.recommendations.find((one) => one.scenario === scenario);
    const mode = this.setup?.mode ?? this.wantedMode;
    this.setup = freshSetup(this.cards ?? [], { scenario, mode }, asked ?? this.recommendations[0], drawByChance);
    this.#lookSoon(0);
    this.#playSoon();
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
    if (card && this.setup) this.#take({ ...withScenario(this.setup, card, drawByChance), variant });
  }

  drawAtRandom(): void {
    const other = drawnOther(this.cards ?? [], this.card, drawByChance);
    if (other) this.choose(other.id);
  }

  /** A saved set-up with a seed of its own. */
  use(setup: NewDrill): void {
    this.origin = null;
    this.#take(againFrom(setup, this.cards ?? [], drawByChance));
  }

  /** Throws the draft away. */
  startAfresh(): void {
    this.origin = null;
    this.#take(freshSetup(this.cards ?? [], { scenario: null, mode: null }, this.recommendations[0], drawByChance));
  }

  #take(setup: NewDrill): void {
    this.setup = setup;
    keepHere(setup, Date.now());
    clearTimeout(this.#save);
    this.#save = setTimeout(() => void this.#keep(), SAVE_AFTER_MS);
    this.#lookSoon(LOOK_AFTER_MS);
    this.#playSoon();
  }

  async #keep(): Promise<void> {
    const { setup } = this;
    this.#save = undefined;
    if (!setup) return;
    const atMs = Date.now();
    const reply = await put<SavedSetup>('/api/setups/draft', asRequest(setup));
    this.kept = { atMs: reply.ok ? reply.result.savedMs : atMs, onlyHere: !reply.ok };
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

  /** By itself, once the choices rest; nobody waits for it. */
  #playSoon(): void {
    const { setup } = this;
    if (!setup || dryRunKey(setup) === this.#played) return;
    this.cancelDryRun();
    this.dryRun = { state: 'none' };
    clearTimeout(this.#play);
    this.#play = setTimeout(() => void this.playDry(), PLAY_AFTER_MS);
  }

  async playDry(): Promise<void> {
    const { setup } = this;
    if (!setup) return;
    const playing = new AbortController();
    this.#playing = playing;
    this.#played = dryRunKey(setup);
    this.dryRun = { state: 'running', progress: null };
    const reply = await postLong<DryRunView>(
      '/api/dry-run',
      asRequest(setup),
      (progress) => {
        if (this.#playing === playing) this.dryRun = { state: 'running', progress };
      },
      playing.signal,
    );
    if (this.#playing !== playing) return;
    this.#playing = null;
    this.dryRun = reply.ok ? { state: 'done', view: reply.result } : { state: 'off', refusal: reply.refusal };
    await this.lookOver();
  }

  cancelDryRun(): void {
    clearTimeout(this.#play);
    if (!this.#playing) return;
    this.#playing.abort();
    this.#playing = null;
    this.#played = '';
    this.dryRun = { state: 'none' };
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
    clearTimeout(this.#save);
    this.#save = undefined;
    this.close();
    forgetHere();
    void this.#forgetDraft();
    return reply.result.drill;
  }

  async #forgetDraft(): Promise<void> {
    const saved = await get<SavedSetup[]>('/api/setups');
    const draft = saved.ok ? saved.result.find(({ kind }) => kind === 'draft') : undefined;
    if (draft) await del(`/api/setups/${encodeURIComponent(draft.id)}`);
  }

  async saveTemplate(name: string, setup = this.setup): Promise<Refusal | null> {
    if (!setup) return null;
    const reply = await post<SavedSetup>('/api/setups', { name, setup: asRequest(setup) });
    if (!reply.ok) return reply.refusal;
    this.saved = [reply.result, ...this.saved];
    return null;
  }

  async removeTemplate({ id }: SavedSetup): Promise<Refusal | null> {
    const reply = await del(`/api/setups/${encodeURIComponent(id)}`);
    if (!reply.ok && reply.refusal.code !== 'setup/unknown') return reply.refusal;
    this.saved = this.saved.filter((one) => one.id !== id);
    return null;
  }

  /** What was not kept yet is; nothing is asked or played any more. */
  close(): void {
    if (this.#save !== undefined) {
      clearTimeout(this.#save);
      void this.#keep();
    }
    clearTimeout(this.#look);
    this.cancelDryRun();
  }
}
