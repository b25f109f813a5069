import { expect, it } from 'vitest';
import { isPractised, PastDrills } from '../../../server/set-up/past-drills.ts';
import type { DrillMeta } from '../../../server/store/log-store.ts';
import { story } from '../../support/entries.ts';
import { ToldDesk } from '../../support/told-desk.ts';

it('a drill that has begun is told with whoever was let in, by the name typed and the browser', async () => {
  const told = await new ToldDesk().opens();
  const past = new PastDrills(told.store);
  expect(await past.begun()).toEqual([]);
  await told.joins('eve', 'fixer', false);
  await told.joins('ida', 'fixer', false);
  await told.does('fay', 'seat.remove', { seat: told.seats['ida']! });
  await told.store.seatPerson(told.drill, told.seats['ann']!, 'laptop');
  await told.does('fay', 'drill.start', {});
  const [drill] = await past.begun();
  expect(drill).toMatchObject({ id: told.drill, mode: 'game-day', ended: false, path: null });
  expect(drill!.seats).toContainEqual({ name: 'ann', person: 'laptop', kind: 'fixer' });
  expect(drill!.seats.map(({ name }) => name).toSorted()).toEqual(['Fay', 'ann', 'bea', 'bob']);
});

it('one that ended counts when it lasted, and a name that is erased is not remembered', async () => {
  const told = await new ToldDesk().starts();
  const past = new PastDrills(told.store);
  await told.ticker.pass(400_000);
  await told.does('fay', 'drill.end', {});
  const [drill] = await past.begun();
  expect(drill!.lastedS).toBeGreaterThanOrEqual(400);
  expect([isPractised(drill!), isPractised({ ...drill!, lastedS: 299 })]).toEqual([true, false]);
  await told.store.eraseNames(told.drill);
  expect((await past.begun())[0]!.seats.every(({ name }) => name === '')).toBe(true);
});

it('one that was only tried out does not grow longer with its debrief', async () => {
  const told = await new ToldDesk().starts();
  await told.ticker.pass(20_000);
  await told.does('fay', 'drill.end', {});
  await told.ticker.pass(3_600_000);
  await told.does('fay', 'note.add', { text: 'We only looked at it.' });
  const [drill] = await new PastDrills(told.store).begun();
  expect(isPractised(drill!)).toBe(false);
});

it('a record that was taken back long after the end does not count any more', async () => {
  const entries = story().end();
  Object.assign(entries[0]!.payload, { mode: 'onboarding', path: 1 });
  const past = new PastDrills({
    drills: async () => [{ id: 'd1' } as DrillMeta],
    read: async (_drill, fromSeq = 1) => entries.slice(fromSeq - 1),
    seatNames: async () => ({}),
    peopleOf: async () => [],
  });
  const withdrawn = async () => (await past.begun())[0]!.path?.withdrawn;
  expect(await withdrawn()).toBeUndefined();
  entries.push(...story().add('record.withdrawn', { withdrawn: true }, 'anna').entries.slice(-1));
  expect(await withdrawn()).toBe(true);
});

it('of one that was rewound the drill in which people went on counts', async () => {
  const told = await new ToldDesk().starts();
  await told.ticker.pass(60_000);
  const { drill } = (await told.does('fay', 'drill.rewind', { atS: 30, reason: 'decide again' })) as { drill: string };
  expect((await new PastDrills(told.store).begun()).map(({ id }) => id)).toEqual([drill]);
});
