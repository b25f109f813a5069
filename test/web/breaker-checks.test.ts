import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CheckUnderWay, FaultCheck } from '../../server/protocol/breaking.ts';
import type { DeckCardView } from '../../server/protocol/room.ts';
import { FaultChecks } from '../../web/breaker/fault-checks.svelte.ts';
import { costWords, mayFire, notNow, settingWords } from '../../web/breaker/deck-words.ts';
import type { DrillState } from '../../web/state/drill.svelte.ts';

const DIAL = { id: 'lasts', label: 'How long', unit: 'min', value: 45, min: 5, max: 60, step: 5 };

const card = (fault: string, over: Partial<DeckCardView> = {}) =>
  ({
    fault,
    title: fault,
    cost: 3,
    state: 'ready',
    parameters: [DIAL],
    checks: [],
    ...over,
  }) as unknown as DeckCardView;
const found = (fault: string, lasts: number, over: Partial<FaultCheck> = {}) =>
  ({ fault, parameters: { lasts }, recoverable: true, checkedAtS: 0, ...over }) as FaultCheck;

/** A server that says which questions it was asked, and answers when the test says so. */
function server() {
  const asked: { name: string; payload: unknown; answer: (reply: unknown) => void }[] = [];
  const drill = {
    view: { head: { id: 'd1' }, deck: { cards: [] } },
    atS: 10,
    checks: [] as CheckUnderWay[],
    send: (name: string, payload: unknown) => new Promise((answer) => asked.push({ name, payload, answer })),
  };
  return { asked, drill, checks: new FaultChecks(drill as unknown as DrillState) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  sessionStorage.clear();
});
const settles = () => vi.advanceTimersByTimeAsync(600);

test('a card that is asked about while bots are at another one stands in their line, and both are answered', async () => {
  const { asked, drill, checks } = server();
  checks.want(card('ca'));
  await settles();
  drill.checks = [{ id: 'c1', fault: 'ca', parameters: { lasts: 45 }, progress: { done: 1, of: 9, what: 'waits' } }];
  checks.want(card('slow'));
  await settles();
  expect(asked.map(({ payload }) => payload)).toEqual([
    { fault: 'ca', parameters: { lasts: 45 } },
    { fault: 'slow', parameters: { lasts: 45 } },
  ]);
  drill.checks = [...drill.checks, { id: 'c2', fault: 'slow', parameters: { lasts: 45 }, progress: null }];
  expect(checks.underWay(card('slow'))).toMatchObject({ id: 'c2', progress: null });
  expect(checks.atWork).toMatchObject({ fault: 'ca' });
});

test('what is known, or under way after a refresh, is not asked again', async () => {
  const { asked, drill, checks } = server();
  checks.want(card('ca', { checks: [found('ca', 45)] }));
  await settles();
  drill.checks = [{ id: 'c1', fault: 'slow', parameters: { lasts: 45 }, progress: null }];
  checks.want(card('slow'));
  await settles();
  expect(asked).toEqual([]);
});

test('turning a dial calls the old check off and asks with the new dials, which a refresh keeps', async () => {
  const { asked, drill, checks } = server();
  checks.want(card('ca'));
  await settles();
  drill.checks = [{ id: 'c1', fault: 'ca', parameters: { lasts: 45 }, progress: null }];
  checks.turn(card('ca'), { lasts: 15 });
  checks.want(card('ca'));
  await settles();
  expect(asked.map(({ name, payload }) => [name, payload])).toEqual([
    ['fault.check', { fault: 'ca', parameters: { lasts: 45 } }],
    ['check.cancel', { check: 'c1' }],
    ['fault.check', { fault: 'ca', parameters: { lasts: 15 } }],
  ]);
  const again = new FaultChecks(drill as unknown as DrillState);
  expect(again.dials(card('ca'))).toEqual({ lasts: 15 });
  expect(again.of(card('ca', { checks: [found('ca', 45), found('ca', 15)] }))).toMatchObject({
    parameters: { lasts: 15 },
  });
});

test('what a person called off is not asked again by itself', async () => {
  const { asked, drill, checks } = server();
  const check = { id: 'c1', fault: 'ca', parameters: { lasts: 45 }, progress: null };
  drill.checks = [check];
  checks.cancel(check, card('ca'));
  drill.checks = [];
  checks.want(card('ca'));
  await settles();
  expect(asked.map(({ name }) => name)).toEqual(['check.cancel']);
  expect(checks.failed(card('ca'))).toMatchObject({ message: 'You called the check off.' });
  checks.again(card('ca'));
  await settles();
  expect(asked.map(({ name }) => name)).toEqual(['check.cancel', 'fault.check']);
});

test('a card says what it costs and leaves, why it may not be fired, and where its dial would be turned', () => {
  const deck = { budget: 10, spent: 4, cards: [] } as unknown as Parameters<typeof costWords>[1];
  expect(costWords(card('ca'), deck)).toBe('costs 3: 6 before, 3 after');
  expect(costWords(card('ca', { cost: 9 }), deck)).toBe('costs 9, 6 of 10 are left: 3 too few');
  expect(notNow(card('ca', { state: 'cooling' }), deck, 'running')).toMatch(/cools down/);
  expect(mayFire(card('ca'), deck, 'running', found('ca', 45))).toBe(true);
  expect(mayFire(card('ca'), deck, 'paused', found('ca', 45))).toBe(false);
  expect(mayFire(card('ca'), deck, 'running', found('ca', 45, { recoverable: false }))).toBe(false);
  expect(settingWords(card('ca'), { lasts: 45 }, { lasts: 15 })).toBe('“How long” at 15\u00a0min');
});
