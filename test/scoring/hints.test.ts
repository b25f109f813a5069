import { describe, expect, test } from 'vitest';
import { hintCostS } from '../../server/drill/hints.ts';
import type { TimeRow } from '../../server/protocol/http.ts';
import { buildDebrief } from '../../server/report/debrief.ts';
import { debriefMarkdown } from '../../server/report/markdown.ts';
import { story, tinyScenario, type Story } from '../support/entries.ts';

const PAR = { TTM: { p10: 300, p50: 600, p90: 900, runs: 20 } };

/** Paged at 6:20, acknowledged at 8:00, in bound at 20:00, never resolved; hints as told. */
function helped(hint: (drill: Story) => Story): Story {
  const paged = story().at('3:00').fault('holding').at('5:00').slo(true).at('6:20').page('CheckoutErrors');
  return hint(paged.at('8:00').ack('ben', 'CheckoutErrors').at('9:00')).at('20:00').slo(false).at('25:00');
}

const give = (number: number, costS: number) => (drill: Story) =>
  drill.add('hint.given', { number, text: `Hint ${number}`, costS }, 'facilitator');

function debrief(drill: Story) {
  const readings = {
    impact: () => ({ failedRequests: 0, userMinutesLost: 0, moneyLost: 0 }),
    queryRange: () => ({ times: [], rows: [] }),
  };
  return buildDebrief({ entries: drill.end(), scenario: tinyScenario(), readings, par: PAR });
}

const byId = (rows: TimeRow[]) => Object.fromEntries(rows.map((row) => [row.id, row])) as Record<string, TimeRow>;

describe('HINT-1', () => {
  test('HINT-1 a figure stays as measured and names the cost of the hints given before it was reached', () => {
    const { times, lede } = debrief(helped((drill) => give(2, 180)(give(1, 60)(drill).at('12:00'))));
    const { TTD, TTA, TTM, TTR } = byId(times);
    expect(TTD).not.toHaveProperty('hintsS');
    expect(TTA).not.toHaveProperty('hintsS');
    expect(TTM).toMatchObject({ seconds: 820, censored: false, hintsS: 240, par: PAR.TTM });
    expect(TTR).toMatchObject({ censored: true, hintsS: 240 });
    expect(lede.join(' ')).toContain('2 hints were given; held against par, times after them are 4 min longer.');
  });

  test('HINT-1 a hint given afterwards costs nothing before, and one of an older drill has no cost', () => {
    const late = byId(debrief(helped((drill) => give(1, 60)(drill.at('21:00')))).times);
    expect(late.TTM).not.toHaveProperty('hintsS');
    const old = helped((drill) => drill.add('hint.given', { number: 1, text: 'Look again.' }, 'facilitator'));
    expect(byId(debrief(old).times).TTM).not.toHaveProperty('hintsS');
    expect(debrief(old).lede.join(' ')).toContain('One hint was given.');
  });

  test('HINT-1 the mean over pages takes the mean of what was given before each', () => {
    const drill = helped(give(1, 60)).at('12:00').page('Second').at('13:00').ack('ben', 'Second').at('26:00');
    expect(byId(debrief(drill).times).TTA).toMatchObject({ hintsS: 30 });
  });

  test('HINT-1 costs more the more a hint gives away', () => {
    expect([1, 2, 3, 4].map((number) => hintCostS(number, 4))).toEqual([60, 180, 180, 300]);
    expect(hintCostS(1, 1)).toBe(300);
  });

  test('HINT-1 stands in the export: the hint with its cost, and the figure that is held against par', () => {
    const page = debriefMarkdown(debrief(helped(give(1, 60))));
    expect(page).toContain('## Hints given\n\n- 14:09:00, hint 1: Hint 1; adds 1 min to the times');
    expect(page).toContain('held against it with hints: 14 min 40 s');
    expect(debriefMarkdown(debrief(helped((drill) => drill)))).not.toContain('Hints given');
  });
});

describe('the observers’ sheets in the debrief', () => {
  const rate = (seat: string, rating: 'performed' | 'unable', note: string) => (drill: Story) =>
    drill.add('assess.rated', { objective: 'mitigate', rating, note }, seat);

  test('say Observer 1 and Observer 2, the newest word of each, and no name', () => {
    const first = rate('observer', 'unable', 'Nobody looked.')(story().seat('olga', 'observer').at('8:00'));
    const then = rate('olga', 'performed', 'Anna acted | fast')(first.at('9:00'));
    const last = rate(
      'facilitator',
      'performed',
      '',
    )(rate('observer', 'performed', 'Then they did.')(then.at('10:00')));
    const report = debrief(last.at('11:00'));
    expect(report.assessment.objectives).toMatchObject([
      {
        id: 'mitigate',
        state: 'open',
        ratings: [
          { seat: 'Observer 1', rating: 'performed', note: 'Then they did.', atS: 600 },
          { seat: 'Observer 2', rating: 'performed', note: 'Anna acted | fast', atS: 540 },
          { seat: 'Facilitator 1', rating: 'performed', note: '', atS: 600 },
        ],
      },
    ]);
    const page = debriefMarkdown(report);
    expect(page).toContain('## Assessment');
    expect(page).toContain('| Restore checkout | Observer 1 | performed | Then they did. | 14:10:00 |');
    expect(page).toContain('Anna acted \\| fast');
    expect(page).not.toContain('olga');
  });

  test('are no section when nobody rated anything', () => {
    expect(debriefMarkdown(debrief(story().at('5:00')))).not.toContain('## Assessment');
  });
});
