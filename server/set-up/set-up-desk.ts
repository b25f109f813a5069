import { chooseScenario } from '../desk/create.ts';
import { misfit } from '../desk/fits-scenario.ts';
import { refuse } from '../drill/refuse.ts';
import type { PastDrill } from '../library/runbook-history.ts';
import type { LibraryPage } from '../library/runbook-library.ts';
import type { CadenceView, ScenarioCard } from '../protocol/http.ts';
import type { Progress } from '../protocol/library.ts';
import type { DryRunView, Isolation, NewDrill, Preflight, Recommendation, SavedSetup } from '../protocol/set-up.ts';
import type { Reply } from '../protocol/wire.ts';
import type { Problem } from '../scenario/problem.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Store } from '../store/store.ts';
import { planOf, type DryRuns } from './dry-runs.ts';
import { cadenceOf } from './cadence.ts';
import { duePeople } from './due-people.ts';
import { setupOfDrill } from './drill-setup.ts';
import { PastDrills } from './past-drills.ts';
import { preflightOf, type PreflightFacts } from './preflight.ts';
import { recommend } from './recommend.ts';
import { leastTestedFirst, openGapsOf, testedPages, type TestedPage } from './tested-pages.ts';
import { savedSetup, saveDraft, saveTemplate } from './saved-setups.ts';

export interface SetUpParts {
  store: Store;
  library: {
    /** Every scenario that loads, in its first variant. */
    firstVariants(): Promise<Scenario[]>;
    problems(id: string): readonly Problem[] | null;
  };
  /** Scenarios with the library's pages in hand. */
  scenarios: { scenario(id: string, variant: string | null, runbooks?: readonly string[]): Promise<Scenario | null> };
  /** The library's pages, and what drills made of them. */
  pages: { pages(): Promise<LibraryPage[]> };
  history: { drills(newest: number): Promise<readonly PastDrill[]> };
  dryRuns: DryRuns;
  isolation: Isolation;
  now: () => number;
  /** An id for a new template. */
  newId: () => string;
}

/** Written and read back to see that the store takes something. */
const PROBE = 'preflight';
/** Whose gaps are looked at: as many as the home page shows, so that asking what to do next replays no long past. */
const DRILLS_READ = 6;
/** A dry run without a seed of its own plays this one. */
const ANY_SEED = 'dry-run';

/** Everything that is done before a drill begins. */
export class SetUpDesk {
  readonly #parts: SetUpParts;
  readonly #past: PastDrills;

  constructor(parts: SetUpParts) {
    this.#parts = parts;
    this.#past = new PastDrills(parts.store);
  }

  get isolation(): Isolation {
    return this.#parts.isolation;
  }

