import { describe, expect, test } from 'vitest';
import { readLog } from '../../server/scoring/drill-log.ts';
import { patternsOf } from '../../server/scoring/patterns.ts';
import { stampsOf } from '../../server/scoring/stamps.ts';
import { story, Story, tinyScenario } from '../support/entries.ts';

function patterns(drill: Story) {
  const log = readLog(drill.end());
  return patternsOf(log, tinyScenario(), stampsOf(log, tinyScenario()));
}
/** Paged and out of bound; acknowledged, declared, and with an update that lasts. */
function underWay(): Story {
  return story().at('3:00').fault('holding').at('5:00').slo(true).at('6:20').page('CheckoutErrors').ack('ben', 'CheckoutErrors').declare('anna').can('cleo', 60);
} // prettier-ignore

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
    const drill = underWay();
    for (let i = 0; i < times; i++)
      drill.at(`${8 + i}:00`).run('ben', 'kubectl rollout restart deploy/web', { acts: restart });
    return drill.at('20:00');
  };

  test('shows when three actions in a row hit one component and the service stays out of bound', () => {
    expect(patterns(stuck(3))).toMatchObject([
      {
        name: 'Fixation tunnel',
        sentence: expect.stringContaining('3 actions in a row on web'),
        entries: [16, 19, 22],
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
  const mitigated = () => underWay().at('20:00').slo(false);

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
  const stable = () =>
    underWay()
      .at('20:00')
      .slo(false)
      .at('21:00')
      .alert('resolved', 'CheckoutErrors')
      .at('22:00')
      .say('anna', 'looks good');

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
  const bot = { seat: 'bot-comms', kind: 'fixer', approved: true, bot: true } as const;
  const withBot = new Story().seat('anna', 'fixer').add('seat.joined', bot).role('anna', 'ic');
  expect(names(withBot.run('anna', 'logs a').run('anna', 'logs b').run('anna', 'logs c'))).toEqual([]);
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

describe('PATTERN-7 Uncooperative team', () => {
  const ringing = () => story().at('5:00').page('CheckoutErrors').declare('anna');

  test('shows when a page has no answer for five minutes, and says for how long', () => {
    const found = patterns(ringing().at('12:00').ack('ben', 'CheckoutErrors').at('13:00'));
    expect(found).toMatchObject([
      { name: 'Uncooperative team', sentence: expect.stringContaining('no answer for 7 min') },
    ]);
  });

  test('does not show when it was answered, handed on, or cleared in time', () => {
    const escalated = { fingerprint: 'fp-CheckoutErrors', to: 'DBA' };
    expect(names(ringing().at('9:59').ack('ben', 'CheckoutErrors').at('12:00'))).toEqual([]);
    expect(names(ringing().at('9:00').add('alert.escalated', escalated, 'ben').at('12:00'))).toEqual([]);
    expect(names(ringing().at('9:00').alert('resolved', 'CheckoutErrors').at('12:00'))).toEqual([]);
  });

  test('shows when somebody who was called does not answer, unless somebody else is called', () => {
    const called = () =>
      story().at('5:00').declare('anna').add('staff.paged', { staff: 'dba', text: 'Who holds?' }, 'ben');
    expect(names(called().at('11:00'))).toEqual(['Uncooperative team']);
    const other = called().at('9:00').add('staff.paged', { staff: 'api', text: 'And you?' }, 'ben').at('10:00');
    expect(names(other.add('staff.answered', { staff: 'api', text: 'Here.' }).at('13:00'))).toEqual([]);
  });
});

describe('PATTERN-8 Secrecy in breakouts', () => {
  const working = (minutes: number) => {
    const drill = underWay().role('anna', 'ic');
    for (let i = 0; i < 5; i++) drill.at(`${8 + i}:00`).run('ben', 'logs checkout');
    return drill.at(`${8 + minutes}:00`);
  };

  test('shows when five commands in ten minutes left no word in the channel', () => {
    expect(patterns(working(10))).toMatchObject([
      { name: 'Secrecy in breakouts', sentence: expect.stringContaining('5 commands from 14:08:00 to 14:12:00') },
    ]);
  });

  test('does not show before ten minutes are over, nor when somebody said what came of it', () => {
    expect(names(working(9))).toEqual([]);
    expect(names(working(9).say('ben', 'one pod only').at('19:00'))).toEqual([]);
  });

  test('does not show for somebody who responds alone', () => {
    const alone = new Story().seat('anna', 'fixer').role('anna', 'ops');
    for (let i = 0; i < 5; i++) alone.at(`${8 + i}:00`).run('anna', 'logs checkout');
    expect(names(alone.at('30:00'))).toEqual([]);
  });
});

describe('PATTERN-9 Silence culture', () => {
  const seen = () => story().at('5:00').page('CheckoutErrors').at('6:00').ack('ben', 'CheckoutErrors');

  test('shows when a page was acknowledged and nobody told the others for five minutes', () => {
    const found = patterns(seen().at('12:00').declare('anna').at('12:30'));
    expect(found).toMatchObject([{ name: 'Silence culture', sentence: expect.stringContaining('for 6 min') }]);
  });

  test('does not show when somebody said so, or declared', () => {
    expect(names(seen().at('10:59').say('ben', 'checkout is slow').at('12:00').declare('anna').at('13:00'))).toEqual(
      [],
    );
    expect(names(seen().at('7:00').declare('anna').at('13:00'))).toEqual([]);
  });
});

describe('PATTERN-10 Silent handover', () => {
  const handed = () => underWay().role('anna', 'ic').at('12:00').role('cleo', 'ic');

  test('shows when command goes on during an incident and neither side says a word', () => {
    const drill = handed();
    const at = drill.seq;
    expect(patterns(drill.at('15:00'))).toMatchObject([{ name: 'Silent handover', entries: [expect.any(Number), at] }]);
  });

  test('does not show when either of the two spoke around it, or before an incident', () => {
    expect(names(handed().at('13:30').say('cleo', 'I have command; rollback runs').at('15:00'))).toEqual([]);
    const briefed = underWay()
      .role('anna', 'ic')
      .at('11:00')
      .say('anna', 'over to Cleo')
      .at('12:00')
      .role('cleo', 'ic');
    expect(names(briefed.at('15:00'))).toEqual([]);
    expect(names(story().role('anna', 'ic').at('1:00').role('cleo', 'ic').at('5:00'))).toEqual([]);
  });
});

describe('PATTERN-11 No declaration', () => {
  const paged = () =>
    story().at('5:00').page('CheckoutErrors').at('6:00').ack('ben', 'CheckoutErrors').say('ben', 'slow');

  test('shows when a page fired for ten minutes before an incident was declared', () => {
    const found = patterns(paged().at('17:00').declare('anna').at('18:00'));
    expect(found).toMatchObject([{ name: 'No declaration', sentence: expect.stringContaining('only 12 min later') }]);
  });

  test('does not show when it was declared in time, when the page cleared, or where nothing is wrong', () => {
    expect(names(paged().at('14:59').declare('anna').at('17:00'))).toEqual([]);
    expect(names(paged().at('14:00').alert('resolved', 'CheckoutErrors').at('17:00'))).toEqual([]);
    const log = readLog(paged().at('17:00').end());
    const quiet = tinyScenario({ nothingWrong: true });
    expect(patternsOf(log, quiet, stampsOf(log, quiet))).toEqual([]);
  });
});
