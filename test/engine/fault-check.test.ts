import { expect, test } from 'vitest';
import { checkMachine } from '../../server/engine/fault-check.ts';

const problems = (machine: unknown): string[] =>
  checkMachine(machine).map(({ path, message }) => `${path}: ${message}`);
const machine = (holding: Record<string, unknown>, more: Record<string, unknown> = {}): unknown => ({
  initial: 'idle',
  states: { idle: { on: { BREAK: 'holding' } }, holding, ...more },
});

test('a machine that uses the vocabulary has no problem', () => {
  const fine = machine(
    {
      entry: [{ type: 'job.start', params: { job: 'export', perS: 1, max: 9 } }],
      on: { 'paused.export': { target: 'over', guard: { type: 'noHolders', params: { job: 'export' } } } },
    },
    { over: { type: 'final' } },
  );
  expect(problems(fine)).toEqual([]);
});

test('an unknown action is named with a suggestion', () => {
  expect(problems(machine({ entry: [{ type: 'job.strat', params: {} }] }))).toEqual([
    'holding.entry: unknown action "job.strat"; did you mean "job.start"?',
  ]);
});

test('a parameter that is missing or misspelt is named', () => {
  expect(problems(machine({ entry: [{ type: 'job.stop', params: { jbo: 'export' } }] }))).toEqual([
    'holding.entry: action "job.stop" needs "job"',
    'holding.entry: action "job.stop": unknown parameter "jbo"; did you mean "job"?',
  ]);
});

test('an unknown guard, event, target, key and delay are named', () => {
  expect(problems(machine({ on: { ended: { target: 'idle', guard: { type: 'never' } } } }))[0]).toMatch(
    /^holding\.on\.ended\.guard: unknown guard "never"/,
  );
  expect(problems(machine({ on: { 'finished.export': 'idle' } }))[0]).toMatch(
    /^holding\.on\.finished\.export: unknown event/,
  );
  expect(problems(machine({ on: { ended: 'idel' } }))[0]).toBe(
    'holding.on.ended: unknown state "idel"; did you mean "idle"?',
  );
  expect(problems(machine({ onn: {} }))[0]).toMatch(/^holding\.onn: unknown key "onn"; did you mean "on"/);
  expect(problems(machine({ after: { soon: 'idle' } }))[0]).toMatch(/unknown delay "soon"/);
});

test('names that begin with xstate are refused, for they are the library’s own', () => {
  expect(problems(machine({ on: { 'xstate.done': 'idle' } }))[0]).toMatch(/not for scenarios/);
});

test('always transitions in a circle are refused, guarded or not, through ancestors and initial states too', () => {
  expect(
    problems(
      machine(
        { always: 'other' },
        { other: { always: { target: 'holding', guard: { type: 'elapsed', params: { s: 1 } } } } },
      ),
    ).length,
  ).toBeGreaterThan(0);
  const nested = { initial: 'a', states: { a: { initial: 'x', always: '.y', states: { x: {}, y: {} } } } };
  expect(problems(nested).some((text) => text.includes('circle'))).toBe(true);
});

test('a bad initial state and a state that nothing reaches are refused', () => {
  expect(problems({ initial: 'idel', states: { idle: {} } })[0]).toMatch(
    /^initial: unknown state "idel"; did you mean "idle"/,
  );
  expect(problems(machine({}, { lonely: {} }))).toEqual(['lonely: nothing leads to this state']);
});

test('parallel states and things that are no machine are refused', () => {
  expect(problems({ ...(machine({}) as object), type: 'parallel' })[0]).toMatch(/parallel/);
  expect(problems(null)).toHaveLength(1);
  expect(problems({ initial: 'a', states: [] }).length).toBeGreaterThan(0);
});

test('a parameter of the wrong kind is refused before it can fail in a drill', () => {
  const sick = (params: Record<string, unknown>): string[] =>
    problems(machine({ entry: [{ type: 'thirdParty.set', params: { thirdParty: 'quillpay', ...params } }] }));
  expect(sick({ latencyS: 9, errorShare: 0.01, rampS: 60 })).toEqual([]);
  expect(sick({ errorShare: '1%' })).toEqual([
    'holding.entry: action "thirdParty.set": "errorShare" must be a share from 0 to 1, not "1%"',
  ]);
  expect(sick({ errorShare: 2, rampS: -1 })).toHaveLength(2);
});
