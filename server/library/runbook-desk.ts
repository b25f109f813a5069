import type { BotProcess } from '../bots/bot-process.ts';
import type {
  BotCheck,
  CareChange,
  CareView,
  GatesView,
  ImportAnswer,
  ImportedFile,
  ImportRequest,
  LibraryView,
  LintAnswer,
  MatrixView,
  Progress,
  RunbookPage,
  SaveRunbook,
  SearchAnswer,
} from '../protocol/library.ts';
import type { Reply } from '../protocol/wire.ts';
import { refuse } from '../drill/refuse.ts';
import { parseRunbook } from '../runbook/parse.ts';
import type { LintConfig } from '../runbook/lint/config.ts';
import type { Runbook } from '../runbook/runbook.ts';
import { runbookView } from '../runbook/view.ts';
import { readFromDisk } from '../scenario/read-file.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { skeletonOf } from '../scenario/skeleton.ts';
import type { AccountStore, Person } from '../store/account-store.ts';
import { VersionConflict, type LibraryStore } from '../store/library-store.ts';
import { checkWithBots } from './bot-checks.ts';
import { careView, readCare, withChange } from './care.ts';
import { gatesView } from './gates.ts';
import { importPage, type ImportScene } from './page-import.ts';
import { findingsOf, libraryCard, matrixView, runbookPage, type LibraryScene } from './library-views.ts';
import type { RunbookHistory } from './runbook-history.ts';
import type { LibraryPage, RunbookLibrary } from './runbook-library.ts';
import { RunbookSearch } from './runbook-search.ts';
import { scenarioPlaces } from './scenario-places.ts';
import { unplacedParts } from './unplaced.ts';

interface RunbookDeskParts {
  bots: Pick<BotProcess, 'run'>;
  library: RunbookLibrary;
  history: RunbookHistory;
  store: LibraryStore & Pick<AccountStore, 'person'>;
  /** Every scenario with each of its variants. */
  scenarios: () => Promise<Scenario[]>;
  /** The linked working tree, when there is one. */
  tree: () => Promise<LibraryView['tree']>;
  now: () => number;
  /** The team's own measure for lint; absent = Drillbook's. */
  lint?: LintConfig;
}

/** What people ask of the library and do to it. */
export class RunbookDesk {
  readonly #parts: RunbookDeskParts;
  readonly #search = new RunbookSearch();

  constructor(parts: RunbookDeskParts) {
    this.#parts = parts;
  }

  async view(): Promise<LibraryView> {
    const scene = await this.#scene();
    const runbooks = scene.pages.map((page) => libraryCard(page, scene));
    return {
      runbooks,
      owners: distinct(runbooks.map(({ owner }) => owner)),
      services: distinct(runbooks.flatMap(({ services }) => services)),
      categories: distinct(runbooks.map(({ category }) => category)),
      tree: await this.#parts.tree(),
    };
  }

  async search(query: string): Promise<SearchAnswer> {
    const startMs = performance.now();
    const pages = await this.#parts.library.pages();
    this.#search.update(pages.filter(({ stored }) => !stored.retired).map(({ runbook }) => runbook));
    const hits = this.#search.find(query);
    return { hits, ms: Math.round((performance.now() - startMs) * 10) / 10 };
  }

