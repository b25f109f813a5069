/** The part of Prometheus' alert templates (Go text/template) that annotations use: values through formatting functions. */
import { labelValue } from '../telemetry/matcher.ts';
import type { Labels } from '../telemetry/series.ts';
import {
  formatFixed,
  formatSignificant,
  formatValue,
  humanize,
  humanize1024,
  humanizeDuration,
  humanizePercentage,
} from './go-format.ts';

/** What a template may speak of. */
export interface TemplateData {
  labels: Labels;
  value: number;
}

export interface Template {
  readonly text: string;
  readonly usesValue: boolean;
  readonly render: (data: TemplateData) => string;
}

/** A template that we do not understand; the message says what is wrong and what would work. */
export class TemplateProblem extends Error {}

type Cell = number | string;
type Term = (data: TemplateData) => Cell;

/** Compiles one annotation or label. Throws `TemplateProblem`. */
export function compileTemplate(text: string): Template {
  const parts: ((data: TemplateData) => string)[] = [];
  let rest = text;
  let usesValue = false;
  for (let open = rest.indexOf('{{'); open >= 0; open = rest.indexOf('{{')) {
    const close = rest.indexOf('}}', open);
    if (close < 0) throw new TemplateProblem('unclosed action: "{{" without "}}"');
    const action = rest.slice(open + 2, close);
    const before = rest.slice(0, open);
    const literal = /^-\s/.test(action) ? before.trimEnd() : before;
    const body = action.replace(/^-\s/, '').replace(/\s-$/, '').trim();
    const term = compilePipeline(body);
    if (/(?:^|[^\w.])(?:\$value|\.Value)\b/.test(body)) usesValue = true;
    parts.push(
      () => literal,
      (data) => print(term(data)),
    );
    rest = rest.slice(close + 2);
    if (/\s-$/.test(action)) rest = rest.trimStart();
  }
  if (rest.includes('}}')) throw new TemplateProblem('"}}" without "{{"');
  const tail = rest;
  const render =
    parts.length === 0 ? () => tail : (data: TemplateData) => parts.map((part) => part(data)).join('') + tail;
  return { text, usesValue, render };
}

const FUNCTIONS: Readonly<Record<string, (value: Cell) => Cell>> = {
  humanize: (value) => humanize(Number(value)),
  humanize1024: (value) => humanize1024(Number(value)),
  humanizePercentage: (value) => humanizePercentage(Number(value)),
  humanizeDuration: (value) => humanizeDuration(Number(value)),
  toUpper: (value) => String(value).toUpperCase(),
  toLower: (value) => String(value).toLowerCase(),
  title: (value) => String(value).replace(/(^|\s)\S/g, (letter) => letter.toUpperCase()),
};

function compilePipeline(body: string): Term {
  if (body === '') throw new TemplateProblem('empty action "{{ }}"');
  const [first, ...stages] = splitOutsideQuotes(body, '|').map((stage) => words(stage.trim()));
  let term = compileCommand(first!, null);
  for (const stage of stages) term = compileCommand(stage, term);
  return term;
}

/** One command of a pipeline; `piped` is its last argument. */
function compileCommand(command: readonly string[], piped: Term | null): Term {
  const [head, ...args] = command;
  if (head === undefined) throw new TemplateProblem('missing value for command');
  if (head === 'printf') return compilePrintf(args, piped);
  const apply = Object.hasOwn(FUNCTIONS, head) ? FUNCTIONS[head]! : null;
  const given = piped ? [...args.map(compileValue), piped] : args.map(compileValue);
  if (!apply) {
    if (piped || args.length > 0) throw new TemplateProblem(`function "${head}" not defined; known: printf, ${Object.keys(FUNCTIONS).join(', ')}`);
    return compileValue(head);
  } // prettier-ignore
  if (given.length !== 1) throw new TemplateProblem(`wrong number of args for ${head}: want 1 got ${given.length}`);
  return (data) => apply(given[0]!(data));
}

function compileValue(word: string): Term {
  if (word === '$value' || word === '.Value') return (data) => data.value;
  const label = /^(?:\$labels|\.Labels)\.([A-Za-z_]\w*)$/.exec(word);
  if (label) return (data) => labelValue(data.labels, label[1]!);
  if (/^"(?:[^"\\]|\\.)*"$/.test(word)) {
    const text = word.slice(1, -1).replace(/\\(.)/g, '$1');
    return () => text;
  }
  if (/^-?\d+(?:\.\d+)?$/.test(word)) return () => Number(word);
  throw new TemplateProblem(`unknown template value "${word}"; known: $value, $labels.<name>, text in quotes, numbers`);
}

const VERB = /%(?:%|(?:\.(\d))?([fgsv]))/g;

function compilePrintf(args: readonly string[], piped: Term | null): Term {
  const [format, ...rest] = args;
  if (!format || !/^"[^"]*"$/.test(format)) throw new TemplateProblem('printf needs its format in double quotes first');
  const pattern = format.slice(1, -1);
  const stray = pattern.replace(VERB, '').includes('%');
  if (stray) throw new TemplateProblem(`printf format ${format}: use %.1f, %g, %.3g, %s, %v or %%`);
  const terms = [...rest.map(compileValue), ...(piped ? [piped] : [])];
  const verbs = [...pattern.matchAll(VERB)].filter((verb) => verb[2] !== undefined);
  if (verbs.length !== terms.length) {
    throw new TemplateProblem(`printf ${format} has ${verbs.length} verb(s) and ${terms.length} argument(s)`);
  }
  return (data) => {
    let next = 0;
    return pattern.replace(VERB, (_verb, digits?: string, kind?: string) =>
      kind === undefined ? '%' : formatVerb(kind, digits, terms[next++]!(data)),
    );
  };
}

function formatVerb(kind: string, digits: string | undefined, value: Cell): string {
  if (typeof value === 'string') return kind === 'f' || kind === 'g' ? `%!${kind}(string=${value})` : value;
  if (kind === 'f') return formatFixed(value, digits === undefined ? 6 : Number(digits));
  if (kind === 's') return `%!s(float64=${formatValue(value)})`;
  return digits === undefined ? formatValue(value) : formatSignificant(value, Number(digits));
}

function print(value: Cell): string {
  return typeof value === 'number' ? formatValue(value) : value;
}

function words(command: string): string[] {
  return command.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  return (text.match(new RegExp(`(?:"(?:[^"\\\\]|\\\\.)*"|[^"${separator}])+`, 'g')) ?? []).filter(
    (part) => part !== '',
  );
}
