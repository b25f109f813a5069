import { beforeAll, describe, expect, it } from 'vitest';
import type { AnyEntry } from '../../server/drill/entry.ts';
import { readDrillFile } from '../../server/drill/drill-file.ts';
import { expectAccessible, expectFitsPhone, findChromium, person, type Person } from '../support/browser.ts';
import { browserStage, joinByLink } from '../support/browser-stage.ts';
import { startServerProcess } from '../support/server-process.ts';

const chromium = findChromium();
const SOON = { timeout: 15_000 };
/** A page comes about six simulated minutes after the fault; the drill runs at 10×. */
const WHEN_PAGED = { timeout: 90_000 };

/**
 * Four people play connection-pool-exhaustion from an empty server to the debrief, by clicking and typing. In the middle
 * the server is killed. Each `it` goes on where the one before it stopped.
 */
describe.skipIf(chromium === null)('a whole drill, four people', () => {
  const stage = browserStage(chromium, { Lena: 1440, Ilse: 1440, Anna: 1440, Ravi: 1440 });
  let lena: Person;
  let ilse: Person;
  let anna: Person;
  let ravi: Person;
  let drill = '';

  beforeAll(() => {
    ({ Lena: lena, Ilse: ilse, Anna: anna, Ravi: ravi } = stage.people);
  });

  it('the facilitator enters by the one-time link and sees what to do first', async () => {
    await lena.page.goto(stage.server.link);
    await lena.page.getByRole('heading', { name: /first drill/i }).waitFor(SOON);
    await expectAccessible(lena.page, 'home, first visit');
  });

  it('a second use of the link is refused with a way on', async () => {
    const stranger = await person(stage.browser, 'stranger');
    await stranger.page.goto(stage.server.link);
    await stranger.page
      .getByText(/already used|used once|new one/i)
      .first()
      .waitFor(SOON);
    await stranger.context.close();
  });

  it('sets up a drill and opens its lobby', async () => {
    const { page } = lena;
    await page.getByRole('button', { name: /choose a scenario/i }).click();
    await page.getByLabel('Show the truth to me').check();
    await page.getByRole('radio', { name: /Checkout hangs/ }).check();
    await page.getByText('Variant, seed and replay').click();
    await page.getByLabel('Variant', { exact: true }).selectOption('report');
    await page.getByLabel('Seed').fill('e2e');
    await expectAccessible(page, 'new drill');
    await page.getByRole('button', { name: /open the lobby/i }).click();
    await page.getByRole('button', { name: /start the drill/i }).waitFor(SOON);
    drill = new URL(page.url()).pathname.split('/').at(-1)!;
  });

  it('people join by link, and by a spoken code with approval', async () => {
    await joinByLink(lena, ilse, 'breaker');
    await joinByLink(lena, anna, 'fixer');
    const code = await lena.page
      .getByText(/^[a-z]+(-[a-z]+)*-\d+$/)
      .first()
      .textContent();
    await ravi.page.goto(`${stage.server.url}/join`);
    await ravi.page.getByLabel('Join code').fill(code!.replaceAll('-', ' ').toUpperCase());
    await ravi.page.getByLabel('Your name').fill('Ravi');
    await expectAccessible(ravi.page, 'join');
    await ravi.page.getByRole('button', { name: 'Ask to join' }).click();
    await ravi.page.getByRole('heading', { name: /waiting to be let in/i }).waitFor(SOON);
    const waiting = lena.page.getByRole('list', { name: 'Waiting to be let in' });
    await waiting.getByRole('button', { name: 'Fixer' }).click();
    await ravi.page.getByRole('button', { name: /I am ready/ }).waitFor(SOON);
    await expectAccessible(lena.page, 'lobby, facilitator');
  });

  it('takes roles, votes and gets ready', async () => {
    await take(anna, 'Incident Commander');
    await take(ravi, 'Operations Lead');
    await anna.page.getByRole('button', { name: 'It holds' }).click();
    for (const one of [anna, ravi, ilse]) await one.page.getByRole('button', { name: /I am ready/ }).click();
    await expectAccessible(anna.page, 'lobby, fixer');
    await lena.page.getByText(/3\speople besides the facilitator, 3 ready/).waitFor(SOON);
    await lena.page.getByRole('button', { name: /start the drill/i }).click();
    await Promise.all([anna, ravi].map(({ page }) => page.getByText('No alert needs you').waitFor(SOON)));
  });

  it('a breaker fires the fault with the keyboard; nobody else is told', async () => {
    await ilse.page.getByRole('heading', { name: 'Breaker deck' }).waitFor(SOON);
    await expectAccessible(ilse.page, 'breaker deck');
    await ilse.page.keyboard.press('1');
    await ilse.page
      .getByText(/back after/)
      .first()
      .waitFor({ timeout: 60_000 });
    await ilse.page.keyboard.press('Control+Enter');
    await ilse.page
      .getByText(/running/)
      .first()
      .waitFor(SOON);
    await expect.poll(() => lena.page.locator('.kv.pad').first().innerText(), SOON).not.toMatch(/not fired/);
    // From here to the page nothing needs a person.
    await lena.page.keyboard.press('0');
    expect(await anna.page.content()).not.toMatch(/report holds|holding/i);
  });

  it('both fixers are paged, one acknowledges and declares with the keyboard, both see it at once', async () => {
    const acknowledge = anna.page.getByRole('button', { name: /^Acknowledge/ }).first();
    await acknowledge.waitFor(WHEN_PAGED);
    await expectAccessible(anna.page, 'team room, paged');
    await acknowledgeAll();
    await ravi.page
      .getByText(/by Anna after/)
      .first()
      .waitFor(SOON);
    await anna.page.keyboard.press('i');
    await anna.page.getByRole('dialog').getByRole('button', { name: 'Declare' }).waitFor(SOON);
    await keepPressing(anna, 'Tab', () => focusIsOn(anna, 'Declare'));
    await anna.page.keyboard.press('Enter');
    await ravi.page
      .getByText(/INC-\d+/)
      .first()
      .waitFor(SOON);
  });

  it('a fixer follows the runbook from the alert, with evidence beside the step', async () => {
    const { page } = ravi;
    await page
      .getByRole('button', { name: /RUN-001 step 1/ })
      .first()
      .click()
      .catch(() => page.keyboard.press('o'));
    await page.getByRole('heading', { name: /RUN-001/ }).waitFor(SOON);
    await page.locator('.step-now').getByRole('button', { name: /^Run/ }).first().click();
    await page.getByText(/ran \d\d:\d\d:\d\d by Ravi/).waitFor(SOON);
    await expectAccessible(page, 'team room, runbook');
    await page.getByLabel('Command line').focus();
    await page.keyboard.type('kubectl get pods -l app=checkout | grep -c checkout');
    await page.getByLabel('Command line').press('Enter');
    await page.getByRole('log', { name: 'Terminal output' }).getByText(/^\d+$/m).first().waitFor(SOON);
  });

  it('the facilitator runs the clock and gives a hint with the keyboard alone', async () => {
    const { page } = lena;
    await page.keyboard.press('Space');
    await ravi.page.getByText('Paused.').waitFor(SOON);
    await page.keyboard.press('Space');
    await ravi.page.getByText('Paused.').waitFor({ state: 'hidden', ...SOON });
    await page.keyboard.press('5');
    await page.getByRole('button', { name: '5×', pressed: true }).waitFor(SOON);
    await page.keyboard.press('0');
    await page.getByRole('button', { name: '10×', pressed: true }).waitFor(SOON);
    await page.keyboard.press('h');
    await ravi.page.getByText('Hint 1.').waitFor(SOON);
    await page.keyboard.press('o');
    await page.keyboard.type('They read the runbook aloud');
    await page.keyboard.press('Enter');
    await page.getByRole('listitem').filter({ hasText: 'They read the runbook aloud' }).waitFor(SOON);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  });

  it('kill -9: the drill is there again, paused, with nothing lost', async () => {
    const port = Number(new URL(stage.server.url).port);
    await stage.server.kill();
    await ravi.page.getByText('Not connected').waitFor(SOON);
    stage.server = await startServerProcess({ dataDir: stage.dataDir, port });
    for (const one of [lena, anna, ravi, ilse]) await one.page.getByText('Paused.').waitFor({ timeout: 30_000 });
    await ravi.page
      .getByText(/restarted/)
      .first()
      .waitFor(SOON);
    await ravi.page.reload();
    await ravi.page.getByRole('heading', { name: /RUN-001/ }).waitFor(SOON);
    await ravi.page.getByText(/ran \d\d:\d\d:\d\d by Ravi/).waitFor(SOON);
    await ravi.page.getByText('kubectl get pods -l app=checkout | grep -c checkout').first().waitFor(SOON);
    const note = lena.page.getByLabel('A note for the debrief');
    await lena.page.keyboard.press('o');
    await note.fill('half a sentence');
    await lena.page.reload();
    await lena.page.getByRole('tab', { name: /Control log/ }).click(SOON);
    await expect.poll(() => note.inputValue(), SOON).toBe('half a sentence');
    await lena.page
      .getByRole('button', { name: /^Resume/ })
      .first()
      .click();
    await ravi.page.getByText('Paused.').waitFor({ state: 'hidden', ...SOON });
  });

  it('the runbook mitigates, step by step', async () => {
    const { page } = ravi;
    await acknowledgeAll();
    const steps = await page.locator('.steps > li').count();
    for (let step = 2; step <= steps; step++) {
      await page.getByRole('button', { name: new RegExp(`^Step ${step}`) }).click();
      const runs = page.locator('.step-now').getByRole('button', { name: /^Run/ });
      for (let at = 0, count = await runs.count(); at < count; at++) {
        await runs.nth(at).click();
        await expect.poll(() => runs.nth(at).textContent(), SOON).toMatch(/Run again/);
      }
    }
    await anna.page
      .getByText(/CheckoutFailing|CheckoutSlow/)
      .first()
      .waitFor({ state: 'attached', ...SOON });
    await expect
      .poll(() => anna.page.locator('.alert-row, .page-alert').filter({ hasText: /SEV-1/ }).count(), WHEN_PAGED)
      .toBe(0);
  });

  it('says what happened in the channel and gives the all-clear', async () => {
    await acknowledgeAll();
    await say(anna, '/can checkout answers again | Ravi ended the holders | nothing | next in 10');
    await ravi.page.getByText('CAN update 1').waitFor(SOON);
    await say(ravi, '/hypothesis the reports export held connections idle in transaction');
    await lena.page.getByRole('button', { name: 'That is it' }).click(SOON);
    await say(anna, '/decide Do not restart orders | it drops the evidence');
    await ravi.page.getByText('Decision D1').waitFor(SOON);
    await anna.page.goto(`${stage.server.url}/drills/${drill}/debrief`);
    await anna.page.getByText('The drill has not ended yet.').waitFor(SOON);
    await anna.page.getByRole('link', { name: 'To the drill' }).click();
    const restored = lena.page.getByRole('listitem').filter({ hasText: /^\s*met\s*Restore checkout/ });
    await restored.waitFor(WHEN_PAGED);
    await acknowledgeAll();
    await say(anna, '/allclear no session idle in transaction, job paused');
    await expectAccessible(lena.page, 'facilitator');
    await expectFitsPhone(lena.page, 'facilitator');
    await expectAccessible(anna.page, 'team room, mitigated');
    await expectFitsPhone(anna.page, 'team room');
    await lena.page.getByRole('button', { name: 'End drill' }).click();
    await lena.page.getByRole('dialog').getByRole('button', { name: 'End drill' }).click();
  });

  it('everyone lands on a debrief whose times agree with the log', async () => {
    await anna.page.getByRole('link', { name: 'Open the debrief' }).click(SOON);
    await anna.page.getByRole('heading', { name: 'Times' }).waitFor(SOON);
    const exported = await lena.context.request.get(`${stage.server.url}/api/drills/${drill}/export`);
    const entries = readDrillFile(await exported.text());
    await expect.poll(() => figure(anna, 'TTA')).toBe(stopwatch(meanTimeToAcknowledge(entries)));
    await expect.poll(() => figure(anna, 'TTM')).toBe(stopwatch(timeToMitigate(entries)));
    expect(await anna.page.content()).not.toMatch(/\b(Anna|Ravi|Ilse)\b(?![^<]*@)/);
    await expectAccessible(anna.page, 'debrief');
    await expectFitsPhone(anna.page, 'debrief');
    const playhead = anna.page.getByRole('slider', { name: /^Playhead/ });
    const began = await playhead.inputValue();
    await anna.page.keyboard.press('ArrowRight');
    await expect.poll(() => playhead.inputValue()).not.toBe(began);
    await anna.page.getByLabel('Action', { exact: true }).fill('Alert on sessions idle in transaction');
    await anna.page.getByLabel('Owner').fill('J. Simmons');
    await anna.page.getByRole('button', { name: 'Add action' }).click();
    await anna.page.getByRole('cell', { name: 'Alert on sessions idle in transaction' }).waitFor(SOON);
    const markdown = await lena.context.request.get(`${stage.server.url}/api/drills/${drill}/debrief.md`);
    expect(await markdown.text()).toMatch(/^# DRILL/);
  });

  it('no page complained to its console', () => {
    for (const { name, complaints } of [lena, ilse, anna, ravi])
      expect({ name, complaints }).toEqual({ name, complaints: [] });
  });

  async function take(who: Person, role: string) {
    await who.page.getByRole('listitem').filter({ hasText: role }).getByRole('button', { name: 'Take' }).click();
    await lena.page.getByRole('listitem').filter({ hasText: role }).getByText(who.name).waitFor(SOON);
  }

  async function say(who: Person, line: string) {
    await who.page.getByRole('textbox', { name: /^Message to/ }).fill(line);
    await who.page.keyboard.press('Enter');
  }

  /** A page that nobody acknowledges would make TTA a lower bound. */
  async function acknowledgeAll() {
    const page = anna.page.getByRole('button', { name: /^Acknowledge/ }).first();
    await keepPressing(anna, 'a', () => page.isHidden());
  }

  /** Presses a key until what it is for has happened. */
  async function keepPressing(who: Person, key: string, done: () => Promise<boolean>) {
    await expect
      .poll(
        async () => {
          if (!(await done())) await who.page.keyboard.press(key);
          return done();
        },
        { ...SOON, interval: 100 },
      )
      .toBe(true);
  }

  function focusIsOn(who: Person, name: string): Promise<boolean> {
    return who.page.evaluate((text) => document.activeElement?.textContent?.includes(text) ?? false, name);
  }

  async function figure(who: Person, id: string): Promise<string> {
    return (
      (await who.page
        .getByRole('row', { name: new RegExp(`, ${id}`) })
        .locator('b.big')
        .textContent()) ?? ''
    ).trim();
  }
});

/** MTTA-1 in its plainest words: each page to its first acknowledgement, the mean of all; from the log alone. */
function meanTimeToAcknowledge(entries: readonly AnyEntry[]): number {
  const waits: number[] = [];
  const open = new Map<string, number>();
  for (const entry of entries) {
    if (
      entry.kind === 'alert.changed' &&
      entry.payload.transition.kind === 'firing' &&
      entry.payload.transition.tier === 'page'
    )
      open.set(entry.payload.transition.fingerprint, entry.simMs);
    if (entry.kind !== 'alert.acked') continue;
    for (const fingerprint of entry.payload.fingerprints) {
      const pagedMs = open.get(fingerprint);
      if (pagedMs !== undefined) waits.push((entry.simMs - pagedMs) / 1000);
      open.delete(fingerprint);
    }
  }
  return waits.reduce((sum, seconds) => sum + seconds, 0) / waits.length;
}

/** MTTM-1: detection (first page, or declaration) to the deciding SLO back in its bound for two minutes. */
function timeToMitigate(entries: readonly AnyEntry[]): number {
  const detected = entries.find(
    (entry) =>
      (entry.kind === 'alert.changed' &&
        entry.payload.transition.kind === 'firing' &&
        entry.payload.transition.tier === 'page') ||
      entry.kind === 'incident.declared',
  );
  const slo = entries.filter((entry) => entry.kind === 'slo.changed' && entry.payload.slo === 'checkout');
  const endMs = entries.at(-1)!.simMs;
  const back = slo.find(
    (entry, at) =>
      entry.kind === 'slo.changed' && !entry.payload.breached && (slo[at + 1]?.simMs ?? endMs) - entry.simMs >= 120_000,
  );
  return (back!.simMs - detected!.simMs) / 1000;
}

function stopwatch(seconds: number): string {
  const total = Math.round(seconds);
  return `${Math.floor(total / 60)}:${String(total % 60).padStart(2, '0')}`;
}
