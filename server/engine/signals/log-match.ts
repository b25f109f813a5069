import type { SpokenLine } from '../telemetry/logs.ts';
import type { Voice } from '../telemetry/log-voice.ts';
import type { LogTerm } from './log-language.ts';

/** Whether all lines of a voice match, none does, or each must be looked at. */
export type Verdict = 'all' | 'none' | 'some';

/**
 * Judges a whole kind of line by what its lines have in common, so that a search through an hour looks only at lines that may
 * differ. `n` is any sample, for the names of its fields.
 */
export function judge(voice: Voice, terms: readonly LogTerm[], n: number): Verdict {
  let verdict: Verdict = 'all';
  for (const term of terms) {
    const plain = term.kind === 'word' ? judgeWord(voice, term.text) : judgeField(voice, term, n);
    const turned = !term.not || plain === 'some' ? plain : plain === 'all' ? 'none' : 'all';
    if (turned === 'none') return 'none';
    if (turned === 'some') verdict = 'some';
  }
  return verdict;
}

function judgeWord(voice: Voice, word: string): Verdict {
  const shape = voice.shape.toLowerCase();
  if (shape.includes(word)) return 'all';
  if (voice.words.toLowerCase().includes(word)) return 'some';
  // What varies beside the listed words are numbers, ids and versions.
  return /\d/.test(word) || /^[0-9a-f]+$/.test(word) || (shape.includes('…') && word.includes(' ')) ? 'some' : 'none';
}

function judgeField(voice: Voice, { key, value }: LogTerm & { kind: 'field' }, n: number): Verdict {
  if (key === 'service') return equal(voice.service, value) ? 'all' : 'none';
  if (key === 'level') return equal(voice.level, value) ? 'all' : 'none';
  if (key === 'pod') return mayBePod(voice, value, n) ? 'some' : 'none';
  if (key === 'version') return 'some';
  for (const name in voice.fixed)
    if (name.toLowerCase() === key) return equal(String(voice.fixed[name]), value) ? 'all' : 'none';
  if (key === 'trace') return voice.failure === undefined ? 'none' : 'some';
  const fields = Object.keys(voice.say(n, 0).fields ?? {});
  return fields.some((name) => name.toLowerCase() === key) ? 'some' : 'none';
}

/** Pods are named after their service, save a few that are there all the time. */
function mayBePod({ service, pods }: Voice, value: string, n: number): boolean {
  const start = value.replace(/\*$/, '');
  return start.startsWith(service) || service.startsWith(start) || pods(n).some((pod) => equal(pod, value));
}

/** Whether one line meets every condition. `trace` is asked only when a condition needs it. */
export function lineMatches(line: SpokenLine, terms: readonly LogTerm[], trace: () => string | null): boolean {
  return terms.every((term) => {
    const met = term.kind === 'word' ? hasWord(line, term.text) : hasField(line, term.key, term.value, trace);
    return met !== term.not;
  });
}

function hasWord({ message, fields }: SpokenLine, word: string): boolean {
  if (message.toLowerCase().includes(word)) return true;
  for (const key in fields) if (String(fields[key]).toLowerCase().includes(word)) return true;
  return false;
}

function hasField(line: SpokenLine, key: string, value: string, trace: () => string | null): boolean {
  if (key === 'service' || key === 'level' || key === 'pod') return equal(line[key], value);
  if (key === 'trace') return trace() === value;
  for (const name in line.fields) if (name.toLowerCase() === key) return equal(String(line.fields[name]), value);
  return false;
}

function equal(is: string, wanted: string): boolean {
  const plain = is.toLowerCase();
  return wanted.endsWith('*') ? plain.startsWith(wanted.slice(0, -1)) : plain === wanted;
}
