import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findChromium, launch } from '../test/support/browser.ts';

/**
 * `npx tsx scripts/ten-minutes.ts`: what the README promises to somebody who never saw Drillbook, done in a fresh clone:
 * every step counted and timed, until the first round of a tabletop stands on the screen. A person reads before each step:
 * that is added at READING_S each. Exit 1 when it takes more than ten minutes.
 */
const READING_S = 20;
const LIMIT_S = 600;

const folder = mkdtempSync(join(tmpdir(), 'drillbook-newcomer-'));
const checkout = join(folder, 'drillbook');
const steps: { what: string; seconds: number; clicks: number }[] = [];
let server: ChildProcess | null = null;

/** One step of the README, timed. */
async function step<T>(what: string, clicks: number, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await work();
  steps.push({ what, clicks, seconds: (performance.now() - from) / 1000 });
  return result;
}

function shell(command: string, args: string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: 'ignore' });
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')}: ${code}`))));
  });
}

/** Resolves with the printed one-time link. */
function started(): Promise<string> {
  server = spawn('npm', ['start', '--', '--port', '0'], {
    cwd: checkout,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  return new Promise((resolve, reject) => {
    createInterface({ input: server!.stdout! }).on('line', (line) => {
      const link = /https?:\/\/\S+\/enter\/\S+/.exec(line)?.[0];
      if (link) resolve(link);
    });
    server!.once('exit', (code) => reject(new Error(`npm start ended with ${code}`)));
  });
}

const chromium = findChromium();
if (chromium === null) throw new Error('No Chromium was found: set CHROME_PATH.');
const browser = await launch(chromium);
try {
  await step('git clone', 0, () => shell('git', ['clone', '--quiet', process.cwd(), checkout], folder));
  await step('npm ci', 0, () => shell('npm', ['ci', '--no-audit', '--no-fund'], checkout));
  const link = await step('npm start, until it prints the link', 0, started);
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  const soon = { timeout: 60_000 };
  await step('open the link', 1, async () => {
    await page.goto(link);
    await page.getByRole('link', { name: /run a tabletop/i }).waitFor(soon);
  });
  await step('Run a tabletop', 1, async () => {
    await page.getByRole('link', { name: /run a tabletop/i }).click();
    await page.getByRole('radio', { name: /Slate Harbour/ }).waitFor(soon);
  });
  await step('choose a cover: Slate Harbour', 1, () => page.getByRole('radio', { name: /Slate Harbour/ }).check());
  await step('Open the lobby', 1, async () => {
    await page.getByRole('button', { name: /open the lobby/i }).click();
    await page.getByRole('button', { name: /start without anybody/i }).waitFor(soon);
  });
  await step('Start without anybody', 1, async () => {
    await page.getByRole('button', { name: /start without anybody/i }).click();
    await page
      .getByText(/^Round 1 ·/)
      .first()
      .waitFor(soon);
  });
} finally {
  await browser.close();
  if (server) process.kill(-(server as ChildProcess).pid!, 'SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}

let total = 0;
steps.forEach(({ what, seconds, clicks }, i) => {
  total += seconds + READING_S;
  const hand = clicks === 0 ? '       ' : `${clicks} click`;
  console.log(`${String(i + 1).padStart(2)}  ${what.padEnd(40)} ${seconds.toFixed(1).padStart(6)} s  ${hand}`);
});
const clicks = steps.reduce((sum, one) => sum + one.clicks, 0);
console.log(
  `${steps.length} steps, ${clicks} clicks; with ${READING_S} s to read before each: ${(total / 60).toFixed(1)} minutes`,
);
process.exitCode = total > LIMIT_S ? 1 : 0;
