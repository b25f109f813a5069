/**
 * Builds the gallery of parts, serves it under the product's Content-Security-Policy, takes pictures in three themes
 * at two widths and runs axe-core on each. Usage: `npx tsx scripts/gallery.ts [folder for the pictures]`.
 * Exit 0 when nothing is wrong, 1 when axe, the policy or the console complains.
 */
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { chromium } from 'playwright-core';
import { build } from 'vite';

const policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'";
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const browserPath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium';
const pictures = process.argv[2];

const out = mkdtempSync(join(tmpdir(), 'drillbook-gallery-'));
const root = join(import.meta.dirname, '..', 'web');
await build({
  configFile: false,
  root,
  logLevel: 'warn',
  plugins: [svelte()],
  build: { outDir: out, emptyOutDir: true, target: 'es2022', rollupOptions: { input: join(root, 'gallery.html') } },
});

const server = createServer((request, response) => {
  const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
  const file = join(out, path === '/' ? 'gallery.html' : path);
  if (!file.startsWith(out) || !existsSync(file)) return void response.writeHead(404).end();
  response.writeHead(200, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': policy,
  });
  createReadStream(file).pipe(response);
});
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({
  executablePath: browserPath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
});
let wrong = 0;
if (pictures) mkdirSync(pictures, { recursive: true });
for (const theme of ['dark', 'light', 'projector']) {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
    await context.addInitScript((name) => localStorage.setItem('drillbook.theme', name), theme);
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      wrong += 1;
      console.log(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => {
      wrong += 1;
      console.log(`error: ${error.message}`);
    });
    await page.goto(address, { waitUntil: 'networkidle' });
    await page.locator('.chart canvas').first().waitFor();
    await page.waitForTimeout(600);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (sideways > 0) {
      wrong += 1;
      const wide = await page.evaluate(() =>
        [...document.querySelectorAll('#app *')]
          .filter(
            (e) =>
              e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest('.sx, .tabs'),
          )
          .map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''}`)
          .slice(0, 5),
      );
      console.log(`${theme} ${width}: scrolls sideways by ${sideways} px: ${wide.join(', ')}`);
    }
    if (pictures) {
      const sections = await page.locator('#main > section').all();
      for (const [n, section] of sections.entries())
        await section.screenshot({ path: join(pictures, `${theme}-${width}-${n + 1}.png`) });
    }
    // The policy forbids added scripts, as it should: axe comes in through the debugger.
    wrong += report(theme, width, 'page', (await page.evaluate(`${axe}; axe.run()`)) as AxeResult);
    for (const [name, keys] of [
      ['palette', 'Control+k'],
      ['keys', '?'],
    ] as const) {
      await page.keyboard.press(keys);
      await page.waitForTimeout(150);
      if (pictures) await page.screenshot({ path: join(pictures, `${theme}-${width}-${name}.png`) });
      wrong += report(theme, width, name, (await page.evaluate('axe.run()')) as AxeResult);
      await page.keyboard.press('Escape');
      await page.waitForTimeout(100);
    }
    await context.close();
  }
}
await browser.close();
server.close();
rmSync(out, { recursive: true });
console.log(wrong === 0 ? 'gallery: nothing wrong' : `gallery: ${wrong} things wrong`);
process.exitCode = wrong === 0 ? 0 : 1;

interface AxeResult {
  violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
}

function report(theme: string, width: number, what: string, result: AxeResult): number {
  for (const violation of result.violations) {
    console.log(`${theme} ${width} ${what}: ${violation.id}, ${violation.help}`);
    for (const node of violation.nodes.slice(0, 4))
      console.log(`    ${node.target.join(' ')}: ${node.failureSummary?.split('\n').slice(1, 3).join(' ') ?? ''}`);
  }
  return result.violations.length;
}