  async matrix(): Promise<MatrixView> {
    return matrixView(await this.#scene());
  }

  /** The quality gates; `own`: whose care is judged, while every page counts for coverage. */
  async gates(own?: (page: LibraryPage) => boolean): Promise<GatesView> {
    return gatesView(await this.#scene(), scenarioPlaces(readFromDisk), own);
  }

  /** A page as of a version; null = the newest. */
  async page(id: string, version: number | null): Promise<RunbookPage | null> {
    const { library, store } = this.#parts;
    const page = await library.page(id);
    if (!page) return null;
    const versions = await library.versions(id);
    const wanted = version === null ? page.stored.newest : versions[version - 1];
    if (!wanted) return null;
    const runbook = { ...parseRunbook(wanted.text, page.stored.path), id };
    const authors = new Map<string, string>();
    for (const author of new Set(versions.map((one) => one.author))) {
      authors.set(author, (await store.person(author))?.name ?? author);
    }
    return runbookPage({ stored: { ...page.stored, newest: wanted }, runbook }, versions, await this.#scene(), authors);
  }

  /** The bytes of a version, as they were imported or written. */
  async text(id: string, version: number | null): Promise<{ file: string; text: string } | null> {
    const page = await this.#parts.library.page(id);
    const wanted =
      version === null
        ? page?.stored.newest
        : (await this.#parts.library.versions(id)).find((v) => v.version === version);
    return page && wanted ? { file: page.stored.path.split('/').at(-1) ?? `${id}.md`, text: wanted.text } : null;
  }

  async import({ files, dryRun }: ImportRequest, by: Person): Promise<ImportAnswer> {
    const { library, scenarios, now } = this.#parts;
    const rules = { scenarios: await scenarios(), nowMs: now(), ...lintOf(this.#parts) };
    const judge = (runbook: Runbook) => findingsOf(runbook, rules);
    const scene: ImportScene = { library, known: await library.shelf(), judge, by: by.id, dryRun };
    const imported: ImportedFile[] = [];
    for (const file of files) imported.push(await importPage(file, scene));
    return { files: imported };
  }

  async lint(path: string, text: string): Promise<LintAnswer> {
    const runbook = parseRunbook(text, path);
    const scene = { scenarios: await this.#parts.scenarios(), nowMs: this.#parts.now(), ...lintOf(this.#parts) };
    return {
      findings: findingsOf(runbook, scene),
      steps: runbookView(runbook).procedure,
      unplaced: unplacedParts(runbook),
    };
  }

  async save(id: string, { text, note, base }: SaveRunbook, by: Person): Promise<Reply<{ version: number }>> {
    try {
      return { ok: true, result: { version: await this.#parts.library.save(id, text, note, by.id, base) } };
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
      const message = `Somebody saved version ${error.newest} while you edited version ${base}.`;
      return {
        ok: false,
        refusal: refuse('runbook/conflict', message, 'Compare both, take over what you need, and save again.'),
      };
    }
  }

  async care(id: string, change: CareChange, by: Person): Promise<Reply<CareView>> {
    const { library, store, now } = this.#parts;
    const care = withChange(readCare(await store.care(id)), change, by.name, now());
    await store.saveCare(id, JSON.stringify(care));
    if (change.change === 'signed') await library.mark(id, { draft: false });
    const page = await library.page(id);
    return { ok: true, result: careView(care, page!.runbook, page!.stored.newest.atMs, now()) };
  }

  /** Bots follow the page; see `bot-checks.ts`. */
  check(
    id: string,
    asked: { scenario: string | null; seeds: number },
    onProgress: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<Reply<BotCheck>> {
    return checkWithBots(this.#parts, id, asked, onProgress, signal);
  }

  /** The beginnings of a scenario for the page, as its main file. */
  async skeleton(id: string): Promise<string | null> {
    const page = await this.#parts.library.page(id);
    return page ? (skeletonOf(page.runbook).files['scenario.yaml'] ?? null) : null;
  }

  async retire(id: string, retired: boolean): Promise<Reply<{ retired: boolean }>> {
    await this.#parts.library.mark(id, { retired });
    return { ok: true, result: { retired } };
  }

  /** Who cares for a runbook today; null when there is no such runbook. */
  async ownerOf(id: string): Promise<string | null> {
    const { library, store, now } = this.#parts;
    const page = await library.page(id);
    return page && careView(readCare(await store.care(id)), page.runbook, page.stored.newest.atMs, now()).owner;
  }

  async #scene(): Promise<LibraryScene> {
    const { library, history, store, scenarios, now } = this.#parts;
    const pages = await library.pages();
    const care = new Map<string, ReturnType<typeof readCare>>();
    for (const { stored } of pages) care.set(stored.id, readCare(await store.care(stored.id)));
    return {
      pages,
      care,
      past: await history.drills(),
      checks: await history.checks(null),
      scenarios: await scenarios(),
      nowMs: now(),
      ...lintOf(this.#parts),
    };
  }
}

function lintOf({ lint }: RunbookDeskParts): { lint?: LintConfig } {
  return lint ? { lint } : {};
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))].sort((a, b) => a.localeCompare(b));
}
