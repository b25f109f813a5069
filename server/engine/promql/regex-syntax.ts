/** RE2 syntax as Prometheus accepts it, without Unicode classes (`\p{…}`): those are refused by name. */

export type Node =
  | { kind: 'char'; accepts: (code: number) => boolean }
  | { kind: 'assert'; holds: (before: number, after: number) => boolean }
  | { kind: 'sequence'; parts: Node[] }
  | { kind: 'either'; options: Node[] }
  | { kind: 'group'; number: number; body: Node }
  | { kind: 'repeat'; body: Node; min: number; max: number; lazy: boolean };

/** Why a regular expression was refused, in Prometheus' words where it has them. */
export class RegexProblem extends Error {}

/** The tree of `pattern` and the names of its groups, '' for unnamed ones. Dot matches newlines, as in Prometheus 3. */
export function parseRegex(pattern: string): { node: Node; names: string[] } {
  const reader: Reader = { text: Array.from(pattern), at: 0, names: [], ignoreCase: false, depth: 0 };
  const node = readEither(reader);
  if (reader.at < reader.text.length) throw new RegexProblem(`unexpected ): \`${pattern}\``);
  return { node, names: reader.names };
}

interface Reader {
  readonly text: string[];
  at: number;
  readonly names: string[];
  ignoreCase: boolean;
  depth: number;
}

type CharTest = (code: number) => boolean;

/** RE2 refuses counts over 1000 and nesting over 1000; ours is shallower because we recurse. */
const MAX_REPEAT = 1_000;
const MAX_DEPTH = 100;

