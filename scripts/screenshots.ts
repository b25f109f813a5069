/**
 * Builds Drillbook, plays one drill in a browser with four people, and writes a picture of every screen to
 * `docs/images/<screen>-<theme>-<width>.png`. Usage: `npx tsx scripts/screenshots.ts [folder]`; takes about eight
 * minutes, as the drill runs at ten times real speed until its first page. Set CHROME_PATH for another Chromium.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { smallPng } from './small-png.ts';

type Theme = 'dark' | 'light' | 'projector';
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** The screens of which every look is wanted; of the others one is enough. */
const ALL_LOOKS = new Set(['room', 'debrief']);
const DARK_AND_LIGHT = new Set(['terminal']);
/** Signals that fill the work area, and what in them says that the answer is there. */
const SIGNALS: readonly { screen: string; place: string; shows: string }[] = [
  { screen: 'logs', place: 'panel=logs&of=checkout', shows: 'lines, the newest' },
  { screen: 'traces', place: 'panel=traces&failed=1', shows: 'Where the time went' },
  { screen: 'map', place: 'panel=map', shows: 'Thickness' },
  { screen: 'dashboards', place: 'panel=dashboards&of=checkout', shows: 'Time that checkout takes' },
  { screen: 'shop', place: 'panel=shop', shows: 'Your tries' },
  { screen: 'customers', place: 'panel=shop&view=customers', shows: 'read out' },
  { screen: 'changes', place: 'panel=changes', shows: 'first page' },
];
/** Typed into the terminal for its picture. */
const TYPED = [
  'kubectl get pods -l app=checkout',
  `psql -h orders -c "select application_name, state, count(*) from pg_stat_activity where datname = 'orders' group by 1, 2 order by 3 desc limit 6"`,
  'logs checkout --since 1m --level error | tail -3',
  `curl -sS -o /dev/null -w '%{http_code} %{time_total}\\n' https://shop.example.com/pay`,
];
const SCENARIO = 'connection-pool-exhaustion';

const root = join(import.meta.dirname, '..');
const folder = process.argv[2] ?? join(root, 'docs', 'images');
mkdirSync(folder, { recursive: true });
execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
process.env['TEST_BUILD'] = '1';
const { startServerProcess } = await import('../test/support/server-process.ts');

