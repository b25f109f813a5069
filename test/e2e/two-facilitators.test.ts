import { beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectFitsPhone, findChromium, type Person } from '../support/browser.ts';
import { browserStage, joinByLink } from '../support/browser-stage.ts';

const chromium = findChromium();
const SOON = { timeout: 20_000 };

/** One facilitator goes, another takes over, looks over a shoulder, and rewinds; both ways stand in the debrief. */
describe.skipIf(chromium === null)('two facilitators and a fixer', () => {
  const stage = browserStage(chromium, { Lena: 1440, Mara: 1440, Anna: 1440 });
  let lena: Person;
  let mara: Person;
  let anna: Person;
  let first = '';
  let second = '';

  beforeAll(() => {
    ({ Lena: lena, Mara: mara, Anna: anna } = stage.people);
  });

  it('the first opens a game day, a second facilitator and a fixer join by link', async () => {
    await lena.page.goto(stage.server.link);
    await lena.page
      .getByText(/first drill/i)
      .first()
      .waitFor(SOON);
    await lena.page.goto(`${stage.server.url}/new?mode=game-day&scenario=bad-deploy`);
    await lena.page.getByLabel('Show the truth to me').check(SOON);
    await lena.page.getByText('Variant, seed and replay').click();
    await lena.page.getByLabel('Variant', { exact: true }).selectOption('missing-variable');
    await lena.page.getByLabel('Seed', { exact: true }).fill('e2e');
    await lena.page.getByRole('button', { name: /open the lobby/i }).click();
    await lena.page.getByRole('button', { name: /start the drill/i }).waitFor(SOON);
    first = lena.page.url();
    await joinByLink(lena, mara, 'facilitator');
    await joinByLink(lena, anna, 'fixer');
    await lena.page.getByRole('button', { name: /start the drill/i }).click(SOON);
    await anna.page.getByText('No alert needs you').waitFor(SOON);
  });

  it('only the one who leads paces; the other is told so and can take over', async () => {
    await mara.page
      .getByText(/ leads\.$/)
      .first()
      .waitFor(SOON);
    await expectAccessible(mara.page, 'facilitator who does not lead');
    await lena.page.keyboard.press('j');
    await lena.page
      .getByText(/To the next event|leaves|fault|begins/i)
      .first()
      .waitFor(SOON);
  });

  it('the second asks to lead and hears the answer', async () => {
    await mara.page.keyboard.press('t');
    await lena.page.getByText('Mara asks to lead.').waitFor(SOON);
    await expectAccessible(lena.page, 'facilitator who is asked for the lead');
    await lena.page.getByRole('button', { name: /Keep the lead/ }).click();
    await mara.page.getByRole('button', { name: /Ask to lead/ }).waitFor(SOON);
  });

  it('a role goes and comes by hand; a seat removed by mistake is back by undo, on the page that stayed open', async () => {
    await lena.page.getByRole('button', { name: 'Anna: seat, roles, see as' }).click();
    const dialog = lena.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Give Incident Commander' }).click();
    await dialog.getByRole('button', { name: 'Take away Incident Commander' }).click(SOON);
    await anna.page.getByText('no longer Incident Commander: the facilitator took the role away').waitFor(SOON);
    await expectAccessible(lena.page, 'a seat’s dialog');
    await dialog.getByRole('button', { name: 'Give Scribe' }).click();
    await dialog.getByRole('button', { name: 'Take away Scribe' }).waitFor(SOON);
    await dialog.getByRole('button', { name: 'Remove from the drill' }).click();
    await anna.page.getByText('Your seat in this drill was taken away.').waitFor(SOON);
    await lena.page.getByRole('button', { name: 'Let Anna back in' }).waitFor(SOON);
    await lena.page.getByRole('button', { name: /^Undo/ }).click();
    await anna.page.getByText('takes Scribe').nth(1).waitFor(SOON);
    await anna.page.getByText('No alert needs you').waitFor(SOON);
  });

  it('an inject moves by key and a skip is taken back; the statechart opens large', async () => {
    const mark = lena.page.getByRole('button', { name: /arrow keys move it/ }).first();
    const before = await mark.getAttribute('aria-label');
    await mark.press('ArrowRight');
    await expect.poll(() => mark.getAttribute('aria-label'), SOON).not.toBe(before);
    const moved = await mark.getAttribute('aria-label');
    await lena.page.keyboard.press('k');
    await expect.poll(() => mark.getAttribute('aria-label'), SOON).not.toBe(moved);
    await lena.page.keyboard.press('Control+z');
    await expect.poll(() => mark.getAttribute('aria-label'), SOON).toBe(moved);
    await lena.page.keyboard.press('z');
    await lena.page.getByRole('dialog').getByRole('button', { name: 'Zoom in' }).click(SOON);
    await expectAccessible(lena.page, 'a statechart in its own window');
    await lena.page.keyboard.press('Escape');
  });

  it('the first one’s browser closes, the drill goes on, the second takes over', async () => {
    await lena.context.close();
    await mara.page.getByText(/, who leads, is away/).waitFor(SOON);
    const before = await mara.page.locator('.clock, [class*=clock]').first().textContent();
    await expect.poll(() => mara.page.locator('.clock, [class*=clock]').first().textContent(), SOON).not.toBe(before);
    await mara.page.getByRole('button', { name: /take over/i }).click(SOON);
    await mara.page.getByText(/who leads, is away/).waitFor({ state: 'hidden', ...SOON });
    await mara.page.keyboard.press('Space');
    await anna.page.getByText('Paused.').waitFor(SOON);
    await mara.page.keyboard.press('Space');
    await anna.page.getByText('Paused.').waitFor({ state: 'hidden', ...SOON });
  });

  it('jumps to the page, sees what the fixer sees, and hears a decision', async () => {
    await expect
      .poll(
        async () => {
          if (
            await anna.page
              .getByRole('button', { name: /^Acknowledge/ })
              .first()
              .isHidden()
          )
            await mara.page.keyboard.press('j');
          return anna.page
            .getByRole('button', { name: /^Acknowledge/ })
            .first()
            .isVisible();
        },
        { timeout: 60_000, interval: 1500 },
      )
      .toBe(true);
    await anna.page
      .getByRole('button', { name: /^Acknowledge/ })
      .first()
      .click();
    await say('/decide Wait for proof | a rollback is a change, too');
    await mara.page.getByText('Wait for proof').first().waitFor(SOON);
    await mara.page.keyboard.press('v');
    await mara.page.getByRole('dialog').getByText('Anna').first().click(SOON);
    await mara.page.waitForURL(/\/as\//, SOON);
    await mara.page
      .getByText(/read only/i)
      .first()
      .waitFor(SOON);
    await mara.page.getByText('Wait for proof').first().waitFor(SOON);
    expect(await mara.page.content()).not.toMatch(/PAYMENT_TIMEOUT_MS|release-without-variable/);
    await expectAccessible(mara.page, 'as a fixer sees it');
    await mara.page.goBack();
    await mara.page.getByRole('button', { name: /end drill/i }).waitFor(SOON);
  });

  it('rewinds to before the decision; everybody goes on in the branch', async () => {
    await mara.page.keyboard.press('r');
    const dialog = mara.page.getByRole('dialog');
    await dialog
      .getByRole('list', { name: 'Checkpoints' })
      .getByRole('button')
      .filter({ hasText: /decision/i })
      .first()
      .click(SOON);
    await dialog.getByLabel('Why').fill('Decide again without waiting');
    await expectAccessible(mara.page, 'rewind');
    await dialog.getByRole('button', { name: /^Rewind/ }).click();
    await mara.page.waitForURL((url) => url.href !== first && /\/drills\//.test(url.href), SOON);
    second = mara.page.url();
    await anna.page.waitForURL(second, SOON);
    await anna.page.getByText('Paused.').waitFor(SOON);
    await anna.page
      .getByText(/Rewound to/)
      .first()
      .waitFor(SOON);
  });

  it('decides otherwise and ends it', async () => {
    await mara.page
      .getByRole('button', { name: /^Resume/ })
      .first()
      .click(SOON);
    await anna.page.getByText('Paused.').waitFor({ state: 'hidden', ...SOON });
    await say('/decide Roll back now | ask later');
    await mara.page.getByText('Roll back now').first().waitFor(SOON);
    await anna.page.getByLabel('Command line').focus();
    await anna.page.keyboard.type('deploy rollback checkout');
    await anna.page.getByLabel('Command line').press('Enter');
    await expectAccessible(mara.page, 'facilitator, branch');
    await expectFitsPhone(mara.page, 'facilitator, branch');
    await mara.page.keyboard.press('j');
    await mara.page.getByRole('button', { name: /end drill/i }).click();
    await mara.page.getByRole('dialog').getByRole('button', { name: 'End drill' }).click();
  });

  it('shows both ways side by side in the debrief, from either of them', async () => {
    for (const at of [second, first]) {
      await mara.page.goto(`${at}/debrief`);
      await mara.page.getByText('The drill was rewound and decided again').waitFor(SOON);
      const branches = mara.page.getByRole('table').filter({ hasText: 'User-minutes' });
      await expect.poll(() => branches.getByRole('row').count(), SOON).toBe(3);
      expect(await branches.innerText()).toMatch(/Wait for proof[\s\S]*Roll back now/);
    }
    await expectAccessible(mara.page, 'debrief with branches');
  });

  it('no page complained to its console', () => {
    for (const { name, complaints } of [mara, anna]) expect({ name, complaints }).toEqual({ name, complaints: [] });
  });

  async function say(line: string) {
    await anna.page.getByRole('textbox', { name: /^Message to/ }).fill(line);
    await anna.page.keyboard.press('Enter');
  }
});
