import { sha256 } from '../drill/hash.ts';
import type { ImportedFile } from '../protocol/library.ts';
import { parseRunbook } from '../runbook/parse.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { LibraryStore, RunbookHead, RunbookVersion, StoredRunbook } from '../store/library-store.ts';
import { idFor, treePath } from './runbook-ids.ts';

/** A runbook of the library, read. `runbook.id` is the library's id, whatever the page itself says. */
export interface LibraryPage {
  stored: StoredRunbook;
  runbook: Runbook;
}

/** A file to take in. */
export interface PageFile {
  path: string;
  text: string;
}

/** Where an edit comes from, when from a drill. */
export interface EditOrigin {
  drill: string | null;
  gap: string | null;
}

/** Whoever brought what Drillbook ships with. */
const DRILLBOOK = 'drillbook';
const NO_DRILL: EditOrigin = { drill: null, gap: null };

/**
 * Everybody's runbooks: those that came with the scenarios, and what people imported, wrote or captured. Each edit is a
 * version; nothing is ever lost. Pages are parsed once for each text.
 */
export class RunbookLibrary {
  readonly #store: LibraryStore;
  readonly #now: () => number;
  readonly #parsed = new Map<string, Runbook>();

  constructor(store: LibraryStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Every page at its newest version, by id. */
  async pages(): Promise<LibraryPage[]> {
    return (await this.#store.runbooks()).map((stored) => this.#read(stored));
  }

  async page(id: string): Promise<LibraryPage | null> {
    const stored = await this.#store.runbook(id);
    return stored && this.#read(stored);
  }

  versions(id: string): Promise<RunbookVersion[]> {
    return this.#store.runbookVersions(id);
  }

  /** Ids of the pages that nobody shall use any more. */
  async retired(): Promise<string[]> {
    return (await this.#store.runbooks()).filter(({ retired }) => retired).map(({ id }) => id);
  }

  /** The pages that a drill may use: signed, and in service. */
  async inService(): Promise<Runbook[]> {
    const pages = await this.pages();
    return pages.filter(({ stored }) => !stored.draft && !stored.retired).map(({ runbook }) => runbook);
  }

  /**
   * Takes in what the scenarios bring. A page that nobody edited follows its file; one that people edited stays theirs.
   */
  async takeShipped(files: readonly PageFile[]): Promise<void> {
    const known = new Map((await this.#store.runbooks()).map((stored) => [stored.path, stored]));
    for (const { path, text } of files) {
      const stored = known.get(path);
      if (!stored) await this.#insert(parseRunbook(text, path), path, 'shipped');
      else if (stored.newest.author === DRILLBOOK && stored.newest.text !== text) {
        await this.#append(stored, text, DRILLBOOK, 'Came with a newer Drillbook.', NO_DRILL);
      }
    }
  }

  /** Takes in one file of people; `dryRun` only says what would happen. The caller has checked size and shape. */
  async take(file: PageFile, by: string, dryRun: boolean): Promise<Pick<ImportedFile, 'result' | 'id'>> {
    return this.takePage(parseRunbook(file.text, file.path), by, dryRun, await this.#store.runbooks());
  }

  /** Everything stored, at its newest version: what `takePage` compares with and keeps up. */
  shelf(): Promise<StoredRunbook[]> {
    return this.#store.runbooks();
  }

  /**
   * Takes in a page that was read already. `known` is the shelf, read once for many pages; what is taken in is added to
   * it, also in a dry run, so that two pages of one import never get the same id.
   */
  async takePage(
    page: Runbook,
    by: string,
    dryRun: boolean,
    known: StoredRunbook[],
  ): Promise<Pick<ImportedFile, 'result' | 'id'>> {
    const { source, file: path } = page;
    const id = idFor(page, path, known);
    const at = known.findIndex((one) => one.id === id);
    const stored = known[at];
    if (stored?.newest.text === source) return { result: 'unchanged', id };
    const note = stored ? 'Imported again.' : '';
    const version = this.#version(source, by, note, NO_DRILL);
    const head: RunbookHead = stored
      ? { ...stored, path }
      : { id, path, origin: 'imported', draft: false, retired: false };
    const base = stored?.newest.version ?? 0;
    if (!dryRun) {
      await this.#store.saveRunbook(head, version, base);
      if (stored && stored.path !== path) await this.#store.markRunbook(id, { path });
    }
    const now: StoredRunbook = { ...head, newest: { ...version, version: base + 1 } };
    if (!dryRun) this.#parsed.set(parsedKey(now), { ...page, id });
    if (stored) known[at] = now;
    else known.push(now);
    return { result: stored ? 'new version' : 'new', id };
  }

  /**
   * Follows a linked working tree: a page that changed there is a new version. A text that the library had before stays
   * where it is, since people went on from it.
   */
  async follow(files: readonly PageFile[], by: string): Promise<void> {
    const known = await this.#store.runbooks();
    for (const { path, text } of files) {
      const page = parseRunbook(text, path);
      const stored = known.find((one) => one.path === path || treePath(one) === path);
      const seen = stored ? await this.#store.runbookVersions(stored.id) : [];
      if (seen.some(({ hash }) => hash === page.hash)) continue;
      // A shipped page is in the tree when an edit of it was committed there; else this is another one of the same name.
      const isOurs = stored?.path !== path && seen.some(({ commit }) => commit !== null);
      if (stored && isOurs) await this.#append(stored, text, by, 'Changed in the working tree.', NO_DRILL);
      else await this.takePage(page, by, false, known);
    }
  }

  /** A page that a person wrote or a drill left; a draft takes part in no drill until somebody signs it. */
  async write(id: string, text: string, by: string, origin: 'written' | 'captured', from = NO_DRILL): Promise<void> {
    const head: RunbookHead = { id, path: `runbooks/${id}.md`, origin, draft: origin === 'captured', retired: false };
    await this.#store.saveRunbook(head, this.#version(text, by, '', from), 0);
  }

  /** A new version after `base`. Throws `VersionConflict` when somebody was quicker. */
  async save(id: string, text: string, note: string, by: string, base: number, from = NO_DRILL): Promise<number> {
    const stored = await this.#store.runbook(id);
    if (!stored) throw new Error(`there is no runbook ${id}`);
    return this.#store.saveRunbook(stored, this.#version(text, by, note, from), base);
  }

  async mark(id: string, marks: { draft?: boolean; retired?: boolean }): Promise<void> {
    await this.#store.markRunbook(id, marks);
  }

  async #insert(page: Runbook, path: string, origin: 'shipped' | 'imported', by = DRILLBOOK): Promise<void> {
    const known = await this.#store.runbook(page.id);
    const id = known ? idFor(page, path, await this.#store.runbooks()) : page.id;
    const head: RunbookHead = { id, path, origin, draft: false, retired: false };
    await this.#store.saveRunbook(head, this.#version(page.source, by, '', NO_DRILL), 0);
  }

  async #append(stored: StoredRunbook, text: string, by: string, note: string, from: EditOrigin): Promise<void> {
    await this.#store.saveRunbook(stored, this.#version(text, by, note, from), stored.newest.version);
  }

  #version(text: string, author: string, note: string, from: EditOrigin): Omit<RunbookVersion, 'version'> {
    return { text, hash: sha256(text), author, atMs: this.#now(), note, ...from, commit: null };
  }

  #read(stored: StoredRunbook): LibraryPage {
    const key = parsedKey(stored);
    let runbook = this.#parsed.get(key);
    if (!runbook) {
      runbook = { ...parseRunbook(stored.newest.text, stored.path), id: stored.id };
      this.#parsed.set(key, runbook);
    }
    return { stored, runbook };
  }
}

function parsedKey({ id, path, newest }: StoredRunbook): string {
  return `${id} ${path} ${newest.hash}`;
}
