import {
  VersionConflict,
  type LibraryStore,
  type RunbookHead,
  type RunbookVersion,
  type StoredCheck,
} from './library-store.ts';

/** The library's half of a memory shelf. */
export class MemoryLibraryShelf {
  readonly runbooks = new Map<string, { head: RunbookHead; versions: RunbookVersion[] }>();
  readonly care = new Map<string, string>();
  /** By drill, then gap. */
  readonly gaps = new Map<string, Map<string, string>>();
  readonly checks: StoredCheck[] = [];
}

export function memoryLibrary({ runbooks, care, gaps, checks }: MemoryLibraryShelf): LibraryStore {
  return {
    async runbooks() {
      const all = [...runbooks.values()].map(({ head, versions }) => ({ ...head, newest: { ...versions.at(-1)! } }));
      return all.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    async runbook(id) {
      const kept = runbooks.get(id);
      return kept ? { ...kept.head, newest: { ...kept.versions.at(-1)! } } : null;
    },
    runbookVersions: async (id) => structuredClone(runbooks.get(id)?.versions ?? []),
    async saveRunbook(head, version, base) {
      const kept = runbooks.get(head.id);
      const newest = kept?.versions.length ?? 0;
      if (newest !== base) throw new VersionConflict(head.id, base, newest);
      const made = { ...version, version: base + 1 };
      if (kept) kept.versions.push(made);
      else runbooks.set(head.id, { head: { ...head }, versions: [made] });
      return made.version;
    },
    async markRunbook(id, marks) {
      const kept = runbooks.get(id);
      if (kept) Object.assign(kept.head, marks);
    },
    async setCommit(id, version, commit) {
      const kept = runbooks.get(id)?.versions[version - 1];
      if (kept) kept.commit = commit;
    },

    care: async (id) => care.get(id) ?? null,
    async saveCare(id, body) {
      care.set(id, body);
    },

    gapStates: async (drill) => new Map(gaps.get(drill) ?? []),
    async saveGapState(drill, gap, body) {
      const of = gaps.get(drill) ?? new Map<string, string>();
      gaps.set(drill, of.set(gap, body));
    },

    async botChecks(runbook) {
      const wanted = checks.filter((check) => runbook === null || check.runbook === runbook);
      return wanted.sort((a, b) => b.atMs - a.atMs);
    },
    async saveBotCheck(check) {
      checks.push(check);
    },
  };
}
