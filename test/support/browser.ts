import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect } from 'vitest';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Chromium to drive, or null when this machine has none. In CI a missing browser is an error, never a skipped test. */
export function findChromium(): string | null {
  const found =
    [process.env['CHROME_PATH'] ?? '', ...USUAL_PLACES].find((path) => path !== '' && existsSync(path)) ?? null;
  if (found === null && process.env['CI']) throw new Error('CI has no Chromium: install it, or set CHROME_PATH.');
  if (found === null) console.log('No Chromium was found (set CHROME_PATH): browser tests are skipped.');
  return found;
}

export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** One person at a browser of their own. Collects what the console complains about. */
export interface Person {
  name: string;
  context: BrowserContext;
  page: Page;
  complaints: string[];
}

export async function person(browser: Browser, name: string, width = 1440): Promise<Person> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/WebSocket|ERR_CONNECTION|Failed to load resource/.test(message.text()))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { name, context, page, complaints };
}

export const THEMES = ['dark', 'light', 'projector'] as const;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResults {
  violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
}

/** No violation of WCAG 2.2 AA or of best practice, in any theme, and no sideways scroll. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  for (const theme of THEMES) {
    await show(page, theme);
    expect(await violations(page), `${screen}, ${theme}`).toEqual([]);
    expect(await sideways(page), `${screen}, ${theme}: pixels of sideways scroll`).toBeLessThanOrEqual(0);
  }
  await show(page, 'dark');
}

/** The same at the width of a phone; axe in one theme, since colours do not depend on the width. */
export async function expectFitsPhone(page: Page, screen: string): Promise<void> {
  const before = page.viewportSize()!;
  await page.setViewportSize({ width: 390, height: 844 });
  for (const theme of THEMES) {
    await show(page, theme);
    expect(await sideways(page), `${screen}, phone, ${theme}: pixels of sideways scroll`).toBeLessThanOrEqual(0);
  }
  await show(page, 'dark');
  expect(await violations(page), `${screen}, phone`).toEqual([]);
  await page.setViewportSize(before);
}

async function show(page: Page, theme: (typeof THEMES)[number]): Promise<void> {
  await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const results = await page.evaluate<AxeResults>(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  );
  return results.violations.map(({ id, help, nodes }) => {
    const where = nodes
      .slice(0, 3)
      .map(({ html, failureSummary = '' }) => `${html.slice(0, 200)} (${failureSummary.slice(0, 300)})`);
    return `${id}: ${help}: ${where.join(' | ')}`;
  });
}

function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
