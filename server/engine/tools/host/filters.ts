import { fail, out } from '../tool.ts';
import type { HostCommand } from './command.ts';
import { readFile } from './file-commands.ts';

/** The few filters that people pipe a remote command into; more than that runs on this side of the ssh. */
export const grep: HostCommand = (on, argv, stdin) => {
  const flags = argv.filter((word) => /^-[a-zA-Z]+$/.test(word)).join('');
  const [pattern, ...paths] = argv.filter((word) => !word.startsWith('-'));
  if (pattern === undefined) return fail("Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.", 2); // prettier-ignore
  let matches: RegExp;
  try {
    const source = flags.includes('F') ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : flags.includes('E') ? pattern : pattern.replace(/\\\|/g, '|'); // prettier-ignore
    if (source.length > 200 || /\([^)]*[*+][^)]*\)[*+{]/.test(source)) return fail('grep: pattern too complex', 2);
    matches = new RegExp(source, flags.includes('i') ? 'i' : '');
  } catch {
    return fail(`grep: Unmatched [, [^, [:, [., or [=`, 2);
  }
  const texts = paths.length === 0 ? [stdin] : paths.map((path) => readFile(on, path, 1000)).map((read) => ('text' in read ? read.text : '')); // prettier-ignore
  const lines = texts.flatMap((text) => (text === '' ? [] : text.replace(/\n$/, '').split('\n')));
  const found = lines.filter((line) => matches.test(line.slice(0, 2000)) !== flags.includes('v'));
  if (flags.includes('c')) return { ...out(String(found.length)), exitCode: found.length > 0 ? 0 : 1 };
  return { ...out(flags.includes('q') ? '' : found.join('\n')), exitCode: found.length > 0 ? 0 : 1 };
};

export const wc: HostCommand = (_on, argv, stdin) => {
  const lines = stdin.split('\n').length - 1;
  if (argv.includes('-l')) return out(String(lines));
  const words = stdin.split(/\s+/).filter(Boolean).length;
  return out(argv.includes('-w') ? String(words) : argv.includes('-c') ? String(stdin.length) : [lines, words, stdin.length].map((count) => String(count).padStart(7)).join(' ')); // prettier-ignore
};

const UNITS: Readonly<Record<string, number>> = { K: 1, M: 1024, G: 1_048_576, T: 1_073_741_824 };

export const sort: HostCommand = (_on, argv, stdin) => {
  const flags = argv.filter((word) => word.startsWith('-')).join('');
  const lines = stdin
    .replace(/\n$/, '')
    .split('\n')
    .filter((line, at, all) => line !== '' || all.length > 1);
  const column = Number(/-k *(\d+)/.exec(argv.join(' '))?.[1] ?? 1);
  const cell = (line: string) => line.trim().split(/\s+/)[column - 1] ?? '';
  const human = (text: string) => {
    const match = /^([\d.]+)([KMGT]?)/.exec(text);
    return match ? Number(match[1]) * (UNITS[match[2]!] ?? 0.001) : 0;
  };
  const key = (line: string) => (flags.includes('h') ? human(cell(line)) : Number.parseFloat(cell(line)) || 0);
  const sorted = [...lines].sort((a, b) => /[hn]/.test(flags) ? key(a) - key(b) || (a < b ? -1 : 1) : cell(a) < cell(b) ? -1 : cell(a) > cell(b) ? 1 : 0); // prettier-ignore
  const ordered = flags.includes('r') ? sorted.reverse() : sorted;
  return out((flags.includes('u') ? [...new Set(ordered)] : ordered).join('\n'));
};

export const uniq: HostCommand = (_on, argv, stdin) => {
  const counted: { line: string; count: number }[] = [];
  for (const line of stdin.replace(/\n$/, '').split('\n')) {
    const last = counted.at(-1);
    if (last?.line === line) last.count++;
    else counted.push({ line, count: 1 });
  }
  const withCount = argv.includes('-c');
  return out(counted.map(({ line, count }) => (withCount ? `${String(count).padStart(7)} ${line}` : line)).join('\n'));
};
