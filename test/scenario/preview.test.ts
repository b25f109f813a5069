import { afterAll, beforeAll, expect, test } from 'vitest';
import { botShell } from '../../server/bots/bot-shell.ts';
import { preview } from '../../server/bots/preview.ts';
import type { AsSetUp } from '../../server/bots/as-set-up.ts';
import type { DryRunView } from '../../server/protocol/set-up.ts';
import { loadScenario } from '../../server/scenario/load.ts';
import { initSql } from '../../server/sql/parse.ts';
import { join } from 'node:path';

/** The bots need no whole timebox for what is asked here. */
const MINUTES = 12;
const words = (id: string, from: string, when: AsSetUp['injects'][number]['when']) =>
  ({ id, lane: 'chat', from, text: 'Any news?', expects: '', fault: null, when }) as const;
const AS_SET_UP: AsSetUp = {
  timeboxS: MINUTES * 60,
  injects: [
    words('board', 'Board', { atS: 240 }),
    words('late', 'Support', { atS: 50 * 60 }),
    words('asked', 'Press', { on: 'acknowledged' }),
  ],
  stops: [{ id: 'waits', kind: 'unacknowledged', forS: 120 }],
};
const shell = botShell();
const runs: string[] = [];
let view: DryRunView;

beforeAll(async () => {
  await initSql();
  const loaded = loadScenario(join(import.meta.dirname, '..', '..', 'scenarios', 'bad-deploy'), 'cpu-regression');
  if (!loaded.ok) throw new Error('bad-deploy has errors');
  view = await preview(loaded.scenario, 'a-1', AS_SET_UP, shell, (done, of) => runs.push(`${done}/${of}`));
}, 120_000);
afterAll(() => shell.close());

test('four bots play, and it says after each how far it is', () => {
  expect(runs).toEqual(['0/4', '1/4', '2/4', '3/4', '4/4']);
  expect(view.bots.map(({ bot }) => bot)).toEqual(['do-nothing', 'naive-restart', 'runbook-literal', 'oracle']);
});

test('whoever knows the cause brings the service back soonest, whoever does nothing never', () => {
  const [nothing, , , oracle] = view.bots;
  expect(nothing).toMatchObject({ mitigated: false, ttmS: null });
  expect(oracle?.mitigated).toBe(true);
  expect(oracle!.userMinutesLost).toBeLessThan(nothing!.userMinutesLost);
});

test('the sentence counts the bots and says when the pager rings, and gives no cause away', () => {
  expect(view.sentence).toMatch(
    /^Bots played it: [1-3] of 4 brought the service back, the first page comes after \d+ min\.$/,
  );
});

test('the chart has the same signal under each bot, on one axis', () => {
  expect(view.chart.lines.map(({ label }) => label)).toEqual(view.bots.map(({ name }) => name));
  for (const { values } of view.chart.lines) expect(values).toHaveLength(view.chart.times.length);
  expect(view.chart.times.at(-1)).toBeLessThanOrEqual(MINUTES * 60);
});

test('marks stand in order: the fault before the page, and who brought it back after both', () => {
  expect(view.marks.map(({ atS }) => atS)).toEqual(view.marks.map(({ atS }) => atS).sort((a, b) => a - b));
  const first = (kind: string) => view.marks.findIndex((mark) => mark.kind === kind);
  expect(first('fault')).toBeLessThan(first('page'));
  expect(first('page')).toBeLessThan(first('mitigated'));
});

test('the set-up’s own injects come at their time, or with the first bot that does what they wait for', () => {
  const [board, late, asked] = view.own;
  expect(board).toMatchObject({ from: 'Board', atS: 240, bot: 'Nobody does anything' });
  expect(late).toMatchObject({ atS: null, bot: null });
  expect(asked?.bot).not.toBe('Nobody does anything');
  expect(asked?.atS).toBeGreaterThan(240);
  expect(view.marks.some(({ label }) => label === 'Board')).toBe(false);
});

test('a stop rule is told where it would have paused the drill, and the bot goes on', () => {
  const [nothing, , , oracle] = view.bots;
  const page = view.marks.find(({ kind }) => kind === 'page');
  expect(nothing?.stops).toEqual([{ rule: 'waits', atS: page!.atS + 120 }]);
  expect(oracle?.stops).toEqual([]);
  expect(view.chart.times.at(-1)).toBeGreaterThan(page!.atS + 120);
});
