import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node, type Pair } from 'yaml';
import type { Place, Problem } from './problem.ts';
import { scanYaml } from './scan.ts';

export type YamlPath = readonly (string | number)[];

/** A parsed YAML file: plain data and where each part of it stands. */
export interface YamlSource {
  file: string;
  data: unknown;
  /** Place of the value at `path`; of the nearest enclosing part when there is none. */
  placeOf: (path: YamlPath) => Place;
  /** Place of the key itself, for unknown keys and names that are keys. */
  placeOfKey: (path: YamlPath) => Place;
  has: (path: YamlPath) => boolean;
}

/**
 * Reads a YAML text that passed the scan. Syntax errors, duplicate keys and a top level that is no map come back as
 * problems with place and remedy; nothing throws.
 */
export function readYaml(
  text: string,
  file: string,
): { ok: true; source: YamlSource } | { ok: false; problems: Problem[] } {
  const refused = scanYaml(text, file);
  if (refused) return { ok: false, problems: [refused] };
  const lines = new LineCounter();
  // Uniqueness is checked below: the parser's own check is quadratic in the width of a map.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, strict: true, prettyErrors: false });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems: Problem[] = document.errors.map((error) => ({
    file,
    ...at(error.pos[0]),
    ...syntaxMessage(error.code, error.message),
    severity: 'error',
    rule: 'yaml/syntax',
  }));
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, 1) };
  if (!isMap(document.contents)) {
    const message = document.contents === null ? 'the file is empty' : 'the file is not a map of keys';
    const hint = 'start it with "key: value" lines';
    return {
      ok: false,
      problems: [{ file, line: 1, column: 1, message, hint, severity: 'error', rule: 'yaml/syntax' }],
    };
  }
  const duplicates = duplicateKeys(document.contents).map(({ key, offset }): Problem => {
    const message = `key "${key}" is there twice`;
    return {
      file,
      ...at(offset),
      message,
      hint: 'merge the two or remove one',
      severity: 'error',
      rule: 'yaml/duplicate',
    };
  });
  if (duplicates.length > 0) return { ok: false, problems: duplicates };
  return { ok: true, source: sourceOf(document, file, at) };
}

function sourceOf(document: Document, file: string, at: (offset: number) => Place): YamlSource {
  const startOf = (path: YamlPath): number | null => offsetOf(document.getIn(path, true));
  const placeOf = (path: YamlPath): Place => {
    for (let length = path.length; length > 0; length--) {
      const offset = startOf(path.slice(0, length));
      if (offset !== null) return at(offset);
    }
    return at(0);
  };
  const placeOfKey = (path: YamlPath): Place => {
    const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
    const pair = isMap(parent) ? parent.items.find((item) => keyText(item) === String(path.at(-1))) : undefined;
    const offset = offsetOf(pair?.key);
    return offset === null ? placeOf(path) : at(offset);
  };
  return { file, data: document.toJS() as unknown, placeOf, placeOfKey, has: (path) => document.hasIn(path) };
}

function duplicateKeys(root: Node): { key: string; offset: number }[] {
  const found: { key: string; offset: number }[] = [];
  const open: unknown[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isSeq(node)) open.push(...node.items);
    if (!isMap(node)) continue;
    const seen = new Set<string>();
    for (const item of node.items) {
      const key = keyText(item);
      if (seen.has(key)) found.push({ key, offset: offsetOf(item.key) ?? 0 });
      seen.add(key);
      open.push(item.value);
    }
  }
  return found;
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function offsetOf(node: unknown): number | null {
  const range = (node as { range?: [number, number, number] | null } | null | undefined)?.range;
  return range ? range[0] : null;
}

/** The parser's codes in words that say what to do; anything else keeps the parser's first sentence. */
function syntaxMessage(code: string, message: string): { message: string; hint: string } {
  const known = SYNTAX[code];
  if (known) return known;
  return {
    message: message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, ''),
    hint: 'check indentation, quotes and brackets',
  };
}

const SYNTAX: Readonly<Record<string, { message: string; hint: string }>> = {
  TAB_AS_INDENT: { message: 'a tab is used for indentation', hint: 'indent with spaces' },
  BAD_INDENT: {
    message: 'indentation does not fit the lines around it',
    hint: 'align keys of one map, and close brackets opened above',
  },
  MISSING_CHAR: {
    message: 'a closing quote, bracket or comma is missing',
    hint: 'close what was opened before this place',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'a key spans more than one line',
    hint: 'put "key: value" on one line, or quote a text that holds ": "',
  },
  BLOCK_AS_IMPLICIT_KEY: { message: 'a second ": " on one line', hint: 'quote a text that holds ": "' },
  BLOCK_IN_FLOW: { message: 'a second ": " inside brackets', hint: 'put the text in quotes' },
  BAD_DQ_ESCAPE: {
    message: 'an unknown escape in a double-quoted text',
    hint: 'use single quotes, or write \\\\ for a backslash',
  },
  IMPOSSIBLE: { message: 'the text cannot be read as YAML', hint: 'check indentation, quotes and brackets' },
};
