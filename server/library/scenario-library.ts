import { join } from 'node:path';
import type { Home, ScenarioCard } from '../protocol/http.ts';
import { daysBetween, isoDate } from '../runbook/freshness.ts';
import { runbookCard } from '../runbook/view.ts';
import { scenarioFolders } from '../scenario/list.ts';
import { loadScenario, type Loaded } from '../scenario/load.ts';
import type { Problem } from '../scenario/problem.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { belongsTo, withRunbooks } from '../scenario/with-runbooks.ts';
import type { LogStore } from '../store/log-store.ts';
import { proposeDrill } from './propose.ts';

/** The scenarios of one folder, read once each; a changed file counts from the next start. */
export class ScenarioLibrary {
  readonly #root: string;
  readonly #store: Pick<LogStore, 'drills'>;
  readonly #now: () => number;
  readonly #onProblems: (problems: readonly Problem[]) => void;
  readonly #loaded = new Map<string, Loaded>();

  constructor(
    root: string,
    store: Pick<LogStore, 'drills'>,
    now: () => number,
    onProblems: (problems: readonly Problem[]) => void,
  ) {
    this.#root = root;
    this.#store = store;
    this.#now = now;
    this.#onProblems = onProblems;
  }

  /** The scenario for one variant (null = its first), or null when there is none or it has errors. */
  async scenario(id: string, variant: string | null): Promise<Scenario | null> {
    return this.#folders().includes(id) ? this.#load(id, variant) : null;
  }

  /** The same shelf with the library's pages in the place of, and beside, the runbooks on disk; none that was retired. */
  withPages(library: { inService(): Promise<Runbook[]>; retired(): Promise<string[]> }): {
    scenario(id: string, variant: string | null, runbooks?: readonly string[]): Promise<Scenario | null>;
  } {
    return {
      scenario: async (id, variant, runbooks) => {
        const scenario = await this.scenario(id, variant);
        if (!scenario) return null;
        const pages = (await library.inService()).filter(
          (page) => belongsTo(scenario, page) && (runbooks?.includes(page.id) ?? true),
        );
        return withRunbooks(scenario, pages, new Set(await library.retired()));
      },
    };
  }

  /** What is wrong with a scenario's files, warnings among it; null when there is no such scenario. */
  problems(id: string): readonly Problem[] | null {
    if (!this.#folders().includes(id)) return null;
    this.#load(id, null);
    const loaded = this.#loaded.get(`${id}/`);
    return loaded?.ok ? loaded.warnings : (loaded?.problems ?? null);
  }

  /** Every scenario that loads, in its first variant. */
  async firstVariants(): Promise<Scenario[]> {
    return this.#all();
  }

  /** Every scenario that loads, once for each of its variants. */
  async everyVariant(): Promise<Scenario[]> {
    return this.#all().flatMap((scenario) =>
      scenario.variants.flatMap((variant) => this.#load(scenario.id, variant.id) ?? []),
    );
  }

  /** The runbooks that came with the scenarios, by their paths below the root's folder. */
  shippedRunbooks(): { path: string; text: string }[] {
    const files = this.#all().flatMap((scenario) =>
      scenario.runbooks.map(({ file, source }): [string, string] => [file.split(/[\\/]/).slice(-4).join('/'), source]),
    );
    return [...new Map(files)].map(([path, text]) => ({ path, text }));
  }

  /** Every scenario that loads, with all that a facilitator may know. */
  async scenarios(): Promise<ScenarioCard[]> {
    const lastRuns = await this.#lastRuns();
    return this.#all().map((scenario) => cardOf(scenario, lastRuns.get(scenario.id) ?? null));
  }

  /** What the home page shows besides drills. */
  async home(): Promise<Pick<Home, 'proposed' | 'runbooks'>> {
    const today = isoDate(this.#now());
    const lastRuns = await this.#lastRuns();
    const runbooks = new Map(
      this.#all().flatMap((scenario) => scenario.runbooks.map((runbook) => [runbook.id, runbook])),
    );
    return {
      proposed: proposeDrill(this.#all(), lastRuns, this.#now()),
      runbooks: [...runbooks.values()].map((runbook) => ({
        ...runbookCard(runbook),
        daysSinceTested: runbook.lastTested === null ? null : daysBetween(runbook.lastTested, today),
      })),
    };
  }

  #all(): Scenario[] {
    return this.#folders().flatMap((id) => this.#load(id, null) ?? []);
  }

  #folders(): string[] {
    return scenarioFolders(this.#root).map((folder) => folder.slice(this.#root.length + 1));
  }

  #load(id: string, variant: string | null): Scenario | null {
    const key = `${id}/${variant ?? ''}`;
    const known = this.#loaded.get(key);
    const loaded = known ?? loadScenario(join(this.#root, id), variant);
    if (!known) {
      this.#loaded.set(key, loaded);
      this.#onProblems(loaded.ok ? loaded.warnings : loaded.problems);
    }
    return loaded.ok ? loaded.scenario : null;
  }

  async #lastRuns(): Promise<Map<string, number>> {
    const oldestFirst = (await this.#store.drills()).reverse();
    return new Map(oldestFirst.map((drill) => [drill.scenario, drill.createdMs]));
  }
}

function cardOf(scenario: Scenario, lastRunMs: number | null): ScenarioCard {
  const { id, cover, difficulty, minutes, focus } = scenario;
  return {
    id,
    cover,
    difficulty,
    minutes,
    focus,
    full: {
      title: scenario.title,
      summary: scenario.summary,
      hypothesis: scenario.hypothesis.public,
      variants: scenario.variants.map((variant) => ({ id: variant.id, title: variant.title })),
      objectives: scenario.objectives.map((objective) => objective.text),
      runbooks: scenario.runbooks.map((runbook) => runbook.id),
      redHerrings: scenario.redHerrings.map((herring) => herring.what),
      lastRunMs,
    },
  };
}
