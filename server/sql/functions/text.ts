import { SqlFault } from '../fault.ts';
import { compileRegex, findMatch } from '../regex.ts';
import type { Session } from '../session.ts';
import { networkAddressText, type NetworkAddress } from '../network-address.ts';
import { elementType } from '../types.ts';
import { type Value, valueText } from '../value.ts';
import type { Builtin } from './builtin.ts';

/** Longest text a function may build; PostgreSQL allows 1 GB, a drill does not need it. */
const MAX_LENGTH = 1_000_000;

export const textFunctions: readonly Builtin[] = [
  { name: 'length', args: ['text'], returns: 'int4', run: ([text]) => [...(text as string)].length },
  { name: 'char_length', args: ['text'], returns: 'int4', run: ([text]) => [...(text as string)].length },
  { name: 'upper', args: ['text'], returns: 'text', run: ([text]) => upperCase(text as string) },
  { name: 'lower', args: ['text'], returns: 'text', run: ([text]) => (text as string).toLowerCase() },
  { name: 'initcap', args: ['text'], returns: 'text', run: ([text]) => capitalised(text as string) },
  {
    name: 'left',
    args: ['text', 'int4'],
    returns: 'text',
    run: ([text, count]) => sliceLeft(text as string, count as number),
  },
  {
    name: 'right',
    args: ['text', 'int4'],
    returns: 'text',
    run: ([text, count]) => sliceRight(text as string, count as number),
  },
  {
    name: 'substring',
    args: ['text', 'int4'],
    returns: 'text',
    run: ([text, from]) => substring(text as string, from as number),
  },
  {
    name: 'substring',
    args: ['text', 'int4', 'int4'],
    returns: 'text',
    run: ([text, from, count]) => substring(text as string, from as number, count as number),
  },
  {
    name: 'substring',
    args: ['text', 'text'],
    returns: 'text',
    run: ([text, pattern], session) => firstMatch(text as string, pattern as string, session),
  },
  {
    name: 'substr',
    args: ['text', 'int4'],
    returns: 'text',
    run: ([text, from]) => substring(text as string, from as number),
  },
  {
    name: 'substr',
    args: ['text', 'int4', 'int4'],
    returns: 'text',
    run: ([text, from, count]) => substring(text as string, from as number, count as number),
  },
  {
    name: 'split_part',
    args: ['text', 'text', 'int4'],
    returns: 'text',
    run: ([text, by, at]) => splitPart(text as string, by as string, at as number),
  },
  {
    name: 'replace',
    args: ['text', 'text', 'text'],
    returns: 'text',
    run: ([text, from, to]) =>
      from === '' ? text! : limited((text as string).split(from as string).join(to as string)),
  },
  {
    name: 'strpos',
    args: ['text', 'text'],
    returns: 'int4',
    run: ([text, part]) => position(text as string, part as string),
  },
  {
    name: 'position',
    args: ['text', 'text'],
    returns: 'int4',
    run: ([text, part]) => position(text as string, part as string),
  },
  {
    name: 'starts_with',
    args: ['text', 'text'],
    returns: 'bool',
    run: ([text, prefix]) => (text as string).startsWith(prefix as string),
  },
  { name: 'reverse', args: ['text'], returns: 'text', run: ([text]) => [...(text as string)].reverse().join('') },
  {
    name: 'repeat',
    args: ['text', 'int4'],
    returns: 'text',
    run: ([text, count]) => repeated(text as string, count as number),
  },
  {
    name: 'lpad',
    args: ['text', 'int4'],
    returns: 'text',
    run: ([text, width]) => padded(text as string, width as number, ' ', true),
  },
  {
    name: 'lpad',
    args: ['text', 'int4', 'text'],
    returns: 'text',
    run: ([text, width, fill]) => padded(text as string, width as number, fill as string, true),
  },
  {
    name: 'rpad',
    args: ['text', 'int4'],
    returns: 'text',
    run: ([text, width]) => padded(text as string, width as number, ' ', false),
  },
  {
    name: 'rpad',
    args: ['text', 'int4', 'text'],
    returns: 'text',
    run: ([text, width, fill]) => padded(text as string, width as number, fill as string, false),
  },
  ...(['btrim', 'ltrim', 'rtrim'] as const).flatMap((name): Builtin[] => [
    {
      name,
      args: ['text'],
      returns: 'text',
      run: ([text]) => trimmed(text as string, ' ', name !== 'rtrim', name !== 'ltrim'),
    },
    {
      name,
      args: ['text', 'text'],
      returns: 'text',
      run: ([text, set]) => trimmed(text as string, set as string, name !== 'rtrim', name !== 'ltrim'),
    },
  ]),
  {
    name: 'concat',
    args: ['any'],
    variadic: true,
    returns: 'text',
    strict: false,
    run: (args, session, types) => limited(texts(args, session, types).join('')),
  },
  {
    name: 'concat_ws',
    args: ['text', 'any'],
    variadic: true,
    returns: 'text',
    strict: false,
    run: ([separator, ...args], session, types) =>
      separator === null ? null : limited(texts(args, session, types.slice(1)).join(separator as string)),
  },
  {
    name: 'format',
    args: ['text', 'any'],
    variadic: true,
    returns: 'text',
    strict: false,
    run: ([form, ...args], session, types) => (form === null ? null : format(form as string, args, session, types)),
  },
  {
    name: 'quote_literal',
    args: ['text'],
    returns: 'text',
    run: ([text]) => `'${(text as string).replaceAll("'", "''")}'`,
  },
  { name: 'quote_ident', args: ['text'], returns: 'text', run: ([text]) => quoteIdentifier(text as string) },
  {
    name: 'regexp_replace',
    args: ['text', 'text', 'text'],
    returns: 'text',
    run: ([text, pattern, to], session) => regexpReplace(text as string, pattern as string, to as string, '', session),
  },
  {
    name: 'regexp_replace',
    args: ['text', 'text', 'text', 'text'],
    returns: 'text',
    run: ([text, pattern, to, flags], session) =>
      regexpReplace(text as string, pattern as string, to as string, flags as string, session),
  },
  {
    name: 'string_to_array',
    args: ['text', 'text'],
    returns: 'text[]',
    run: ([text, by]) => (text === '' ? [] : by === '' ? [text!] : (text as string).split(by as string)),
  },
  {
    name: 'array_to_string',
    args: ['anyarray', 'text'],
    returns: 'text',
    run: ([list, by], session, types) => arrayText(list as Value[], by as string, session, types),
  },
  {
    name: 'array_to_string',
    args: ['anyarray', 'text', 'text'],
    returns: 'text',
    run: ([list, by, missing], session, types) =>
      (list as Value[])
        .map((item) => (item === null ? (missing as string) : arrayText([item], '', session, types)))
        .join(by as string),
  },
  {
    name: 'octet_length',
    args: ['text'],
    returns: 'int4',
    run: ([text]) => [...(text as string)].reduce((sum, character) => sum + bytesOf(character.codePointAt(0)!), 0),
  },
  { name: 'host', args: ['inet'], returns: 'text', run: ([address]) => hostText(address as NetworkAddress) },
  { name: 'ascii', args: ['text'], returns: 'int4', run: ([text]) => (text as string).codePointAt(0) ?? 0 },
  {
    name: 'chr',
    args: ['int4'],
    returns: 'text',
    run: ([code]) => String.fromCodePoint(Math.min(Math.max(code as number, 1), 0x10ffff)),
  },
];

