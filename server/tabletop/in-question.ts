import type { Session } from '../drill/session.ts';

/** The service that the gravest page is about, by its labels; without one the service that users reach first. */
export function inQuestion({ alerts, scenario }: Session): string {
  const known = scenario.world.services.map(({ id }) => id);
  const labelled = [...alerts.values()]
    .filter(({ state, tier }) => state === 'firing' && tier !== 'fyi')
    .sort((a, b) => Number(b.tier === 'page') - Number(a.tier === 'page') || a.severity.localeCompare(b.severity))
    .flatMap(({ labels }) => Object.values(labels).find((value) => known.includes(value)) ?? []);
  return labelled[0] ?? scenario.world.entry;
}
