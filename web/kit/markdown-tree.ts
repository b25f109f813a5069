import MarkdownIt, { type Token } from 'markdown-it';

/**
 * The one place where text becomes structure. markdown-it only tokenises (`html: false`, images off); the tokens become
 * this tree of listed elements, and Svelte draws it. No HTML string exists on the way, so none can be injected.
 */
export type MarkdownNode = { text: string } | MarkdownElement;

export interface MarkdownElement {
  tag: (typeof allowed)[number];
  attributes: {
    href?: string;
    rel?: string;
    target?: string;
    start?: number;
    class?: string;
    title?: string;
    /** Where the block begins in the file, when the page was read as a runbook. */
    'data-line'?: number;
  };
  children: MarkdownNode[];
}

const allowed = [
  'p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code', 'hr', 'br',
  'strong', 'em', 's', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'span', 'mark',
] as const; // prettier-ignore

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable([
  'image',
  'html_block',
  'html_inline',
]);

/** Runbooks carry conditions in HTML comments: `<!-- check: … -->` becomes a chip, other comments stay out of sight. */
const runbookParser = new MarkdownIt({ html: false, linkify: false, typographer: false })
  .disable(['image', 'html_block', 'html_inline'])
  .use((parser) => {
    parser.inline.ruler.before('text', 'comment', (state, silent) => {
      if (!state.src.startsWith('<!--', state.pos)) return false;
      const end = state.src.indexOf('-->', state.pos + 4);
      if (end < 0) return false;
      if (!silent) state.push('comment', '', 0).content = state.src.slice(state.pos + 4, end).trim();
      state.pos = end + 3;
      return true;
    });
  });

/**
 * Parses a part of a runbook that begins at `line` of its file: blocks say their lines, task-list items and conditions
 * are marked as such. Safe as `markdownTree` is.
 */
export function runbookTree(source: string, line: number): MarkdownNode[] {
  return grow(runbookParser.parse(source, {}), line).map(asTask);
}

/** `- [ ] text`: the box is drawn by the style, the words stay. */
function asTask(node: MarkdownNode): MarkdownNode {
  if ('text' in node) return node;
  const children = node.children.map(asTask);
  const into = node.tag === 'li' ? boxedText(children) : null;
  if (into === null) return { ...node, children };
  return { ...node, attributes: { ...node.attributes, class: 'task' }, children: into };
}

function boxedText(children: readonly MarkdownNode[]): MarkdownNode[] | null {
  const [first, ...rest] = children;
  if (!first) return null;
  if ('text' in first) {
    const text = /^\[[ xX]\]\s+([\s\S]*)$/.exec(first.text)?.[1];
    return text === undefined ? null : [{ text }, ...rest];
  }
  const inner = first.tag === 'p' ? boxedText(first.children) : null;
  return inner && [{ ...first, children: inner }, ...rest];
}

/** Parses Markdown to the tree. Never throws; anything unlisted becomes its text. `inline` skips paragraphs and blocks. */
export function markdownTree(source: string, inline = false): MarkdownNode[] {
  const tokens = inline ? parser.parseInline(source, {}) : parser.parse(source, {});
  return grow(tokens);
}

function grow(tokens: readonly Token[], line?: number): MarkdownNode[] {
  const root: MarkdownNode[] = [];
  const open: MarkdownNode[][] = [root];
  for (const token of tokens) {
    const into = open.at(-1) ?? root;
    if (token.nesting === -1) {
      if (open.length > 1) open.pop();
    } else if (token.nesting === 1) {
      const element = token.hidden ? undefined : elementOf(token, line);
      if (element) into.push(element);
      // A hidden paragraph (tight list) or an unlisted element puts its children where it stood.
      open.push(element ? element.children : into);
    } else {
      into.push(...leafOf(token, line));
    }
  }
  return root;
}

function leafOf(token: Token, line?: number): MarkdownNode[] {
  switch (token.type) {
    case 'inline':
      return grow(token.children ?? []);
    case 'code_inline':
      return [{ tag: 'code', attributes: {}, children: [{ text: token.content }] }];
    case 'fence':
    case 'code_block':
      return [
        {
          tag: 'pre',
          attributes: { class: 'cmd mono', ...lineOf(token, line) },
          children: [{ text: token.content.replace(/\n$/, '') }],
        },
      ];
    case 'comment':
      return chipOf(token.content);
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

/** The words before the colon of a comment that a person should see: what the machine checks, what a seat must be allowed. */
function chipOf(comment: string): MarkdownNode[] {
  const [, kind, rest] = /^(check|access)\s*:\s*([\s\S]*)$/i.exec(comment) ?? [];
  if (kind === undefined) return [];
  return [
    { text: ' ' },
    { tag: 'code', attributes: { class: 'chk', title: rest ?? '' }, children: [{ text: kind.toLowerCase() }] },
  ];
}

function lineOf(token: Token, line: number | undefined): { 'data-line'?: number } {
  return line === undefined || !token.map ? {} : { 'data-line': line + token.map[0] };
}

function elementOf(token: Token, line?: number): MarkdownElement | undefined {
  const tag = allowed.find((name) => name === token.tag);
  if (!tag) return undefined;
  if (tag === 'a') return linkOf(token);
  const start = tag === 'ol' ? Number(token.attrGet('start') ?? 1) : 1;
  const number = tag === 'td' || tag === 'th' ? String(token.attrGet('style') ?? '').includes('right') : false;
  return {
    tag,
    attributes: { ...(start === 1 ? {} : { start }), ...(number ? { class: 'n' } : {}), ...lineOf(token, line) },
    children: [],
  };
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
