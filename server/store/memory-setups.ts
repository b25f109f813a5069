import type { SetupStore, StoredSetup } from './setup-store.ts';

/** The set-ups of a memory shelf, by id. */
export function memorySetups(setups: Map<string, StoredSetup>): SetupStore {
  const newestFirst = (wanted: (setup: StoredSetup) => boolean): StoredSetup[] =>
    [...setups.values()]
      .filter(wanted)
      .sort((a, b) => b.savedMs - a.savedMs || (a.id < b.id ? -1 : 1))
      .map((setup) => ({ ...setup }));
  return {
    setupsFor: async (person) =>
      newestFirst(({ kind, person: by }) => kind === 'template' || (kind === 'draft' && by === person)),
    async setup(id) {
      const kept = setups.get(id);
      return kept ? { ...kept } : null;
    },
    drillSetups: async () => newestFirst(({ kind }) => kind === 'drill'),
    async saveSetup(setup) {
      setups.set(setup.id, { ...setup });
    },
    async removeSetup(id) {
      setups.delete(id);
    },
  };
}
