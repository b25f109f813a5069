import { CST, Lexer } from 'yaml';
import type { Problem } from './problem.ts';

/** What an authored YAML file may be at most. Deeper nesting aborts the parser's process, wider is quadratic in it. */
export const YAML_LIMITS = { bytes: 512 * 1024, depth: 40, lines: 20_000 } as const;

/**
 * Looks over a YAML text before any parser sees it, in one pass over the lexer's tokens (which do not nest), and stops
 * at the first thing that a scenario never needs: more than 512 KB or 20,000 lines, nesting past 40 levels, anchors,
 * aliases, tags, directives, merge keys, a second document, control characters. Null when the text may be parsed.
 */
export function scanYaml(source: string, file: string): Problem | null {
  const refusal = tooBig(source) ?? controlCharacter(source) ?? scanTokens(source);
  return refusal && { file, ...refusal, severity: 'error', rule: 'yaml/refused' };
}

type Refusal = Pick<Problem, 'line' | 'column' | 'message' | 'hint'>;

function tooBig(source: string): Refusal | null {
  if (source.length <= YAML_LIMITS.bytes && Buffer.byteLength(source) <= YAML_LIMITS.bytes) return null;
  const message = `the file has more than ${YAML_LIMITS.bytes / 1024} KB`;
  return { line: 0, column: 0, message, hint: 'move long texts to runbooks' };
}

function controlCharacter(source: string): Refusal | null {
  let line = 1;
  let lineStart = 0;
  for (let i = 0; i < source.length; i++) {
    const code = source.charCodeAt(i);
    if (code === 10) {
      line++;
      lineStart = i + 1;
    } else if (code < 32 && code !== 9 && code !== 13) {
      const message = `control character U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
      return { line, column: i - lineStart + 1, message, hint: 'save the file as plain UTF-8 text' };
    }
  }
  return null;
}

function scanTokens(source: string): Refusal | null {
  const nesting = new Nesting();
  let [line, column, documents, content] = [1, 1, 0, false];
  let nextIsText = false;
  for (const token of new Lexer().lex(source)) {
    const type: string = nextIsText ? 'text' : (CST.tokenType(token) ?? 'text');
    nextIsText = type === 'scalar';
    if (MARKS.has(type)) continue;
    if (line > YAML_LIMITS.lines) {
      return { line, column, message: `more than ${YAML_LIMITS.lines} lines`, hint: 'move long texts to runbooks' };
    }
    if (type === 'doc-start' && (documents++ > 0 || content)) {
      return { line, column, message: 'a second YAML document', hint: 'keep one document in a file: remove "---"' };
    }
    const refused = type === 'text' && token === '<<' ? MERGE_KEY : REFUSED[type];
    if (refused) return { line, column, message: refused.message, hint: refused.hint };
    if (!nesting.take(type, column)) {
      const message = `more than ${YAML_LIMITS.depth} levels deep`;
      return { line, column, message, hint: 'no key of a scenario lies that deep: check brackets and indentation' };
    }
    content ||= !BLANK.has(type);
    for (let i = token.indexOf('\n'); i !== -1; i = token.indexOf('\n', i + 1)) line++;
    const lastBreak = token.lastIndexOf('\n');
    column = lastBreak === -1 ? column + token.length : token.length - lastBreak;
    if (lastBreak !== -1) nesting.newLine();
  }
  return null;
}

/** Tokens of the lexer's own that stand for no text. */
const MARKS: ReadonlySet<string> = new Set(['byte-order-mark', 'doc-mode', 'flow-error-end', 'scalar']);
const BLANK: ReadonlySet<string> = new Set(['space', 'newline', 'comment', 'doc-start', 'directive-line']);
const DIRECTIVE = { message: 'a directive (%…)', hint: 'remove it, or put the value in quotes if it is text' };
const MERGE_KEY = { message: 'a merge key (<<)', hint: 'write the keys out' };
const REFUSED: Readonly<Record<string, { message: string; hint: string }>> = {
  anchor: { message: 'an anchor (&…)', hint: 'write the value out, or put it in quotes if it is text' },
  alias: { message: 'an alias (*…)', hint: 'write the value out, or put it in quotes if it is text' },
  tag: { message: 'a tag (!…)', hint: 'remove it, or put the value in quotes if it is text' },
  directive: DIRECTIVE,
  'directive-line': DIRECTIVE,
};

/** Depth of open brackets plus depth of block collections, the latter read from the columns where lines begin. */
class Nesting {
  #brackets = 0;
  readonly #columns: number[] = [];
  /** Only `-` and `?` so far on this line: the next token may open a block collection. */
  #atStart = true;

  newLine(): void {
    this.#atStart = true;
  }

  /** False when this token lies too deep. */
  take(type: string, column: number): boolean {
    if (type === 'flow-seq-start' || type === 'flow-map-start') this.#brackets++;
    else if (type === 'flow-seq-end' || type === 'flow-map-end') this.#brackets = Math.max(0, this.#brackets - 1);
    if (this.#atStart && this.#brackets === 0 && !BLANK.has(type)) this.#open(column);
    if (!BLANK.has(type) && !INDICATORS.has(type)) this.#atStart = false;
    return this.#brackets + this.#columns.length <= YAML_LIMITS.depth;
  }

  #open(column: number): void {
    while (this.#columns.length > 0 && this.#columns.at(-1)! >= column) this.#columns.pop();
    this.#columns.push(column);
  }
}

const INDICATORS: ReadonlySet<string> = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind']);
