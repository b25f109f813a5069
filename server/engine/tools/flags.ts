/** Flags of one command: `true` takes no value, `false`-y never occurs; `'value'` takes one; `'list'` may repeat. */
export type FlagKinds = Readonly<Record<string, 'switch' | 'value' | 'list'>>;

export interface ParsedFlags {
  words: string[];
  value: (name: string) => string | undefined;
  list: (name: string) => string[];
  on: (name: string) => boolean;
}

export interface FlagProblem {
  flag: string;
  why: 'unknown' | 'no value';
}

/**
 * Splits argv into words and flags: `--name=v`, `--name v`, `-n v`, `-nv`, `-abc` (switches), `--` ends flags.
 * `aliases` maps a short or second name to the flag's own: { n: 'namespace' }.
 */
export function parseFlags(
  argv: readonly string[],
  kinds: FlagKinds,
  aliases: Readonly<Record<string, string>> = {},
): ParsedFlags | FlagProblem {
  const words: string[] = [];
  const values = new Map<string, string[]>();
  const keep = (name: string, value: string) => values.set(name, [...(values.get(name) ?? []), value]);
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === '--') {
      words.push(...argv.slice(at + 1));
      break;
    }
    if (word === '-' || !word.startsWith('-')) {
      words.push(word);
      continue;
    }
    const long = word.startsWith('--');
    const equals = word.indexOf('=');
    const typed = long ? word.slice(2, equals < 0 ? undefined : equals) : word.slice(1, 2);
    const name = aliases[typed] ?? typed;
    const kind = kinds[name];
    if (!kind) return { flag: long ? `--${typed}` : `-${typed}`, why: 'unknown' };
    if (kind === 'switch') {
      keep(name, long && equals >= 0 ? word.slice(equals + 1) : 'true');
      const rest = long ? '' : word.slice(2);
      if (rest) argv = [...argv.slice(0, at + 1), `-${rest}`, ...argv.slice(at + 1)];
      continue;
    }
    const glued = long
      ? equals >= 0
        ? word.slice(equals + 1)
        : undefined
      : word.length > 2
        ? word.slice(word[2] === '=' ? 3 : 2)
        : undefined;
    const value = glued ?? argv[++at];
    if (value === undefined) return { flag: long ? `--${typed}` : `-${typed}`, why: 'no value' };
    keep(name, value);
  }
  return {
    words,
    value: (name) => values.get(name)?.at(-1),
    list: (name) => values.get(name) ?? [],
    on: (name) => values.get(name)?.at(-1) === 'true',
  };
}

export function isProblem(parsed: ParsedFlags | FlagProblem): parsed is FlagProblem {
  return 'why' in parsed;
}
