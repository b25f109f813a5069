/** One command of a line: its words, and where its output goes. */
export interface RemoteCommand {
  words: string[];
  /** Words that were quoted are no patterns. */
  quoted: boolean[];
  /** `> file`; null = on. */
  to: string | null;
  hidesErrors: boolean;
}

/** A pipeline, and on what the one before must have ended for it to run. */
export interface RemotePipeline {
  after: 'always' | 'success' | 'failure';
  commands: RemoteCommand[];
}

/**
 * Reads what a remote host's shell is given: words, quotes, pipes, `;`, `&&`, `||`, `>` and `2>`. No variables, no loops:
 * null for what it does not read.
 */
export function readRemoteLine(line: string): RemotePipeline[] | null {
  const pipelines: RemotePipeline[] = [];
  let after: RemotePipeline['after'] = 'always';
  let commands: RemoteCommand[] = [];
  let current: RemoteCommand = blank();
  const endCommand = () => {
    if (current.words.length > 0 || current.to !== null) commands.push(current);
    current = blank();
  };
  const endPipeline = (next: RemotePipeline['after']) => {
    endCommand();
    if (commands.length > 0) pipelines.push({ after, commands });
    commands = [];
    after = next;
  };
  const tokens = tokenize(line);
  if (tokens === null) return null;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (!token.operator) {
      current.words.push(token.text);
      current.quoted.push(token.quoted);
      continue;
    }
    switch (token.text) {
      case ';':
      case '\n':
        endPipeline('always');
        break;
      case '&&':
        endPipeline('success');
        break;
      case '||':
        endPipeline('failure');
        break;
      case '|':
        endCommand();
        break;
      case '2>&1':
        break;
      case '2>':
      case '2>>':
        current.hidesErrors = true;
        at++;
        break;
      case '>':
      case '>>': {
        const target = tokens[++at];
        if (!target || target.operator) return null;
        if (token.text === '>') current.to = target.text;
        break;
      }
      default:
        return null;
    }
  }
  endPipeline('always');
  return pipelines.some((one) => one.commands.some(({ words }) => KEYWORDS.includes(words[0] ?? '')))
    ? null
    : pipelines;
}

const KEYWORDS = ['for', 'while', 'until', 'if', 'case', 'do', 'done', 'then', 'fi', 'function', '{', '}', '(', ')'];

function blank(): RemoteCommand {
  return { words: [], quoted: [], to: null, hidesErrors: false };
}

interface Token {
  text: string;
  operator: boolean;
  quoted: boolean;
}

const OPERATOR = /^(?:2>&1|2>>|2>|&&|\|\||>>|[|;>\n])/;

function tokenize(line: string): Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  while (at < line.length) {
    const rest = line.slice(at, at + 8);
    const blankBefore = /^[ \t]/.test(rest);
    if (blankBefore) {
      at++;
      continue;
    }
    const operator = OPERATOR.exec(rest)?.[0];
    if (operator) {
      tokens.push({ text: operator, operator: true, quoted: false });
      at += operator.length;
      continue;
    }
    if (/^[<&`]/.test(rest) || rest.startsWith('$(')) return null;
    let text = '';
    let quoted = false;
    while (at < line.length && !/[ \t\n|;>&]/.test(line[at]!)) {
      const character = line[at]!;
      if (character === "'" || character === '"') {
        const end = line.indexOf(character, at + 1);
        if (end < 0) return null;
        text += line.slice(at + 1, end);
        quoted = true;
        at = end + 1;
      } else if (character === '\\') {
        text += line[at + 1] ?? '';
        quoted = true;
        at += 2;
      } else {
        text += character;
        at++;
      }
    }
    tokens.push({ text, operator: false, quoted });
  }
  return tokens;
}
