import type { Json, JsonObject } from './kube-object.ts';

/**
 * JSONPath as kubectl has it: `{.items[*].metadata.name}`, `{range …}…{end}`, `{"\n"}`, filters, slices, `..`.
 * Source: kubernetes.io/docs/reference/kubectl/jsonpath. Problems come back as the text after `error: `.
 */
export type Path = readonly Step[];

type Step =
  | { step: 'field'; name: string }
  | { step: 'every' }
  | { step: 'deep'; name: string }
  | { step: 'slice'; from: number | null; to: number | null }
  | { step: 'index'; indexes: number[] }
  | { step: 'filter'; left: Path; operator: string; right: Json };

type Node = { node: 'text'; text: string } | { node: 'path'; path: Path } | { node: 'range'; path: Path; body: Node[] };

/** Prints a template over one value; a problem when it does not parse. */
export function renderJsonpath(template: string, value: Json): string | { problem: string } {
  const parsed = parseTemplate(template);
  return 'problem' in parsed ? parsed : print(parsed.nodes, value);
}

/** A path alone, as `--sort-by` and `custom-columns` take it: braces and the leading dot may be missing. */
export function parsePath(text: string): Path | { problem: string } {
  const bare = text
    .trim()
    .replace(/^\{(.*)\}$/, '$1')
    .replace(/^[$@]/, '');
  const from = bare === '' || bare.startsWith('.') || bare.startsWith('[') ? bare : `.${bare}`;
  const read = readSteps(from, 0);
  if ('problem' in read) return read;
  return read.at < from.length
    ? { problem: `unexpected path string, expected a 'name1.name2' or '.name1.name2'` }
    : read.path;
}

/** All values that a path leads to. */
export function follow(path: Path, value: Json): Json[] {
  return path.reduce<Json[]>((values, step) => values.flatMap((one) => take(step, one)), [value]);
}

