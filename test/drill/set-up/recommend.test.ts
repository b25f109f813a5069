import { describe, expect, it } from 'vitest';
import { recommend, type RecommendInput } from '../../../server/set-up/recommend.ts';

const DAY = 86_400_000;
const NOW = 1000 * DAY;
const scenario = (id: string, difficulty: number, runbook: string, control = false) => ({
  id,
  cover: `Cover ${id}`,
  difficulty,
  minutes: 40,
  control,
  variants: [{ id: `${id}-1`, runbook }],
});
const INPUT: RecommendInput = {
  scenarios: [scenario('hard', 4, 'RUN-004'), scenario('quiet', 1, 'RUN-009', true), scenario('easy', 2, 'RUN-002')],
  runbooks: [
    { id: 'RUN-002', daysSinceTested: 10, openGaps: 0 },
    { id: 'RUN-004', daysSinceTested: 211, openGaps: 0 },
    { id: 'RUN-077', daysSinceTested: null, openGaps: 3 },
  ],
  lastRunMs: new Map(),
  due: [],
  nowMs: NOW,
};
const kinds = (patch: Partial<RecommendInput>) => recommend({ ...INPUT, ...patch }).map(({ kind }) => kind);

describe('what is recommended', () => {
  it('before the first drill is the easiest scenario in which something happens', () => {
    const [first] = recommend(INPUT);
    expect(first).toMatchObject({ kind: 'never run', scenario: 'easy', cover: 'Cover easy' });
  });

  it('is then the runbook tested longest ago, in the variant that it is written for', () => {
    const [first] = recommend({ ...INPUT, lastRunMs: new Map([['easy', NOW - DAY]]) });
    expect(first).toMatchObject({
      kind: 'least tested runbook',
      scenario: 'hard',
      variant: 'hard-1',
      runbook: 'RUN-004',
      reason: 'RUN-004 was last tested 211 days ago.',
    });
  });

  it('puts a runbook that was never tested before the oldest', () => {
    const runbooks = [...INPUT.runbooks, { id: 'RUN-002', daysSinceTested: null, openGaps: 0 }];
    expect(recommend({ ...INPUT, runbooks, lastRunMs: new Map([['hard', 1]]) })[0]?.reason).toBe(
      'RUN-002 was never tested in a drill.',
    );
  });

  it('never proposes the control, in which nothing is wrong', () => {
    const lastRunMs = new Map([
      ['hard', NOW - 50 * DAY],
      ['easy', NOW - 2 * DAY],
    ]);
    expect(recommend({ ...INPUT, lastRunMs }).map((one) => one.scenario)).not.toContain('quiet');
  });

  it('names who is due together, with the last date and nothing else', () => {
    const due = ['Ravi', 'Mei', 'Tomas', 'Anna'].map((name, index) => ({
      name,
      lastMs: index * DAY,
      browsers: 1,
      alsoAs: [],
    }));
    const found = recommend({ ...INPUT, due }).find(({ kind }) => kind === 'due people');
    expect(found?.reason).toBe('Ravi, Mei, Tomas and 1 more have not drilled for a quarter.');
    expect(found?.people[0]).toEqual({ name: 'Ravi', lastMs: 0, browsers: 1, alsoAs: [] });
    expect(recommend({ ...INPUT, due: due.slice(0, 1) }).find(({ kind }) => kind === 'due people')?.reason).toBe(
      'Ravi has not drilled for a quarter.',
    );
  });

  it('offers a page with open gaps to be edited and played again, where a scenario tests it', () => {
    const runbooks = [{ id: 'RUN-002', daysSinceTested: 3, openGaps: 2 }, ...INPUT.runbooks.slice(1)];
    const lastRunMs = new Map([
      ['hard', NOW - DAY],
      ['easy', NOW - 3 * DAY],
    ]);
    expect(kinds({ runbooks, lastRunMs })).toContain('open gap');
    expect(kinds({ lastRunMs })).not.toContain('open gap');
  });

  it('names each scenario once', () => {
    const lastRunMs = new Map([['easy', NOW - DAY]]);
    const scenarios = recommend({ ...INPUT, lastRunMs }).map((one) => one.scenario);
    expect(new Set(scenarios).size).toBe(scenarios.length);
  });
});
