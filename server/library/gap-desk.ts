import type { RerunResult } from '../bots/bot-job.ts';
import type { BotProcess } from '../bots/bot-process.ts';
import type { AnyEntry, Entry } from '../drill/entry.ts';
import { refuse } from '../drill/refuse.ts';
import { upcast } from '../drill/upcast.ts';
import type { Debrief, GapKind, GapView } from '../protocol/http.ts';
import type { CaptureDraft, GapDecision, GapState, Progress } from '../protocol/library.ts';
import type { Refusal } from '../protocol/refusal.ts';
import type { Reply } from '../protocol/wire.ts';
import { parseRunbook } from '../runbook/parse.ts';
import { writePack } from '../scenario/pack.ts';
import { withRunbooks } from '../scenario/with-runbooks.ts';
import type { Person } from '../store/account-store.ts';
import { VersionConflict, type LibraryStore, type RunbookVersion } from '../store/library-store.ts';
import type { LogStore } from '../store/log-store.ts';
import { acceptedText, testedOn, type Acceptance } from './accepted-edit.ts';
import { draftFromDrill, keepDraft } from './capture-desk.ts';
import { drillDay } from './drill-day.ts';
import { TreeProblem, type GitTree } from './git-tree.ts';
import { pinnedScenario } from './pinned-scenario.ts';
import { OPEN_GAP, readStates } from './runbook-history.ts';
import { treePath } from './runbook-ids.ts';
import type { LibraryPage, RunbookLibrary } from './runbook-library.ts';

type Shelf = Parameters<typeof pinnedScenario>[0]['scenarios'];

interface GapDeskParts {
  store: LibraryStore & Pick<LogStore, 'read' | 'pack' | 'seatNames'>;
  library: RunbookLibrary;
  scenarios: Shelf;
  debriefs: { debrief(drill: string, entries: readonly AnyEntry[]): Promise<Debrief | null> };
  bots: Pick<BotProcess, 'run'>;
  tree: GitTree | null;
  now: () => number;
}

interface FoundGap {
  gap: GapView;
  state: GapState;
  created: Entry<'drill.created'>['payload'];
  /** When the drill ran, by the calendar of those who played it. */
  day: string;
  /** It ran a step of the gap's page. */
  tested: boolean;
}

/**
 * What becomes of a drill's runbook gaps: a person accepts, changes or refuses the proposed edit; an accepted one makes a
 * version and, in a linked working tree, a commit. A gap closes when the same scenario and seed, played again with the
 * edited page, no longer shows it.
 */
export class GapDesk {
  readonly #parts: GapDeskParts;

  constructor(parts: GapDeskParts) {
    this.#parts = parts;
  }

