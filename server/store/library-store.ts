/**
 * Runbooks and what people and bots decided about them. Rules that every implementation keeps:
 * LIB-1 A version, once stored, never changes and never goes; versions of a runbook are 1, 2, 3 … without holes.
 * LIB-2 Of two people who edit the same version, one is stored and the other gets `VersionConflict`.
 */
export interface LibraryStore {
  /** Every runbook with its newest version, by id. */
  runbooks(): Promise<StoredRunbook[]>;
  runbook(id: string): Promise<StoredRunbook | null>;
  /** Oldest first; empty for an unknown id. */
  runbookVersions(id: string): Promise<RunbookVersion[]>;
  /**
   * Stores `version` as number `base + 1`; with `base` 0 the runbook is new. Returns the number. Throws `VersionConflict`
   * when the newest is another than `base`.
   */
  saveRunbook(head: RunbookHead, version: Omit<RunbookVersion, 'version'>, base: number): Promise<number>;
  /** Changes what is true of a runbook whatever its version. */
  markRunbook(id: string, marks: Partial<Omit<RunbookHead, 'id'>>): Promise<void>;
  /** Where an edit went in a linked working tree. */
  setCommit(id: string, version: number, commit: string): Promise<void>;

  /** JSON by runbook: owner, rotation, reviews. */
  care(id: string): Promise<string | null>;
  saveCare(id: string, body: string): Promise<void>;

  /** JSON by drill and gap: decision and re-run. */
  gapStates(drill: string): Promise<Map<string, string>>;
  saveGapState(drill: string, gap: string, body: string): Promise<void>;

  /** Newest first; null = of every runbook. */
  botChecks(runbook: string | null): Promise<StoredCheck[]>;
  saveBotCheck(check: StoredCheck): Promise<void>;
}

/** What does not change with each edit. */
export interface RunbookHead {
  id: string;
  /** Relative path of its file. */
  path: string;
  origin: 'shipped' | 'imported' | 'written' | 'captured';
  /** Written by a machine and not signed by a person yet. */
  draft: boolean;
  retired: boolean;
}

export interface StoredRunbook extends RunbookHead {
  newest: RunbookVersion;
}

export interface RunbookVersion {
  version: number;
  text: string;
  /** SHA-256 of the text. */
  hash: string;
  /** Person id, or a word such as "drillbook". */
  author: string;
  atMs: number;
  note: string;
  drill: string | null;
  gap: string | null;
  commit: string | null;
}

export interface StoredCheck {
  runbook: string;
  version: number;
  atMs: number;
  /** JSON of `BotCheck`. */
  body: string;
}

/** Someone else saved first: their words must not be lost. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
  readonly newest: number;

  constructor(id: string, base: number, newest: number) {
    super(`runbook ${id}: version ${base} was edited, but version ${newest} is the newest`);
    this.newest = newest;
  }
}
