import { hashText } from '../../random.ts';

/** One file in a commit: changed lines with `-`, `+` or a blank before them. */
export interface FileChange {
  path: string;
  isNew: boolean;
  /** Where the lines stand. */
  line: number;
  lines: readonly string[];
}

/** Reads a scenario's diff, which is lines alone, and finds the file that they may be of. A whole diff keeps its own files. */
export function fileChanges(service: string, message: string, diff: string): FileChange[] {
  const text = diff.replace(/\n$/, '').split('\n');
  if (text[0]?.startsWith('diff --git')) return wholeDiff(text);
  const named = /^\+(?:--|#|\/\/) (\S+\.\w+)/.exec(text[0] ?? '')?.[1];
  const path = named ?? pathFor(service, message, text);
  const isNew = path.startsWith('migrations/') && text.every((line) => line.startsWith('+'));
  const lines = text.map((line) => (/^[-+ ]/.test(line) ? line : ` ${line}`));
  return [{ path, isNew, line: isNew ? 1 : 10 + (hashText(`${service}/${message}`) % 180), lines }];
}

function pathFor(service: string, message: string, lines: readonly string[]): string {
  const bodies = lines.map((line) => line.slice(1).trim()).filter((line) => line !== '');
  if (bodies.every((line) => /^"version":/.test(line))) return 'package.json';
  if (bodies.some((line) => /^(ALTER|CREATE|DROP|UPDATE|INSERT)\b/i.test(line)))
    return `migrations/${String(40 + (hashText(message) % 50)).padStart(4, '0')}_change.sql`;
  if (bodies.every((line) => /^[\w.-]+\s*[:=]\s*\S*/.test(line) && !/[;({]/.test(line))) return 'deploy/values.yaml';
  return `src/${/\b(config|coupon|price|basket|payment|order|search|pool|cache|retry|client)/i.exec(message)?.[1]?.toLowerCase() ?? service}.js`;
}

function wholeDiff(text: readonly string[]): FileChange[] {
  const changes: FileChange[] = [];
  for (const line of text) {
    const header = /^diff --git a\/(\S+) b\//.exec(line);
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(line);
    const last = changes.at(-1);
    if (header) changes.push({ path: header[1]!, isNew: false, line: 1, lines: [] });
    else if (last && hunk) changes[changes.length - 1] = { ...last, line: Number(hunk[1]) };
    else if (last && /^new file/.test(line)) changes[changes.length - 1] = { ...last, isNew: true };
    else if (last && /^[-+ ]/.test(line) && !/^(---|\+\+\+) /.test(line))
      changes[changes.length - 1] = { ...last, lines: [...last.lines, line] };
  }
  return changes;
}

/** Commits' changes as one diff, oldest first; several changes of a file stand as hunks in it. */
export function diffText(changes: readonly FileChange[]): string {
  const paths = [...new Set(changes.map(({ path }) => path))].sort();
  return paths
    .map((path) =>
      fileText(
        path,
        changes.filter((change) => change.path === path),
      ),
    )
    .join('\n');
}

function fileText(path: string, hunks: readonly FileChange[]): string {
  const isNew = hunks[0]!.isNew;
  const blob = (when: string) =>
    hashText(`${path}/${when}/${hunks.map(({ lines }) => lines.join()).join()}`)
      .toString(16)
      .padStart(8, '0')
      .slice(0, 7);
  return [
    `diff --git a/${path} b/${path}`,
    ...(isNew
      ? ['new file mode 100644', `index 0000000..${blob('after')}`, '--- /dev/null']
      : [`index ${blob('before')}..${blob('after')} 100644`, `--- a/${path}`]),
    `+++ b/${path}`,
    ...[...hunks].sort((a, b) => a.line - b.line).flatMap((hunk) => [hunkHead(hunk), ...hunk.lines]),
  ].join('\n');
}

function hunkHead({ isNew, line, lines }: FileChange): string {
  const count = (signs: string) => lines.filter((one) => signs.includes(one[0]!)).length;
  const range = (at: number, length: number) => (length === 1 ? String(at) : `${at},${length}`);
  return `@@ -${isNew ? '0,0' : range(line, count('- '))} +${range(line, count('+ '))} @@`;
}

/** The same change the other way round. */
export function reversed(change: FileChange): FileChange {
  const swap: Record<string, string> = { '-': '+', '+': '-' };
  const lines = change.lines.map((line) => `${swap[line[0]!] ?? ' '}${line.slice(1)}`);
  // A diff shows what goes before what comes.
  return {
    ...change,
    isNew: false,
    lines: [...lines.filter((line) => !line.startsWith('+')), ...lines.filter((line) => line.startsWith('+'))],
  };
}

/** `--stat`: a bar per file, and the sum. */
export function statText(changes: readonly FileChange[]): string {
  const paths = [...new Set(changes.map(({ path }) => path))].sort();
  const counted = paths.map((path) => {
    const lines = changes.filter((change) => change.path === path).flatMap((change) => change.lines);
    return {
      path,
      plus: lines.filter((line) => line.startsWith('+')).length,
      minus: lines.filter((line) => line.startsWith('-')).length,
    };
  });
  const width = Math.max(...paths.map((path) => path.length));
  const digits = Math.max(...counted.map(({ plus, minus }) => String(plus + minus).length));
  return [
    ...counted.map(
      ({ path, plus, minus }) =>
        ` ${path.padEnd(width)} | ${String(plus + minus).padStart(digits)} ${'+'.repeat(plus)}${'-'.repeat(minus)}`,
    ),
    shortStat(counted),
  ].join('\n');
}

function shortStat(counted: readonly { plus: number; minus: number }[]): string {
  const plus = counted.reduce((sum, one) => sum + one.plus, 0);
  const minus = counted.reduce((sum, one) => sum + one.minus, 0);
  const parts = [
    ` ${counted.length} file${counted.length === 1 ? '' : 's'} changed`,
    ...(plus > 0 ? [`${plus} insertion${plus === 1 ? '' : 's'}(+)`] : []),
    ...(minus > 0 ? [`${minus} deletion${minus === 1 ? '' : 's'}(-)`] : []),
  ];
  return parts.join(', ');
}
