import { beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectFitsPhone, findChromium, type Person } from '../support/browser.ts';
import { browserStage } from '../support/browser-stage.ts';

const chromium = findChromium();
const SOON = { timeout: 20_000 };
/** The page comes after minutes of the drill, and clears after a quarter of an hour: at 10× that is more than a minute. */
const IN_TIME = { timeout: 180_000 };

/** One new responder, nobody else: the first drill of the path from Home to the record. */
describe.skipIf(chromium === null)('an onboarding drill alone', () => {
  const stage = browserStage(chromium, { Nia: 1440 });
  let nia: Person;

  beforeAll(() => {
    ({ Nia: nia } = stage.people);
  });

  it('begins at the path, with nobody to wait for', async () => {
    const { page } = nia;
    await page.goto(stage.server.link);
    await page
      .getByText(/first drill/i)
      .first()
      .waitFor(SOON);
    await page.goto(`${stage.server.url}/onboarding`);
    await page
      .getByRole('button', { name: /^Start/ })
      .first()
      .waitFor(SOON);
    await expectAccessible(page, 'onboarding path');
    await expectFitsPhone(page, 'onboarding path');
    await page
      .getByRole('button', { name: /^Start/ })
      .first()
      .click();
    await page.getByRole('button', { name: /start the drill/i }).waitFor(SOON);
    await expectAccessible(page, 'onboarding, before the start');
    await page.getByRole('button', { name: /start the drill/i }).click();
    await page.getByRole('heading', { name: 'Coach' }).waitFor(SOON);
    await page.getByRole('button', { name: '10×' }).click();
  });

  it('is paged at normal speed, acknowledges, and reads what the page names', async () => {
    const { page } = nia;
    const acknowledge = page.getByRole('button', { name: /^Acknowledge/ }).first();
    await acknowledge.waitFor(IN_TIME);
    await page.getByRole('button', { name: '1×', pressed: true }).waitFor(SOON);
    await acknowledge.click();
    await shown(/acknowledged VisitorsUnusual/i);
    await expectAccessible(page, 'room with a coach');
    await expectFitsPhone(page, 'room with a coach');
    await page.keyboard.press('o');
    await page.getByRole('heading', { name: /RUN-060/ }).waitFor(SOON);
    for (const step of [1, 2]) {
      if (step > 1) await page.getByRole('button', { name: new RegExp(`^Step ${step}`) }).click();
      await page.locator('.step-now').getByRole('button', { name: /^Run/ }).first().click();
      await page
        .locator('.step-now')
        .getByRole('button', { name: /Run again/ })
        .first()
        .waitFor(SOON);
    }
  });

  it('declares, sends an update, and hands the command to a bot with a briefing', async () => {
    const { page } = nia;
    const dialog = page.getByRole('dialog');
    const tell = async (button: string, need: string) => {
      await dialog.getByLabel('Condition').fill('More visitors; all of them are served.');
      await dialog.getByLabel('Action').fill('Steps 1 and 2 are checked, nothing was changed.');
      await dialog.getByLabel('Need').fill(need);
      await dialog.getByRole('button', { name: button }).click();
      await dialog.waitFor({ state: 'hidden', ...SOON });
    };
    // Free words do, too: what reads like it is offered as its form.
    await page.getByLabel(/^Message to/).fill('I think that this is an incident.');
    await page.keyboard.press('Enter');
    await page.getByText('That reads like a declaration.').waitFor(SOON);
    await page.locator('.offer').getByRole('button', { name: 'Declare' }).click();
    await dialog.getByRole('button', { name: 'Declare' }).click(SOON);
    await dialog.waitFor({ state: 'hidden', ...SOON });
    // An update needs an incident: the answer that closed the dialog may come before the room hears of it.
    await page.getByText('nothing declared').waitFor({ state: 'hidden', ...SOON });
    await page.keyboard.press('u');
    await tell('Send update', 'nothing');
    await page.keyboard.press('h');
    await tell('Hand over', 'The next update in nine minutes.');
    await page.keyboard.press('Alt+k');
    await page.getByText(/^Quiet until/).waitFor(SOON);
    await page.keyboard.press('Alt+k');
    await page.getByText(/^Quiet until/).waitFor({ state: 'hidden', ...SOON });
    await page.getByRole('button', { name: '10×' }).click();
  });

  it('gives the all-clear when it is true, and gets a record that says so', async () => {
    const { page } = nia;
    const dialog = page.getByRole('dialog');
    await page
      .getByText(/SEV-3 [\s\S]*resolved|No alert needs you/)
      .first()
      .waitFor(IN_TIME)
      .catch(() => undefined);
    const clear = page.getByRole('button', { name: /All clear/ });
    await clear.waitFor(IN_TIME);
    await expect
      .poll(
        () =>
          page
            .getByText(/VisitorsUnusual/)
            .filter({ hasText: /firing/i })
            .count(),
        IN_TIME,
      )
      .toBe(0);
    await clear.click();
    await dialog.getByLabel(/What was verified/).fill('The page has cleared; every promise was kept.');
    await dialog.getByRole('button', { name: 'All clear' }).click();
    await page
      .getByText(/It is over/)
      .first()
      .waitFor(IN_TIME);
    await page.keyboard.press('Alt+e');
    await dialog.getByRole('button', { name: 'End the drill' }).click(SOON);
    await page.getByRole('link', { name: 'Completion record' }).click(SOON);
    await page.getByText('complete', { exact: true }).waitFor(SOON);
    const record = await page.locator('main').innerText();
    for (const skill of ['Acknowledge', 'payload', 'Declare', 'runbook', 'Verify', 'Update', 'Hand over', 'Close'])
      expect(record).toMatch(new RegExp(skill, 'i'));
    expect(record).toMatch(/No score and no ranking/);
    expect(record).toMatch(/To practise next/);
    await page.getByRole('button', { name: 'Take this record back' }).click();
    await dialog.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('taken back', { exact: true }).waitFor(SOON);
    await page.getByRole('button', { name: 'Bring it back' }).click();
    await page.getByText('complete', { exact: true }).waitFor(SOON);
    await expectAccessible(page, 'completion record');
    await expectFitsPhone(page, 'completion record');
  });

  it('stands on the path as done, and can be played again under other names', async () => {
    const { page } = nia;
    await page.goto(`${stage.server.url}/onboarding`);
    await page.getByText('1 of 5 done').first().waitFor(SOON);
    await page
      .getByRole('button', { name: /play again/i })
      .first()
      .click(SOON);
    await page.getByRole('button', { name: /start the drill/i }).waitFor(SOON);
    expect(await page.locator('main').innerText()).not.toMatch(/Still Water/);
  });

  it('no page complained to its console', () => {
    expect(nia.complaints).toEqual([]);
  });

  async function shown(evidence: RegExp) {
    await nia.page.getByText(evidence).first().waitFor(SOON);
  }
});
