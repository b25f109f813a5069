/** POSIX regular expressions without backtracking: a player's pattern must not hold up the server. */
import { SqlFault } from './fault.ts';

/** A compiled regular expression: states of a nondeterministic automaton, run all at once. */
export interface Regex {
  states: State[];
  start: number;
}

type State =
  | { kind: 'character'; test: (character: string) => boolean; next: number }
  | { kind: 'split'; next: number[] }
  | { kind: 'assert'; test: (before: string | undefined, after: string | undefined) => boolean; next: number }
  | { kind: 'match' };

const MAX_STATES = 2000;

/** Reads the usual subset of PostgreSQL's advanced expressions; back-references and look-around are refused. */
export function compileRegex(source: string, ignoreCase: boolean): Regex {
  return new RegexReader(source, ignoreCase).read();
}

/** The leftmost longest match at or after `from`, or undefined. `charge` is called once per state visited. */
export function findMatch(
  regex: Regex,
  text: readonly string[],
  from: number,
  charge: (steps: number) => void,
): { start: number; end: number } | undefined {
  for (let start = from; start <= text.length; start++) {
    const end = longestFrom(regex, text, start, charge);
    if (end !== undefined) return { start, end };
  }
  return undefined;
}

/** Whether it matches anywhere: one pass, new attempts joining at every character. */
export function matchesAnywhere(regex: Regex, text: readonly string[], charge: (steps: number) => void): boolean {
  let current = new Set<number>();
  for (let at = 0; at <= text.length; at++) {
    addState(regex, regex.start, at, text, current);
    charge(current.size);
    if (hasMatch(regex, current)) return true;
    current = advance(regex, current, at, text);
  }
  return false;
}

function longestFrom(
  regex: Regex,
  text: readonly string[],
  start: number,
  charge: (steps: number) => void,
): number | undefined {
  let longest: number | undefined;
  let current = new Set<number>();
  addState(regex, regex.start, start, text, current);
  for (let at = start; current.size > 0; at++) {
    charge(current.size);
    if (hasMatch(regex, current)) longest = at;
    if (at >= text.length) break;
    current = advance(regex, current, at, text);
  }
  return longest;
}

function hasMatch(regex: Regex, current: ReadonlySet<number>): boolean {
  for (const state of current) if (regex.states[state]!.kind === 'match') return true;
  return false;
}

function advance(regex: Regex, current: ReadonlySet<number>, at: number, text: readonly string[]): Set<number> {
  const next = new Set<number>();
  const character = text[at];
  if (character === undefined) return next;
  for (const id of current) {
    const state = regex.states[id]!;
    if (state.kind === 'character' && state.test(character)) addState(regex, state.next, at + 1, text, next);
  }
  return next;
}

/** Adds a state and everything reachable without reading a character. */
function addState(regex: Regex, first: number, at: number, text: readonly string[], into: Set<number>): void {
  const pending = [first];
  while (pending.length > 0) {
    const id = pending.pop()!;
    if (into.has(id)) continue;
    into.add(id);
    const state = regex.states[id]!;
    if (state.kind === 'split') pending.push(...state.next);
    else if (state.kind === 'assert' && state.test(text[at - 1], text[at])) pending.push(state.next);
  }
}

/** A piece of automaton under construction, given the state that follows it. */
type Piece = (next: number) => number;

class RegexReader {
  readonly #source: string[];
  readonly #ignoreCase: boolean;
  readonly #states: State[] = [];
  #at = 0;
  #depth = 0;

  constructor(source: string, ignoreCase: boolean) {
    this.#source = [...source];
    this.#ignoreCase = ignoreCase;
  }

  read(): Regex {
    const whole = this.#alternatives();
    if (this.#at < this.#source.length) throw invalid('parentheses () not balanced');
    const start = whole(this.#add({ kind: 'match' }));
    return { states: this.#states, start };
  }

  #add(state: State): number {
    if (this.#states.length >= MAX_STATES) throw invalid('regular expression is too complex');
    return this.#states.push(state) - 1;
  }

  #alternatives(): Piece {
    const branches = [this.#sequence()];
    while (this.#source[this.#at] === '|') {
      this.#at++;
      branches.push(this.#sequence());
    }
    if (branches.length === 1) return branches[0]!;
    return (next) => this.#add({ kind: 'split', next: branches.map((branch) => branch(next)) });
  }

  #sequence(): Piece {
    const pieces: Piece[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at]!)) pieces.push(this.#repeated());
    return (next) => pieces.reduceRight((following, piece) => piece(following), next);
  }

  #repeated(): Piece {
    let piece = this.#atom();
    for (let range = this.#quantifier(); range; range = this.#quantifier())
      piece = this.#repeat(piece, range.least, range.most);
    return piece;
  }

  #quantifier(): { least: number; most: number } | undefined {
    const rest = this.#source.slice(this.#at, this.#at + 12).join('');
    const match = /^(?:[*+?]|\{(\d{1,3})(,(\d{1,3})?)?\})\??/.exec(rest);
    if (!match) return undefined;
    this.#at += match[0].length;
    const kind = match[0][0];
    if (kind === '*') return { least: 0, most: Infinity };
    if (kind === '+') return { least: 1, most: Infinity };
    if (kind === '?') return { least: 0, most: 1 };
    const least = Number(match[1]);
    return { least, most: match[2] === undefined ? least : match[3] === undefined ? Infinity : Number(match[3]) };
  }

  #repeat(piece: Piece, least: number, most: number): Piece {
    return (next) => {
      let following = next;
      if (most === Infinity) {
        const loop: { kind: 'split'; next: number[] } = { kind: 'split', next: [next] };
        following = this.#add(loop);
        loop.next.push(piece(following));
      } else {
        for (let extra = least; extra < most; extra++)
          following = this.#add({ kind: 'split', next: [next, piece(following)] });
      }
      for (let count = 0; count < least; count++) following = piece(following);
      return following;
    };
  }

