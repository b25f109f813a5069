import type { RunbookStep } from '../runbook.ts';

/** A value that the reader has to put in: `<pod>`, `{{ host }}`, `YOUR_TOKEN`, `$POD` that nothing sets. */
export interface Placeholder {
  text: string;
  /** Its words, small: "pod name". */
  words: string[];
  /** Lines below the first line of the command. */
  offset: number;
}

const BRACKETS = /<([A-Za-z][\w .:/'-]{0,40})>/g;
const BRACES = /\{\{\s*([A-Za-z_][\w .-]*)\s*\}\}/g;
const SHOUTED = /\b((?:YOUR|MY|INSERT|REPLACE)[_-][A-Z0-9_-]+|X{4,}|REPLACE_ME|CHANGEME)\b/g;
const VARIABLE = /\$\{?([A-Z][A-Z0-9_]{1,40})\}?(?![\w(])/g;

/** Set by the shell itself, or by everybody's profile. */
const GIVEN = new Set(['HOME', 'USER', 'PATH', 'PWD', 'HOSTNAME', 'SHELL', 'EDITOR', 'TMPDIR', 'RANDOM', 'SECONDS', 'IFS', 'LANG', 'KUBECONFIG', 'UID', 'LOGNAME', 'NF', 'NR']); // prettier-ignore

export function placeholdersIn(command: RunbookStep['commands'][number]): Placeholder[] {
  const shell = !['sql', 'promql'].includes(command.language);
  return command.text.split('\n').flatMap((line, offset) => {
    const found: Placeholder[] = [];
    const add = (text: string, name: string) => found.push({ text, words: wordsOf(name), offset });
    for (const [text, name] of line.matchAll(BRACKETS)) {
      // A tag of a document that is sent, and not a gap in a command, has its end tag.
      if (!line.includes(`</${name}`) && !/=<|\\</.test(line)) add(text, name!);
    }
    // A Go template or JSONPath inside quotes is what is typed.
    if (!/-o\s*(?:go-template|jsonpath|custom-columns)|--format|--template/.test(line))
      for (const [text, name] of line.matchAll(BRACES)) add(text, name!);
    for (const [text] of line.matchAll(SHOUTED)) add(text, text.replace(/^(?:YOUR|MY|INSERT|REPLACE)[_-]/, ''));
    if (shell) {
      for (const [text, name] of line.matchAll(VARIABLE)) {
        if (!GIVEN.has(name!) && !name!.startsWith('LC_')) add(text, name!);
      }
    }
    return found;
  });
}

/** Names that the code sets, reads or loops over: `POD=$(…)`, `export POD`, `read POD`, `for POD in`. */
export function assignedIn(code: string): Set<string> {
  const set = code.matchAll(/(?:^|[\s;&(])(?:([A-Za-z_]\w*)=|(?:read(?:\s+-\w+)*|for)\s+([A-Za-z_]\w*))/gm);
  return new Set([...set].map(([, assigned, read]) => assigned ?? read ?? ''));
}

/** Whether the words of a placeholder appear in a text, in the singular or plural: it then says what to put in. */
export function isExplained({ words, text }: Placeholder, prose: string): boolean {
  if (/\b(?:from|see)\b/i.test(text)) return true;
  const told = prose.toLowerCase();
  if (told.includes(text.toLowerCase())) return true;
  return words.some((word) => word.length >= 2 && new RegExp(`\\b${word}(?:s|es)?\\b`, 'u').test(told));
}

/** `POD_NAME`, `podName` → pod (what every name has tells nothing). */
function wordsOf(name: string): string[] {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const telling = words.filter((word) => !['name', 'id', 'the', 'your', 'my', 'value', 'here'].includes(word));
  return telling.length > 0 ? telling : words;
}
