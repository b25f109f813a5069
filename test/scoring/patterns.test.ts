import { describe, expect, test } from 'vitest';
import { readLog } from '../../server/scoring/drill-log.ts';
import { patternsOf } from '../../server/scoring/patterns.ts';
import { stampsOf } from '../../server/scoring/stamps.ts';
import { story, Story, tinyScenario } from '../support/entries.ts';

function patterns(drill: Story) {
  const log = readLog(drill.end());
  return patternsOf(log, tinyScenario(), stampsOf(log, tinyScenario()));
}
const names = (drill: Story) => patterns(drill).map(({ name }) => name);

/** A calm response: declared, updated, mitigated, checked, closed. */
function calm(): Story {
  return story().role('anna', 'ic').role('cleo', 'comms').at('3:00').fault('holding').at('5:00').slo(true).at('6:20').page('CheckoutErrors').at('7:00').ack('anna', 'CheckoutErrors')
    .at('8:00').declare('anna').at('14:00').can('cleo').at('20:00').run('ben', 'deploy rollback checkout', { acts: { do: 'deploy.rollback', service: 'checkout' } })
    .at('22:00').slo(false).at('23:00').can('cleo').at('24:00').alert('resolved', 'CheckoutErrors').fault('fixed', { from: 'holding', done: true })
    .at('26:00').allClear('anna').at('30:00');
} // prettier-ignore

test('a calm response shows no pattern', () => {
  expect(names(calm())).toEqual([]);
});

describe('PATTERN-1 Update black hole', () => {
  test('shows when the promised interval passes without an update, with both ends as evidence', () => {
    const drill = story().at('3:00').fault('holding').at('8:00').declare('anna').at('10:00').can('cleo', 5);
    const from = drill.seq;
    const found = patterns(drill.at('21:00').can('cleo', 5).at('22:00').allClear('anna').at('23:00'));
    expect(found).toEqual([
      {
        name: 'Update black hole',
        sentence:
          'No update between 14:10:00 and 14:21:00; 5 min had been agreed. Nobody held the Communications Lead role.',
        entries: [from, from + 1],
      },
    ]);
  });

  test('does not show within a minute of grace, or when nobody declared', () => {
    expect(
      names(story().at('8:00').declare('anna').at('10:00').can('cleo', 5).at('15:59').allClear('anna').at('16:30')),
    ).toEqual([]);
    expect(names(story().at('60:00'))).toEqual([]);
  });
});

describe('PATTERN-2 Fixation tunnel', () => {
  const restart = { do: 'service.restart', service: 'web', pods: 'rolling' } as const;
  const stuck = (times: number) => {
    const drill = story().at('3:00').fault('holding').at('5:00').slo(true).at('6:20').page('CheckoutErrors');
    for (let i = 0; i < times; i++)
      drill.at(`${8 + i}:00`).run('ben', 'kubectl rollout restart deploy/web', { acts: restart });
    return drill.at('20:00');
  };

  test('shows when three actions in a row hit one component and the service stays out of bound', () => {
    expect(patterns(stuck(3))).toMatchObject([
      {
        name: 'Fixation tunnel',
        sentence: expect.stringContaining('3 actions in a row on web'),
        entries: [13, 16, 19],
      },
    ]);
  });

  test('does not show for two, nor when something else was tried in between', () => {
    expect(names(stuck(2))).toEqual([]);
    const mixed = stuck(2)
      .run('ben', 'deploy rollback checkout', { acts: { do: 'deploy.rollback', service: 'checkout' } })
      .at('21:00');
    expect(names(mixed.run('ben', 'kubectl rollout restart deploy/web', { acts: restart }).at('25:00'))).toEqual([]);
  });
});

describe('PATTERN-3 Disappearing after mitigation', () => {
  const mitigated = () =>
    story().at('3:00').fault('holding').at('5:00').slo(true).at('6:20').page('CheckoutErrors').at('20:00').slo(false);

  test('shows when nobody looked or spoke for five minutes after the recovery', () => {
    expect(names(mitigated().at('25:30').say('anna', 'is it good?').at('28:00'))).toEqual([
      'Disappearing after mitigation',
    ]);
  });

  test('does not show when somebody looked in time', () => {
    expect(names(mitigated().at('24:30').run('ben', 'kubectl get pods').at('28:00'))).toEqual([]);
  });
});

describe('PATTERN-4 Endless SEV', () => {
  const stable = () => story().at('3:00').fault('holding').at('5:00').slo(true).at('6:20').page('CheckoutErrors').at('8:00').declare('anna').can('cleo', 60).at('20:00').slo(false)
    .at('21:00').alert('resolved', 'CheckoutErrors').at('22:00').say('anna', 'looks good'); // prettier-ignore

  test('shows when ten stable minutes pass without an all-clear', () => {
    expect(names(stable().at('31:00').allClear('anna').at('32:00'))).toEqual(['Endless SEV']);
    expect(names(stable().at('33:00'))).toEqual(['Endless SEV']);
  });

  test('does not show when the all-clear came in time', () => {
    expect(names(stable().at('30:00').allClear('anna').at('45:00'))).toEqual([]);
  });
});

describe('PATTERN-5 IC as hero debugger', () => {
  test('shows when the commanding seat runs three commands, and names the role only', () => {
    const drill = story()
      .role('anna', 'ic')
      .run('anna', 'kubectl get pods')
      .run('anna', 'logs web')
      .run('anna', 'psql orders');
    expect(patterns(drill)).toMatchObject([
      { name: 'IC as hero debugger', sentence: expect.not.stringContaining('anna') },
    ]);
  });

  test('does not show for what the seat ran before it took, or after it gave up, command', () => {
    const drill = story()
      .run('anna', 'logs web')
      .role('anna', 'ic')
      .run('anna', 'logs web')
      .run('anna', 'logs web')
      .role('ben', 'ic')
      .run('anna', 'logs web');
    expect(names(drill)).toEqual([]);
  });
});

test('PATTERN-5 does not show for somebody who responds alone', () => {
  const alone = new Story().seat('anna', 'fixer').role('anna', 'ic');
  expect(names(alone.run('anna', 'logs a').run('anna', 'logs b').run('anna', 'logs c'))).toEqual([]);
});

describe('PATTERN-6 Swarm without structure', () => {
  const hands = (drill: Story) =>
    drill.run('anna', 'logs a').at('1:00').run('ben', 'logs b').at('4:00').run('cleo', 'logs c');

  test('shows when three seats run commands within five minutes and nobody commands', () => {
    expect(names(hands(story()))).toEqual(['Swarm without structure']);
  });

  test('does not show when somebody commands', () => {
    expect(names(hands(story().role('anna', 'ic')))).toEqual([]);
  });
});