  #atom(): Piece {
    const character = this.#source[this.#at++]!;
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return this.#character(this.#bracket());
      case '.':
        return this.#character(() => true);
      case '^':
        return (next) => this.#add({ kind: 'assert', test: (before) => before === undefined, next });
      case '$':
        return (next) => this.#add({ kind: 'assert', test: (_before, after) => after === undefined, next });
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        throw invalid('quantifier operand invalid');
      default:
        return this.#literal(character);
    }
  }

  #group(): Piece {
    if (this.#source[this.#at] === '?') {
      if (this.#source[this.#at + 1] !== ':') throw invalid('look-around is not supported here');
      this.#at += 2;
    }
    if (++this.#depth > 50) throw invalid('regular expression is too complex');
    const inner = this.#alternatives();
    this.#depth--;
    if (this.#source[this.#at++] !== ')') throw invalid('parentheses () not balanced');
    return inner;
  }

  #escape(): Piece {
    const character = this.#source[this.#at++];
    if (character === undefined) throw invalid('invalid escape \\ sequence');
    if (/[1-9]/.test(character)) throw invalid('back-references are not supported here');
    const edge = WORD_EDGES[character];
    if (edge) return (next) => this.#add({ kind: 'assert', test: edge, next });
    const group = CLASS_ESCAPES[character];
    return group ? this.#character(group) : this.#literal(CONTROL_ESCAPES[character] ?? character);
  }

  #literal(literal: string): Piece {
    if (!this.#ignoreCase) return this.#character((character) => character === literal);
    const folded = literal.toLowerCase();
    return this.#character((character) => character.toLowerCase() === folded);
  }

  #character(test: (character: string) => boolean): Piece {
    return (next) => this.#add({ kind: 'character', test, next });
  }

  #bracket(): (character: string) => boolean {
    const negated = this.#source[this.#at] === '^';
    if (negated) this.#at++;
    const tests: ((character: string) => boolean)[] = [];
    for (let first = true; first || this.#source[this.#at] !== ']'; first = false) {
      if (this.#at >= this.#source.length) throw invalid('brackets [] not balanced');
      tests.push(this.#bracketItem());
    }
    this.#at++;
    const some = (character: string) => tests.some((test) => test(character));
    const folded = this.#ignoreCase
      ? (character: string) => some(character.toLowerCase()) || some(character.toUpperCase())
      : some;
    return negated ? (character) => !folded(character) : folded;
  }

  #bracketItem(): (character: string) => boolean {
    const rest = this.#source.slice(this.#at, this.#at + 14).join('');
    const named = /^\[:([a-z]+):\]/.exec(rest);
    if (named) {
      this.#at += named[0].length;
      return NAMED_CLASSES.get(named[1]!) ?? throwInvalid('invalid character class');
    }
    const from = this.#bracketCharacter();
    if (typeof from !== 'string') return from;
    if (this.#source[this.#at] !== '-' || this.#source[this.#at + 1] === ']') return (character) => character === from;
    this.#at++;
    const to = this.#bracketCharacter();
    if (typeof to !== 'string' || to < from) throw invalid('invalid character range');
    return (character) => character >= from && character <= to;
  }

  #bracketCharacter(): string | ((character: string) => boolean) {
    const character = this.#source[this.#at++] ?? throwInvalid('brackets [] not balanced');
    if (character !== '\\') return character;
    const escaped = this.#source[this.#at++] ?? throwInvalid('invalid escape \\ sequence');
    return CLASS_ESCAPES[escaped] ?? CONTROL_ESCAPES[escaped] ?? escaped;
  }
}

const isDigit = (character: string) => character >= '0' && character <= '9';
const isWord = (character: string) => /[\p{L}\p{N}_]/u.test(character);
const isSpace = (character: string) => /\s/.test(character);
const not = (test: (character: string) => boolean) => (character: string) => !test(character);

const CLASS_ESCAPES: Readonly<Record<string, (character: string) => boolean>> = {
  d: isDigit,
  D: not(isDigit),
  w: isWord,
  W: not(isWord),
  s: isSpace,
  S: not(isSpace),
};

const CONTROL_ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

type EdgeTest = (before: string | undefined, after: string | undefined) => boolean;
const inWord = (character: string | undefined) => character !== undefined && isWord(character);

const WORD_EDGES: Readonly<Record<string, EdgeTest>> = {
  m: (before, after) => !inWord(before) && inWord(after),
  M: (before, after) => inWord(before) && !inWord(after),
  y: (before, after) => inWord(before) !== inWord(after),
  Y: (before, after) => inWord(before) === inWord(after),
  A: (before) => before === undefined,
  Z: (_before, after) => after === undefined,
};

const NAMED_CLASSES = new Map<string, (character: string) => boolean>(
  Object.entries({
    digit: isDigit,
    alpha: (character: string) => /\p{L}/u.test(character),
    alnum: (character: string) => /[\p{L}\p{N}]/u.test(character),
    space: isSpace,
    upper: (character: string) => /\p{Lu}/u.test(character),
    lower: (character: string) => /\p{Ll}/u.test(character),
    punct: (character: string) => /[\p{P}\p{S}]/u.test(character),
    xdigit: (character: string) => /[0-9a-fA-F]/.test(character),
  }),
);

function invalid(reason: string): SqlFault {
  return new SqlFault(`invalid regular expression: ${reason}`);
}

function throwInvalid(reason: string): never {
  throw invalid(reason);
}