  async recommendations(): Promise<Recommendation[]> {
    const { library, history, store, now } = this.#parts;
    const past = await history.drills(DRILLS_READ);
    const pages = await this.#pages();
    const drills = await store.drills();
    return recommend({
      scenarios: (await library.firstVariants()).map((scenario) => ({
        ...scenario,
        control: scenario.nothingWrong === true,
      })),
      runbooks: pages.map((page) => ({ ...page, openGaps: openGapsOf(page.id, past) })),
      lastRunMs: new Map([...drills].reverse().map((drill) => [drill.scenario, drill.createdMs])),
      due: duePeople(await this.#past.begun(), now()),
      nowMs: now(),
    });
  }

  /** The team's habits. */
  async cadence(): Promise<CadenceView[]> {
    return cadenceOf(await this.#past.begun(), this.#parts.now());
  }

  /** Cards with what a set-up chooses from: pages under test, promises, faults. */
  async withPages(cards: readonly ScenarioCard[]): Promise<ScenarioCard[]> {
    const pages = await this.#pages();
    const scenarios = new Map((await this.#parts.library.firstVariants()).map((one) => [one.id, one]));
    return cards.map((card) => {
      const scenario = scenarios.get(card.id);
      return card.full && scenario ? { ...card, full: { ...card.full, ...choicesOf(scenario, pages) } } : card;
    });
  }

  async setups(person: string): Promise<SavedSetup[]> {
    return (await this.#parts.store.setupsFor(person)).map(savedSetup);
  }

  draft(person: string, setup: NewDrill): Promise<SavedSetup> {
    return saveDraft(this.#parts.store, person, setup, this.#parts.now());
  }

  /** A template for everybody. */
  template(person: string, name: string, setup: NewDrill): Promise<SavedSetup> {
    return saveTemplate(this.#parts.store, { id: this.#parts.newId(), person, name, setup }, this.#parts.now());
  }

  /** Takes away a template, or the person's own draft. */
  async remove(person: string, id: string): Promise<Reply<void>> {
    const kept = await this.#parts.store.setup(id);
    const theirs = kept?.kind === 'template' || (kept?.kind === 'draft' && kept.person === person);
    if (!theirs) return { ok: false, refusal: NO_SETUP };
    await this.#parts.store.removeSetup(id);
    return { ok: true, result: undefined };
  }

  /** Remembers what a drill was made from. */
  async keepFor(drill: string, person: string, setup: NewDrill): Promise<void> {
    const { store, now } = this.#parts;
    await store.saveSetup({ id: drill, kind: 'drill', person, name: '', body: JSON.stringify(setup), savedMs: now() });
  }

  /** What a drill was made from; null for an unknown one. */
  async ofDrill(drill: string): Promise<NewDrill | null> {
    const { store } = this.#parts;
    return setupOfDrill(await store.read(drill), await store.setup(drill));
  }

  /** When drills are to be, where somebody said so: drill → Unix milliseconds. */
  async scheduled(): Promise<Map<string, number>> {
    const setups = await this.#parts.store.drillSetups();
    return new Map(
      setups.flatMap(({ id, body }): [string, number][] => {
        const { scheduledMs = null } = JSON.parse(body) as NewDrill;
        return scheduledMs === null ? [] : [[id, scheduledMs]];
      }),
    );
  }

  /** Rejects with a sentence when the bots fail or are called off. */
  async dryRun(
    request: NewDrill,
    onProgress: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<Reply<DryRunView>> {
    const seed = request.seed ?? ANY_SEED;
    const scenario = await chooseScenario(this.#parts, request, seed);
    if (!scenario) {
      const message = `There is no scenario "${request.scenario}" that bots could play.`;
      return { ok: false, refusal: refuse('scenario/unknown', message, 'Choose one from the list.') };
    }
    const refusal = misfit(scenario, request);
    if (refusal) return { ok: false, refusal };
    return { ok: true, result: await this.#parts.dryRuns.play(planOf(request, scenario, seed), onProgress, signal) };
  }

  async preflight(request: NewDrill): Promise<Preflight> {
    const { dryRuns, isolation, now, store } = this.#parts;
    const seed = request.seed ?? ANY_SEED;
    const scenario = await chooseScenario(this.#parts, request, seed);
    const dryRun = scenario && dryRuns.known(planOf(request, scenario, seed));
    const [newest] = await store.drills();
    return preflightOf({
      request,
      scenario: this.#problems(request, scenario),
      dryRun: dryRun && {
        mitigated: dryRun.bots.filter(({ mitigated }) => mitigated).length,
        played: dryRun.bots.length,
        sentence: dryRun.sentence,
        missed: dryRun.own.filter(({ atS }) => atS === null).map(({ from }) => from),
      },
      isolation,
      runbooks: await this.#underTest(request, scenario),
      store: await this.#probe(),
      clock: { nowMs: now(), newestMs: newest?.createdMs ?? null },
    });
  }

  #problems(request: NewDrill, scenario: Scenario | null): PreflightFacts['scenario'] {
    const problems = this.#parts.library.problems(request.scenario);
    if (!problems) return null;
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (!scenario && errors.length === 0) return null;
    const [first] = errors;
    return {
      errors: errors.length,
      warnings: problems.length - errors.length,
      firstError: first ? `Line ${first.line}: ${first.message}` : null,
      misfit: scenario ? (misfit(scenario, request)?.message ?? null) : null,
    };
  }

  async #underTest({ runbooks }: NewDrill, scenario: Scenario | null): Promise<PreflightFacts['runbooks']> {
    if (!scenario) return [];
    return leastTestedFirst(scenario, await this.#pages()).filter(({ id }) => runbooks?.includes(id) ?? true);
  }

  async #probe(): Promise<PreflightFacts['store']> {
    const { store, now } = this.#parts;
    const started = performance.now();
    try {
      await store.setSetting(PROBE, String(now()));
      return { ok: true, tookMs: performance.now() - started };
    } catch (error) {
      return { ok: false, why: error instanceof Error ? error.message : 'It gave no reason.' };
    }
  }

  async #pages(): Promise<TestedPage[]> {
    return testedPages(await this.#parts.pages.pages(), this.#parts.now());
  }
}

function choicesOf(scenario: Scenario, pages: readonly TestedPage[]) {
  const { slos, faults } = scenario.world;
  return {
    pages: leastTestedFirst(scenario, pages).map(({ id, title, version, daysSinceTested }) => ({
      id,
      title,
      version,
      daysSinceTested,
    })),
    slos: slos.map(({ id, title }) => ({ id, title })),
    faults: faults.map(({ id, title }) => ({ id, title })),
  };
}

const NO_SETUP = refuse(
  'setup/unknown',
  'There is no such template of yours.',
  'Reload the page: somebody may have taken it away.',
);
