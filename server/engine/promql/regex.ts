/**
 * Regular expressions as Prometheus has them (RE2: anchored by the caller, no back-references, no
 * look-around), matched in time linear in the text. JavaScript's own engine backtracks, and anyone in
 * a drill may type a pattern; a Pike VM (Thompson's simulation that carries its captures) cannot hang.
 * Source: Russ Cox, "Regular Expression Matching: the Virtual Machine Approach".
 */
import { parseRegex, RegexProblem, type Node } from './regex-syntax.ts';

export { RegexProblem };

export interface Regex {
  /** Instructions of the compiled program: matching takes at most this many steps per character. */
  readonly size: number;
  /** Whether the whole text matches. */
  matches(text: string): boolean;
  /** Groups of a whole-text match by number (0 = everything, unmatched ones empty) and by name; null without a match. */
  groups(text: string): { numbered: string[]; named: Record<string, string> } | null;
}

type Instruction =
  | { op: 'char'; accepts: (code: number) => boolean }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'save'; slot: number }
  | { op: 'assert'; holds: (before: number, after: number) => boolean }
  | { op: 'match' };

/** Longest pattern and largest compiled program that we accept: hostile repetition is refused, not run. */
const MAX_PATTERN = 1_000;
const MAX_PROGRAM = 1_500;

/** Compiles `pattern`; throws `RegexProblem` with a sentence when it is malformed, too large or not RE2. */
export function compileRegex(pattern: string): Regex {
  if (pattern.length > MAX_PATTERN) throw new RegexProblem(`pattern is longer than ${MAX_PATTERN} characters`);
  const { node, names } = parseRegex(pattern);
  const program: Instruction[] = [];
  emit(program, node);
  program.push({ op: 'assert', holds: (_before, after) => after < 0 }, { op: 'match' });
  return {
    size: program.length,
    matches: (text) => run(program, codePoints(text)) !== null,
    groups: (text) => {
      const codes = codePoints(text);
      const saved = run(program, codes);
      if (saved === null) return null;
      const numbered = [text];
      const named: Record<string, string> = {};
      for (let group = 1; group <= names.length; group++) {
        const from = saved[group * 2];
        const to = saved[group * 2 + 1];
        const value = from === undefined || to === undefined ? '' : String.fromCodePoint(...codes.slice(from, to));
        numbered.push(value);
        const name = names[group - 1];
        if (name) named[name] = value;
      }
      return { numbered, named };
    },
  };
}

function codePoints(text: string): number[] {
  return Array.from(text, (char) => char.codePointAt(0)!);
}

function emit(program: Instruction[], node: Node): void {
  if (program.length > MAX_PROGRAM) throw new RegexProblem('expression is too large');
  switch (node.kind) {
    case 'char':
      program.push({ op: 'char', accepts: node.accepts });
      return;
    case 'assert':
      program.push({ op: 'assert', holds: node.holds });
      return;
    case 'sequence':
      for (const part of node.parts) emit(program, part);
      return;
    case 'group':
      program.push({ op: 'save', slot: node.number * 2 });
      emit(program, node.body);
      program.push({ op: 'save', slot: node.number * 2 + 1 });
      return;
    case 'either':
      emitEither(program, node.options);
      return;
    case 'repeat':
      emitRepeat(program, node);
  }
}

function emitEither(program: Instruction[], options: readonly Node[]): void {
  const exits: { op: 'jump'; to: number }[] = [];
  options.forEach((option, i) => {
    const isLast = i === options.length - 1;
    const split: Instruction = { op: 'split', first: program.length + 1, second: 0 };
    if (!isLast) program.push(split);
    emit(program, option);
    if (isLast) return;
    const exit = { op: 'jump' as const, to: 0 };
    exits.push(exit);
    program.push(exit);
    split.second = program.length;
  });
  for (const exit of exits) exit.to = program.length;
}

function emitRepeat(program: Instruction[], node: Extract<Node, { kind: 'repeat' }>): void {
  for (let i = 0; i < node.min; i++) emit(program, node.body);
  if (node.max === Infinity) {
    const split = emitSplit(program);
    emit(program, node.body);
    program.push({ op: 'jump', to: split.at });
    aim(split, program.length, node.lazy);
    return;
  }
  const skips: { at: number; split: { op: 'split'; first: number; second: number } }[] = [];
  for (let i = node.min; i < node.max; i++) {
    skips.push(emitSplit(program));
    emit(program, node.body);
  }
  for (const skip of skips) aim(skip, program.length, node.lazy);
}

function emitSplit(program: Instruction[]): { at: number; split: { op: 'split'; first: number; second: number } } {
  const split = { op: 'split' as const, first: 0, second: 0 };
  program.push(split);
  return { at: program.length - 1, split };
}

/** Greedy enters the body first, lazy leaves first. */
function aim(emitted: ReturnType<typeof emitSplit>, exit: number, lazy: boolean): void {
  emitted.split.first = lazy ? exit : emitted.at + 1;
  emitted.split.second = lazy ? emitted.at + 1 : exit;
}

type Saved = readonly (number | undefined)[];

/** Captures of the preferred match of the whole text, or null. Every instruction is entered at most once per position. */
function run(program: readonly Instruction[], codes: readonly number[]): Saved | null {
  let threads: { at: number; saved: Saved }[] = [];
  follow(program, codes, 0, { at: 0, saved: [] }, threads, new Uint8Array(program.length));
  for (let i = 0; i <= codes.length; i++) {
    const next: { at: number; saved: Saved }[] = [];
    const entered = new Uint8Array(program.length);
    for (const thread of threads) {
      const instruction = program[thread.at]!;
      if (instruction.op === 'match') return thread.saved;
      if (instruction.op === 'char' && i < codes.length && instruction.accepts(codes[i]!)) {
        follow(program, codes, i + 1, { at: thread.at + 1, saved: thread.saved }, next, entered);
      }
    }
    if (next.length === 0) return null;
    threads = next;
  }
  return null;
}

function follow(
  program: readonly Instruction[],
  codes: readonly number[],
  i: number,
  start: { at: number; saved: Saved },
  into: { at: number; saved: Saved }[],
  entered: Uint8Array,
): void {
  const stack = [start];
  for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
    const { at, saved } = thread;
    if (entered[at] === 1) continue;
    entered[at] = 1;
    const instruction = program[at]!;
    switch (instruction.op) {
      case 'jump':
        stack.push({ at: instruction.to, saved });
        break;
      case 'split':
        stack.push({ at: instruction.second, saved }, { at: instruction.first, saved });
        break;
      case 'save': {
        const copy = saved.slice();
        copy[instruction.slot] = i;
        stack.push({ at: at + 1, saved: copy });
        break;
      }
      case 'assert':
        if (instruction.holds(codes[i - 1] ?? -1, codes[i] ?? -1)) stack.push({ at: at + 1, saved });
        break;
      default:
        into.push(thread);
    }
  }
}
