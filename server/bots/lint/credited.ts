import type { Problem } from '../../scenario/problem.ts';
import type { Condition, Scenario } from '../../scenario/scenario.ts';
import type { YamlPath } from '../../scenario/source.ts';
import { usualLine } from '../../scenario/usual-line.ts';
import { actionsIn, found, type Rehearsal } from './rehearsal.ts';

/**
 * Every action that is credited or waited for can be made by typing: some run made it, or its usual line does. Where
 * one of several will do, one of them.
 */
export async function checkCredited(of: Rehearsal): Promise<Problem[]> {
  const moves = (await of.moves()).flatMap(({ trials }) => trials.map(({ alone }) => alone));
  const runs = [...(await of.right()), ...(await of.literal()), ...moves, ...(await of.followed())];
  const made = new Map(runs.flatMap((played) => actionsIn(played)).map((name) => [name, true]));
  const canBeMade = async (name: string): Promise<boolean> => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const line = usualLine(name, of.scenario.world);
    const does = line !== null && (await of.actionsOf(line)).includes(name);
    made.set(name, does);
    return does;
  };
  const problems: Problem[] = [];
  for (const { condition, path } of conditionsOf(of.scenario)) {
    const trouble = await unmade(condition, path, canBeMade);
    if (!trouble) continue;
    const message = `"${trouble.name}" counts, and no command makes it`;
    const hint = 'name an action that a fixer of this variant can make by a command';
    problems.push(found(of, 'action-unmade', trouble.path, message, hint));
  }
  return problems;
}

interface Unmade {
  name: string;
  path: YamlPath;
}

/** The first action in the condition that nobody can make, where that keeps it from ever being met. */
async function unmade(
  condition: Condition,
  path: YamlPath,
  canBeMade: (name: string) => Promise<boolean>,
): Promise<Unmade | null> {
  if ('all' in condition || 'any' in condition) {
    const [key, parts] = 'all' in condition ? (['all', condition.all] as const) : (['any', condition.any] as const);
    const troubles: (Unmade | null)[] = [];
    for (const [i, part] of parts.entries()) troubles.push(await unmade(part, [...path, key, i], canBeMade));
    const isMet = key === 'any' && troubles.includes(null);
    return isMet ? null : (troubles.find((trouble) => trouble !== null) ?? null);
  }
  const [key, name] =
    'acted' in condition ? ['acted', condition.acted] : 'notActed' in condition ? ['notActed', condition.notActed] : [];
  if (key === undefined || name === undefined || (await canBeMade(name))) return null;
  return { name, path: [...path, key] };
}

function conditionsOf({ objectives, injects, staff }: Scenario): { condition: Condition; path: YamlPath }[] {
  return [
    ...objectives.map(({ id, met }) => ({ condition: met, path: ['objectives', id, 'met'] })),
    ...injects.flatMap(({ id, when }) =>
      'condition' in when ? [{ condition: when.condition, path: ['injects', id, 'when'] }] : [],
    ),
    ...staff.flatMap(({ id, knows = [] }) =>
      knows.map(({ when }, i) => ({ condition: when, path: ['staff', id, 'knows', i, 'when'] })),
    ),
  ];
}
