import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectFitsPhone, findChromium, type Person } from '../support/browser.ts';
import { browserStage, joinByLink } from '../support/browser-stage.ts';

const chromium = findChromium();
const SOON = { timeout: 20_000 };
/** A bot plays the rest of the drill. */
const PLAYED = { timeout: 60_000 };
const CARD = 'The certificate authority does not answer';

/** A breaker who seals a plan, is refused what nobody could bring back, and fires what a bot did. */
describe.skipIf(chromium === null)('a breaker on certificate-expiry', () => {
  const stage = browserStage(chromium, { Lena: 1440, Ilse: 1440, Anna: 1440 });
  let lena: Person;
  let ilse: Person;
  let anna: Person;
  let drill = '';

  beforeAll(() => {
    ({ Lena: lena, Ilse: ilse, Anna: anna } = stage.people);
  });

  it('joins a game day as a breaker', async () => {
    await lena.page.goto(stage.server.link);
    await lena.page
      .getByText(/first drill/i)
      .first()
      .waitFor(SOON);
    await lena.page.goto(`${stage.server.url}/new?mode=game-day&scenario=certificate-expiry`);
    await lena.page.getByLabel('Show the truth to me').check(SOON);
    await lena.page.getByText('Variant, seed and replay').click();
    await lena.page.getByLabel('Variant', { exact: true }).selectOption('leaf-expired');
    await lena.page.getByLabel('Seed', { exact: true }).fill('e2e');
    await lena.page.getByRole('button', { name: /open the lobby/i }).click();
    await lena.page.getByRole('button', { name: /start the drill/i }).waitFor(SOON);
    drill = lena.page.url();
    await joinByLink(lena, ilse, 'breaker');
    await joinByLink(lena, anna, 'fixer');
    await lena.page.getByRole('button', { name: /start the drill/i }).click(SOON);
    await ilse.page.getByRole('heading', { name: 'Breaker deck' }).waitFor(SOON);
  });

  it('seals a plan: everybody sees its hash, nobody its words', async () => {
    await ilse.page
      .getByLabel(/What you plan to do/)
      .first()
      .fill('First the authority, then we watch who asks whom.');
    await ilse.page.getByRole('button', { name: /^Seal/ }).click();
    await ilse.page
      .getByText(/[0-9a-f]{4}…[0-9a-f]{4}|sha256/i)
      .first()
      .waitFor(SOON);
    await expect.poll(async () => /then we watch who asks whom/.test(await lena.page.content()), SOON).toBe(false);
    expect(await anna.page.content()).not.toMatch(/then we watch who asks whom/);
  });

  it('is refused a combination that nobody could bring back, with the reason', async () => {
    await ilse.page.getByText(CARD).first().click(SOON);
    await ilse.page.getByText(/^minute \d+ of \d+$/).waitFor(PLAYED);
    await ilse.page.getByText('no way back').first().waitFor(PLAYED);
    const said = await ilse.page.locator('main').innerText();
    expect(said).toMatch(/stays broken to the end/);
    expect(said).toMatch(/leaves no way back|leave no way back/);
    expect(said).toMatch(/broken for \d+\smin/);
    expect(await ilse.page.getByRole('button', { name: /hold to fire/i }).isDisabled()).toBe(true);
    await expectAccessible(ilse.page, 'breaker deck, refused');
    await expectFitsPhone(ilse.page, 'breaker deck, refused');
  });

  it('keeps the refusal over a reload', async () => {
    await ilse.page.reload();
    await ilse.page.getByText('What bots tried').waitFor(SOON);
  });

  it('sets the dial where a bot had brought it back, with one click, and may fire it', async () => {
    await ilse.page.getByRole('button', { name: /^Set “How long” at/ }).click(SOON);
    await ilse.page.getByText('A bot brought every promise back').first().waitFor(PLAYED);
    const fire = ilse.page.getByRole('button', { name: /hold to fire/i });
    await expect.poll(() => fire.isEnabled(), SOON).toBe(true);
    await fire.hover();
    await ilse.page.mouse.down();
    await ilse.page
      .getByText(/running/)
      .first()
      .waitFor(SOON);
    await ilse.page.mouse.up();
    expect(await anna.page.content()).not.toContain(CARD);
  });

  it('shows both sides in the debrief, with the plan opened', async () => {
    await lena.page.getByRole('button', { name: 'End drill' }).click(SOON);
    await lena.page.getByRole('dialog').getByRole('button', { name: 'End drill' }).click();
    await lena.page.goto(`${drill}/debrief`);
    await lena.page.getByRole('heading', { name: /both sides/i }).waitFor(SOON);
    const text = await lena.page.locator('main').innerText();
    expect(text).toMatch(/then we watch who asks whom/);
    expect(text).toContain(CARD);
    expect(text).not.toMatch(/\bIlse\b/);
    expect(text).toContain('before the first fault');
    await lena.page.getByText('Compute the hash yourself').click();
    const line = await lena.page.locator('pre').filter({ hasText: 'sha256sum' }).innerText();
    const [hash = ''] = execFileSync('sh', ['-c', line], { encoding: 'utf8' }).split(' ');
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(text).toContain(hash);
    await expectAccessible(lena.page, 'debrief of a game day');
    await expectFitsPhone(lena.page, 'debrief of a game day');
  });

  it('no page complained to its console', () => {
    for (const { name, complaints } of [lena, ilse, anna])
      expect({ name, complaints }).toEqual({ name, complaints: [] });
  });
});
