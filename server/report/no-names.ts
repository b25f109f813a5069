/** A person of the drill and the words that stand for them. */
export interface Alias {
  name: string;
  role: string;
}

/**
 * The no-names rule: takes names that people typed into decisions, chats and commands out of a debrief and puts roles in
 * their place. Owners of actions stay, because an action needs one; proposals stay, because a diff must apply.
 */
export function withoutNames<T extends object>(words: T, people: readonly Alias[]): T {
  const patterns = people.flatMap(patternsOf).sort((a, b) => b.length - a.length);
  if (patterns.length === 0) return words;
  const replace = (text: string) => patterns.reduce((line, { pattern, role }) => line.replace(pattern, role), text);
  const walk = (value: unknown, key: string): unknown => {
    if (key === 'proposal' && typeof value === 'string') return inNotes(value, replace);
    if (KEPT.has(key)) return value;
    if (typeof value === 'string') return replace(value);
    if (Array.isArray(value)) return value.map((item) => walk(item, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]));
    }
    return value;
  };
  return walk(words, '') as T;
}

/** A diff must apply, so only what it adds as a quotation is touched: those are the words of people in the drill. */
function inNotes(diff: string, replace: (text: string) => string): string {
  const lines = diff.split('\n');
  return lines.map((line) => (line.startsWith('+> ') ? replace(line) : line)).join('\n');
}

/** Fields that are no prose: identities, a diff that must apply, the owner of an action. */
const KEPT = new Set([
  'id',
  'owner',
  'proposal',
  'kind',
  'file',
  'seed',
  'engine',
  'scenario',
  'variant',
  'rule',
  'unit',
  'due',
  'gap',
  'runbook',
]);

/** The full name, each of its words, and @mentions of either; shorter than three letters only as a mention. */
function patternsOf({ name, role }: Alias): { pattern: RegExp; role: string; length: number }[] {
  const full = name.trim();
  const words = [full, ...full.split(/\s+/)].filter((word, i, all) => word !== '' && all.indexOf(word) === i);
  return words.map((word) => ({
    pattern: new RegExp(word.length < 3 ? `@${edge(word)}` : `@${edge(word)}|${edge(word, true)}`, 'giu'),
    role,
    length: word.length,
  }));
}

/** `word` standing alone. Letters of any script count as letters; names are matched whatever their case. */
function edge(word: string, before = false): string {
  const literal = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return `${before ? '(?<![\\p{L}\\p{N}_])' : ''}${literal}(?![\\p{L}\\p{N}_])`;
}
