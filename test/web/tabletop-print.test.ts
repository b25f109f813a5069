import { mount, unmount } from 'svelte';
import { describe, expect, test } from 'vitest';
import type { ComparedChart } from '../../server/protocol/control.ts';
import type { Booklet, EventRow, RoundReport } from '../../server/protocol/tabletop.ts';
import { expectedTally, voteRows } from '../../web/debrief/round-tally.ts';
import FacilitatorPaper from '../../web/print/FacilitatorPaper.svelte';
import { previewOf } from '../../web/print/events-preview.ts';
import { freshLines, warningOf } from '../../web/print/fresh-lines.ts';
import { hourPlan } from '../../web/print/hour-plan.ts';
import { printHref, queryOf, readPrintPlace } from '../../web/print/print-place.ts';
import { drawnChart } from '../../web/print/static-chart.ts';

describe('addresses', () => {
  test('a booklet is named by scenario, kind, variant, seed and drill', () => {
    const place = { scenario: 'bad-deploy', kind: 'facilitator', variant: 'wave', seed: 'a b', drill: 'd1' } as const;
    expect(readPrintPlace('/print/bad-deploy/facilitator', '?variant=wave&seed=a+b&drill=d1')).toEqual(place);
    const href = printHref(place);
    const [path = '', query = ''] = href.split('?');
    expect(readPrintPlace(path, query)).toEqual(place);
  });

  test('other addresses are not ours', () => {
    for (const path of ['/print', '/print/bad-deploy', '/print/bad-deploy/secrets', '/print/a/events/b', '/new'])
      expect(readPrintPlace(path, ''), path).toBeNull();
  });

  test('what is not chosen is not in the query', () => {
    expect(queryOf({ variant: null, seed: null })).toBe('');
    expect(queryOf({ variant: 'wave', seed: null })).toBe('?variant=wave');
  });
});

describe('how to run it in an hour', () => {
  test('opening, rounds, debrief and actions fill the hour', () => {
    const plan = hourPlan(60, 7);
    expect(plan.map(({ fromMin, forMin }) => [fromMin, forMin])).toEqual([
      [0, 5],
      [5, 5],
      [10, 35],
      [45, 10],
      [55, 5],
    ]);
    expect(plan[2]?.what).toBe('7 rounds, about 5 minutes each');
  });

  test('rounds that would be too short are left out, and it says so', () => {
    const rounds = hourPlan(60, 12)[2]!;
    expect(rounds.what).toBe('8 rounds, about 4 minutes each');
    expect(rounds.how).toMatch(/There are 12/);
  });
});

