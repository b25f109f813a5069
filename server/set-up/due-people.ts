import type { DuePerson } from '../protocol/set-up.ts';
import { DAY_MS, QUARTER_DAYS } from './cadence.ts';
import { isPractised, nameKey, type BegunDrill } from './past-drills.ts';

interface Known extends DuePerson {
  people: Set<string>;
}

/**
 * Who drilled longest ago, first who waits longest; whoever drilled within a quarter is left out, and so is whoever only
 * facilitated or watched. Counted by the name that people typed, since a guest at another browser is another person to the
 * server; from how many browsers a name came, and what else was typed at them, stands beside it for a person to judge.
 */
export function duePeople(drills: readonly BegunDrill[], nowMs: number): DuePerson[] {
  const known = new Map<string, Known>();
  for (const { dateMs, seats } of drills.filter(isPractised)) {
    for (const { name, person, kind } of seats) {
      if (name === '' || (kind !== 'fixer' && kind !== 'breaker')) continue;
      const key = nameKey(name);
      const before = known.get(key) ?? { name, lastMs: 0, browsers: 0, alsoAs: [], people: new Set() };
      if (dateMs >= before.lastMs) known.set(key, { ...before, name, lastMs: dateMs });
      if (person !== null) before.people.add(person);
    }
  }
  return [...known.values()]
    .filter(({ lastMs }) => nowMs - lastMs > QUARTER_DAYS * DAY_MS)
    .sort((a, b) => a.lastMs - b.lastMs || (a.name < b.name ? -1 : 1))
    .map(({ name, lastMs, people }) => ({
      name,
      lastMs,
      browsers: people.size,
      alsoAs: [...known.values()]
        .filter((other) => other.name !== name && shares(other.people, people))
        .map((one) => one.name),
    }));
}

function shares(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].some((one) => b.has(one));
}
