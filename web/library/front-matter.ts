import { frontMatterEnd } from './page-sections.ts';

export interface FrontMatter {
  owner: string;
  alerts: string[];
  services: string[];
}
type Key = keyof FrontMatter;

/** The three fields that the form edits, as the page's front matter has them now. */
export function readFrontMatter(text: string): FrontMatter {
  return { owner: words(text, 'owner')[0] ?? '', alerts: words(text, 'alerts'), services: words(text, 'services') };
}

/** The text with one field changed: its line only; a page without front matter gets some. The rest keeps its bytes. */
export function withFrontMatter(text: string, key: Key, values: readonly string[]): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split('\n');
  const bare = lines.map((line) => line.replace(/\r$/, ''));
  const closing = frontMatterEnd(bare);
  const written = lineFor(key, values);
  if (closing === 0) return written === null ? text : ['---', written, '---', '', ''].join(end) + text;
  const [from, to] = placeOf(bare.slice(0, closing - 1), key) ?? [closing - 1, closing - 1];
  const ending = end === '\r\n' ? '\r' : '';
  lines.splice(from, to - from, ...(written === null ? [] : [written + ending]));
  return lines.join('\n');
}

function lineFor(key: Key, values: readonly string[]): string | null {
  const plain = values.map((value) => value.trim()).filter(Boolean);
  if (plain.length === 0) return null;
  return key === 'owner' ? `owner: ${quoted(plain[0] ?? '')}` : `${key}: [${plain.map(quoted).join(', ')}]`;
}

/** YAML reads a plain word as it stands unless it looks like something else. */
function quoted(value: string): string {
  const plain = /^[\p{L}_][\p{L}\p{N}_ .@/()-]*$/u.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}

/** From the key's line to before the next key. */
function placeOf(lines: readonly string[], key: Key): [number, number] | null {
  const from = lines.findIndex((line) => new RegExp(`^${key}\\s*:`, 'i').test(line));
  if (from < 0) return null;
  const next = lines.findIndex((line, at) => at > from && /^\S/.test(line) && !line.startsWith('- '));
  return [from, next < 0 ? lines.length : next];
}

function words(text: string, key: Key): string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const head = lines.slice(0, Math.max(0, frontMatterEnd(lines) - 1));
  const place = placeOf(head, key);
  if (!place) return [];
  const [first = '', ...more] = head.slice(...place);
  const value = first.slice(first.indexOf(':') + 1).trim();
  if (key === 'owner') return value === '' ? [] : [unquoted(value)];
  const items =
    value === '' ? more.map((line) => line.replace(/^\s*-\s*/, '')) : value.replace(/^\[|\]$/g, '').split(',');
  return items.map((item) => unquoted(item.trim())).filter(Boolean);
}

function unquoted(value: string): string {
  const quote = /^(["'])(.*)\1$/.exec(value);
  return quote?.[2] ?? value;
}
