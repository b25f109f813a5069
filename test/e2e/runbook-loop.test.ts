import { beforeAll, describe, expect, it } from 'vitest';
import type { RunbookPage } from '../../server/protocol/library.ts';
import { expectAccessible, expectFitsPhone, findChromium, type Person } from '../support/browser.ts';
import { browserStage } from '../support/browser-stage.ts';

const chromium = findChromium();
const SOON = { timeout: 15_000 };
/** Ten simulated minutes at 10×, or what a busy machine reads for the first time. */
const IN_THE_DRILL = { timeout: 60_000 };
/** A bot plays forty simulated minutes. */
const WHEN_PLAYED = { timeout: 90_000 };

/**
 * From a step that does not work to a page that does: a fixer follows RUN-013 in bad-deploy, whose second step names a
 * tool that is gone, and flags it; the debrief shows the gap and the edit; the facilitator accepts it; a bot plays the
 * same drill with the new page and the gap turns green; the library has the version and what it came from.
 */
describe.skipIf(chromium === null)('a runbook, from the drill that failed it to its proof', () => {
  const stage = browserStage(chromium, { Lena: 1440, Ravi: 1440 });
  let lena: Person;
  let ravi: Person;
  let drill = '';
  const stale = () => lena.page.getByRole('article', { name: 'stale step, RUN-013 step 2' });

  beforeAll(async () => {
    ({ Lena: lena, Ravi: ravi } = stage.people);
    await lena.page.goto(stage.server.link);
    await lena.page.getByRole('button', { name: /choose a scenario/i }).waitFor(SOON);
  }, 60_000);

  it('a drill begins with a facilitator and one fixer', async () => {
    drill = (
      await ask<{ drill: string }>(lena, '/api/drills', {
        scenario: 'bad-deploy',
        variant: 'cpu-regression',
        seed: 'loop',
        mode: 'game-day',
        speed: 10,
        timeboxMin: 30,
        hypothesis: null,
      })
    ).drill;
    await lena.page.goto(`${stage.server.url}/drills/${drill}`);
    await lena.page.getByRole('button', { name: 'Make a fixer link' }).click();
    await ravi.page.goto(await lena.page.getByLabel('Invitation, fixer').inputValue());
    await ravi.page.getByLabel('Your name').fill('Ravi');
    await ravi.page.getByRole('button', { name: 'Join', exact: true }).click();
    await ravi.page.getByRole('button', { name: /I am ready/ }).click(SOON);
    await lena.page.getByText(/besides the facilitator, 1 ready/).waitFor(SOON);
    await lena.page.getByRole('button', { name: /start the drill/i }).click();
    await lena.page.getByRole('button', { name: 'Fire this fault' }).click(SOON);
  });

  it('a fixer follows a page whose step does not work, and flags it with a word of why', async () => {
    const { page } = ravi;
    await page.getByText('No alert needs you').waitFor(SOON);
    await page.keyboard.press('r');
    await page.getByRole('textbox', { name: 'Find a runbook' }).fill('RUN-013');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /RUN-013/ }).waitFor(SOON);
    await page.locator('.step-now').getByRole('button', { name: /^Run/ }).first().click();
    await page.getByText(/ran \d\d:\d\d:\d\d by Ravi/).waitFor(SOON);
    await page
      .getByRole('button', { name: /^Step 2|^2 / })
      .first()
      .click();
    await page.locator('.step-now').getByRole('button', { name: /^Run/ }).first().click();
    await page
      .getByRole('log', { name: 'Terminal output' })
      .getByText(/deployctl: command not found/)
      .waitFor(SOON);
    await page.getByRole('button', { name: 'wrong', exact: true }).click();
    await page.getByLabel(/Why is it wrong/).fill('deployctl is gone');
    await page.keyboard.press('Enter');
    await page.getByText('Flagged wrong by Ravi: deployctl is gone').waitFor(SOON);
  });

  it('what helped was another command, typed by hand', async () => {
    const { page } = ravi;
    await page
      .getByRole('button', { name: /^Acknowledge/ })
      .first()
      .waitFor(IN_THE_DRILL);
    await page.keyboard.press('a');
    await page.getByLabel('Command line').fill('deploy rollback checkout');
    await page.getByLabel('Command line').press('Enter');
    const restored = lena.page.getByRole('listitem').filter({ hasText: /^\s*met\s*Restore checkout/ });
    await restored.waitFor(IN_THE_DRILL);
  });

  it('the debrief shows the gap with its entries and the proposed edit; a fixer reads and does not decide', async () => {
    await lena.page.getByRole('button', { name: 'End drill' }).click();
    await lena.page.getByRole('dialog').getByRole('button', { name: 'End drill' }).click();
    await ravi.page.getByRole('link', { name: 'Open the debrief' }).click(SOON);
    await ravi.page.getByRole('article', { name: 'stale step, RUN-013 step 2' }).waitFor(SOON);
    expect(await ravi.page.getByRole('button', { name: 'Accept change' }).count()).toBe(0);
    await lena.page.goto(`${stage.server.url}/drills/${drill}/debrief`);
    await stale()
      .getByRole('region', { name: /Proposed change/ })
      .waitFor(SOON);
    expect(await stale().textContent()).toMatch(/-deployctl revert checkout[^]*\+deploy rollback checkout/);
    await lena.page.getByRole('row', { name: /flagged.*deployctl is gone/ }).waitFor(SOON);
    const playhead = lena.page.getByRole('slider', { name: /^Playhead/ });
    const began = await playhead.inputValue();
    await stale()
      .getByRole('button', { name: /^Entry \d+/ })
      .last()
      .click();
    await expect.poll(() => playhead.inputValue()).not.toBe(began);
    await expectAccessible(lena.page, 'debrief with gaps');
    await expectFitsPhone(lena.page, 'debrief with gaps');
  });

  it('another gap is refused with a reason, and its own words can be put on the page', async () => {
    const flagged = lena.page.getByRole('article', { name: 'flagged, RUN-013 step 2' });
    await flagged.getByRole('button', { name: /^Refuse/ }).click();
    const dialog = lena.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Refuse the change' }).click();
    await dialog.getByText(/A reason is needed/).waitFor(SOON);
    await dialog.getByLabel('Why the page stays as it is').fill('The stale step says it already');
    await dialog.getByRole('button', { name: 'Refuse the change' }).click();
    await flagged.getByText('“The stale step says it already”').waitFor(SOON);
    await flagged.getByRole('button', { name: /^(Change|Word the change)/ }).click();
    await dialog.getByLabel(/^The page, version 2/).waitFor(IN_THE_DRILL);
    await expectAccessible(lena.page, 'changing a proposal');
    await lena.page.keyboard.press('Escape');
  });

  it('the facilitator accepts with the keyboard; a refresh keeps it', async () => {
    await stale().focus();
    await lena.page.keyboard.press('y');
    await stale().getByText('accepted', { exact: true }).waitFor(SOON);
    await lena.page.reload();
    await stale().getByText('by Facilitator').waitFor(SOON);
    await stale().getByRole('link', { name: 'version 2' }).waitFor(SOON);
  });

  it('a bot plays the drill again with the new page, and the gap turns green', async () => {
    await stale()
      .getByRole('button', { name: /Play it again/ })
      .click();
    await stale().getByRole('button', { name: 'Cancel' }).waitFor(SOON);
    await stale().getByText('closed', { exact: true }).waitFor(WHEN_PLAYED);
    await stale()
      .getByText(/Played again by a bot.*Step 2 ran/)
      .waitFor(SOON);
    await lena.page.getByText(/^1 of \d+ closed$/).waitFor(SOON);
    await expectAccessible(lena.page, 'debrief, gap closed');
    await lena.page.goto(stage.server.url);
    await lena.page.getByRole('link', { name: /1 of \d+.gaps closed/ }).waitFor(SOON);
  });

  it('the library has the version, the drill that it came from, and what became of each step', async () => {
    const page = await ask<RunbookPage>(lena, '/api/library/runbooks/RUN-013');
    expect(page.version).toBe(2);
    expect(page.versions[0]).toMatchObject({ version: 2, drill, gap: 'stale-step-RUN-013-2' });
    expect(page.versions[0]!.diff).toMatch(/^-.*deployctl/m);
    expect(page.runs.some((run) => run.kind === 'drill' && run.steps.some(({ step }) => step === 2))).toBe(true);
    await lena.page.goto(`${stage.server.url}/library/RUN-013?part=versions`);
    await lena.page.getByRole('heading', { name: /A new version of checkout answers errors/ }).waitFor(SOON);
    await lena.page.getByRole('button', { name: 'Show the change' }).click();
    await lena.page.getByText('-deployctl revert checkout').waitFor(SOON);
    await lena.page.getByRole('link', { name: 'a gap of a drill' }).click();
    await expect.poll(() => stale().evaluate((row) => row === document.activeElement), SOON).toBe(true);
  });

  it('no page complained to its console', () => {
    for (const { name, complaints } of [lena, ravi]) expect({ name, complaints }).toEqual({ name, complaints: [] });
  });

  /** The server's answer to the page's own person: a body makes it a POST. */
  function ask<T>({ page }: Person, path: string, body?: unknown): Promise<T> {
    return page.evaluate(
      async ([to, sent]) => {
        const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(sent) };
        const response = await fetch(to as string, sent === null ? {} : post);
        if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
        return (await response.json()) as never;
      },
      [path, body ?? null] as const,
    );
  }
});
