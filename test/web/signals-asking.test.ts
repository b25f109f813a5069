import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Reply } from '../../server/protocol/wire.ts';
import type { SignalQueries } from '../../server/protocol/signals.ts';
import { Asked } from '../../web/state/signals/asked.svelte.ts';
import { Look, type WatchedDrill } from '../../web/state/signals/look.svelte.ts';
import { Visit } from '../../web/state/signals/visit.svelte.ts';

type Sent = { name: string; payload: unknown; answer: (reply: unknown) => void };

/** A drill whose server answers when the test says so. */
function slowDrill(speed = 1): WatchedDrill & { sent: Sent[] } {
  const sent: Sent[] = [];
  return {
    sent,
    view: { head: { id: 'd1', startsAtMs: 0, charts: [] }, clock: { speed }, alerts: [], map: [] } as never,
    atS: 900,
    telemetry: { times: [900], version: 1 } as never,
    responds: true,
    isFixer: true,
    nameOf: () => '',
    send: (name: string, payload: unknown) =>
      new Promise((resolve) => sent.push({ name, payload, answer: resolve as (reply: unknown) => void })) as never,
  };
}
const events = (reason: string): Reply<SignalQueries['events.list']['out']> => ({
  ok: true,
  result: { events: [{ atS: 1, object: 'pod/a', type: 'Normal', reason, message: '', count: 1 }] },
});
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  history.replaceState(null, '', '/drills/d1');
});
afterEach(() => vi.useRealTimers());

test('an answer to a question that was changed meanwhile is dropped', async () => {
  const drill = slowDrill();
  const asked = new Asked(drill, 'events.list');
  asked.ask({ object: 'web' }, 'web');
  asked.ask({ object: 'orders' }, 'orders');
  drill.sent[0]?.answer(events('OfWeb'));
  await settled();
  expect(asked.answer).toBeNull();
  drill.sent[1]?.answer(events('OfOrders'));
  await settled();
  expect(asked.answer?.events[0]?.reason).toBe('OfOrders');
  expect(asked.stale).toBe(false);
});

test('the same question waits for its turn, and only its newest form is sent', async () => {
  const drill = slowDrill();
  const asked = new Asked(drill, 'events.list');
  asked.ask({ object: null }, 'all');
  drill.sent[0]?.answer(events('First'));
  await settled();
  for (let n = 0; n < 5; n += 1) asked.ask({ object: null }, 'all');
  await settled();
  expect(drill.sent).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2000);
  expect(drill.sent).toHaveLength(2);
});

test('another question does not wait for the gap', async () => {
  const drill = slowDrill();
  const asked = new Asked(drill, 'events.list');
  asked.ask({ object: null }, 'all');
  drill.sent[0]?.answer(events('First'));
  await settled();
  asked.ask({ object: null }, 'all');
  asked.ask({ object: 'web' }, 'web');
  await settled();
  expect(drill.sent.at(-1)?.payload).toEqual({ object: 'web' });
});

test('what is on screen stays when the server says that it is asked too often', async () => {
  const drill = slowDrill();
  const asked = new Asked(drill, 'events.list');
  asked.ask({ object: null }, 'all');
  drill.sent[0]?.answer(events('First'));
  await settled();
  asked.ask({ object: null }, 'all');
  await vi.advanceTimersByTimeAsync(2000);
  drill.sent[1]?.answer({ ok: false, refusal: { code: 'request/rate-limited', message: '', hint: '' } });
  await settled();
  expect(asked.refusal).toBeNull();
  expect(asked.answer?.events[0]?.reason).toBe('First');
});

test('a panel comes back as it was left; a link keeps the way back', () => {
  const look = new Look(slowDrill());
  look.openLogs({ service: 'web', text: 'timeout' });
  look.show('map');
  expect(location.search).toBe('?panel=map');
  look.show('logs');
  expect(look.place).toEqual({ panel: 'logs', of: 'web', text: 'timeout' });
  expect(location.search).toBe('?panel=logs&of=web&text=timeout');
});

test('a filter that is taken away leaves the address too', () => {
  const look = new Look(slowDrill());
  look.openLogs({ service: 'web', level: 'error', atS: 300 });
  expect(look.place).toMatchObject({ from: '242', to: '302', level: 'error' });
  look.set({ from: undefined, to: undefined, level: '' });
  expect(look.place).toEqual({ panel: 'logs', of: 'web' });
});

const page = (seconds: number): Reply<SignalQueries['shop.visit']['out']> => ({
  ok: true,
  result: { atS: 900, page: 'pay', status: 503, seconds, browserError: null, heading: '', text: '', requestId: 'r', trace: null }, // prettier-ignore
});

test('a page takes as long as it takes customers, a tenth of it at ten times the speed', async () => {
  const drill = slowDrill(10);
  const visit = new Visit(drill);
  void visit.go('pay');
  drill.sent[0]?.answer(page(30));
  await vi.advanceTimersByTimeAsync(2500);
  expect(visit.loading).toBe(true);
  await vi.advanceTimersByTimeAsync(600);
  expect(visit.loading).toBe(false);
  expect(visit.shown?.status).toBe(503);
});

test('a customer who gives up sees the page before, and the try is counted', async () => {
  const drill = slowDrill();
  const visit = new Visit(drill);
  void visit.go('pay');
  drill.sent[0]?.answer(page(30));
  await vi.advanceTimersByTimeAsync(4000);
  visit.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(visit.shown).toBeNull();
  expect(visit.stopped).toBe(true);
  expect(visit.tries[0]?.gaveUpAfterS).toBeCloseTo(4, 1);
});