  async states(drill: string): Promise<Record<string, GapState>> {
    return Object.fromEntries(readStates(await this.#parts.store.gapStates(drill)));
  }

  async decide(drill: string, gapId: string, decision: GapDecision, by: Person): Promise<Reply<GapState>> {
    const found = await this.#gap(drill, gapId);
    if (!found.ok) return found;
    const { gap, state, day, tested } = found.result;
    if (state.state === 'closed') return no(SETTLED);
    const decided = { ...OPEN_GAP, by: by.name, atMs: this.#parts.now() };
    if (decision.decision === 'refuse') {
      return this.#keep(drill, gapId, { ...decided, state: 'refused', reason: decision.reason });
    }
    const page = gap.runbook === null ? null : await this.#parts.library.page(gap.runbook);
    if (!page) return no(NO_PAGE);
    const base = decision.decision === 'change' ? decision.base : undefined;
    if (base !== undefined && base !== page.stored.newest.version) return no(MOVED_ON);
    const edited = editOf(page, gap, decision, { name: by.name, day });
    if (edited === null) return no(gap.proposal === null ? NO_PROPOSAL : MOVED_ON);
    const note = decision.decision === 'change' && decision.note !== '' ? decision.note : `${gap.kind}, drill ${drill}`;
    const text = tested ? testedOn(edited, page.stored.path, day) : edited;
    const saved = await this.#save(page, text, note, by, { drill, gap: gapId });
    if (!saved.ok) return saved;
    return this.#keep(drill, gapId, { ...decided, ...saved.result, state: 'accepted' });
  }

  /** Plays the drill again with the edited page in a bot's hands. Called off by the signal, it changes nothing. */
  async rerun(
    drill: string,
    gapId: string,
    onProgress: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<Reply<GapState>> {
    const found = await this.#gap(drill, gapId);
    if (!found.ok) return found;
    const { gap, state, created } = found.result;
    if (gap.runbook === null || state.version === null) return no(NOT_ACCEPTED);
    const scenario = await pinnedScenario({ scenarios: this.#parts.scenarios, store: this.#parts.store }, created);
    const page = await this.#parts.library.page(gap.runbook);
    if (!scenario || !page) return no(NO_PAGE);
    const own = scenario.runbooks.find(({ id }) => id === gap.runbook);
    const edited = { ...parseRunbook(page.stored.newest.text, own?.file ?? page.stored.path), id: gap.runbook };
    const pack = writePack(withRunbooks(scenario, [edited]));
    const { runbook } = gap;
    const result = await this.#parts.bots.run<'rerun'>(
      { kind: 'rerun', pack, seed: created.seed, runbook, sendsOn: SENDS_ON.includes(gap.kind) },
      onProgress,
      signal,
    );
    const verdict = judge(gap, result);
    const atMs = this.#parts.now();
    return this.#keep(drill, gapId, {
      ...state,
      state: verdict.ok ? 'closed' : 're-run failed',
      rerun: { kind: 'bot', atMs, dueMs: null, ...verdict, drill: null },
    });
  }

  /** A re-run with people, to be done by a date. */
  async schedule(drill: string, gapId: string, dueMs: number): Promise<Reply<GapState>> {
    const found = await this.#gap(drill, gapId);
    if (!found.ok) return found;
    const { state } = found.result;
    if (state.version === null) return no(NOT_ACCEPTED);
    const atMs = this.#parts.now();
    const rerun = {
      kind: 'people',
      atMs,
      dueMs,
      ok: null,
      word: 'To be drilled again by people.',
      drill: null,
    } as const;
    return this.#keep(drill, gapId, { ...state, rerun });
  }

  /** A runbook drafted from the drill. */
  capture(drill: string): Promise<Reply<CaptureDraft>> {
    return draftFromDrill(this.#parts, drill);
  }

  keepCapture(drill: string, draft: { id: string; text: string }, by: Person): Promise<Reply<{ runbook: string }>> {
    return keepDraft(this.#parts, drill, draft, by);
  }

  async #gap(drill: string, gapId: string): Promise<Reply<FoundGap>> {
    const entries = await this.#parts.store.read(drill);
    const debrief = entries.length === 0 ? null : await this.#parts.debriefs.debrief(drill, entries);
    const gap = debrief?.gaps.find(({ id }) => id === gapId);
    if (!gap) return no(NO_GAP);
    const state = readStates(await this.#parts.store.gapStates(drill)).get(gapId) ?? OPEN_GAP;
    const { payload } = upcast(entries[0]!) as Entry<'drill.created'>;
    const tested = debrief?.runbooks.some(({ id, stepsRun }) => id === gap.runbook && stepsRun > 0) ?? false;
    return { ok: true, result: { gap, state, created: payload, day: drillDay(entries), tested } };
  }

  async #save(
    page: LibraryPage,
    text: string,
    note: string,
    by: Person,
    from: Pick<RunbookVersion, 'drill' | 'gap'>,
  ): Promise<Reply<Pick<GapState, 'version' | 'commit' | 'reason'>>> {
    const { library } = this.#parts;
    const { id, newest } = page.stored;
    // Another gap of the drill may have brought these very words: then they are a version already.
    if (text === newest.text)
      return { ok: true, result: { version: newest.version, commit: newest.commit, reason: null } };
    let version: number;
    try {
      version = await library.save(id, text, note, by.id, newest.version, from);
    } catch (error) {
      if (error instanceof VersionConflict) return no(MOVED_ON);
      throw error;
    }
    return { ok: true, result: { version, ...(await this.#commit(page, version, text, note, from)) } };
  }

  /** Into the linked working tree. The edit is kept in the library even where the way to the tree fails. */
  async #commit(
    { stored }: LibraryPage,
    version: number,
    text: string,
    note: string,
    from: Pick<RunbookVersion, 'drill' | 'gap'>,
  ): Promise<Pick<GapState, 'commit' | 'reason'>> {
    const { tree, store } = this.#parts;
    if (!tree) return { commit: null, reason: null };
    const message = `${stored.id}: ${note}\n\nFrom drill ${from.drill}, gap ${from.gap}.`;
    try {
      const commit = await tree.commit(treePath(stored), text, message);
      await store.setCommit(stored.id, version, commit);
      return { commit, reason: null };
    } catch (error) {
      if (!(error instanceof TreeProblem)) throw error;
      return { commit: null, reason: `Kept here, not committed: ${error.message} Commit it by hand.` };
    }
  }

  async #keep(drill: string, gap: string, state: GapState): Promise<Reply<GapState>> {
    await this.#parts.store.saveGapState(drill, gap, JSON.stringify(state));
    return { ok: true, result: state };
  }
}

/** Gaps that a page closes by sending people on: the re-run goes where it sends them. */
const SENDS_ON: readonly GapKind[] = ['scope lies', 'wrong runbook linked'];

/** Gaps whose edit gives other steps the numbers that these had. */
const RENUMBERS: readonly GapKind[] = ['harmful step', 'wrong order'];

/** What the page shall say; null when there is no such edit, or its lines are not there any more. */
function editOf(
  { stored }: LibraryPage,
  { proposal }: GapView,
  decision: Exclude<GapDecision, { decision: 'refuse' }>,
  by: Acceptance,
): string | null {
  if (decision.decision === 'change') return decision.text;
  return proposal === null ? null : acceptedText(stored.newest.text, proposal, by);
}

/** Does the re-run show the gap again? The step must have run, been understood, and its checks ended true. */
function judge(gap: GapView, { gaps, steps, mitigated, ttmS }: RerunResult): { ok: boolean; word: string } {
  const again = gaps.find(
    (other) =>
      other.kind === gap.kind && other.runbook === gap.runbook && (gap.step === null || other.step === gap.step),
  );
  if (again) return { ok: false, word: again.sentence };
  const step = RENUMBERS.includes(gap.kind) ? undefined : steps.find((one) => one.step === gap.step);
  if (step?.refused) return { ok: false, word: `The system still refuses step ${step.step}.` };
  const part = step && step.ran ? `Step ${step.step} ran, ${step.checksTrue} of ${step.checks} checks true; ` : '';
  const alone = SENDS_ON.includes(gap.kind) ? 'this page and where it sends people' : 'this page alone';
  const end = mitigated
    ? `service was back ${ttmS === null ? '' : `after ${Math.round(ttmS)} s `}by ${alone}`
    : `${alone} did not bring the service back`;
  return { ok: true, word: `${part}${end.trim()}.` };
}

function no(refusal: Refusal): { ok: false; refusal: Refusal } {
  return { ok: false, refusal };
}

const NO_GAP = refuse('gap/unknown', 'There is no such gap in this drill.', 'Reload the debrief.');
const NO_PAGE = refuse(
  'runbook/unknown',
  'The page of this gap is not in the library.',
  'Import it, or write it anew.',
);
const SETTLED = refuse('gap/settled', 'This gap is closed already.', 'Open the page to edit it further.');
const NOT_ACCEPTED = refuse('gap/settled', 'No edit was accepted yet.', 'Accept or change the proposal first.');
const NO_PROPOSAL = refuse('gap/settled', 'Only a person can word this edit.', 'Write it, and save it as a change.');
const MOVED_ON = refuse(
  'runbook/conflict',
  'The page has changed since the drill.',
  'Open it and take the edit over by hand.',
);
