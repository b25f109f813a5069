import type { Session } from '../drill/session.ts';

/** A promise as people know it; its id when the scenario has no such promise. */
export function promiseTitle({ scenario }: Session, slo: string): string {
  return scenario.world.slos.find(({ id }) => id === slo)?.title ?? slo;
}
