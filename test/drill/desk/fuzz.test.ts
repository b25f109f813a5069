import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { COMMAND_TABLE } from '../../../server/drill/command-table.ts';
import { replay } from '../../../server/drill/replay.ts';
import type { CommandName } from '../../../server/protocol/commands.ts';
import { canaryStage } from '../../support/canary-stage.ts';
import { examplePayloads } from '../../support/example-payloads.ts';
import { busyWorld } from '../../support/random-drill.ts';
import { ToldDesk } from '../../support/told-desk.ts';

const names = Object.keys(COMMAND_TABLE) as CommandName[];

/** A payload that is nearly right: one field of the example replaced, dropped or added; or anything at all. */
const payloadOf = (name: CommandName): fc.Arbitrary<unknown> => {
  const example = examplePayloads[name] as Record<string, unknown>;
  const field = fc.constantFrom(...Object.keys(example), 'extra', '__proto__');
  const changed = fc.tuple(field, fc.jsonValue()).map(([key, value]) => ({ ...example, [key]: value }));
  const dropped = field.map((key) => Object.fromEntries(Object.entries(example).filter(([own]) => own !== key)));
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(example) },
    { weight: 3, arbitrary: changed },
    dropped,
    fc.jsonValue(),
  );
};

const messages = fc.constantFrom(...names).chain((name) =>
  fc.record({
    name: fc.oneof({ weight: 20, arbitrary: fc.constant<unknown>(name) }, fc.string(), fc.jsonValue()),
    payload: payloadOf(name),
    seat: fc.constantFrom('fay', 'bea', 'ann', 'bob', 'nobody'),
    waitMs: fc.constantFrom(0, 0, 0, 1000, 5000),
  }),
);

it('whatever clients send: every message is answered, nothing throws, and what was accepted replays', async () => {
  const told = await new ToldDesk({
    scenario: { ...canaryStage(), id: 'stage' },
    simulate: () => busyWorld(),
  }).starts();
  const codes = new Map<string, number>();
  for (const { name, payload, seat, waitMs } of fc.sample(messages, { numRuns: 3000, seed: 20261121 })) {
    if (name === 'drill.end' && codes.size < 15) continue;
    if (waitMs > 0) await told.ticker.pass(waitMs);
    const reply = await told.tries(seat, name as string, payload, randomUUID());
    const code = reply.ok ? 'ok' : reply.refusal.code;
    if (reply.ok && name === 'drill.rewind') told.drill = (reply.result as { drill: string }).drill;
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  expect(told.trouble).toEqual([]);
  expect(codes.get('ok')).toBeGreaterThan(100);
  expect([...codes.keys()].filter((code) => code === 'server/unexpected' || code === 'drill/quarantined')).toEqual([]);
  const log = await told.log();
  expect(replay(log, () => ({ scenario: { ...canaryStage(), id: 'stage' }, sim: busyWorld() })).matches).toBe(true);
});