describe('a printed chart', () => {
  const chart: ComparedChart = {
    title: 'p99',
    unit: 'seconds',
    bound: 2,
    boundLabel: 'bound 2 s',
    times: [0, 60, 120, 180],
    lines: [{ label: 'p99', values: [0.4, null, 0.5, 30] }],
  };

  test('a gap in the data is a gap in the line', () => {
    const path = drawnChart(chart, 0).lines[0]!.path;
    expect(path.match(/M/g)).toHaveLength(2);
  });

  test('all of it stands inside its box, the highest value on top', () => {
    const drawn = drawnChart(chart, 50_400);
    const points = [...drawn.lines[0]!.path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    for (const [x = 0, y = 0] of points) {
      expect(x).toBeGreaterThanOrEqual(drawn.left);
      expect(x).toBeLessThanOrEqual(drawn.right);
      expect(y).toBeLessThanOrEqual(drawn.foot);
    }
    expect(points.at(-1)?.[1]).toBeLessThan(30);
    expect(drawn.boundY).toBeGreaterThan(points.at(-1)?.[1] ?? 0);
  });

  test('half as wide it keeps the size of its text: fewer times stand on the axis', () => {
    const long = { ...chart, times: [0, 400, 800, 1200] };
    expect(drawnChart(long, 0, 'half').xTicks.length).toBeLessThan(drawnChart(long, 0).xTicks.length);
  });

  test('a chart of zeros still has a scale', () => {
    const flat = { ...chart, bound: null, lines: [{ label: 'x', values: [0, 0, 0, 0] }] };
    expect(drawnChart(flat, 0).yTicks.length).toBeGreaterThan(1);
    expect(drawnChart(flat, 0).lines[0]!.path).not.toMatch(/NaN|Infinity/);
  });
});

describe('beside a printed round', () => {
  type Told = Parameters<typeof freshLines>[0];
  const told = { cause: 'A lock.', hypothesis: '', hints: ['Look.'], tempting: [{ action: 'kubectl scale web', hurts: 'It grows.' }], redHerrings: [] }; // prettier-ignore
  const played = (lines: string[]) => ({ notes: { background: lines } }) as unknown as Told['rounds'][number];

  test('stands what neither the truth’s page nor an earlier round has said', () => {
    const rounds = [
      played(['What is behind it: A lock.', 'ask']),
      played(['ask', 'When the talk dries up: Look.', 'new']),
    ];
    const all = { ...told, rounds } as unknown as Told;
    expect(rounds.map((round) => freshLines(all, round))).toEqual([['ask'], ['new']]);
  });

  test('an option that tempts says what it does', () => {
    const all = told as unknown as Told;
    expect(warningOf(all, ['kubectl scale web'])).toBe('It grows.');
    expect(warningOf(all, ['deploy halt web'])).toBeNull();
  });
});

test('problems of an events list stand at their row, also below an empty line', () => {
  const row = (text: string): EventRow => ({ number: 1, inject: '', when: '00:01:00', lane: 'chat', from: 'x', to: '', text, expects: '', objective: '' }); // prettier-ignore
  const problem = { row: 4, column: 'Time', message: 'missing', remedy: 'write it' };
  const rows = previewOf({ rows: [row('a'), row('b')], lines: [2, 4], injects: [], problems: [problem] });
  expect(rows.map(({ line, problems }) => [line, problems])).toEqual([
    [2, []],
    [4, [problem]],
  ]);
});

describe('the debrief of rounds', () => {
  const round = (marks: RoundReport['expected'][number]['mark'][], votes: number[]): RoundReport => ({
    number: 1,
    atS: 0,
    title: '',
    question: '',
    decision: null,
    reason: '',
    options: votes.map((count, i) => ({ text: `o${i}`, votes: count })),
    lines: [],
    expected: marks.map((mark, i) => ({ text: `e${i}`, mark })),
    notes: [],
    entries: [],
  });

  test('what nobody marked does not count', () => {
    expect(expectedTally([round(['met', null], []), round(['partly', 'missed', 'met'], [])])).toEqual({
      marked: 4,
      met: 2,
      partly: 1,
      missed: 1,
    });
  });

  test('the most wanted option comes first', () => {
    expect(voteRows(round([], [1, 3])).map(({ text, share }) => [text, share])).toEqual([
      ['o1', 0.75],
      ['o0', 0.25],
    ]);
  });
});

test('two temptations that are typed alike are printed both', () => {
  const tempting = ['Nobody waits so long.', 'The queue only grows.'].map((hurts) => ({
    action: 'kubectl scale web',
    hurts,
  }));
  const facilitator = { title: '', cause: '', hypothesis: '', hints: [], tempting, redHerrings: [], rounds: [], events: [], prompts: [] }; // prettier-ignore
  const lists = { rules: [], roles: [], services: [], contacts: [], runbooks: [], objectives: [] };
  const booklet: Booklet = { scenario: 's', variant: 'v', seed: 'a', cover: 'Tin Whistle', minutes: 40, briefing: '', ...lists, facilitator }; // prettier-ignore
  const paper = mount(FacilitatorPaper, { target: document.body, props: { booklet } });
  expect([...document.querySelectorAll('dt code')].map(({ textContent }) => textContent)).toEqual(
    tempting.map(({ action }) => action),
  );
  void unmount(paper);
});
