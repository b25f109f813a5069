import type { InlineCode, Nodes, RootContent } from 'mdast';
import { commandNames } from './command-names.ts';
import { isKnownTool } from './known-tools.ts';
import type { RunbookStep } from './runbook.ts';

/** Words that are tools' names and everyday words at once: alone with one plain word they say nothing. */
const EVERYDAY = new Set(['service', 'host', 'find', 'make', 'queue', 'job', 'flag', 'deploy', 'logs', 'traffic', 'cert', 'fly', 'watch', 'sort', 'node', 'head', 'top', 'java', 'less', 'consul', 'vault']); // prettier-ignore

/** The inline code below these nodes that is plainly a command, in the order of the page. */
export function inlineCommands(nodes: readonly RootContent[]): RunbookStep['commands'] {
  const found: RunbookStep['commands'] = [];
  const stack: Nodes[] = [...nodes].reverse();
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (next.type === 'inlineCode') {
      const text = commandIn(next);
      if (text !== null) found.push({ language: '', text, line: next.position?.start.line ?? 1 });
    } else if ('children' in next) stack.push(...[...next.children].reverse());
  }
  return found;
}

/** `kubectl get pods`, `$ ./drain.sh`, `sudo reboot`; null for a name, a path or a value. */
function commandIn({ value }: InlineCode): string | null {
  const text = value.replace(/\s+/g, ' ').trim();
  if (text.length > 2_000) return null;
  const prompted = /^\$ (\S.*)$/.exec(text)?.[1];
  if (prompted !== undefined) return prompted;
  if (/^(?:SELECT|UPDATE|DELETE FROM|INSERT INTO|ALTER|VACUUM|ANALYZE|KILL|SHOW) \S/.test(text)) return text;
  const words = text.split(' ');
  if (words.length < 2) return null;
  if (/^(?:\.{1,2}|~)?\/[\w./-]+$/.test(words[0]!))
    return /^\.{0,2}\/\S*(?:\.sh|bin\/\S+)$|^\.\//.test(words[0]!) ? text : null;
  const [first] = commandNames(text);
  if (!first || !isKnownTool(first.name)) return null;
  if (EVERYDAY.has(first.name) && words.length === 2 && /^[a-z]+$/.test(words[1]!)) return null;
  return text;
}
