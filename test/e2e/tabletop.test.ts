import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectFitsPhone, findChromium, type Person } from '../support/browser.ts';
import { browserStage } from '../support/browser-stage.ts';

const chromium = findChromium();
const SOON = { timeout: 20_000 };
/** Bots play the whole scenario before a booklet can be printed. */
const PRINTED = { timeout: 90_000 };

/** A facilitator at a wall screen and somebody at a phone, from the printed link to the debrief. */
describe.skipIf(chromium === null)('a tabletop on bad-deploy', () => {
  const stage = browserStage(chromium, { Lena: 1440, Ravi: 390 });
  let lena: Person;
  let ravi: Person;
  let wall: Page;
  let drill = '';
  let clicks = 0;

  /** Everything that the facilitator does with the hand is counted. */
  const click = async (what: Locator) => {
    await what.click(SOON);
    clicks++;
  };
  const button = (name: RegExp) => lena.page.getByRole('button', { name });
  const round = (number: number) => lena.page.getByText(new RegExp(`^Round ${number} ·`)).first();

  beforeAll(() => {
    ({ Lena: lena, Ravi: ravi } = stage.people);
  });

  it('is set up and opened in four clicks', async () => {
    await lena.page.goto(stage.server.link);
    await click(lena.page.getByRole('link', { name: /run a tabletop/i }));
    await click(lena.page.getByRole('radio', { name: /Slate Harbour/ }));
    await lena.page.getByLabel('Show the truth to me').check(SOON);
    await lena.page.getByText('Variant, seed and replay').click();
    await lena.page.getByLabel('Seed', { exact: true }).fill('e2e');
    await lena.page.getByLabel('Variant', { exact: true }).selectOption('missing-variable');
    await expectAccessible(lena.page, 'new drill, tabletop');
    await expectFitsPhone(lena.page, 'new drill, tabletop');
    await click(button(/open the lobby/i));
    await button(/start without anybody/i).waitFor(SOON);
    drill = new URL(lena.page.url()).pathname.split('/').at(-1)!;
  });

  it('somebody joins from a phone, by link', async () => {
    await button(/make a fixer link/i).click();
    await ravi.page.goto(await lena.page.getByLabel('Invitation, fixer').inputValue(SOON));
    await ravi.page.getByLabel('Your name').fill('Ravi');
    await ravi.page.getByRole('button', { name: /join/i }).click();
    await ravi.page.getByText('Briefing').first().waitFor(SOON);
    await expectAccessible(lena.page, 'lobby of a tabletop');
  });

  it('begins before anything fails, on the wall without secrets', async () => {
    await click(button(/start the tabletop/i));
    await round(1).waitFor(SOON);
    wall = await lena.context.newPage();
    await wall.setViewportSize({ width: 1920, height: 1080 });
    await wall.goto(`${stage.server.url}/drills/${drill}/projector`);
    await wall
      .getByText(/^Round 1 ·/)
      .first()
      .waitFor(SOON);
    expect(await wall.locator('main').innerText()).not.toMatch(/PAYMENT_TIMEOUT_MS|environment variable/);
    await expectAccessible(lena.page, 'table, facilitator');
    await expectAccessible(ravi.page, 'table, on a phone');
    await expectFitsPhone(ravi.page, 'table, on a phone');
  });

  it('goes to the next event when nobody acts, and shows its evidence', async () => {
    await click(button(/nobody acts/i));
    await round(2).waitFor(SOON);
    await click(button(/nobody acts/i));
    await round(3).waitFor(SOON);
    await click(button(/nobody acts/i));
    await round(4).waitFor(SOON);
    await wall
      .getByText(/^Round 4 ·/)
      .first()
      .waitFor(SOON);
    expect(await wall.locator('main').innerText()).toMatch(/CheckoutFailing pages|Checkouts fail/);
    await expectAccessible(wall, 'projector');
  });

  it('the phone votes and the table sees it', async () => {
    await ravi.page
      .getByText(/^Round 4 ·/)
      .first()
      .waitFor(SOON);
    await ravi.page.getByRole('button', { name: /vote now/i }).click(SOON);
    await ravi.page
      .getByRole('button', { name: /roll checkout back/i })
      .first()
      .click(SOON);
    await lena.page
      .getByText(/1\sof\s1\sseat/)
      .first()
      .waitFor(SOON);
    await wall
      .getByText(/1\sof\s1\sseat/)
      .first()
      .waitFor(SOON);
  });

  it('a decision is applied to the world, and the next evidence is its consequence', async () => {
    await click(lena.page.getByText(/roll checkout back/i).first());
    await click(button(/apply to the world/i));
    await round(5).waitFor(SOON);
    const seen = await lena.page.locator('main').innerText();
    expect(seen).toMatch(/What came of it/);
    expect(seen).toMatch(/Failed checkouts fell from \d+\s% to 0\s%/);
    await wall
      .getByText(/fell from/)
      .first()
      .waitFor(SOON);
  });

  it('ticks what the table said, keeps a note, and survives a reload', async () => {
    await click(button(/^met/).first());
    await lena.page.reload();
    await round(5).waitFor(SOON);
    await lena.page.getByRole('button', { name: /^met/, pressed: true }).first().waitFor(SOON);
  });

  it('ends in the debrief, with every round, in less than 25 clicks', async () => {
    await click(button(/end drill/i));
    await click(lena.page.getByRole('dialog').getByRole('button', { name: 'End drill' }));
    await click(lena.page.getByRole('link', { name: /debrief/i }).first());
    await lena.page.getByRole('heading', { name: 'Round by round' }).waitFor(SOON);
    const text = await lena.page.locator('main').innerText();
    expect(text).toMatch(/roll checkout back/i);
    expect(text).not.toMatch(/Ravi|Lena/);
    await expectAccessible(lena.page, 'debrief of a tabletop');
    console.log(`a tabletop from set-up to debrief: ${clicks} clicks`);
    expect(clicks).toBeLessThan(25);
  });

  it('prints booklets, the participants’ one without spoilers', async () => {
    const paper = await lena.context.newPage();
    const secret = /PAYMENT_TIMEOUT_MS|lacks an environment variable/;
    await paper.goto(`${stage.server.url}/print/bad-deploy/participants?variant=missing-variable&seed=e2e`);
    await paper.getByRole('heading', { name: /roles/i }).first().waitFor(PRINTED);
    expect(await paper.locator('body').innerText()).not.toMatch(secret);
    await paper.goto(`${stage.server.url}/print/bad-deploy/facilitator?variant=missing-variable&seed=e2e`);
    await paper.getByText(secret).first().waitFor(PRINTED);
    await paper.getByRole('heading', { name: 'Master events list' }).waitFor(PRINTED);
    const rounds = await paper.locator('.page.round').count();
    expect(rounds).toBeGreaterThan(3);
    const pdf = await paper.pdf({ format: 'A4', preferCSSPageSize: true });
    // How to run it, the truth, a page a round, the debrief's questions, the events.
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(rounds + 4);
    for (const what of ['evaluator', 'events']) {
      await paper.goto(`${stage.server.url}/print/bad-deploy/${what}?variant=missing-variable&seed=e2e`);
      await paper.getByRole('table').first().waitFor(PRINTED);
    }
    await paper.close();
  });

  it('a list is dropped onto the page, and each mistake stands at its row with its remedy', async () => {
    const paper = await lena.context.newPage();
    await paper.goto(`${stage.server.url}/print/bad-deploy/events?variant=missing-variable&seed=e2e`);
    await paper.getByText(/drop it here/).waitFor(SOON);
    await paper.evaluate(() => {
      const lines = ['Time;Lane;From;Inject', '', '00:05:00;chat;CEO;Well?', '00:06:00;post;Ann;Anybody?'];
      const data = new DataTransfer();
      data.items.add(new File([lines.join('\r\n')], 'list.csv', { type: 'text/csv' }));
      document.querySelector('.drop')!.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })); // prettier-ignore
    });
    await paper.getByText('list.csv: 2 rows, 1 inject to write.').waitFor(SOON);
    const wrong = paper.getByRole('row').filter({ hasText: 'There is no lane "post"' });
    expect(await wrong.innerText()).toMatch(/^4\b[^]*Write chat, staff, traffic or fault\./);
    await paper.close();
  });

  it('nobody’s console complained', () => {
    expect([lena, ravi].flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});