function hostText({ bytes }: NetworkAddress): string {
  return networkAddressText({ bytes, prefix: bytes.length * 8 });
}

function limited(text: string): string {
  if (text.length > MAX_LENGTH) throw new SqlFault('requested length too large');
  return text;
}

function capitalised(text: string): string {
  return text
    .toLowerCase()
    .replace(/(^|[^\p{L}\p{N}])(\p{L})/gu, (_all, before: string, letter: string) => before + letter.toUpperCase());
}

function sliceLeft(text: string, count: number): string {
  return [...text].slice(0, count).join('');
}

function sliceRight(text: string, count: number): string {
  const characters = [...text];
  return characters.slice(count >= 0 ? Math.max(0, characters.length - count) : -count).join('');
}

/** Positions count from 1 and may lie before the text. */
function substring(text: string, from: number, count?: number): string {
  if (count !== undefined && count < 0) throw new SqlFault('negative substring length not allowed');
  const end = count === undefined ? undefined : Math.max(0, from - 1 + count);
  return [...text].slice(Math.max(0, from - 1), end).join('');
}

function splitPart(text: string, by: string, at: number): string {
  if (at === 0) throw new SqlFault('field position must not be zero');
  const parts = by === '' ? [text] : text.split(by);
  return parts.at(at > 0 ? at - 1 : at) ?? '';
}

