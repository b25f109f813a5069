import type { World } from '../../world.ts';
import { fail, type ToolContext, type ToolResult } from '../tool.ts';
import { ALL, CLOSED, kindOf } from './kinds.ts';
import { groupedName, type Kind } from './kube-object.ts';
import type { Found } from './output.ts';
import { forbidden, notFound, unknownKind } from './refusals.ts';

/** What the words after a verb name: kinds, with the names asked for. */
export interface Wanted {
  kind: Kind;
  names: string[];
}

/** Reads `pods`, `deploy,svc`, `pod a b`, `pod/a deploy/b`, `all`; a refusal when a kind does not exist or is closed to this account. */
export function readTargets(
  ctx: ToolContext,
  words: readonly string[],
  verb: string,
): Wanted[] | { refusal: ToolResult } {
  const [first = '', ...rest] = words;
  if (words.some((word) => word.includes('/'))) {
    const plain = words.find((word) => !word.includes('/'));
    if (plain !== undefined)
      return {
        refusal: fail(
          "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
        ),
      };
    const wanted: Wanted[] = [];
    for (const word of words) {
      const slash = word.indexOf('/');
      const name = word.slice(slash + 1);
      const kind = readKind(ctx, word.slice(0, slash), verb);
      if ('refusal' in kind) return kind;
      if (name === '')
        return { refusal: fail('error: arguments in resource/name form must have a single resource and name') };
      const same = wanted.find((one) => one.kind === kind.kind);
      if (same) same.names.push(name);
      else wanted.push({ kind: kind.kind, names: [name] });
    }
    return wanted;
  }
  const wanted: Wanted[] = [];
  for (const word of first.split(',').filter((part) => part !== '')) {
    if (word === 'all') {
      wanted.push(...ALL.map((kind) => ({ kind, names: [...rest] })));
      continue;
    }
    const kind = readKind(ctx, word, verb);
    if ('refusal' in kind) return kind;
    wanted.push({ kind: kind.kind, names: [...rest] });
  }
  return wanted;
}

function readKind(ctx: ToolContext, word: string, verb: string): { kind: Kind } | { refusal: ToolResult } {
  const kind = kindOf(word);
  if (kind) return { kind };
  const closed = CLOSED.find(({ words }) => words.includes(word.toLowerCase().split('.')[0]!));
  if (closed) return { refusal: forbidden(ctx, verb, closed.plural, closed.group) };
  return { refusal: unknownKind(word) };
}

/** Looks the wanted objects up: those that are there, and what to say of those that are not. */
export function lookUp(world: World, wanted: readonly Wanted[]): { found: Found[]; missing: ToolResult[] } {
  const missing: ToolResult[] = [];
  const found = wanted.map(({ kind, names }): Found => {
    const all = kind.list(world);
    if (names.length === 0) return { kind, items: all };
    const items = names.flatMap((name) => {
      const item = all.find(({ object }) => object.metadata.name === name);
      if (item === undefined) missing.push(notFound(groupedName(kind.plural, kind.group), name));
      return item === undefined ? [] : [item];
    });
    return { kind, items };
  });
  return { found, missing };
}
