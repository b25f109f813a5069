import type { World } from '../../world.ts';
import { age, httpTime } from '../when.ts';
import { type FoldedEvent, foldedEvents, sourceOf } from './cluster-kinds.ts';
import { columns } from './columns.ts';
import { bornS } from './kube-object.ts';

/** `Name:  value` lines, values in one column; a value of several lines goes on below itself. */
export function fields(
  pairs: readonly (readonly [name: string, value: string | readonly string[]])[],
  indent = '',
): string {
  const width = Math.max(...pairs.map(([name]) => name.length)) + 3;
  return pairs
    .flatMap(([name, value]) => {
      const [first = '<none>', ...rest] = typeof value === 'string' ? [value] : value;
      return [
        `${indent}${`${name}:`.padEnd(width)}${first}`,
        ...rest.map((line) => `${indent}${' '.repeat(width)}${line}`),
      ];
    })
    .join('\n');
}

/** A time as `describe` prints it: `Tue, 10 Mar 2026 14:00:05 +0000`. */
export function longTime(world: World, atS: number): string {
  return httpTime(world.spec.startsAtMs + Math.floor(atS) * 1000).replace('GMT', '+0000');
}

export function created(world: World): string {
  return longTime(world, bornS(world));
}

export function labelLines(labels: Readonly<Record<string, string>>): string[] {
  const lines = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort();
  return lines.length > 0 ? lines : ['<none>'];
}

/** The events of an object, the newest ten, as the end of a `describe`. */
export function eventLines(world: World, object: string): string {
  const mine = foldedEvents(world)
    .filter((event) => event.object === object)
    .slice(-10);
  if (mine.length === 0) return 'Events:  <none>';
  const rows = mine.map((event) => [
    event.type,
    event.reason,
    seen(world, event),
    sourceOf(event.reason),
    event.message,
  ]);
  const header = ['Type', 'Reason', 'Age', 'From', 'Message'];
  return `Events:\n${columns([header, header.map((title) => '-'.repeat(title.length)), ...rows], '  ')}`;
}

/** `3m14s (x4 over 9m)` */
function seen(world: World, { atS, firstS, count }: FoldedEvent): string {
  const last = age(world.nowS - atS);
  return count === 1 ? last : `${last} (x${count} over ${age(world.nowS - firstS)})`;
}

/** `Environment:` below a container. */
export function environmentLines(env: Readonly<Record<string, string>>, indent: string): string {
  const pairs = Object.entries(env);
  if (pairs.length === 0) return `${indent}Environment:  <none>`;
  return `${indent}Environment:\n${fields(pairs, `${indent}  `)}`;
}
