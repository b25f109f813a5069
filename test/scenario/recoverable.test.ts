import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { botShell } from '../../server/bots/bot-shell.ts';
import { HeadlessDrill } from '../../server/bots/headless-drill.ts';
import { recoverable } from '../../server/bots/recoverable.ts';
import type { FaultCheck } from '../../server/protocol/breaking.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { writePack } from '../../server/scenario/pack.ts';
import { initSql } from '../../server/sql/parse.ts';
import { ourScenario } from '../support/drill-dsl.ts';

/** What a bot finds in our scenarios when a breaker asks before firing. */
const shell = botShell();
beforeAll(() => initSql());
afterAll(() => shell.close());

const known = new Map<string, { scenario: Scenario; pack: string }>();

/** Loaded once: with the scenario its rolled world is found again, which is most of the time of a question. */
function packed(id: string, variant: string): { scenario: Scenario; pack: string } {
  const name = `${id}/${variant}`;
  const scenario = known.get(name)?.scenario ?? ourScenario(id, variant);
  const one = known.get(name) ?? { scenario, pack: writePack(scenario) };
  known.set(name, one);
  return one;
}

interface Asked {
  /** Drill second at which the breaker asks, and when the drill is over. */
  atS: number;
  timeboxS?: number;
  fault: string;
  parameters?: Record<string, number>;
  onProgress?: (what: string) => void;
}

async function ask(id: string, variant: string, { atS, fault, timeboxS, ...how }: Asked): Promise<FaultCheck> {
  const { scenario, pack } = packed(id, variant);
  const drill = new HeadlessDrill(scenario, 'asked', shell);
  if (timeboxS !== undefined) drill.enter('drill.timebox', { timeboxS });
  drill.advanceTo(atS);
  const { parameters = {}, onProgress = () => undefined } = how;
  const soFar = { pack, entries: drill.entries, atS };
  const job = { kind: 'recoverable', soFar, fault, parameters } as const;
  return (await recoverable(job, shell, ({ what }) => onProgress(what))).check;
}

describe('a combination that people can bring back', () => {
  test('is told with the time until the first page and until every promise holds again', async () => {
    const heard: string[] = [];
    const check = await ask('connection-pool-exhaustion', 'autoscaling', {
      atS: 60,
      fault: 'flash-sale-scales-checkout',
      onProgress: (what) => heard.push(what),
    });
    expect(check).toMatchObject({
      fault: 'flash-sale-scales-checkout',
      parameters: { sale: 3 },
      together: ['flash-sale-scales-checkout'],
      recoverable: true,
      checkedAtS: 60,
    });
    expect(check.pageAfterS).toBeGreaterThan(60);
    expect(check.backAfterS).toBeGreaterThan(60);
    expect(heard).toContain('watches whether the promises hold');
    const typed = [
      { line: expect.stringContaining('maxReplicas'), step: expect.stringMatching(/^RUN-\d+, step \d+$/) },
    ];
    const backAfterS = expect.any(Number);
    expect(check.tried).toEqual([
      { how: 'Every remedy at its time', typed, backAfterS, broken: [] },
      { how: 'Every remedy at its time, with what is still to come', typed, backAfterS, broken: [] },
    ]);
  });

  test('may break nothing at all', async () => {
    const check = await ask('connection-pool-exhaustion', 'autoscaling', { atS: 60, fault: 'search-goes-back' });
    expect(check).toMatchObject({ recoverable: true, backAfterS: 0, pageAfterS: null });
  });

  test('is ended even where its harm outlives it, as a retry storm does', async () => {
    const check = await ask('retry-storm', 'search-storm', { atS: 60, fault: 'slow-minute' });
    expect(check).toMatchObject({ recoverable: true });
    expect(check.backAfterS).toBeGreaterThan(120);
  });
});

describe('a combination that nobody can bring back is told with the promise and what keeps it broken', () => {
  const PROMISE = '“Checkouts succeed within 2 s” stays broken to the end';

  test('two faults: a certificate has ended and nobody issues a new one', async () => {
    const check = await ask('certificate-expiry', 'leaf-expired', { atS: 240, fault: 'ca-does-not-answer' });
    expect(check).toMatchObject({ recoverable: false, backAfterS: null });
    expect(check.together).toEqual(['ca-does-not-answer', 'leaf-expires']);
    expect(check.reason).toBe(
      `${PROMISE}: together with “The served certificate ends”, “The certificate authority does not answer” leaves no way back; without it a bot brings every promise back.`,
    );
    const first = check.tried?.[0];
    expect(first).toMatchObject({ how: 'Every remedy at its time', backAfterS: null });
    expect(first?.typed).toContainEqual({
      line: expect.stringContaining('cert renew'),
      step: expect.stringMatching(/^RUN-\d+, step \d+$/),
    });
    const checkouts = first?.broken.find(({ promise }) => promise === 'Checkouts succeed within 2 s');
    expect(checkouts?.forS).toBeGreaterThan(1800);
    const { parameters, backAfterS } = check.wayBack!;
    expect(parameters.lasts).toBeLessThan(45);
    const asked = { atS: 240, fault: 'ca-does-not-answer', parameters };
    expect(await ask('certificate-expiry', 'leaf-expired', asked)).toMatchObject({ recoverable: true, backAfterS });
  });

  test('the same two, with a dial turned back, come back, and do so each time', async () => {
    const asked = { atS: 240, fault: 'ca-does-not-answer', parameters: { lasts: 5 } };
    const check = await ask('certificate-expiry', 'leaf-expired', asked);
    expect(check.recoverable).toBe(true);
    expect(await ask('certificate-expiry', 'leaf-expired', asked)).toEqual(check);
  });

  test('what is still to come: the scenario ends the certificate later', async () => {
    const check = await ask('certificate-expiry', 'leaf-expired', { atS: 60, fault: 'ca-does-not-answer' });
    expect(check.reason).toBe(
      `${PROMISE}: with what the scenario still has to come, “The certificate authority does not answer” leaves no way back.`,
    );
  });

  test('a dial: five times the checkouts want more pods than the database has sessions for', async () => {
    const check = await ask('connection-pool-exhaustion', 'autoscaling', {
      atS: 60,
      fault: 'flash-sale-scales-checkout',
      parameters: { sale: 5 },
    });
    expect(check.reason).toBe(
      `${PROMISE}: “A flash sale scales checkout past the database” keeps it so with “Checkouts” at 5 times. With its dials as they were a bot brings it back.`,
    );
    expect(check.wayBack?.parameters.sale).toBeGreaterThanOrEqual(3);
    expect(check.wayBack?.parameters.sale).toBeLessThan(5);
  });

  test('the time: the timebox ends before a bot is through', async () => {
    const check = await ask('bad-deploy', 'refused-rollback', {
      atS: 120,
      timeboxS: 300,
      fault: 'release-with-migration',
    });
    expect(check.reason).toMatch(
      /^The timebox ends in 3 min; a bot needs [34] min to bring every promise back, and two more/,
    );
  });
});
