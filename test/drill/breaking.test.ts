import { describe, expect, test } from 'vitest';
import type { FaultView } from '../../server/engine/inspect.ts';
import { replay } from '../../server/drill/replay.ts';
import { sha256 } from '../../server/drill/hash.ts';
import type { FaultParameter } from '../../server/protocol/breaking.ts';
import { drillOn } from '../support/drill-dsl.ts';
import { scripted } from '../support/scripted-simulation.ts';
import { fault, stage, world } from '../support/stage.ts';

const SESSIONS: FaultParameter = { id: 'sessions', label: 'Sessions held', unit: 'sessions', value: 150, min: 20, max: 180, step: 10 }; // prettier-ignore

const FAULTS = [
  fault('holds', { cooldownS: 0, cost: 10, undo: true, parameters: [SESSIONS] }),
  fault('kills', { cooldownS: 0, cost: 10 }),
];
const VIEWS: FaultView[] = FAULTS.map(({ id, title }) => ({ id, title, state: 'idle', done: false, fired: false, sinceS: 0, visited: [] })); // prettier-ignore

function deck() {
  const fired: unknown[] = [];
  const sim = scripted({
    faults: VIEWS,
    on: (input) => (input.kind === 'fault.fire' ? (fired.push(input), []) : []),
  });
  return {
    tale: drillOn(stage({ world: world({ faults: FAULTS }) }), sim)
      .start()
      .as('bea'),
    fired,
  };
}

describe('a breaker may fire', () => {
  test('what a bot has just brought back, and nothing that it has not tried', () => {
    const { tale } = deck();
    tale.isRefused('fault.fire', { fault: 'holds' }, 'fault/unchecked');
    tale.checks('holds').does('fault.fire', { fault: 'holds' });
  });

  test('nothing that it found no way back from, and is told the bot’s reason', () => {
    const { tale } = deck();
    const reason = '“Checkouts succeed” stays broken to the end: holds keeps it so.';
    tale.checks('holds', { recoverable: false, reason, backAfterS: null });
    expect(tale.tries('fault.fire', { fault: 'holds' })).toMatchObject({
      ok: false,
      refusal: { code: 'fault/unrecoverable', message: reason },
    });
  });

  test('with the dials that were checked, not with others', () => {
    const { tale, fired } = deck();
    tale.checks('holds', { parameters: { sessions: 100 } });
    tale.isRefused('fault.fire', { fault: 'holds' }, 'fault/unchecked');
    tale.isRefused('fault.fire', { fault: 'holds', parameters: { sessions: 110 } }, 'fault/unchecked');
    tale.does('fault.fire', { fault: 'holds', parameters: { sessions: 100 } });
    expect(fired).toEqual([{ kind: 'fault.fire', fault: 'holds', parameters: { sessions: 100 } }]);
  });

  test('each setting of the dials that was checked, whoever asked for which last', () => {
    const { tale } = deck();
    tale.checks('holds', { parameters: { sessions: 100 } }).checks('holds', { parameters: { sessions: 60 } });
    expect(tale.view('breakers').deck?.cards[0]?.checks.map(({ parameters }) => parameters.sessions)).toEqual([
      60, 100,
    ]);
    tale.checks('holds', { parameters: { sessions: 100 }, recoverable: false, reason: 'No way back.' });
    expect(tale.view('breakers').deck?.cards[0]?.checks).toHaveLength(2);
    tale.isRefused('fault.fire', { fault: 'holds', parameters: { sessions: 100 } }, 'fault/unrecoverable');
    tale.does('fault.fire', { fault: 'holds', parameters: { sessions: 60 } });
  });

  test('with no dial outside its bounds, whoever asks', () => {
    const { tale } = deck();
    for (const seat of ['bea', 'fay']) {
      tale.as(seat).isRefused('fault.fire', { fault: 'holds', parameters: { sessions: 200 } }, 'request/malformed');
      tale.isRefused('fault.fire', { fault: 'holds', parameters: { sessions: 25 } }, 'request/malformed');
      tale.isRefused('fault.fire', { fault: 'holds', parameters: { pods: 2 } }, 'request/malformed');
    }
  });

  test('not on a check of another combination: what is at work has changed', () => {
    const { tale } = deck();
    tale.checks('kills').breaks('holds');
    expect(tale.view('breakers').deck?.cards[1]?.check).toBeNull();
    tale.isRefused('fault.fire', { fault: 'kills' }, 'fault/unchecked');
    tale.checks('kills').does('fault.fire', { fault: 'kills' });
  });

  test('not on a check of long ago', () => {
    const { tale } = deck();
    tale.checks('holds').after('4m');
    tale.tries('fault.fire', { fault: 'nope' });
    tale.after('2m').isRefused('fault.fire', { fault: 'holds' }, 'fault/unchecked');
  });
});