function position(text: string, part: string): number {
  const at = text.indexOf(part);
  return at < 0 ? 0 : [...text.slice(0, at)].length + 1;
}

function repeated(text: string, count: number): string {
  if (text.length * count > MAX_LENGTH) throw new SqlFault('requested length too large');
  return text.repeat(Math.max(0, count));
}

function padded(text: string, width: number, fill: string, before: boolean): string {
  if (width > MAX_LENGTH) throw new SqlFault('requested length too large');
  const characters = [...text].slice(0, Math.max(0, width));
  const missing = fill === '' ? 0 : Math.max(0, width - characters.length);
  const padding = Array.from({ length: missing }, (_, at) => [...fill][at % [...fill].length]).join('');
  return before ? padding + characters.join('') : characters.join('') + padding;
}

function trimmed(text: string, set: string, front: boolean, back: boolean): string {
  const characters = [...text];
  let start = 0;
  let end = characters.length;
  while (front && start < end && set.includes(characters[start]!)) start++;
  while (back && end > start && set.includes(characters[end - 1]!)) end--;
  return characters.slice(start, end).join('');
}

function texts(args: readonly Value[], session: Session, types: readonly Parameters<typeof valueText>[1][]): string[] {
  return args.flatMap((value, at) => (value === null ? [] : [valueText(value, types[at] ?? 'text', session.names)]));
}

/** `%s`, `%I`, `%L` and `%%`. */
function format(
  form: string,
  args: readonly Value[],
  session: Session,
  types: readonly Parameters<typeof valueText>[1][],
): string {
  let at = 0;
  const text = form.replace(/%(.)/g, (_all, kind: string) => {
    if (kind === '%') return '%';
    if (!'sIL'.includes(kind)) throw new SqlFault(`unrecognized format() type specifier "${kind}"`);
    if (at >= args.length) throw new SqlFault('too few arguments for format()');
    const value = args[at]!;
    const plain = value === null ? null : valueText(value, types[at + 1] ?? 'text', session.names);
    at++;
    if (kind === 'L') return plain === null ? 'NULL' : `'${plain.replaceAll("'", "''")}'`;
    return plain === null ? '' : kind === 'I' ? quoteIdentifier(plain) : plain;
  });
  return limited(text);
}

function quoteIdentifier(text: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

function firstMatch(text: string, pattern: string, session: Session): Value {
  const characters = [...text];
  const match = findMatch(compileRegex(pattern, false), characters, 0, session.charge);
  return match ? characters.slice(match.start, match.end).join('') : null;
}

/** Whole-match replacement; flags `g` and `i`. `\&` stands for the match. */
function regexpReplace(text: string, pattern: string, to: string, flags: string, session: Session): string {
  const characters = [...text];
  const regex = compileRegex(pattern, flags.includes('i'));
  let result = '';
  let done = 0;
  for (let from = 0; from <= characters.length;) {
    const match = findMatch(regex, characters, from, session.charge);
    if (!match) break;
    const found = characters.slice(match.start, match.end).join('');
    result +=
      characters.slice(done, match.start).join('') +
      to.replace(/\\([&\\])/g, (_all, mark: string) => (mark === '&' ? found : '\\'));
    done = match.end;
    if (!flags.includes('g')) break;
    if (match.end === match.start) {
      result += characters[match.end] ?? '';
      done = Math.min(match.end + 1, characters.length);
      from = match.end + 1;
    } else from = match.end;
  }
  return limited(result + characters.slice(done).join(''));
}

function arrayText(
  list: readonly Value[],
  by: string,
  session: Session,
  types: readonly Parameters<typeof valueText>[1][],
): string {
  const element = elementType(types[0] ?? 'text[]');
  return limited(list.flatMap((item) => (item === null ? [] : [valueText(item, element, session.names)])).join(by));
}

/** Character by character, as PostgreSQL does: what would become two letters stays. */
function upperCase(text: string): string {
  return [...text]
    .map((character) => {
      const upper = character.toUpperCase();
      return [...upper].length === 1 ? upper : character;
    })
    .join('');
}

/** UTF-8 bytes of one character. */
function bytesOf(code: number): number {
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
