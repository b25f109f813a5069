import type { Problem } from '../../scenario/problem.ts';
import type { Condition } from '../../scenario/scenario.ts';
import type { YamlPath } from '../../scenario/source.ts';
import { usualLine } from '../usual-line.ts';
import { actionsIn, found, type Rehearsal } from './rehearsal.ts';

/** Every action that is credited or waited for can be made by typing: some run made it, or its usual line does. */
export async function checkCredited(of: Rehearsal): Promise<Problem[]> {
  const { scenario } = of;
  const made = new Set(
    [...of.right, ...of.literal, ...of.moves.flatMap(({ trials }) => trials.map(({ alone }) => alone))]
      .concat(of.followed.map(({ played }) => played))
      .flatMap((played) => actionsIn(played)),
  );
  const problems: Problem[] = [];
  for (const [name, path] of namedActions(of)) {
    if (made.has(name)) continue;
    const line = usualLine(name, scenario.world);
    if (line !== null && (await of.actionsOf(line)).includes(name)) {
      made.add(name);
      continue;
    }
    const message = `"${name}" counts, and no run made it${line === null ? '' : `; "${line}" does not either`}`;
    problems.push(
      found(of, 'action-unmade', path, message, 'name an action that a command makes for a fixer of this scenario'),
    );
  }
  return problems;
}

function namedActions({ scenario }: Rehearsal): [string, YamlPath][] {
  const named: [string, YamlPath][] = [];
  const visit = (condition: Condition, path: YamlPath): void => {
    if ('all' in condition) condition.all.forEach((part, i) => visit(part, [...path, 'all', i]));
    else if ('any' in condition) condition.any.forEach((part, i) => visit(part, [...path, 'any', i]));
    else if ('acted' in condition) named.push([condition.acted, [...path, 'acted']]);
    else if ('notActed' in condition) named.push([condition.notActed, [...path, 'notActed']]);
    else if ('ran' in condition && condition.before !== undefined) named.push([condition.before, [...path, 'before']]);
  };
  for (const { id, met } of scenario.objectives) visit(met, ['objectives', id, 'met']);
  for (const { id, when } of scenario.injects) if ('condition' in when) visit(when.condition, ['injects', id, 'when']);
  for (const { id, knows = [] } of scenario.staff)
    knows.forEach(({ when }, i) => visit(when, ['staff', id, 'knows', i, 'when']));
  return named;
}
