import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { drillOn, type Tale } from '../support/drill-dsl.ts';
import { scripted } from '../support/scripted-simulation.ts';
import { stage } from '../support/stage.ts';

const slow = { 'up > 2': (atS: number) => (atS >= 200 ? [{ labels: {}, value: 3 }] : []) };

function dana(knows: Scenario['staff'][number]['knows']): Tale {
  const scenario = stage();
  const person = { id: 'dba', name: 'Dana', team: 'DBA', answersS: [60, 60] as [number, number], says: 'Nothing yet.' };
  return drillOn({ ...scenario, staff: [{ ...person, ...(knows && { knows }) }] }, scripted({ query: slow })).start();
}

const said = (tale: Tale): string[] =>
  tale
    .view('fixers')
    .messages.flatMap(({ from, body }) => (from.kind === 'persona' && body.kind === 'text' ? [body.text] : []));

const pages = (tale: Tale): Tale => tale.as('ann').does('staff.page', { staff: 'dba', text: 'What do you see?' });

describe('somebody who is paged', () => {
  it('says the same to everybody when the scenario knows nothing more', () => {
    expect(said(pages(dana(undefined)).after('61s'))).toEqual(['Nothing yet.']);
  });

  it('says what they know when they answer, not when they were asked', () => {
    const tale = dana([{ when: { metric: 'up > 2' }, says: 'Now I see it too.' }]);
    pages(tale).after('70s');
    pages(tale).after('120s');
    pages(tale).after('61s');
    expect(said(tale)).toEqual(['Nothing yet.', 'Nothing yet.', 'Now I see it too.']);
  });

  it('knows the first thing that holds, in the order of the scenario', () => {
    const tale = dana([
      { when: { elapsedS: 400 }, says: 'Late.' },
      { when: { elapsedS: 50 }, says: 'Middle.' },
      { when: { elapsedS: 0 }, says: 'Early.' },
    ]);
    expect(said(pages(tale).after('61s'))).toEqual(['Middle.']);
  });

  it('knows how long something has been so, also before anybody asked', () => {
    const tale = dana([{ when: { metric: 'up > 2', forS: 100 }, says: 'For a while already.' }]).after('260s');
    expect(said(pages(tale).after('61s'))).toEqual(['For a while already.']);
  });
});
