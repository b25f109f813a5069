/** Words that open a command without being one. */
const SHELL_WORDS = new Set([
  'for', 'in', 'do', 'done', 'while', 'until', 'if', 'then', 'elif', 'else', 'fi', 'case', 'esac', 'select', 'function', 'time',
  'exec', 'export', 'local', 'set', 'unset', 'read', 'source', 'eval', 'trap', 'shift', 'return', 'break', 'continue', 'wait',
  'cd', 'echo', 'printf', 'test', 'true', 'false', 'exit', 'alias', 'type', 'command', '{', '}', '[', '[[', ']]', '!', '.', ':',
]); // prettier-ignore

/** Commands that run another command: the name that matters is the next word. */
const WRAPPERS = new Set([
  'sudo',
  'watch',
  'nohup',
  'xargs',
  'env',
  'time',
  'exec',
  'command',
  'do',
  'then',
  'else',
  '!',
  '{',
]);

export interface CommandName {
  name: string;
  /** Lines below the first line of the text. */
  offset: number;
}

/**
 * The tools that a piece of shell calls, in order: the first word of each pipeline member, with assignments, options of
 * wrappers and comments skipped. Good enough to tell a name that nobody installed; it does not pretend to be a shell.
 */
export function commandNames(shell: string): CommandName[] {
  const names: CommandName[] = [];
  let line = 0;
  for (const part of splitCommands(shell)) {
    const words = part.text.trim().split(/\s+/);
    const name = firstTool(words);
    if (name !== null) names.push({ name, offset: line + leadingLines(part.text) });
    line += part.lines;
  }
  return names;
}

function firstTool(words: string[]): string | null {
  let wrapped = false;
  for (const word of words) {
    if (word === '' || word.startsWith('#')) return null;
    if (/^[A-Za-z_]\w*=/.test(word)) continue;
    if (wrapped && /^(-|\d+[smh]?$)/.test(word)) continue;
    if (WRAPPERS.has(word)) {
      wrapped = true;
      continue;
    }
    if (SHELL_WORDS.has(word)) return null;
    // Not a bare name: a placeholder, a path, a redirect, the rest of a quoted text. Nothing to judge.
    return /^[A-Za-z][\w.+-]*$/.test(word) ? word : null;
  }
  return null;
}

function leadingLines(text: string): number {
  return /^\s*/.exec(text)![0].split('\n').length - 1;
}

/** Splits at | || && ; & and line ends outside quotes; a backslash at the end of a line joins it with the next. */
function splitCommands(shell: string): { text: string; lines: number }[] {
  const parts: { text: string; lines: number }[] = [];
  let text = '';
  let lines = 0;
  let quote = '';
  const close = () => {
    parts.push({ text, lines });
    text = '';
    lines = 0;
  };
  for (let i = 0; i < shell.length; i++) {
    const char = shell[i]!;
    const next = shell[i + 1];
    if (char === '\n') lines++;
    if (char === '#' && quote === '' && /(^|\s)$/.test(text)) {
      while (i + 1 < shell.length && shell[i + 1] !== '\n') i++;
      continue;
    }
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"') i++;
      // A blank inside quotes does not end a word.
      if (/\s/.test(char)) {
        text += '_';
        continue;
      }
    } else if (char === '"' || char === "'" || char === '`') quote = char;
    else if (char === '\\' && next === '\n') {
      i++;
      lines++;
      text += ' ';
      continue;
    } else if ('|;\n'.includes(char) || (char === '&' && next !== '>' && shell[i - 1] !== '>')) {
      close();
      continue;
    }
    text += char;
  }
  close();
  return parts;
}
