import { describe, expect, it } from 'vitest';
import type { NewDrill } from '../../../server/protocol/set-up.ts';
import { scripted } from '../../support/scripted-simulation.ts';
import { stage, world } from '../../support/stage.ts';
import { ok, ToldDesk } from '../../support/told-desk.ts';

const FAY = { id: 'p-fay', name: 'Fay' };
const REQUEST: NewDrill = {
  scenario: 'stage',
  variant: null,
  seed: 'a',
  mode: 'game-day',
  speed: 1,
  timeboxMin: 40,
  hypothesis: null,
};
const inject = {
  id: null,
  lane: 'chat',
  from: 'CEO',
  text: 'How bad?',
  expects: '',
  fault: null,
  when: { atS: 60 },
} as const;

async function created(patch: Partial<NewDrill>, options?: Parameters<ToldDesk['desk']['createDrill']>[2]) {
  const told = new ToldDesk();
  const { drill, seat } = ok(await told.desk.createDrill({ ...REQUEST, ...patch }, FAY, options));
  told.drill = drill;
  told.seats.fay = seat;
  return told;
}

async function refused(patch: Partial<NewDrill>) {
  const reply = await new ToldDesk().desk.createDrill({ ...REQUEST, ...patch }, FAY);
  return reply.ok ? null : reply.refusal;
}

describe('a new drill', () => {
  it('seats bots in their roles at once, each once, and is the same after a restart', async () => {
    const told = await created({ bots: ['comms', 'scribe', 'comms'] });
    const seats = async () => {
      const joined = ok(await told.desk.join(told.drill, told.seats.fay!, 0));
      return joined.kind === 'snapshot' ? joined.view.seats.map(({ id, roles, bot }) => ({ id, roles, bot })) : [];
    };
    const before = await seats();
    expect(before.slice(1)).toEqual([
      { id: 'bot-comms', roles: ['comms'], bot: true },
      { id: 'bot-scribe', roles: ['scribe'], bot: true },
    ]);
    await told.restarts();
    expect(await seats()).toEqual(before);
  });

  it('writes stop rules and own injects into its first entry, each inject with an id', async () => {
    const stops = [{ id: 'w', kind: 'word', word: 'Kettle off' }] as const;
    const told = await created({
      stops: [...stops],
      injects: [inject, { ...inject, id: 'mine' }],
      mode: 'tabletop',
      speed: 7,
    });
    const [first] = await told.log();
    if (first?.kind !== 'drill.created') throw new Error('no beginning');
    const { payload } = first;
    expect(payload).toMatchObject({ mode: 'tabletop', speed: 7, stops });
    expect(payload.injects?.map(({ id }) => id)).toEqual([expect.stringMatching(/^i/), 'mine']);
    const { view } = ok(await told.desk.join(told.drill, told.seats.fay!, 0)) as {
      view: { control: { stopWord?: string } };
    };
    expect(view.control.stopWord).toBe('Kettle off');
  });

  it('holds no empty parts: a drill without extras begins as it always did', async () => {
    const [first] = await (await created({ stops: [], injects: [], bots: [], surface: false })).log();
    for (const part of ['stops', 'injects', 'surface', 'path', 'branchOf'])
      expect(first?.payload).not.toHaveProperty(part);
  });

  it('of a lone responder has no facilitator, and the responder commands', async () => {
    const told = await created({ mode: 'onboarding' }, { as: 'fixer', path: 2 });
    expect((await told.log()).map(({ kind }) => kind)).toEqual(['drill.created', 'seat.joined', 'role.taken']);
    expect((await told.log())[0]?.payload).toMatchObject({ path: 2 });
  });

  it('under other names pins what people will see', async () => {
    const told = await created({ surface: true });
    const [first] = await told.log();
    expect(first?.payload).toMatchObject({ surface: 'a', scenario: 'stage' });
    expect((first?.payload as { scenarioHash: string }).scenarioHash).not.toBe('stage-hash');
    expect(await told.restarts()).toBe(0);
    expect(ok(await told.desk.join(told.drill, told.seats.fay!, 0)).kind).toBe('snapshot');
  });

  it.each([
    [
      'a promise that the scenario does not make',
      { stops: [{ id: 's', kind: 'breached', slo: 'speed', forS: 60 }] },
      'request/malformed',
    ],
    [
      'a fault that the scenario does not have',
      { injects: [{ ...inject, lane: 'fault', fault: 'meteor' }] },
      'fault/unknown',
    ],
    ['a fault that is not named', { injects: [{ ...inject, lane: 'fault' }] }, 'request/malformed'],
    ['an inject that never fires', { injects: [{ ...inject, when: null }] }, 'inject/unknown'],
    ['a scenario that is not there', { scenario: 'attic' }, 'scenario/unknown'],
  ] as [string, Partial<NewDrill>, string][])('is refused for %s', async (_what, patch, code) => {
    expect((await refused(patch))?.code).toBe(code);
  });

  it('takes only the pages under test from the library', async () => {
    const asked: unknown[] = [];
    const told = new ToldDesk({ scenario: stage({ world: world() }), simulate: () => scripted() });
    const scenarios = told.parts.scenarios;
    told.parts.scenarios = {
      scenario: (id, variant, runbooks) => {
        asked.push([variant, runbooks]);
        return scenarios.scenario(id, variant, runbooks);
      },
    };
    ok(await told.desk.createDrill({ ...REQUEST, runbooks: ['RUN-001'] }, FAY));
    expect(asked).toEqual([
      [null, ['RUN-001']],
      ['report', ['RUN-001']],
    ]);
  });
});
