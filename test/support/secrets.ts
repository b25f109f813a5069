import type { Scenario } from '../../server/scenario/scenario.ts';

/** What gives a scenario away, in small letters: its cause and variant, its faults, and the lines that repair it. */
export function secretsOf({ variant, world, bots, hypothesis }: Scenario): string[] {
  return [
    variant.cause,
    variant.title,
    hypothesis.private,
    ...world.faults.flatMap(({ id, title }) => [id, title]),
    ...bots.oracle.map(({ line }) => line),
  ].map((secret) => secret.toLowerCase());
}

/** Words of a scenario that say where to look: names of its parts, its runbooks and its tools, in small letters. */
export function pointersOf({ world, runbooks, access }: Scenario): string[] {
  const parts = [...world.services, ...world.databases, ...world.jobs, ...(world.thirdParties ?? [])];
  const tools = access.map((right) => right.split(':')[0] ?? right);
  return [...parts.map(({ id }) => id), ...runbooks.map(({ id }) => id), ...tools].map((word) => word.toLowerCase());
}
