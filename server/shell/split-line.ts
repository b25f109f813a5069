/** A word as it was typed, and as bash reads it when nothing in it is expanded. */
export interface TypedWord {
  raw: string;
  value: string;
  from: number;
  to: number;
}

/** One command of a pipeline. */
export interface Stage {
  /** As typed, without the pipe signs. */
  text: string;
  words: TypedWord[];
  /** It writes or reads a file by `<` or `>`; `2>&1` and `2>/dev/null` do not count. */
  redirected: boolean;
}

/** A pipeline and what joins it to the next one. */
export interface Segment {
  text: string;
  stages: Stage[];
  /** Sign after it; '' at the end. */
  joint: '' | ';' | '&&' | '||';
}

const COMPOUND = /^(?:for|while|until|if|case|select|function|\{|\(|\[\[|!|time)$/;

/**
 * Splits a command line into pipelines at `;`, `&&` and `||`, and each into its commands at `|`. Quotes and `$(…)`
 * group. Null for what is no plain list of commands: loops, conditions, functions, here-documents, an open quote.
 */
export function splitLine(line: string): Segment[] | null {
  const segments: Segment[] = [];
  let stages: Stage[] = [];
  let words: TypedWord[] = [];
  let redirected = false;
  let stageFrom = 0;
  let segmentFrom = 0;
  let at = 0;

  const endStage = (to: number): boolean => {
    if (words.length === 0 || COMPOUND.test(words[0]!.raw)) return false;
    stages.push({ text: line.slice(stageFrom, to).trim(), words, redirected });
    words = [];
    redirected = false;
    return true;
  };
  const endSegment = (to: number, joint: Segment['joint']): boolean => {
    if (!endStage(to)) return false;
    segments.push({ text: line.slice(segmentFrom, to).trim(), stages, joint });
    stages = [];
    return true;
  };

  while (at < line.length) {
    const rest = line.slice(at);
    const sign = /^(?:&&|\|\||;|\||\n)/.exec(rest)?.[0];
    if (/^[ \t]/.test(rest)) at++;
    else if (/^\\\n/.test(rest)) at += 2;
    else if (sign === '|') {
      if (!endStage(at)) return null;
      stageFrom = at += rest.startsWith('|&') ? 2 : 1;
    } else if (sign) {
      if (!endSegment(at, sign === '\n' ? ';' : (sign as ';'))) return null;
      segmentFrom = stageFrom = at += sign.length;
      // A closing `;` or line end ends nothing more.
      if (line.slice(at).trim() === '') return segments;
    } else if (/^(?:<<|[()`&])/.test(rest)) return null;
    else if (/^\d?[<>]/.test(rest)) {
      const harmless = /^(?:2>&1|[12]?>\s*\/dev\/null|>&2)(?=\s|$|[|;&])/.exec(rest);
      if (!harmless) redirected = true;
      at += harmless?.[0].length ?? /^\d?[<>]+/.exec(rest)![0].length;
    } else {
      const word = readWord(line, at);
      if (!word) return null;
      words.push(word);
      at = word.to;
    }
  }
  return endSegment(line.length, '') ? segments : null;
}

/** A word ends at a blank or a sign that is not quoted. Null when a quote or parenthesis stays open. */
function readWord(line: string, from: number): TypedWord | null {
  let value = '';
  let at = from;
  while (at < line.length && !/[\s|;<>()]/.test(line[at]!) && !line.startsWith('&&', at)) {
    const character = line[at]!;
    if (character === '\\') {
      value += line[at + 1] ?? '';
      at += 2;
    } else if (character === "'" || character === '"') {
      const end = closingQuote(line, at);
      if (end < 0) return null;
      value += line.slice(at + 1, end);
      at = end + 1;
    } else if (line.startsWith('$(', at)) {
      const end = closingParenthesis(line, at + 1);
      if (end < 0) return null;
      value += line.slice(at, end + 1);
      at = end + 1;
    } else {
      if (character === '`') return null;
      value += character;
      at++;
    }
  }
  return at === from ? null : { raw: line.slice(from, at), value, from, to: at };
}

function closingQuote(line: string, open: number): number {
  for (let at = open + 1; at < line.length; at++) {
    if (line[open] === '"' && line[at] === '\\') at++;
    else if (line[at] === line[open]) return at;
  }
  return -1;
}

function closingParenthesis(line: string, open: number): number {
  let depth = 0;
  for (let at = open; at < line.length; at++) {
    if (line[at] === "'" || line[at] === '"') {
      at = closingQuote(line, at);
      if (at < 0) return -1;
    } else if (line[at] === '(') depth++;
    else if (line[at] === ')' && --depth === 0) return at;
  }
  return -1;
}
