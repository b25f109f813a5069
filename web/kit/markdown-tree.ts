import MarkdownIt, { type Token } from 'markdown-it';

/**
 * The one place where text becomes structure. markdown-it only tokenises (`html: false`, images off); the tokens become
 * this tree of listed elements, and Svelte draws it. No HTML string exists on the way, so none can be injected.
 */
export type MarkdownNode = { text: string } | MarkdownElement;

export interface MarkdownElement {
  tag: (typeof allowed)[number];
  attributes: { href?: string; rel?: string; target?: string; start?: number; class?: string };
  children: MarkdownNode[];
}

const allowed = [
  'p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code', 'hr', 'br',
  'strong', 'em', 's', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'span',
] as const; // prettier-ignore

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable([
  'image',
  'html_block',
  'html_inline',
]);

/** Parses Markdown to the tree. Never throws; anything unlisted becomes its text. `inline` skips paragraphs and blocks. */
export function markdownTree(source: string, inline = false): MarkdownNode[] {
  const tokens = inline ? parser.parseInline(source, {}) : parser.parse(source, {});
  return grow(tokens);
}

function grow(tokens: readonly Token[]): MarkdownNode[] {
  const root: MarkdownNode[] = [];
  const open: MarkdownNode[][] = [root];
  for (const token of tokens) {
    const into = open.at(-1) ?? root;
    if (token.nesting === -1) {
      if (open.length > 1) open.pop();
    } else if (token.nesting === 1) {
      const element = token.hidden ? undefined : elementOf(token);
      if (element) into.push(element);
      // A hidden paragraph (tight list) or an unlisted element puts its children where it stood.
      open.push(element ? element.children : into);
    } else {
      into.push(...leafOf(token));
    }
  }
  return root;
}

function leafOf(token: Token): MarkdownNode[] {
  switch (token.type) {
    case 'inline':
      return grow(token.children ?? []);
    case 'code_inline':
      return [{ tag: 'code', attributes: {}, children: [{ text: token.content }] }];
    case 'fence':
    case 'code_block':
      return [
        { tag: 'pre', attributes: { class: 'cmd mono' }, children: [{ text: token.content.replace(/\n$/, '') }] },
      ];
    case 'softbreak':
      return [{ text: ' ' }];
    case 'hardbreak':
      return [{ tag: 'br', attributes: {}, children: [] }];
    case 'hr':
      return [{ tag: 'hr', attributes: {}, children: [] }];
    default:
      return token.content === '' ? [] : [{ text: token.content }];
  }
}

function elementOf(token: Token): MarkdownElement | undefined {
  const tag = allowed.find((name) => name === token.tag);
  if (!tag) return undefined;
  if (tag === 'a') return linkOf(token);
  const start = tag === 'ol' ? Number(token.attrGet('start') ?? 1) : 1;
  const number = tag === 'td' || tag === 'th' ? String(token.attrGet('style') ?? '').includes('right') : false;
  return { tag, attributes: { ...(start === 1 ? {} : { start }), ...(number ? { class: 'n' } : {}) }, children: [] };
}

/** A link that leads nowhere safe becomes its words. */
function linkOf(token: Token): MarkdownElement | undefined {
  const href = safeHref(String(token.attrGet('href') ?? ''));
  if (href === undefined) return undefined;
  const away = /^https?:/i.test(href);
  return {
    tag: 'a',
    attributes: away ? { href, rel: 'noopener noreferrer', target: '_blank' } : { href },
    children: [],
  };
}

/** The address itself when it is http(s), a place in the page, or a path on this server; otherwise undefined. */
export function safeHref(address: string): string | undefined {
  // Browsers skip control characters and white space inside a scheme, and read "\" as "/".
  // eslint-disable-next-line no-control-regex
  const plain = address.replace(/[\u0000-\u0020\u007f-\u00a0\u2028\u2029]/g, '').replaceAll('\\', '/');
  if (plain === '' || plain.startsWith('//')) return undefined;
  if (/^https?:\/\/[^/]/i.test(plain) || plain.startsWith('#') || plain.startsWith('/')) return plain;
  // Relative: no scheme before the first slash.
  return plain.split(/[/?#]/, 1)[0]?.includes(':') ? undefined : plain;
}