const DIGIT: CharTest = (code) => code >= 48 && code <= 57;
const WORD: CharTest = (code) =>
  DIGIT(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
const SPACE: CharTest = (code) => code === 32 || code === 9 || code === 10 || code === 12 || code === 13;
const UPPER: CharTest = (code) => code >= 65 && code <= 90;
const LOWER: CharTest = (code) => code >= 97 && code <= 122;
const PERL: Record<string, CharTest> = { d: DIGIT, w: WORD, s: SPACE };
const POSIX: Record<string, CharTest> = {
  alpha: (code) => UPPER(code) || LOWER(code),
  alnum: (code) => UPPER(code) || LOWER(code) || DIGIT(code),
  digit: DIGIT,
  lower: LOWER,
  upper: UPPER,
  word: WORD,
  space: (code) => SPACE(code) || code === 11,
  punct: (code) => code > 32 && code < 127 && !UPPER(code) && !LOWER(code) && !DIGIT(code),
  xdigit: (code) => DIGIT(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102),
};
const CONTROL: Record<string, number> = { n: 10, t: 9, r: 13, f: 12, v: 11, a: 7 };

function readEither(reader: Reader): Node {
  if (++reader.depth > MAX_DEPTH) throw new RegexProblem('expression nests too deeply');
  const ignoreCase = reader.ignoreCase;
  const options = [readSequence(reader)];
  while (reader.text[reader.at] === '|') {
    reader.at++;
    options.push(readSequence(reader));
  }
  reader.ignoreCase = ignoreCase;
  reader.depth--;
  return options.length === 1 ? options[0]! : { kind: 'either', options };
}

function readSequence(reader: Reader): Node {
  const parts: Node[] = [];
  for (
    let char = reader.text[reader.at];
    char !== undefined && char !== '|' && char !== ')';
    char = reader.text[reader.at]
  ) {
    const part = readAtom(reader);
    if (part !== null) parts.push(readRepeats(reader, part));
  }
  return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
}

function readRepeats(reader: Reader, body: Node): Node {
  const count = readCount(reader);
  if (count === null) return body;
  const lazy = reader.text[reader.at] === '?';
  if (lazy) reader.at++;
  if (readCount(reader) !== null) throw new RegexProblem('invalid nested repetition operator');
  return { kind: 'repeat', body, ...count, lazy };
}

function readCount(reader: Reader): { min: number; max: number } | null {
  const char = reader.text[reader.at];
  const simple = char === '*' ? [0, Infinity] : char === '+' ? [1, Infinity] : char === '?' ? [0, 1] : null;
  if (simple) {
    reader.at++;
    return { min: simple[0]!, max: simple[1]! };
  }
  const braces = /^\{(\d{1,6})(,(\d{0,6}))?\}/.exec(reader.text.slice(reader.at, reader.at + 16).join(''));
  if (!braces) return null;
  const min = Number(braces[1]);
  const max = braces[2] === undefined ? min : braces[3] === '' ? Infinity : Number(braces[3]);
  if (min > MAX_REPEAT || (max !== Infinity && (max > MAX_REPEAT || max < min))) {
    throw new RegexProblem(`invalid repeat count: \`${braces[0]}\``);
  }
  reader.at += braces[0].length;
  return { min, max };
}

/** One atom, or null for something that only sets flags. */
function readAtom(reader: Reader): Node | null {
  const char = reader.text[reader.at]!;
  if (char === '(') return readGroup(reader);
  if (char === '[') return { kind: 'char', accepts: readClass(reader) };
  if (char === '\\') return readEscape(reader);
  if (char === '*' || char === '+' || char === '?') {
    throw new RegexProblem(`missing argument to repetition operator: \`${char}\``);
  }
  reader.at++;
  if (char === '.') return { kind: 'char', accepts: () => true };
  if (char === '^') return { kind: 'assert', holds: (before) => before < 0 };
  if (char === '$') return { kind: 'assert', holds: (_before, after) => after < 0 };
  return { kind: 'char', accepts: literal(char.codePointAt(0)!, reader.ignoreCase) };
}

function readGroup(reader: Reader): Node | null {
  const head = reader.text.slice(reader.at, reader.at + 80).join('');
  const named = /^\(\?P?<([A-Za-z_]\w*)>/.exec(head);
  const flags = /^\(\?([ims]*)(-[ims]+)?(:|\))/.exec(head);
  const ignoreCaseOutside = reader.ignoreCase;
  if (flags) {
    reader.at += flags[0].length;
    if (flags[1]!.includes('i')) reader.ignoreCase = true;
    if (flags[2]?.includes('i')) reader.ignoreCase = false;
    if (flags[3] === ')') return null;
  } else if (named) {
    reader.at += named[0].length;
  } else if (head.startsWith('(?')) {
    throw new RegexProblem(`invalid or unsupported Perl syntax: \`${head.slice(0, 3)}\``);
  } else {
    reader.at++;
  }
  const number = flags ? 0 : reader.names.push(named?.[1] ?? '');
  const body = readEither(reader);
  if (reader.text[reader.at] !== ')') throw new RegexProblem(`missing closing ): \`${reader.text.join('')}\``);
  reader.at++;
  reader.ignoreCase = ignoreCaseOutside;
  return flags ? body : { kind: 'group', number, body };
}

function readEscape(reader: Reader): Node {
  const char = reader.text[reader.at + 1];
  if (char === 'A' || char === 'z') {
    reader.at += 2;
    return { kind: 'assert', holds: char === 'A' ? (before) => before < 0 : (_before, after) => after < 0 };
  }
  if (char === 'b' || char === 'B') {
    reader.at += 2;
    return { kind: 'assert', holds: (before, after) => (WORD(before) !== WORD(after)) === (char === 'b') };
  }
  return { kind: 'char', accepts: readEscapedChar(reader).accepts };
}

/** After a backslash: a class such as `\d`, or one character (then `code` is set, for ranges). */
function readEscapedChar(reader: Reader): { accepts: CharTest; code: number | null } {
  const char = reader.text[reader.at + 1];
  if (char === undefined) throw new RegexProblem('trailing backslash at end of expression: ``');
  reader.at += 2;
  const perl = PERL[char.toLowerCase()];
  if (perl && char !== char.toUpperCase()) return { accepts: perl, code: null };
  if (perl) return { accepts: (code) => !perl(code), code: null };
  if (char === 'x') return one(readHex(reader), reader);
  const control = CONTROL[char];
  if (control !== undefined) return one(control, reader);
  if (/[A-Za-z0-9]/.test(char)) throw new RegexProblem(`invalid escape sequence: \`\\${char}\``);
  return one(char.codePointAt(0)!, reader);
}

function one(code: number, reader: Reader): { accepts: CharTest; code: number } {
  return { accepts: literal(code, reader.ignoreCase), code };
}

function readHex(reader: Reader): number {
  const digits = /^(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})/.exec(
    reader.text.slice(reader.at, reader.at + 8).join(''),
  );
  if (!digits) throw new RegexProblem('invalid escape sequence: `\\x`');
  reader.at += digits[0].length;
  return Number.parseInt(digits[1] ?? digits[2]!, 16);
}

function readClass(reader: Reader): CharTest {
  const tests: CharTest[] = [];
  reader.at++;
  const negated = reader.text[reader.at] === '^';
  if (negated) reader.at++;
  for (let first = true; first || reader.text[reader.at] !== ']'; first = false) {
    if (reader.at >= reader.text.length) throw new RegexProblem(`missing closing ]: \`${reader.text.join('')}\``);
    tests.push(readClassItem(reader));
  }
  reader.at++;
  return (code) => tests.some((test) => test(code)) !== negated;
}

function readClassItem(reader: Reader): CharTest {
  const posix = /^\[:(\^?)([a-z]+):\]/.exec(reader.text.slice(reader.at, reader.at + 14).join(''));
  if (posix) {
    const test = Object.hasOwn(POSIX, posix[2]!) ? POSIX[posix[2]!] : undefined;
    if (!test) throw new RegexProblem(`invalid character class range: \`${posix[0]}\``);
    reader.at += posix[0].length;
    return posix[1] === '^' ? (code) => !test(code) : test;
  }
  const from = readClassChar(reader);
  const isRange =
    reader.text[reader.at] === '-' && reader.text[reader.at + 1] !== ']' && reader.at + 1 < reader.text.length;
  if (from.code === null || !isRange) return from.accepts;
  reader.at++;
  const to = readClassChar(reader);
  if (to.code === null || to.code < from.code) throw new RegexProblem('invalid character class range');
  return between(from.code, to.code, reader.ignoreCase);
}

function readClassChar(reader: Reader): { accepts: CharTest; code: number | null } {
  if (reader.text[reader.at] === '\\') return readEscapedChar(reader);
  const code = reader.text[reader.at++]!.codePointAt(0)!;
  return one(code, reader);
}

function literal(wanted: number, ignoreCase: boolean): CharTest {
  return between(wanted, wanted, ignoreCase);
}

function between(from: number, to: number, ignoreCase: boolean): CharTest {
  if (!ignoreCase) return (code) => code >= from && code <= to;
  const inside: CharTest = (code) => code >= from && code <= to;
  return (code) => inside(code) || (UPPER(code) && inside(code + 32)) || (LOWER(code) && inside(code - 32));
}
