import type { NewDrill, SavedSetup } from '../protocol/set-up.ts';
import type { SetupStore, StoredSetup } from '../store/setup-store.ts';

/** A draft as the page keeps it: one a person, written over as they go. */
export async function saveDraft(
  store: SetupStore,
  person: string,
  setup: NewDrill,
  savedMs: number,
): Promise<SavedSetup> {
  const stored: StoredSetup = {
    id: `draft-${person}`,
    kind: 'draft',
    person,
    name: '',
    body: JSON.stringify(setup),
    savedMs,
  };
  await store.saveSetup(stored);
  return savedSetup(stored);
}

/** A template for everybody. It keeps neither seed nor day: those belong to one drill. */
export async function saveTemplate(
  store: SetupStore,
  { id, person, name, setup }: { id: string; person: string; name: string; setup: NewDrill },
  savedMs: number,
): Promise<SavedSetup> {
  const body = JSON.stringify({ ...setup, seed: null, scheduledMs: null });
  const stored: StoredSetup = { id, kind: 'template', person, name, body, savedMs };
  await store.saveSetup(stored);
  return savedSetup(stored);
}

export function savedSetup({ id, kind, name, body, savedMs }: StoredSetup): SavedSetup {
  return { id, kind: kind === 'draft' ? 'draft' : 'template', name, setup: JSON.parse(body) as NewDrill, savedMs };
}
