import { expect, test } from 'vitest';
import type { Action } from '../../server/engine/input.ts';
import type { TemptingDef } from '../../server/scenario/scenario.ts';
import { isMove } from '../../server/scenario/tempting-move.ts';

const retries: TemptingDef = {
  action: 'config.set web',
  line: 'kubectl set env deployment/web SEARCH_RETRIES=4',
  hurts: 'More questions.',
};
const half: TemptingDef = { action: 'traffic.admit web', line: 'traffic admit web 50%', hurts: 'Still too many.' };
const set = (key: string): Action => ({ do: 'config.set', service: 'web', key, value: '9' });
const admit = (share: number): Action => ({ do: 'traffic.admit', service: 'web', share });

test('a setting tempts only when it is the one that the scenario means, whatever its value', () => {
  expect(isMove(retries, set('SEARCH_RETRIES'))).toBe(true);
  expect(isMove(retries, set('SEARCH_BREAKER'))).toBe(false);
});

test('letting in fewer users than the tempting share is not the move, nor is lifting the limit', () => {
  expect([0.2, 0.5, 0.75, 1].map((share) => isMove(half, admit(share)))).toEqual([false, true, true, false]);
});

test('without a line the action alone decides', () => {
  const restart: TemptingDef = { action: 'service.restart web', hurts: 'Cold caches.' };
  expect(isMove(restart, { do: 'service.restart', service: 'web', pods: 'rolling' })).toBe(true);
  expect(isMove(restart, { do: 'service.restart', service: 'search', pods: 'rolling' })).toBe(false);
});
