import type { EntryPayloads } from '../drill/entry.ts';
import { readPack } from '../scenario/pack.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { LogStore } from '../store/log-store.ts';

interface Shelves {
  scenarios: { scenario(id: string, variant: string | null): Promise<Scenario | null> };
  store: Pick<LogStore, 'pack'>;
}

/**
 * The scenario just as a drill was created with it: from the folder when that has not changed, else from the pack that
 * the drill left in the store. Null when neither has it.
 */
export async function pinnedScenario(
  { scenarios, store }: Shelves,
  { scenario: id, scenarioHash, variant }: EntryPayloads['drill.created'],
): Promise<Scenario | null> {
  const onShelf = await scenarios.scenario(id, variant);
  if (onShelf?.hash === scenarioHash) return onShelf;
  const pack = await store.pack(scenarioHash, variant);
  return pack && readPack(pack.body);
}