test('the facilitator fires what no bot has tried, or found no way back from', () => {
  const { tale } = deck();
  tale.as('fay').does('fault.fire', { fault: 'holds' });
  tale.checks('kills', { recoverable: false, reason: 'no' }).does('fault.fire', { fault: 'kills' });
});

test('a card shows its dials where it was fired with, and what the bot found', () => {
  const { tale } = deck();
  tale.checks('holds', { parameters: { sessions: 60 }, backAfterS: 200, pageAfterS: 80 });
  tale.does('fault.fire', { fault: 'holds', parameters: { sessions: 60 } });
  expect(tale.view('breakers').deck?.cards[0]).toMatchObject({
    state: 'running',
    parameters: [{ ...SESSIONS, value: 60 }],
    check: { recoverable: true, backAfterS: 200, pageAfterS: 80 },
  });
});

describe('what breakers keep to themselves', () => {
  const PLAN = 'SECRET-PLAN holds first, then kills';
  const SAID = 'SECRET-SAID they restart everything';

  function told() {
    const { tale } = deck();
    tale.does('plan.seal', { text: PLAN });
    tale.does('prediction.record', {
      fault: 'holds',
      text: SAID,
      holds: false,
      pageWithinS: 180,
      mitigatedWithinS: 900,
    });
    return tale;
  }

  test('the plan is sealed once; everybody sees its hash and only breakers its text', () => {
    const tale = told();
    const { hash, salt } = tale.entries('plan.sealed')[0]!.payload;
    expect(hash).toBe(sha256(`${salt}\n${PLAN}`));
    tale.isRefused('plan.seal', { text: 'another' }, 'plan/sealed');
    for (const audience of ['fixers', 'observers', 'breakers', 'facilitator'] as const)
      expect(tale.snapshot(audience).control.planHash).toBe(hash);
    expect(tale.view('breakers').deck?.plan).toMatchObject({ hash, text: PLAN });
    expect(tale.view('facilitator').deck?.plan).toMatchObject({ hash, text: null });
  });

  test('a plan sealed when a fault was at work is said to be so to those who know of faults, and to nobody else', () => {
    const { tale } = deck();
    tale.breaks('holds').after('1m').does('plan.seal', { text: PLAN });
    for (const audience of ['breakers', 'facilitator'] as const)
      expect(tale.view(audience).deck?.plan).toMatchObject({ late: true });
    const said = told().view('fixers').control;
    expect(tale.view('fixers').control).toEqual({ ...said, planHash: expect.any(String), planSealedAtS: 60 });
    expect(told().view('breakers').deck?.plan).toMatchObject({ late: false, sealedAtS: 0 });
  });

  test('neither plan nor predictions reach fixers and observers', () => {
    const tale = told();
    for (const audience of ['fixers', 'observers'] as const)
      expect(JSON.stringify([tale.snapshot(audience), tale.sent[audience]])).not.toMatch(/SECRET/);
    expect(JSON.stringify([tale.snapshot('facilitator'), tale.sent.facilitator])).not.toMatch(/SECRET-PLAN/);
    expect(tale.view('breakers').deck?.predictions).toEqual([
      expect.objectContaining({ fault: 'holds', text: SAID, seat: 'bea' }),
    ]);
  });

  test('a bot’s check reaches breakers and facilitator alone', () => {
    const { tale } = deck();
    tale.checks('holds', { reason: 'SECRET-REASON' });
    for (const audience of ['fixers', 'observers'] as const)
      expect(JSON.stringify([tale.snapshot(audience), tale.sent[audience]])).not.toMatch(/SECRET/);
    for (const audience of ['breakers', 'facilitator'] as const)
      expect(tale.view(audience).deck?.cards[0]?.check?.reason).toBe('SECRET-REASON');
  });
});

test('checks, dials and the plan come about again when the log is replayed', () => {
  const { tale } = deck();
  tale.does('plan.seal', { text: 'plan' }).checks('holds').does('fault.fire', { fault: 'holds' });
  const again = deck().tale.session;
  const result = replay(tale.log, () => ({ scenario: again.scenario, sim: scripted({ faults: VIEWS }) }));
  expect(result.firstDifference).toBeUndefined();
});