const dataDir = mkdtempSync(join(tmpdir(), 'drillbook-pictures-'));
const server = await startServerProcess({ dataDir });
const browser = await chromium.launch({
  executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
try {
  await play(browser);
} finally {
  await browser.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/** The whole evening in order; each picture is taken when there is something to see. */
async function play(with_: Browser): Promise<void> {
  const lena = await person(with_);
  await lena.goto(server.link);
  await lena.getByRole('heading', { name: /first drill/i }).waitFor();
  await picture(lena, 'home-first-visit');
  await lena.goto(`${server.url}/new`);
  await lena.getByRole('heading', { name: 'Scenario' }).waitFor();
  await lena.getByText('Looking everything over').waitFor({ state: 'hidden' });
  await picture(lena, 'new-drill');

  await table(lena);
  await lena.goto(`${server.url}/onboarding`);
  await lena
    .getByRole('button', { name: /^Start/ })
    .first()
    .waitFor();
  await picture(lena, 'path');

  const drill = await create(lena);
  await lena.goto(`${server.url}/drills/${drill}`);
  const anna = await invited(with_, lena, drill, 'fixer', 'Anna');
  const ravi = await invited(with_, lena, drill, 'fixer', 'Ravi');
  const ilse = await invited(with_, lena, drill, 'breaker', 'Ilse');
  await anna.getByRole('button', { name: 'Take' }).first().click();
  await ravi.getByRole('button', { name: 'Take' }).nth(1).click();
  await ravi.getByRole('button', { name: /ready/i }).click();
  await picture(anna, 'lobby');

  await lena.getByRole('button', { name: /Start the drill/ }).click();
  await anna.getByRole('button', { name: /Acknowledge/ }).first().waitFor({ timeout: 240_000 }); // prettier-ignore
  // A minute and a half on, the charts have an edge to show.
  await anna.waitForTimeout(9_000);
  await speed(lena, '1×');
  await respond(anna, ravi);
  await picture(anna, 'room');
  await picture(lena, 'facilitator');
  await signals(anna, `${server.url}/drills/${drill}`);
  await terminal(ravi);
  await picture(ilse, 'breaker');

  await repair(anna);
  await speed(lena, '10×');
  await lena.waitForTimeout(30_000);
  await type(anna, '/allclear pending is 0, checkouts work for five minutes');
  await lena.getByRole('button', { name: /End drill/ }).first().click(); // prettier-ignore
  await confirm(lena);
  await lena.goto(`${server.url}/drills/${drill}/debrief`);
  await lena.getByRole('heading', { level: 1 }).waitFor({ timeout: 60_000 });
  await lena.waitForTimeout(1500);
  await picture(lena, 'debrief');
  await lena.goto(server.url);
  await lena.getByRole('heading', { name: 'Last debriefs' }).waitFor();
  await picture(lena, 'home');
}

async function person(with_: Browser): Promise<Page> {
  const context = await with_.newContext({ viewport: WIDE, reducedMotion: 'reduce' });
  return context.newPage();
}

/** Four rounds of a tabletop, on its host's screen and on the wall. */
async function table(host: Page): Promise<void> {
  const drill = await create(host, { scenario: 'bad-deploy', variant: 'missing-variable', mode: 'tabletop' });
  await host.goto(`${server.url}/drills/${drill}`);
  await host.getByRole('button', { name: /start without anybody/i }).click();
  for (let round = 1; round < 4; round += 1) {
    await host.getByText(new RegExp(`^Round ${round} ·`)).first().waitFor(); // prettier-ignore
    await host.getByRole('button', { name: /nobody acts/i }).click();
  }
  await host.getByText(/^Round 4 ·/).first().waitFor(); // prettier-ignore
  await host.waitForTimeout(1500);
  await picture(host, 'table');
  const wall = await host.context().newPage();
  await wall.goto(`${server.url}/drills/${drill}/projector`);
  await wall.getByText(/^Round 4 ·/).first().waitFor(); // prettier-ignore
  await wall.waitForTimeout(1500);
  writeFileSync(join(folder, 'table-wall-1440.png'), smallPng(await wall.screenshot()));
  await wall.close();
}

async function create(
  facilitator: Page,
  { scenario, variant, mode } = { scenario: SCENARIO, variant: 'report', mode: 'game-day' },
): Promise<string> {
  const body = { scenario, variant, seed: 'pictures', mode, speed: 10, timeboxMin: 40, hypothesis: null };
  const reply = await facilitator.request.post(`${server.url}/api/drills`, {
    data: body,
    headers: { origin: server.url },
  });
  return ((await reply.json()) as { drill: string }).drill;
}

async function invited(with_: Browser, host: Page, drill: string, kind: string, name: string): Promise<Page> {
  const reply = await host.request.post(`${server.url}/api/drills/${drill}/invites`, {
    data: { kind },
    headers: { origin: server.url },
  });
  const page = await person(with_);
  await page.goto(((await reply.json()) as { url: string }).url);
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('heading', { name: 'Briefing' }).waitFor();
  return page;
}

/** Acknowledge, declare, follow the runbook's first two steps, write down what is known. */
async function respond(anna: Page, ravi: Page): Promise<void> {
  await press(anna, 'a');
  await type(anna, '/incident sev1 Checkout answers 503');
  await press(anna, 'o');
  await anna.locator('.step-now').waitFor();
  for (const key of ['Enter', 'n', 'Enter']) await press(anna, key, 1500);
  await press(anna, 't');
  await type(anna, 'Ravi, end sessions of **reports-export** only, nothing of `checkout`.');
  await type(ravi, '/known p99 is at the 30 s timeout');
  await type(ravi, '/known reports-export holds the connections');
  await type(ravi, '/unknown Was anyone charged twice?');
  await type(ravi, '/decide Do not restart orders. Find the holders first. | A restart drops the evidence.');
  await type(ravi, '/can Checkout hangs, some 503 | Ops ends the holders | A DBA | next in 5');
  await ravi.locator('.msg', { hasText: 'end sessions' }).hover();
  await ravi.getByRole('button', { name: 'Read back' }).last().click();
  await anna.waitForTimeout(2500);
}

/** Every signal once, as large as it gets; then back to what stood beside the runbook. */
async function signals(page: Page, room: string): Promise<void> {
  for (const { screen, place, shows } of SIGNALS) {
    await page.goto(`${room}?${place}&large`);
    await page.getByText(shows).first().waitFor({ timeout: 30_000 });
    await page.waitForTimeout(2500);
    if (screen === 'traces') {
      await page.locator('table tbody tr button, table tbody tr a').first().click();
      await page.getByText('Solid: time of the span itself').waitFor();
    }
    await picture(page, screen);
  }
  await page.goto(room);
  await page.locator('.step-now').waitFor();
}

/** A terminal in which somebody looks around. */
async function terminal(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Terminal' }).click();
  await page.locator('.xterm').waitFor();
  await press(page, '`', 500);
  for (const line of TYPED) {
    await page.keyboard.type(line);
    await press(page, 'Enter', 2500);
  }
  // Keys go to the page again: one of them changes its theme.
  await page.evaluate('document.activeElement.blur()');
  await picture(page, 'terminal');
}

/** The rest of the runbook: every command of steps 3 to 5. */
async function repair(anna: Page): Promise<void> {
  for (let step = 3; step <= 5; step += 1) {
    await press(anna, 'n', 500);
    const runs: Locator[] = await anna.locator('.step-now').getByRole('button', { name: /^Run/ }).all();
    for (const run of runs) {
      await run.click();
      await anna.waitForTimeout(2000);
    }
  }
  // An acknowledged page leaves the list: always take the first that is left.
  const acknowledge = anna.getByRole('button', { name: /^Acknowledge/ }).first();
  while (await acknowledge.isVisible()) {
    await acknowledge.click();
    await anna.waitForTimeout(500);
  }
}

async function speed(facilitator: Page, name: string): Promise<void> {
  await facilitator.getByRole('button', { name, exact: true }).first().click();
}

/** Where ending asks once more. */
async function confirm(facilitator: Page): Promise<void> {
  await facilitator.waitForTimeout(500);
  const again = facilitator.locator('dialog[open] .btn.stop, dialog[open] .btn.go');
  if ((await again.count()) > 0) await again.last().click();
  await facilitator.waitForTimeout(1500);
}

async function type(page: Page, line: string): Promise<void> {
  await page.locator('#say').fill(line);
  await page.locator('#say').press('Enter');
  await page.waitForTimeout(400);
  await page.locator('#say').evaluate((field) => (field as { blur?: () => void }).blur?.());
}

async function press(page: Page, key: string, thenMs = 400): Promise<void> {
  await page.keyboard.press(key);
  await page.waitForTimeout(thenMs);
}

async function picture(page: Page, screen: string): Promise<void> {
  await page.bringToFront();
  const looks: { theme: Theme; size: typeof WIDE }[] = [{ theme: 'dark', size: WIDE }];
  if (DARK_AND_LIGHT.has(screen)) looks.push({ theme: 'light', size: WIDE });
  if (ALL_LOOKS.has(screen))
    looks.push({ theme: 'light', size: WIDE }, { theme: 'projector', size: WIDE }, { theme: 'dark', size: PHONE });
  for (const { theme, size } of looks) {
    await page.setViewportSize(size);
    await setTheme(page, theme);
    await page.waitForTimeout(900);
    const file = join(folder, `${screen}-${theme}-${size.width}.png`);
    const png = smallPng(await page.screenshot());
    writeFileSync(file, png);
    console.log(`${file} ${Math.round(png.length / 1024)} KB`);
  }
  await page.setViewportSize(WIDE);
  await setTheme(page, 'dark');
}

/** By the key that does it everywhere, until the page wears it. */
async function setTheme(page: Page, theme: Theme): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    if ((await page.locator('html').getAttribute('data-theme')) === theme) return;
    await page.keyboard.press('Alt+t');
  }
}