/** One value as kubectl prints it: text bare, the rest as JSON. */
export function plain(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function print(nodes: readonly Node[], value: Json): string {
  return nodes
    .map((node) => {
      if (node.node === 'text') return node.text;
      const found = follow(node.path, value);
      return node.node === 'path' ? found.map(plain).join(' ') : found.map((one) => print(node.body, one)).join('');
    })
    .join('');
}

function take(step: Step, value: Json): Json[] {
  const list = Array.isArray(value) ? value : null;
  const fields = list === null && value !== null && typeof value === 'object' ? (value as JsonObject) : null;
  switch (step.step) {
    case 'field':
      return fields !== null && step.name in fields ? [fields[step.name]!] : [];
    case 'every':
      return list ?? Object.values(fields ?? {});
    case 'deep': {
      const below = (list ?? Object.values(fields ?? {})).flatMap((one) => take(step, one));
      return fields !== null && step.name in fields ? [fields[step.name]!, ...below] : below;
    }
    case 'index':
      return list === null
        ? []
        : step.indexes.flatMap((at) => list.slice(at, at === -1 ? undefined : at + 1).slice(0, 1));
    case 'slice':
      return list === null ? [] : list.slice(step.from ?? 0, step.to ?? undefined);
    case 'filter':
      return (list ?? []).filter((one) => passes(step, one));
  }
}

function passes({ left, operator, right }: Extract<Step, { step: 'filter' }>, value: Json): boolean {
  const [found] = follow(left, value);
  if (operator === '') return found !== undefined;
  if (found === undefined) return false;
  const [a, b] = typeof right === 'number' ? [Number(found), right] : [plain(found), plain(right)];
  if (operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function parseTemplate(template: string): { nodes: Node[] } | { problem: string } {
  const open: Node[][] = [[]];
  const ranges: Path[] = [];
  const problem = (said: string) => ({ problem: `error parsing jsonpath ${template}, ${said}` });
  let at = 0;
  while (at < template.length) {
    const brace = template.indexOf('{', at);
    const text = template.slice(at, brace < 0 ? undefined : brace);
    if (text !== '') open.at(-1)!.push({ node: 'text', text });
    if (brace < 0) break;
    const end = closing(template, brace);
    if (end < 0) return problem('unclosed action');
    const action = template.slice(brace + 1, end).trim();
    at = end + 1;
    if (action === 'end') {
      const body = open.pop()!;
      const path = ranges.pop();
      if (path === undefined) return problem('not in range, nothing to end');
      open.at(-1)!.push({ node: 'range', path, body });
      continue;
    }
    const quoted = /^(["'])([\s\S]*)\1$/.exec(action);
    if (quoted) {
      open.at(-1)!.push({ node: 'text', text: unescaped(quoted[2]!) });
      continue;
    }
    const ranged = /^range\s+/.exec(action);
    const typed = action.slice(ranged?.[0].length ?? 0);
    if (!/^[.$@[]/.test(typed)) return problem(`unrecognized identifier ${typed}`);
    const path = parsePath(typed);
    if ('problem' in path) return problem(path.problem);
    if (ranged) {
      ranges.push(path);
      open.push([]);
    } else open.at(-1)!.push({ node: 'path', path });
  }
  return ranges.length > 0 ? problem('unclosed range, expected {end}') : { nodes: open[0]! };
}

/** Where the brace at `from` closes, quotes skipped; -1 when it does not. */
function closing(text: string, from: number): number {
  let quote = '';
  for (let at = from + 1; at < text.length; at++) {
    const char = text[at]!;
    if (quote !== '') {
      if (char === '\\') at++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '}') return at;
  }
  return -1;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char === 't' ? '\t' : char));
}

function readSteps(text: string, start: number): { path: Step[]; at: number } | { problem: string } {
  const path: Step[] = [];
  let at = start;
  while (at < text.length && (text[at] === '.' || text[at] === '[')) {
    if (text[at] === '[') {
      const end = bracketEnd(text, at);
      if (end < 0) return { problem: 'unterminated array' };
      const step = readBracket(text.slice(at + 1, end).trim());
      if ('problem' in step) return step;
      path.push(step);
      at = end + 1;
      continue;
    }
    const deep = text[at + 1] === '.';
    at += deep ? 2 : 1;
    if (text[at] === '[' || at >= text.length) continue;
    const name = /^(?:\\.|[^.[\]{}\s=<>!?()|&,])+/.exec(text.slice(at))?.[0];
    if (name === undefined)
      return {
        problem: `unrecognized character in action: U+${text.charCodeAt(at).toString(16).padStart(4, '0').toUpperCase()}`,
      };
    at += name.length;
    if (name === '*') path.push({ step: 'every' });
    else path.push({ step: deep ? 'deep' : 'field', name: name.replace(/\\(.)/g, '$1') });
  }
  return { path, at };
}

function bracketEnd(text: string, from: number): number {
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '[') depth++;
    else if (char === ']' && --depth === 0) return at;
  }
  return -1;
}

function readBracket(inside: string): Step | { problem: string } {
  if (inside === '*') return { step: 'every' };
  const quoted = /^(["'])(.*)\1$/.exec(inside);
  if (quoted) return { step: 'field', name: quoted[2]! };
  const slice = /^(-?\d+)?:(-?\d+)?$/.exec(inside);
  if (slice) {
    const [, from, to] = slice;
    return { step: 'slice', from: from === undefined ? null : Number(from), to: to === undefined ? null : Number(to) };
  }
  if (/^-?\d+(,-?\d+)*$/.test(inside)) return { step: 'index', indexes: inside.split(',').map(Number) };
  const filter = /^\?\(\s*@([^=!<>]*?)\s*(?:(==|!=|<=|>=|<|>)\s*(.+?)\s*)?\)$/.exec(inside);
  if (!filter) return { problem: `invalid array index ${inside}` };
  const left = parsePath(filter[1]!);
  if ('problem' in left) return left;
  return { step: 'filter', left, operator: filter[2] ?? '', right: literal(filter[3] ?? '') };
}

function literal(text: string): Json {
  const quoted = /^(["'])(.*)\1$/.exec(text);
  if (quoted) return quoted[2]!;
  return text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
}
