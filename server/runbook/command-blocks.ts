import type { Code } from 'mdast';
import { commandNames } from './command-names.ts';
import { isKnownTool } from './known-tools.ts';
import type { RunbookStep } from './runbook.ts';
import { lineOf } from './sections.ts';

type Command = RunbookStep['commands'][number];

/** Languages of fences that show something instead of asking to run it. */
const SHOWN = new Set([
  'text', 'txt', 'output', 'log', 'logs', 'plain', 'plaintext', 'yaml', 'yml', 'json', 'toml', 'ini', 'xml', 'html', 'diff',
  'go', 'java', 'python', 'py', 'js', 'ts', 'mermaid', 'hcl', 'markdown', 'md', 'csv', 'conf', 'nginx', 'dockerfile',
  'none', 'ansi', 'terraform', 'tf', 'ruby', 'rust', 'javascript', 'typescript', 'json5', 'jsonc', 'properties', 'env', 'plantuml', 'dot',
]); // prettier-ignore

/** Of those, the ones that people also put around a session with its prompts. */
const MAY_HOLD_A_SESSION = new Set(['text', 'txt', 'output', 'log', 'logs', 'plain', 'plaintext', 'none', 'ansi']);

/** `$ `, `user@host:~$ `, `[root@host ~]# `, `orders=# `, `mysql> `, `PS C:\> `. */
const PROMPT =
  /^\s{0,12}(?:\$|%|❯|➜|\[?[\w.-]{1,40}@[\w.-]{1,60}[^\]$#\n]{0,80}\]?\s?[$#]|\w{1,40}[=-][#>]|(?:mysql|redis|sqlite|mongo|MariaDB \[\w{1,40}\])>|\d{1,3}(?:\.\d{1,3}){3}:\d{1,5}>|PS [^>\n]{0,80}>)\s+(?=\S)/;
const ROOT_PROMPT = /^\s{0,12}#\s+(?=\S)/;

/** What a block of code asks to run, and what it shows as the answer; a block that only shows is all answer. */
export interface Block {
  command: Command | null;
  /** What a transcript prints after its commands, or the whole block. */
  output: string;
}

export function readBlock(code: Code, source: string): Block {
  const language = (code.lang ?? '').toLowerCase().slice(0, 40);
  if (code.value.trim() === '') return { command: null, output: '' };
  const fenced = /^[`~]/.test(source.slice(code.position?.start.offset ?? 0, (code.position?.start.offset ?? 0) + 1));
  const first = lineOf(code) + (fenced ? 1 : 0);
  const session = readSession(code.value, language);
  if (SHOWN.has(language) && !(MAY_HOLD_A_SESSION.has(language) && session))
    return { command: null, output: code.value };
  if (session) {
    const command = { language, text: session.typed.join('\n').trim(), line: first + session.at };
    return { command, output: session.printed.join('\n').trimEnd().replace(/^\n+/, '') };
  }
  if (language === '' && looksPrinted(code.value)) return { command: null, output: code.value };
  return { command: { language, text: code.value.trim(), line: first + leadingBlanks(code.value) }, output: '' };
}

/** A transcript shows prompts and answers: only what stands after a prompt was typed. */
function readSession(text: string, language: string): { typed: string[]; printed: string[]; at: number } | null {
  const lines = text.split('\n');
  const root = lines.some((line) => PROMPT.test(line)) || !isRootSession(lines, language) ? null : ROOT_PROMPT;
  const prompt = (line: string) => (PROMPT.test(line) ? PROMPT : root?.test(line) ? root : null);
  const at = lines.findIndex((line) => prompt(line) !== null);
  if (at < 0) return null;
  const typed: string[] = [];
  const printed: string[] = [];
  let goesOn = false;
  for (const line of lines) {
    const found = prompt(line);
    if (found || goesOn) typed.push(found ? line.replace(found, '') : line);
    else printed.push(line);
    goesOn = (found !== null || goesOn) && line.endsWith('\\');
  }
  return { typed, printed, at };
}

/** `# ` is a comment in a script and a prompt in a session: it is a prompt where the language or the words say so. */
function isRootSession(lines: readonly string[], language: string): boolean {
  const marked = lines.filter((line) => ROOT_PROMPT.test(line));
  if (marked.length === 0) return false;
  if (['console', 'shell-session', 'sh-session', 'bash-session', 'session', 'terminal'].includes(language)) return true;
  const opensKnown = (line: string) => commandNames(line).some(({ name }, i) => i === 0 && isKnownTool(name));
  return (
    marked.every((line) => opensKnown(line.replace(ROOT_PROMPT, ''))) &&
    !lines.some((line) => !ROOT_PROMPT.test(line) && opensKnown(line))
  );
}

/** A block without language that nobody would type: JSON, a table of a tool, a log line, an error. */
function looksPrinted(text: string): boolean {
  const [first = ''] = text.trim().split('\n', 1);
  if (/^[{<]\s*$|^\{\s*"|^\[\s*\{|^<[a-zA-Z!?]/.test(first)) return true;
  if (/^[A-Z][A-Z_-]*(?:\s{2,}[A-Z][A-Z_()-]*)+\s*$/.test(first.slice(0, 300))) return true;
  if (/^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(first)) return true;
  return /^(?:error|fatal|warning|panic|exception|traceback|caused by)\b\s*[:(]/i.test(first);
}

function leadingBlanks(text: string): number {
  return text.length === text.trimStart().length ? 0 : /^\s*/.exec(text)![0].split('\n').length - 1;
}
